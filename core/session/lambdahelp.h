// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <optional>
#include <string>
#include <vector>

/// Which strengths to search: a range before a search, more values where its front has gaps.
namespace pitlane {

/// A range of strengths and what it comes from.
struct LambdaRange
{
    double first = 0;
    double last = 0;
    double loss = 0;         ///< of the seed after its warm-up, on validation
    double cost = 0;         ///< of the seed: all terms together, in the unit of the first one
    std::string costInWords; ///< "24871 weights"
    bool operator==(const LambdaRange&) const = default;
};

/// lambdaRange() for the costs of `config`, from the loss of its trained seed. Throws Error, NetworkError, TargetError.
[[nodiscard]] LambdaRange rangeFromLoss(const SearchConfig& config, double loss);
/// Where a range comes from, in sentences.
[[nodiscard]] std::string inWords(const LambdaRange& range);

/// "auto", "auto:12": how many strengths are to be chosen (0: not said). nullopt: the text is not of this form. Throws
/// Error for a count out of range.
[[nodiscard]] std::optional<int> automaticLambdas(const std::string& text);

/// A strength to search next, and the gap of the front that it should fill.
struct NextLambda
{
    double lambda = 0;
    std::int64_t least = 0; ///< parameters or MACs of the found networks at both sides
    std::int64_t most = 0;
    bool isMacs = false; ///< what the search reduces, and the gap is told in
    bool operator==(const NextLambda&) const = default;
};

/// Up to `count` strengths where the front of `sweep` has gaps, the most useful first. Finished points of all searches
/// with the same settings count, so that what an earlier suggestion found is taken into account; none while one of them
/// still waits or runs.
[[nodiscard]] std::vector<NextLambda> nextLambdas(const Sweep& sweep, const std::vector<Sweep>& sweeps,
                                                  const std::vector<SearchPoint>& points, int count = 3);

} // namespace pitlane
