// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pitlane {

/// What a node is to a cost model. Nodes that cost nothing on a device have none: ReLU (the output clamp of what is
/// before it), a batch-norm that folds, dropout, flatten.
enum class LayerKind {
    Conv,
    Depthwise,
    Linear,
    Attention,
    Add,
    AvgPool,
    MaxPool,
    GlobalAvgPool,
    Scale,     ///< a batch-norm that does not fold: multiply, add, requantise
    Activation ///< sigmoid, softmax, or a ReLU on the network's input
};
[[nodiscard]] std::string_view nameOf(LayerKind kind);

/// Whether the kind has weights, and so counts in R_size and R_ops.
[[nodiscard]] bool hasWeights(LayerKind kind);

/// One node as cost models see it. C_in, C_out and K are real numbers >= 0, because masks that are not yet decided
/// stand for networks in between; the rest is constant during a search (d: as the masks read now).
struct EffectiveLayer
{
    std::string name; ///< of the node
    LayerKind kind = LayerKind::Conv;
    double C_in = 1;  ///< channels that a filter reads; depthwise: 1; linear after a flatten: features; add: summands
    double C_out = 1; ///< output channels
    double K = 1;     ///< filter taps; pools: their window
    /// Whether masks decide C_in, C_out, K. What they decide is rounded up to blocks in the relaxed way (see
    /// makeCostModel), what they do not as the kernels really do it. All false: the exact model of a discrete network.
    bool freeIn = false, freeOut = false, freeK = false;
    std::int64_t T = 1;      ///< output samples; attention: the samples that it weighs
    std::int64_t T_in = 1;   ///< input samples
    std::int64_t d = 1;      ///< dilation
    std::int64_t s = 1;      ///< stride
    std::int64_t repeat = 1; ///< linear: features per input channel (T at the flatten before it)
    bool operator==(const EffectiveLayer&) const = default;
};

/// A costed node of a discrete network, and who decides its channels.
struct CostedNode
{
    EffectiveLayer layer; ///< discrete: nothing is free
    std::size_t node = 0; ///< index into NetworkSpec::nodes
    /// The layer whose output channels are C_in / repeat, as an index into layers(network) (the order of
    /// SearchSpace::layers, too). None: the network's input, a depthwise layer or an add; C_in is then constant.
    std::optional<std::size_t> inputLayer;
    /// The layer whose output channels are C_out: itself, or for a node without weights the one behind its first input.
    /// None: the network's input.
    std::optional<std::size_t> outputLayer;
    bool operator==(const CostedNode&) const = default;
};

/// Every node that costs something, in network order. Throws NetworkError when the network is not valid.
[[nodiscard]] std::vector<CostedNode> costedNodes(const NetworkSpec& network);

} // namespace pitlane
