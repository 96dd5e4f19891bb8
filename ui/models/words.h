// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchspace.h"

#include <QString>

/// Words for what the search space says, shared by the Seed and the Search page.
namespace pitlane::words {

/// "conv1" of "b0.conv1".
[[nodiscard]] QString shortName(const std::string& layer);
/// Where a group of layers lives: "block 0" for b0.conv1 and b0.skip, else the owner's name.
[[nodiscard]] QString groupName(const SearchSpace& space, std::size_t group);
/// Why something is not searched, as a note: "fixed by the seed". Empty for Frozen::No.
[[nodiscard]] QString reason(Frozen frozen);
/// "1 2 4 8": the dilations that gamma can leave for this field.
[[nodiscard]] QString dilations(std::int64_t F_seed);
/// Kind of a layer with what follows: "conv1d, BN, ReLU", "conv1d 1×1, BN, ReLU".
[[nodiscard]] QString kind(const std::string& kind, std::int64_t K, const std::vector<std::string>& followedBy);

} // namespace pitlane::words
