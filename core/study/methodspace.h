// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchspace.h"

namespace pitlane {

/// What config.method may change of config.seed: analyse() narrowed to what the method can search, with the number of
/// networks that it can reach. Throws NetworkError when the seed is not valid, Error for a method of no search.
[[nodiscard]] SearchSpace searchSpaceOf(const SearchConfig& config);

/// Whether the method chooses from lists: FBNetV2, ProxylessNAS.
[[nodiscard]] bool choosesFromLists(std::string_view method);

/// What such a method may choose, ascending, the seed's own value included.
/// A list of one is nothing to choose.
struct Choices
{
    std::vector<std::vector<std::int64_t>> channels;  ///< per group: the first so many channels stay
    std::vector<std::vector<std::int64_t>> fields;    ///< per layer: the newest so many taps stay
    std::vector<std::vector<std::int64_t>> dilations; ///< per layer: of these, every d-th stays
    bool operator==(const Choices&) const = default;
};

/// The lists of config.method over its space. Channels: shares k / n of the seed's, rounded up, at least keepAtLeast (n
/// = 0: every count). Fields: round((F_seed - 1) k / n) + 1. Dilations: the first n powers of two below F_seed.
[[nodiscard]] Choices choicesOf(const SearchConfig& config, const SearchSpace& space);

} // namespace pitlane
