// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchspace.h"

/// Edits of a seed as pure functions: a network in, a valid network out. All throw NetworkError with a sentence when
/// the edit would break the graph; the network stays as it was.
namespace pitlane::seededit {

/// What of a layer can be edited.
enum class Field {
    Channels, ///< C_out, of the whole alpha group
    Reach,    ///< F, in samples; taps follow: K = (F - 1) / d + 1
    Dilation, ///< d, in samples; taps stay
    Taps,     ///< K
};

/// Why the field of this layer cannot be edited, or Frozen::No.
[[nodiscard]] Frozen locked(const SearchSpace& space, const NetworkSpec& seed, std::size_t layer, Field field);

/// `seed` with `value` in that field of the layer. Channels change in all members of the alpha group, so that sums keep
/// equal shapes. A convolution padded by F - 1 samples in all keeps that rule, so that T stays.
[[nodiscard]] NetworkSpec edited(const NetworkSpec& seed, std::size_t layer, Field field, std::int64_t value);

/// Mask choices without those of layers that `seed` does not have.
[[nodiscard]] MaskConfig pruned(const MaskConfig& masks, const NetworkSpec& seed);

} // namespace pitlane::seededit
