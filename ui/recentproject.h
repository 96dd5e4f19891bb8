// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/stateglyph.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <vector>

namespace pitlane {

class ProjectSession;

/// One mark of a front drawn small.
struct ThumbMark
{
    double x = 0; ///< parameters
    double y = 0; ///< validation score, negative where lower is better: the best is on top
    PointRole role = PointRole::Found;
    bool onFront = false;
    bool operator==(const ThumbMark&) const = default;
};

/// What Start shows of a project without opening it: noted whenever the project changes.
struct RecentProject
{
    QString folder; ///< absolute
    QString name;
    QDateTime openedAt; ///< UTC
    QString facts;      ///< "ECG5000, ECGTCN · front 0.8k to 5.1k parameters, 92.7 to 94.1 %"
    int sweep = 0;      ///< number of the last search; 0: none
    int points = 0;     ///< of the last search, found ones
    int done = 0;
    int open = 0; ///< queued, running or interrupted
    int failed = 0;
    std::vector<ThumbMark> marks;
    bool operator==(const RecentProject&) const = default;
};

/// Where a recent project stands, found out by looking at its folder.
struct RecentState
{
    enum class Kind { Missing, InUse, Interrupted, Failed, Complete, Ready };
    Kind kind = Kind::Ready;
    QString sentence;
    Glyph glyph = Glyph::Ok;
    bool operator==(const RecentState&) const = default;
};

[[nodiscard]] RecentProject summarise(const ProjectSession& session);
[[nodiscard]] RecentState stateOf(const RecentProject& project);

[[nodiscard]] QJsonObject toJson(const RecentProject& project);
[[nodiscard]] RecentProject recentProjectFromJson(const QJsonObject& json);

/// "~/studies/ecg": the folder with the home folder shortened.
[[nodiscard]] QString shownFolder(const QString& folder);

} // namespace pitlane
