// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"
#include "core/network/weights.h"

#include <map>

namespace pitlane {

/// A float network in the form that quantise() reads; it computes what the original does in evaluation mode.
struct FoldedNetwork
{
    NetworkSpec network;
    Weights weights;
    /// Per node the layers of the original network that it computes, itself first: conv0 -> {conv0, conv0.bn}.
    std::map<std::string, std::vector<std::string>> layers;
    bool operator==(const FoldedNetwork&) const = default;
};

/// Takes out of a network what costs nothing on a device:
/// - dropouts, and nodes that the output does not depend on;
/// - a batch-norm behind a convolution or linear layer that feeds nothing else (average pools may lie between them)
/// goes
///   into its weights. Other batch-norms stay: folded into what follows, they would be wrong where that pads with
///   zeros;
/// - a ReLU behind a max pool or flatten moves before it, where a layer's clamp can take it;
/// - a sum of more than two inputs becomes sums of two ("add.sum1", ...).
/// Throws NetworkError for an invalid network or weights of another one.
[[nodiscard]] FoldedNetwork fold(const NetworkSpec& network, const Weights& weights);

} // namespace pitlane
