// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/pitsettings.h"

#include "core/exchange/pitconfig.h"

namespace pitlane {

namespace fs = std::filesystem;

std::optional<SearchConfig> pitSettings(const fs::path& path)
{
    if (path.extension() == ".onnx" || !isPitRun(path))
        return std::nullopt;
    const auto run = readPitRun(path);
    SearchConfig config;
    config.seed = pitSeed(path).seed;
    config.masks.channels = run.channels;
    config.masks.field = run.fields;
    config.masks.dilation = run.dilations;
    config.masks.granularity = run.granularity;
    config.regulariser = run.countsMacs ? Regulariser::Ops : Regulariser::Size;
    if (run.strength > 0)
        config.lambdas = {run.strength};
    if (run.batchSize)
        config.batchSize = static_cast<int>(*run.batchSize);
    return config;
}

} // namespace pitlane
