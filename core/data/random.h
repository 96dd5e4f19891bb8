// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>
#include <span>

namespace pitlane {

/// Draws that are the same with every standard library: the engine is fixed by the C++ standard, the distributions of
/// <random> are not, so they are written out here.
class Random
{
public:
    explicit Random(std::uint64_t seed) : m_engine(seed) {}

    /// 0 .. bound - 1, each equally likely (rejection, no modulo bias). bound >= 1.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
    /// [0, 1), 53 random bits.
    [[nodiscard]] double uniform();
    [[nodiscard]] double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// Mean 0, standard deviation 1 (Box-Muller).
    [[nodiscard]] double normal();
    [[nodiscard]] double normal(double mean, double deviation) { return mean + deviation * normal(); }
    /// Fisher-Yates.
    void shuffle(std::span<std::int64_t> items);

private:
    std::mt19937_64 m_engine;
    double m_spare = 0;
    bool m_hasSpare = false;
};

} // namespace pitlane
