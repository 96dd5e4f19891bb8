// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"

#include <QString>

#include <functional>
#include <vector>

namespace pitlane {

/// One line of the Jobs dock.
struct JobItem
{
    SearchPoint point;
    QString title;  ///< "Point 3", "Seed", "Hand-tuned"
    QString detail; ///< "search, epoch 34 of 80", "queued", or the sentence of a failure
    QString left;   ///< "0:31 left"; empty: not known
    double progress = 0;
    bool operator==(const JobItem&) const = default;
};

/// "Point 3", "Seed", "Hand-tuned".
[[nodiscard]] QString pointTitle(const SearchPoint& point);
/// "search, epoch 34 of 80".
[[nodiscard]] QString progressWords(const SearchPoint& point);
/// The first sentence of `text`.
[[nodiscard]] QString firstSentence(const QString& text);

/// What runs, waits, or needs a decision (failed, interrupted), in that order; finished and cancelled points are left
/// out. `secondsLeft` gives the time that a point still needs, negative: not known.
[[nodiscard]] std::vector<JobItem> jobItems(const std::vector<SearchPoint>& points,
                                            const std::function<double(PointId)>& secondsLeft);

/// Share of all points' work that is done, 0 .. 1; warm-up, search and fine-tune of a running point count by their
/// usual lengths.
[[nodiscard]] double overallProgress(const std::vector<SearchPoint>& points);

} // namespace pitlane
