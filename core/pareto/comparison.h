// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pareto/front.h"
#include "core/pareto/repeats.h"

namespace pitlane {

/// Where fronts are measured from when searches are compared: nothing counts that is larger or worse.
struct ComparisonCorner
{
    double cost = 0;    ///< above 0, of the seed: parameters or MACs
    double quality = 0; ///< validation, in the shared measure
};

/// One search beside others: what its fronts are worth, one front per seed number.
struct SweepScore
{
    SweepId sweep;
    int seedNumbers = 0;
    int points = 0;     ///< finished, of all seed numbers
    Spread hypervolume; ///< over log10 of the cost: decades times quality
    Spread best;        ///< best quality on validation
    Spread bestCost;    ///< of those points
    Spread seconds;     ///< computing time of all points of one seed number; the shared warm-up not counted
    bool operator==(const SweepScore&) const = default;
};

/// Worst quality of a finished found point, with the largest cost of a seed among `points`; nothing without either.
[[nodiscard]] std::optional<ComparisonCorner> comparisonCorner(const std::vector<SearchPoint>& points,
                                                               CostMetric metric);

/// The score of each search that has finished points, by its id. `points` of all of them.
[[nodiscard]] std::vector<SweepScore> compareSweeps(const std::vector<SearchPoint>& points, CostMetric metric,
                                                    const ComparisonCorner& corner);

/// Best quality at a cost of at most `budget`, over the seed numbers that have such a point.
[[nodiscard]] std::optional<Spread> bestWithin(const std::vector<SearchPoint>& points, SweepId sweep, CostMetric metric,
                                               double budget);

} // namespace pitlane
