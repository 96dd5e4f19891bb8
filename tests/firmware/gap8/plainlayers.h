// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/firmware/gap8program.h"

#include <random>

/// The layers by their definition, in plain loops over [T][C], and random ones to try.
namespace pitlane::gap8test {

using Values = std::vector<std::int8_t>;

/// TensorFlow Lite's requantisation as gemmlowp defines it: a rounding doubling high product (away from zero by a
/// truncating division), then a rounding division by a power of two.
[[nodiscard]] std::int32_t requantised(std::int32_t sum, std::int32_t multiplier, std::int32_t shift);

[[nodiscard]] Values run(const gap8::Convolution& layer, const Values& x);
[[nodiscard]] Values run(const gap8::Linear& layer, const Values& x);
[[nodiscard]] Values run(const gap8::Addition& layer, const Values& x, const Values& x2);
[[nodiscard]] Values run(const gap8::Pooling& layer, const Values& x);
/// The outputs of all layers.
[[nodiscard]] std::vector<Values> run(const gap8::Graph& graph, const Values& input);

[[nodiscard]] std::uint32_t checksum(const Values& values);

class RandomLayers
{
public:
    explicit RandomLayers(std::uint32_t seed) : m_random(seed) {}

    std::int64_t between(std::int64_t low, std::int64_t high);
    Values values(std::int64_t count);
    /// Weights, biases and scales for a layer whose shape is set. Scales give outputs that use the range of int8; now
    /// and then they are extreme, or outputs are clamped.
    void dress(gap8::Convolution& layer, bool extremes);
    void dress(gap8::Linear& layer, bool extremes);
    gap8::Addition addition(bool extremes);

private:
    void dress(std::vector<std::int8_t>& weights, gap8::Requantisation& to, std::int64_t C_out, std::int64_t terms,
               bool extremes);
    std::mt19937 m_random;
};

} // namespace pitlane::gap8test
