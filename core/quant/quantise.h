// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/folding.h"
#include "core/quant/quantizednetwork.h"
#include "core/quant/ranges.h"

namespace pitlane {

struct QuantisationOptions
{
    RangeMethod ranges; ///< read by the function that calibrates itself
    /// False: a sigmoid or softmax that ends the network is left out, and the device gives logits. The larger one wins
    /// either way.
    bool keepOutputActivation = true;
    bool operator==(const QuantisationOptions&) const = default;
};

/// The int8 form of a folded network whose tensors cover `ranges`. Weights are symmetric per output channel; a ReLU
/// becomes the clamp of the node before it; poolings and flattens share scale and zero point with their input, which
/// covers what all of them were seen to take; a sigmoid or softmax gives 1/256 a step. Throws NetworkError, naming the
/// node, where a range is missing, a weight is not finite, sums may leave 32 bits, or the order of a flatten's channels
/// would show (flatten added to something else, or as the network's output).
[[nodiscard]] QuantizedNetwork quantise(const FoldedNetwork& folded, const Ranges& ranges,
                                        const QuantisationOptions& options = {});

/// Folds, collects the activations of `calibration`, [N][C][T], and quantises. To try several methods, keep the
/// statistics: collecting is the slow part.
[[nodiscard]] QuantizedNetwork quantise(const NetworkSpec& network, const Weights& weights,
                                        std::span<const float> calibration, const QuantisationOptions& options = {});

} // namespace pitlane
