// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/weights.h"
#include "core/study/searchpoint.h"
#include "core/study/searchspace.h"

namespace pitlane {

/// What the masks leave of a seed, without tensors: input of the extraction.
struct MaskReading
{
    std::vector<std::vector<std::int64_t>> channels; ///< per group, ascending; empty: the group has vanished
    std::vector<LayerShape> layers;                  ///< per layer of the space
};

/// The small network: fewer channels, shorter and dilated filters, vanished branches and their adds gone, padding
/// left' = left - (F_seed - F). Its outputs equal those of the masked network in evaluation mode.
[[nodiscard]] NetworkSpec extractNetwork(const NetworkSpec& seed, const SearchSpace& space, const MaskReading& reading);

/// The values of `weights` (of the seed) that the small network keeps.
[[nodiscard]] Weights extractWeights(const NetworkSpec& seed, const SearchSpace& space, const MaskReading& reading,
                                     const Weights& weights);

} // namespace pitlane
