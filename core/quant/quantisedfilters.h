// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantizednetwork.h"

#include <span>

namespace pitlane {

/// The integer side of a convolution or linear layer.
struct QuantisedFilters
{
    std::vector<std::int8_t> weights; ///< [C_out][n]
    std::vector<double> scales;       ///< [C_out]
    std::vector<std::int32_t> bias;   ///< [C_out]
    Requantisation requantisation;    ///< [C_out]
};

/// Quantises C_out filters of n weights, [C_out][n], for an input of the form `in` and an output in steps of
/// `outputScale`. `bias` may be empty. A filter of zeros gives its bias exactly. Throws NetworkError, naming `node`,
/// when a value is not finite or the sum of a filter may leave 32 bits.
[[nodiscard]] QuantisedFilters quantiseFilters(std::span<const float> weights, std::span<const float> bias,
                                               std::int64_t C_out, const QTensor& in, double outputScale,
                                               const std::string& node);

/// A batch-norm y = gain x + offset per channel. Throws NetworkError, as above.
[[nodiscard]] QBatchNorm quantiseBatchNorm(std::span<const double> gain, std::span<const double> offset,
                                           const QTensor& in, double outputScale, const std::string& node);

/// Largest distance of a stored value from the zero point.
[[nodiscard]] std::int64_t largestInput(const QTensor& in);

/// quantizeMultiplier() of a factor for accumulators up to `largest` in size: kept so small that no left shift leaves
/// 32 bits. Results that far out lie beyond every clamp.
[[nodiscard]] QFactor factorFor(double factor, std::int64_t largest);

} // namespace pitlane
