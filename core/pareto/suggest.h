// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace pitlane {

/// A finished search as its strength and what came of it.
struct StrengthAndCost
{
    double lambda = 0;
    double cost = 0; ///< parameters, MACs, ms: what the axis of the front shows
    bool operator==(const StrengthAndCost&) const = default;
};

/// A strength to search next, and the gap of the front that it divides.
struct GapSuggestion
{
    double lambda = 0;    ///< two digits
    double leastCost = 0; ///< of the two neighbours that are there: what the networks of both sides cost
    double mostCost = 0;
    bool operator==(const GapSuggestion&) const = default;
};

/// Up to `count` strengths to search next, the most useful first: in the middle (in the logarithm) between two
/// neighbouring strengths whose networks differ most in the logarithm of their cost. Each suggestion counts as halving
/// its gap, so that one wide gap can get several. Strengths with two digits. Gaps below a factor of 1.5 in cost need
/// nothing; neighbours closer than 10 % in lambda cannot be divided: what jumps there is the search, not the sampling.
/// Points whose lambda or cost is not above 0 are ignored; of several with one lambda the geometric mean of the cost
/// counts. Empty with fewer than two strengths, or without a gap.
[[nodiscard]] std::vector<GapSuggestion> suggestInGaps(std::vector<StrengthAndCost> points, int count = 3);
/// The strengths alone.
[[nodiscard]] std::vector<double> suggestLambdas(std::vector<StrengthAndCost> points, int count = 3);

} // namespace pitlane
