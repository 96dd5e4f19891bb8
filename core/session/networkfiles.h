// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"
#include "core/network/weights.h"

#include <filesystem>
#include <optional>
#include <string>

namespace pitlane {

/// A network in files: one of ours as JSON with its weights in a .safetensors file of the same name beside it (in a run
/// folder: network.json, weights.safetensors), or ONNX.
struct NetworkFile
{
    NetworkSpec network;
    std::optional<Weights> weights; ///< complete, when there
    bool operator==(const NetworkFile&) const = default;
};

/// Reads .onnx, and .json: a network of ours, or the configuration of a run of the published PIT code, whose built-in
/// seed it names. With `pitConfig` the network is changed as that file says (see applyPitConfig()) and has no weights.
/// Throws FileError, JsonError, NetworkError, ExchangeError, all naming the file.
[[nodiscard]] NetworkFile readNetwork(const std::filesystem::path& path, const std::filesystem::path& pitConfig = {});

/// Writes .json, with the weights beside it, or .onnx. Throws FileError; ExchangeError for ONNX without weights, or
/// another ending.
void writeNetwork(const NetworkFile& file, const std::filesystem::path& path);

/// Why `network` cannot take the place of `current` in a project whose data `current` fits: input or output of another
/// shape. Empty: it can.
[[nodiscard]] std::string misfit(const NetworkSpec& network, const NetworkSpec& current);

} // namespace pitlane
