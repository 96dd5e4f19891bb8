// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/exchangeerror.h"
#include "core/network/networkspec.h"
#include "core/network/weights.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace pitlane {

/// A network of another program with its trained values.
struct ImportedNetwork
{
    NetworkSpec network;
    Weights weights; ///< complete: every tensor of weightShapes(network)
    bool operator==(const ImportedNetwork&) const = default;
};

/// Reads a 1-D convolutional network from an ONNX file (opset 7 or newer, float32 or float64, weights inside), as
/// PyTorch and Pitlane export it. What is only form there disappears: Pad goes into the convolution behind it, a Slice
/// that cuts the end off into the one before it, reshapes that do nothing vanish. A 2-D network whose height or width
/// is 1 is read as what it is. The batch may be symbolic, the length may not.
///
/// Throws ExchangeError: a sentence with the file, the node, its type, its place in the graph and what to do; FileError
/// when the file cannot be read.
[[nodiscard]] ImportedNetwork importOnnx(const std::filesystem::path& path);

/// The same for the content of a file, which errors call `source`. `name` is the network's, unless the graph has one.
[[nodiscard]] ImportedNetwork importOnnx(std::string_view bytes, const std::string& source,
                                         const std::string& name = "network");

} // namespace pitlane
