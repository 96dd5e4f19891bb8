// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"
#include "core/network/weights.h"

#include <map>
#include <span>
#include <vector>

namespace pitlane {

/// What an int8 tensor covers; it always holds 0, which padding and ReLU need exactly.
struct Range
{
    double low = 0;
    double high = 0;
    bool operator==(const Range&) const = default;
};

/// By node name of a folded network; "input" included.
using Ranges = std::map<std::string, Range, std::less<>>;

/// The values that one tensor took over a calibration set.
struct ActivationHistogram
{
    static constexpr std::size_t binCount = 4096;

    Range span;                        ///< smallest and largest value, and 0
    std::vector<std::uint64_t> counts; ///< values other than 0 in equal steps of `span`
    std::uint64_t zeros = 0;           ///< exact zeros, which cost nothing in any range
    bool operator==(const ActivationHistogram&) const = default;
};

/// What all tensors of a network did: enough for every RangeMethod.
struct ActivationStatistics
{
    std::int64_t exampleCount = 0;
    std::map<std::string, ActivationHistogram, std::less<>> tensors; ///< as Ranges
    bool operator==(const ActivationStatistics&) const = default;
};

/// Runs the network on `examples`, [N][C][T], twice. Throws NetworkError for an empty set, a broken example, weights of
/// another network, and values that are not finite (with the first node that gives one).
[[nodiscard]] ActivationStatistics collectStatistics(const NetworkSpec& network, const Weights& weights,
                                                     std::span<const float> examples);

/// How a range is chosen from what was seen.
struct RangeMethod
{
    enum class Kind {
        MinMax,           ///< everything
        Percentile,       ///< all but the outermost (100 - percentile) / 2 % on either side
        MeanSquaredError, ///< the range with the least expected squared error, clipped values included
    };
    Kind kind = Kind::MinMax;
    double percentile = 99.9; ///< above 50, up to 100; for Percentile
    bool operator==(const RangeMethod&) const = default;
};

/// "min-max", "percentile 99.9", "mean squared error".
[[nodiscard]] std::string nameOf(const RangeMethod& method);
[[nodiscard]] Range rangeOf(const ActivationHistogram& histogram, const RangeMethod& method);
[[nodiscard]] Ranges rangesOf(const ActivationStatistics& statistics, const RangeMethod& method);

} // namespace pitlane
