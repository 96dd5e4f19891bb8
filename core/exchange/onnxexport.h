// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/exchangeerror.h"
#include "core/network/networkspec.h"
#include "core/network/weights.h"

#include <filesystem>
#include <string>

namespace pitlane {

/// The network as a float ONNX model for inference: opset 13, input "input" [batch, C, T] with a symbolic batch, output
/// "output" [batch, C_last], or [batch, C_last, T] when it answers at every sample. Nodes and weights keep their names,
/// layers that are out of the search stand in the metadata.
/// Negative padding becomes a Slice, dropout disappears, attention becomes MatMul, Tanh, Softmax and MatMul. The same
/// network gives the same bytes, and they have passed ONNX's own checker. Throws ExchangeError, or NetworkError for an
/// invalid network.
[[nodiscard]] std::string toOnnx(const NetworkSpec& network, const Weights& weights);

/// Writes toOnnx() atomically. Throws FileError, too.
void exportOnnx(const NetworkSpec& network, const Weights& weights, const std::filesystem::path& path);

} // namespace pitlane
