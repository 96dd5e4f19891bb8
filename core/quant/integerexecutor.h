// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantizednetwork.h"

#include <span>

namespace pitlane {

/// Runs a QuantizedNetwork by the formulas of its header: the definition of what a device computes, byte for byte.
class IntegerExecutor
{
public:
    /// Keeps a reference: the network outlives the executor.
    explicit IntegerExecutor(const QuantizedNetwork& network);

    /// Outputs of all nodes, [T][C] each, for one input [T][C]. Throws NetworkError for another number of values.
    [[nodiscard]] std::vector<std::vector<std::int8_t>> run(std::span<const std::int8_t> input) const;
    /// From real values [C][T] to real values [C][T]: quantizeInput(), run(), dequantize().
    [[nodiscard]] std::vector<float> infer(std::span<const float> example) const;

private:
    const QuantizedNetwork& m_network;
    std::vector<std::vector<std::int64_t>> m_inputs;  ///< per node: indices of its inputs, -1 = the network's
    std::vector<std::vector<std::int16_t>> m_weights; ///< per node: weights widened once, or empty
};

/// Real values [C][T] as `tensor` stores them, [T][C]: to the nearest step, ties away from zero, clamped. The step is
/// found in single precision, x * (1 / scale), so that a device finds the same one.
[[nodiscard]] std::vector<std::int8_t> quantizeInput(std::span<const float> values, const QTensor& tensor);
/// The real values [C][T] of stored ones, channels in the order of the float network.
[[nodiscard]] std::vector<float> dequantize(std::span<const std::int8_t> stored, const QTensor& tensor);

} // namespace pitlane
