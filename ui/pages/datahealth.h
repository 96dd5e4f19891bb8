// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/pipeline.h"

#include <QWidget>

class QVBoxLayout;

namespace pitlane {

class DataPreview;
class LeakCards;
class Panel;
class ProjectSession;
class SplitEditor;

/// Right column of the Data page: health check, split, and the decisions about possible leaks.
class DataHealth : public QWidget
{
    Q_OBJECT
public:
    explicit DataHealth(QWidget* parent = nullptr);
    void setPreview(const ProjectSession& session, const DataPreview& preview);
    [[nodiscard]] LeakCards& leaks() const { return *m_leaks; }

Q_SIGNALS:
    void splitEdited(const pitlane::SplitRule& rule, const QString& what);
    void seedNumberEdited(double seedNumber);
    void weightsWanted(); ///< weigh rare classes more
    void mergeWanted(const std::vector<std::int64_t>& classes);
    void examplesWanted(const QString& what, const std::vector<std::int64_t>& rows); ///< show them
    void findingKept(const QString& key);                                            ///< looked at and left as it is
    void findingReopened(const QString& key);
    void refused(const QString& sentence);

private:
    void fillHealth(const ProjectSession& session, const DataPreview& preview);

    Panel* m_health = nullptr;
    QVBoxLayout* m_findings = nullptr;
    SplitEditor* m_split = nullptr;
    LeakCards* m_leaks = nullptr;
};

} // namespace pitlane
