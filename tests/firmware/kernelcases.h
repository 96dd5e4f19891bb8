// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/firmware/cortexmpacking.h"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

/// Layers for the tests of the firmware's kernels, and what they have to compute, written down a second time from the
/// definition of TensorFlow Lite's arithmetic: exact integers of 64 and 128 bits, no shifts, no code of the kernels.
namespace pitlane::firmwaretest {

/// Rounding doubling high multiply, then division by a power of two.
[[nodiscard]] std::int32_t requantized(std::int64_t value, std::int32_t multiplier, std::int32_t shift);

[[nodiscard]] std::int8_t clamped(std::int64_t value, std::int32_t low, std::int32_t high);

struct Case
{
    std::string name;
    bool linear = false;
    CortexMSource layer;
    std::vector<std::int8_t> x; ///< [T_in][C_in]
};

/// The sum over all taps and channels whose sample lies in the input, requantised and clamped: [T_out][C_out].
[[nodiscard]] std::vector<std::int8_t> expected(const Case& test);
/// The same with one filter for each channel, weights [C][K].
[[nodiscard]] std::vector<std::int8_t> expectedDepthwise(const Case& test);

using Random = std::mt19937;

[[nodiscard]] std::int32_t draw(Random& random, std::int32_t low, std::int32_t high);

/// The shape of a layer; causal: padLeft = (K - 1) d and T_out = ceil(T / s).
struct Form
{
    std::int32_t C_in = 1, C_out = 1, T = 1, K = 1, d = 1, s = 1;
};

/// A causal convolution, or with `linear` a linear layer (T = K = 1), with random values whose outputs use the whole
/// range. Scales and zero points are drawn; weights are symmetric, -127 to 127.
[[nodiscard]] Case causalCase(const Form& form, bool linear, Random& random);

/// Any convolution: odd channels, 1 to 41 taps, dilations to 32, strides to 4, padding on both sides or cut-off
/// samples, inputs shorter than the filter. One in four has a lower clamp.
[[nodiscard]] Case randomConvolution(Random& random);
[[nodiscard]] Case randomLinear(Random& random);

} // namespace pitlane::firmwaretest
