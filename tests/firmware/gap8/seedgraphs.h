// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"
#include "tests/firmware/gap8/plainlayers.h"

namespace pitlane::gap8test {

/// The layers of a network that GAP8 computes, with random weights: batch-norm, ReLU and dropout belong to the layer
/// before; flatten to the linear layer behind; attention counts as the mean that it generalises; what comes behind the
/// last of them (softmax) is left out.
[[nodiscard]] gap8::Graph graphOf(const NetworkSpec& network, std::uint32_t seed);

/// Multiply-accumulates of an inference.
[[nodiscard]] std::int64_t macsOf(const gap8::Graph& graph);

} // namespace pitlane::gap8test
