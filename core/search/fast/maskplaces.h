// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/masksource.h"

#include <cstdint>
#include <vector>

namespace pitlane {

/// Where each node of a network finds its masks in one row of floats. -1: it has none.
struct MaskPlaces
{
    struct Entry
    {
        std::int64_t taps = -1;     ///< convolution: K values, last = newest sample
        std::int64_t channels = -1; ///< as NodeMasks::Entry::channels, before repetition
        std::int64_t repeat = 1;    ///< neighbouring channels that share a value (behind a flatten: T)
        /// Add: per input the flags whose product multiplies it; empty: no flags.
        std::vector<std::vector<std::int64_t>> inputFlags;
    };
    std::vector<Entry> nodes; ///< one per node
    std::int64_t size = 0;
};

/// Where the nodes of `seed` find the values of `layout`.
[[nodiscard]] MaskPlaces placesOf(const NetworkSpec& seed, const SearchSpace& space, const MaskLayout& layout);

} // namespace pitlane
