// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/random.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace pitlane {

std::uint64_t Random::below(std::uint64_t bound)
{
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    const auto excess =
        (largest % bound + 1) % bound; // 2^64 mod bound: draws at the top that would favour small results
    for (;;) {
        const auto draw = m_engine();
        if (draw <= largest - excess)
            return draw % bound;
    }
}

double Random::uniform()
{
    return static_cast<double>(m_engine() >> 11U) * 0x1p-53;
}

double Random::normal()
{
    if (std::exchange(m_hasSpare, false))
        return m_spare;
    const double radius = std::sqrt(-2 * std::log(1 - uniform())); // 1 - u is never 0
    const double angle = 2 * std::numbers::pi * uniform();
    m_spare = radius * std::sin(angle);
    m_hasSpare = true;
    return radius * std::cos(angle);
}

void Random::shuffle(std::span<std::int64_t> items)
{
    for (auto i = items.size(); i > 1; --i)
        std::swap(items[i - 1], items[below(i)]);
}

} // namespace pitlane
