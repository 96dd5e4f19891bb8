// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pareto/front.h"

namespace pitlane {

/// Mean and range of a few numbers.
struct Spread
{
    double mean = 0;
    double low = 0;
    double high = 0;
    bool operator==(const Spread&) const = default;
};

/// `values` must not be empty.
[[nodiscard]] Spread spreadOf(const std::vector<double>& values);

/// What one strength gave with several seed numbers.
struct RepeatGroup
{
    double lambda = 0;
    std::vector<PointId> points; ///< in the given order
    Spread cost;                 ///< parameters or MACs
    Spread score;                ///< validation, in the measure of the points
    bool operator==(const RepeatGroup&) const = default;
};

/// The finished points of each strength that has at least two of them in sharedMeasure(), with a known cost; by rising
/// lambda. Points of different searches are different groups.
[[nodiscard]] std::vector<RepeatGroup> repeatGroups(const std::vector<SearchPoint>& points, CostMetric metric);

} // namespace pitlane
