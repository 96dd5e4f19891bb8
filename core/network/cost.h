// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

namespace pitlane {

/// One convolution, linear layer or attention as plain numbers, with the batch-norm that belongs to it: what tables,
/// strips and points speak of.
struct LayerSpec
{
    std::string name;          ///< of the node
    std::string kind;          ///< "conv1d", "linear", "attention"
    std::string from;          ///< the layer, add or input that feeds it, through element-wise nodes: "b0.add"
    std::vector<std::string> followedBy; ///< kinds of the element-wise and pooling nodes behind it: {"batch_norm", "relu"}
    std::int64_t C_in = 0;     ///< input channels (after a flatten: features)
    std::int64_t C_out = 0;    ///< output channels
    std::int64_t K = 1;        ///< filter taps
    std::int64_t d = 1;        ///< dilation
    std::int64_t s = 1;        ///< stride, in samples
    std::int64_t T = 1;        ///< output samples
    std::int64_t parameters = 0; ///< weights, bias, and scale and shift of batch-norms that follow it
    std::int64_t macs = 0; ///< multiply-accumulates per inference, T C_in C_out K / groups; attention: T_in C (C + 2)
    /// Receptive field in samples, F = d (K - 1) + 1.
    [[nodiscard]] std::int64_t F() const { return d * (K - 1) + 1; }
    bool operator==(const LayerSpec&) const = default;
};

/// All convolutions, linear layers and attentions in network order. Throws NetworkError.
[[nodiscard]] std::vector<LayerSpec> layers(const NetworkSpec& network);

/// Weights, biases, contexts, batch-norm scales and shifts of the whole network.
[[nodiscard]] std::int64_t parameterCount(const NetworkSpec& network);
/// Multiply-accumulates of one inference.
[[nodiscard]] std::int64_t macCount(const NetworkSpec& network);
/// Input samples that one output sample (before a flatten, global pooling or attention) depends on, over the longest
/// path.
[[nodiscard]] std::int64_t receptiveField(const NetworkSpec& network);

} // namespace pitlane
