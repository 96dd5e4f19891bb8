// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"
#include "core/network/weights.h"

#include <span>
#include <vector>

namespace pitlane {

/// Throws NetworkError when `network` is invalid, or a tensor is missing or has another shape than it asks for.
void checkWeights(const NetworkSpec& network, const Weights& weights);

/// Runs a network in evaluation mode and single precision, without LibTorch: what quantisation is measured against.
class FloatExecutor
{
public:
    /// Keeps references: both outlive the executor. Throws NetworkError, as checkWeights().
    FloatExecutor(const NetworkSpec& network, const Weights& weights);

    /// Outputs of all nodes, [C][T] each, for one example [C][T]. Throws NetworkError for another number of values.
    [[nodiscard]] std::vector<std::vector<float>> run(std::span<const float> example) const;

private:
    const NetworkSpec& m_network;
    const Weights& m_weights;
    std::vector<Shape> m_shapes;                     ///< per node
    std::vector<std::vector<std::int64_t>> m_inputs; ///< per node: indices of its inputs, -1 = the network's
};

} // namespace pitlane
