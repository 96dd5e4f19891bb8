// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/folding.h"
#include "core/quant/quantizednetwork.h"

#include <span>

namespace pitlane {

/// How far the output of one integer node is from the float network's, over a set of examples.
struct LayerError
{
    std::string node;
    double signalPower = 0; ///< mean of the float values squared
    double noisePower = 0;  ///< mean of the differences squared
    /// Signal to quantisation noise, 10 log10(signal / noise); infinite without noise.
    [[nodiscard]] double sqnrDb() const;
    bool operator==(const LayerError&) const = default;
};

/// One entry per node of `quantized`, in order; errors of the layers before are in it. `examples` is [N][C][T]. Throws
/// NetworkError for an empty set or a broken example, and when the networks do not belong together.
[[nodiscard]] std::vector<LayerError> layerErrors(const FoldedNetwork& folded, const QuantizedNetwork& quantized,
                                                  std::span<const float> examples);

} // namespace pitlane
