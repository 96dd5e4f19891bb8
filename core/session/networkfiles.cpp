// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/networkfiles.h"

#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/exchange/onnxexport.h"
#include "core/exchange/onnximport.h"
#include "core/exchange/pitconfig.h"
#include "core/study/job.h"

#include <algorithm>
#include <cctype>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

std::string endingOf(const fs::path& path)
{
    auto ending = path.extension().string();
    std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return ending;
}

fs::path weightsBeside(const fs::path& path)
{
    return fs::path(path).replace_extension(".safetensors");
}

NetworkFile readJson(const fs::path& path)
{
    if (isPitRun(path))
        return {.network = pitSeed(path).seed, .weights = {}};
    const auto name = path.filename().string();
    NetworkFile file{.network = networkFromJson(parseJson(readFile(path), name), name), .weights = {}};
    // In a run folder they have names of their own.
    const auto weightsFile = name == runfile::network ? path.parent_path() / runfile::weights : weightsBeside(path);
    if (!fs::exists(weightsFile))
        return file;
    auto weights = loadWeights(weightsFile);
    for (const auto& [tensor, dims] : weightShapes(file.network))
        if (const auto found = weights.find(tensor); found == weights.end() || found->second.shape != dims)
            throw NetworkError("Reading network " + name + ": the tensor " + tensor + " of " +
                               weightsFile.filename().string() +
                               (found == weights.end() ? " is missing" : " has another shape") +
                               ". The weights belong to another network: move them away, or take their own network.");
    file.weights = std::move(weights);
    return file;
}

std::string text(Shape shape)
{
    return std::to_string(shape.C) + " x " + std::to_string(shape.T);
}

} // namespace

NetworkFile readNetwork(const fs::path& path, const fs::path& pitConfig)
{
    NetworkFile file;
    if (endingOf(path) == ".onnx") {
        auto imported = importOnnx(path);
        file = {.network = std::move(imported.network), .weights = std::move(imported.weights)};
    } else {
        file = readJson(path);
    }
    if (!pitConfig.empty())
        file = {.network = applyPitConfig(file.network, pitConfig), .weights = {}};
    return file;
}

void writeNetwork(const NetworkFile& file, const fs::path& path)
{
    const auto ending = endingOf(path);
    if (ending == ".onnx") {
        if (!file.weights)
            throw ExchangeError("Writing " + path.string() + ": the network " + file.network.name +
                                " has no weights, which an ONNX file needs. Train it first, or write it as .json.");
        exportOnnx(file.network, *file.weights, path);
    } else if (ending == ".json") {
        writeFileAtomically(path, toJson(file.network).dump(2) + "\n");
        if (file.weights)
            saveWeights(*file.weights, weightsBeside(path));
    } else {
        throw ExchangeError("Writing " + path.string() + ": expected a name that ends in .json or .onnx.");
    }
}

std::string misfit(const NetworkSpec& network, const NetworkSpec& current)
{
    const auto output = shapes(network).back();
    const auto wanted = shapes(current).back();
    if (network.input != current.input)
        return "The network " + network.name + " takes " + text(network.input) + " samples, but the data have " +
               text(current.input) + ". Export it for that shape, or change the windows of the data.";
    if (output != wanted)
        return "The network " + network.name + " gives " + text(output) + " values, but the data ask for " +
               text(wanted) + ". Change its last layer, then export it again.";
    return {};
}

} // namespace pitlane
