// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

#include <filesystem>
#include <map>

namespace pitlane {

/// A float tensor in row-major order.
struct WeightTensor
{
    std::vector<std::int64_t> shape;
    std::vector<float> values;
    bool operator==(const WeightTensor&) const = default;
};

/// Trained values of a network by name: "<node>.weight", "<node>.bias" for convolutions and linear layers;
/// "<node>.weight", "<node>.bias", "<node>.running_mean", "<node>.running_var" for batch-norms; "<node>.weight" (Wa),
/// "<node>.context" (u) for attentions.
using Weights = std::map<std::string, WeightTensor>;

/// Names and shapes that `network` needs. Throws NetworkError.
[[nodiscard]] std::map<std::string, std::vector<std::int64_t>> weightShapes(const NetworkSpec& network);

/// Writes a .safetensors file (float32), atomically. Throws FileError.
void saveWeights(const Weights& weights, const std::filesystem::path& path);
/// Reads a .safetensors file of float32 tensors; lying headers, overlaps and truncation are errors that name the file
/// and the tensor. Throws FileError.
[[nodiscard]] Weights loadWeights(const std::filesystem::path& path);

} // namespace pitlane
