// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantizednetwork.h"

#include <algorithm>
#include <limits>

/// The fixed-point arithmetic of gemmlowp and TensorFlow Lite, which CMSIS-NN follows bit for bit ("double rounding").
/// Right shifts of negative numbers are arithmetic, as C++20 demands.
namespace pitlane {

/// a b / 2^31 to nearest, ties towards plus infinity: the product of two Q31 numbers. The only overflow, both -2^31,
/// saturates.
[[nodiscard]] constexpr std::int32_t saturatingRoundingDoublingHighMul(std::int32_t a, std::int32_t b)
{
    constexpr auto lowest = std::numeric_limits<std::int32_t>::min();
    if (a == lowest && b == lowest)
        return std::numeric_limits<std::int32_t>::max();
    return static_cast<std::int32_t>((std::int64_t{a} * b + (std::int64_t{1} << 30)) >> 31);
}

/// x / 2^exponent to nearest, ties away from zero; exponent 0 to 31.
[[nodiscard]] constexpr std::int32_t roundingDivideByPowerOfTwo(std::int32_t x, int exponent)
{
    const auto mask = static_cast<std::int32_t>((std::int64_t{1} << exponent) - 1);
    const auto remainder = x & mask;
    const auto threshold = (mask >> 1) + (x < 0 ? 1 : 0);
    return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

/// x times factor: a left shift, saturating, then both roundings. quantise() keeps to factors whose left shift does not
/// saturate, so kernels need not look.
[[nodiscard]] constexpr std::int32_t multiplyByQuantizedMultiplier(std::int32_t x, std::int32_t multiplier,
                                                                   std::int32_t shift)
{
    const auto left = std::max(shift, 0);
    const auto right = std::max(-shift, 0);
    const auto shifted =
        std::clamp(std::int64_t{x} * (std::int64_t{1} << left), std::int64_t{std::numeric_limits<std::int32_t>::min()},
                   std::int64_t{std::numeric_limits<std::int32_t>::max()});
    return roundingDivideByPowerOfTwo(saturatingRoundingDoublingHighMul(static_cast<std::int32_t>(shifted), multiplier),
                                      right);
}
[[nodiscard]] constexpr std::int32_t multiplyByQuantizedMultiplier(std::int32_t x, QFactor factor)
{
    return multiplyByQuantizedMultiplier(x, factor.multiplier, factor.shift);
}

/// The fixed-point form of a positive factor: multiplier 2^30 to 2^31 - 1, relative error at most 2^-31. Factors below
/// 2^-32 become 0, those of 2^30 and more the largest one that there is.
[[nodiscard]] QFactor quantizeMultiplier(double factor);

/// sum / count to nearest, ties away from zero; count above 0.
[[nodiscard]] constexpr std::int64_t roundedQuotient(std::int64_t sum, std::int64_t count)
{
    return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
}

} // namespace pitlane
