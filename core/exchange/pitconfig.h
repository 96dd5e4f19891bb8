// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/exchangeerror.h"
#include "core/network/seeds.h"

#include <filesystem>
#include <optional>
#include <string>

/// JSON files of the published PIT code (github.com/EmbeddedML-EDAGroup/PIT) and of PLiNIO:
///
///   config_<data>.json                        a run: "arch" with "type" and "args", "nas" with "nas_config" ...
///   learned_arch_{dil,rf,ch}_{best,last}.json what a run has found: one number for each layer, in network order
///   a PLiNIO summary                          {layer: {in_features, out_features, kernel_size, dilation}}
namespace pitlane {

/// What a run's configuration asks for. The rest of it (data loader, optimiser, tensorboard) belongs to that program.
struct PitRun
{
    std::string architecture; ///< "ECGTCN"
    std::string data;         ///< "ECG5000"
    std::optional<std::int64_t> inputChannels;
    std::optional<std::int64_t> outputs;
    std::int64_t fieldExpansion = 1;                       ///< rf_expansion_ratio
    bool channels = true, fields = true, dilations = true; ///< what is searched
    bool countsMacs = false;                               ///< regularizer "flops" rather than "size"
    double strength = 0;                                   ///< lambda
    std::int64_t granularity = 1;                          ///< taps that are kept or dropped together
    std::optional<std::int64_t> batchSize;
    bool operator==(const PitRun&) const = default;
};

/// Whether a JSON file is a run's configuration ("arch" and "nas"). Throws FileError, JsonError.
[[nodiscard]] bool isPitRun(const std::filesystem::path& file);

/// Throws FileError, JsonError naming file and field.
[[nodiscard]] PitRun readPitRun(const std::filesystem::path& file);

/// The built-in network of a run, in the shape of its data, with the receptive fields expanded. Throws ExchangeError
/// for an architecture that is not built in, or arguments of another size than the built-in one has.
[[nodiscard]] BuiltinSeed pitSeed(const std::filesystem::path& file);

/// `seed` as the file describes it. A run's configuration expands the receptive fields of the convolutions of stride 1.
/// A result, of PIT or PLiNIO, makes the found network: filters keep their newest taps (left' = left - (F_seed - F)),
/// channels that must be equal follow. Of PIT's three result files any one is named, the other two are taken from
/// beside it. Layers are found by name or, when the names are foreign, by their order.
///
/// Throws ExchangeError naming what does not fit: other numbers of layers, a field longer than the seed's, more
/// channels than it has, unequal ones where they are added; FileError, JsonError.
[[nodiscard]] NetworkSpec applyPitConfig(const NetworkSpec& seed, const std::filesystem::path& file);

} // namespace pitlane
