// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/checkpoint.h"

#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/study/pointjson.h"

namespace pitlane {

namespace fs = std::filesystem;
using nlohmann::json;
using torch::Tensor;

namespace {

constexpr int formatVersion = 2;

std::vector<Tensor> stateOf(const Learner& learner)
{
    auto tensors = learner.weightParameters();
    for (auto more : {learner.thetaParameters(), learner.buffers(), learner.extraTensors()})
        tensors.insert(tensors.end(), more.begin(), more.end());
    return tensors;
}

void writeList(torch::serialize::OutputArchive& archive, const std::string& name, const std::vector<Tensor>& tensors)
{
    archive.write(name + ".count", c10::IValue(static_cast<std::int64_t>(tensors.size())));
    for (std::size_t i = 0; i < tensors.size(); ++i)
        archive.write(name + "." + std::to_string(i), tensors[i].detach(), /*is_buffer=*/true);
}

std::vector<Tensor> readList(torch::serialize::InputArchive& archive, const std::string& name)
{
    c10::IValue count;
    archive.read(name + ".count", count);
    std::vector<Tensor> tensors(static_cast<std::size_t>(count.toInt()));
    for (std::size_t i = 0; i < tensors.size(); ++i)
        archive.read(name + "." + std::to_string(i), tensors[i], /*is_buffer=*/true);
    return tensors;
}

[[noreturn]] void failReading(const fs::path& path, const std::string& reason)
{
    throw FileError("Reading the checkpoint " + path.string() + " failed: " + reason +
                    " Remove the file to start this point from the beginning.");
}

torch::serialize::InputArchive open(const fs::path& path)
{
    torch::serialize::InputArchive archive;
    try {
        archive.load_from(path.string());
    } catch (const c10::Error& error) {
        failReading(path, error.what_without_backtrace());
    }
    return archive;
}

} // namespace

void saveCheckpoint(const fs::path& path, const PhaseState& state, const Learner& learner,
                    const Adam& optimiser)
{
    auto layers = json::array();
    for (const auto& layer : state.layers)
        layers.push_back(toJson(layer));
    auto snapshots = json::array();
    for (const auto& snapshot : state.snapshots)
        snapshots.push_back(toJson(snapshot));
    const json header{{"version", formatVersion},
                      {"phase", nameOf(state.phase)},
                      {"epoch", state.epoch},
                      {"bestLoss", state.bestLoss},
                      {"bestEpoch", state.bestEpoch},
                      {"stale", state.stale},
                      {"seconds", state.seconds},
                      {"network", state.network},
                      {"layers", std::move(layers)},
                      {"part", state.part},
                      {"searchSeconds", state.searchSeconds},
                      {"snapshots", std::move(snapshots)},
                      {"extra", learner.extraState()}};
    torch::serialize::OutputArchive archive;
    archive.write("header", c10::IValue(header.dump()));
    writeList(archive, "state", stateOf(learner));
    writeList(archive, "best", state.best);
    archive.write("optimiser.steps", c10::IValue(optimiser.steps()));
    writeList(archive, "optimiser", optimiser.state());
    const auto temporary = temporaryFor(path);
    try {
        archive.save_to(temporary.string());
    } catch (const c10::Error& error) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        throw FileError("Writing the checkpoint " + path.string() + " failed: " + error.what_without_backtrace() +
                        " Is the disk full?");
    }
    commitFile(temporary, path);
}

std::optional<PhaseState> loadState(const fs::path& path)
{
    if (!fs::exists(path))
        return std::nullopt;
    auto archive = open(path);
    try {
        c10::IValue text;
        archive.read("header", text);
        const auto document = parseJson(text.toStringRef(), path.string());
        const JsonReader reader(document, path.string());
        if (reader.at("version").asInt() != formatVersion)
            failReading(path, "it was written by another version of Pitlane.");
        PhaseState state;
        state.phase = phaseFromName(reader.at("phase").asString());
        reader.read("epoch", state.epoch);
        reader.read("bestLoss", state.bestLoss);
        reader.read("bestEpoch", state.bestEpoch);
        reader.read("stale", state.stale);
        reader.read("seconds", state.seconds);
        reader.read("network", state.network);
        const auto layers = reader.at("layers");
        for (std::size_t i = 0; i < layers.size(); ++i)
            state.layers.push_back(layerShapeFromJson(layers.at(i)));
        reader.read("part", state.part);
        reader.read("searchSeconds", state.searchSeconds);
        if (reader.has("snapshots")) {
            const auto snapshots = reader.at("snapshots");
            for (std::size_t i = 0; i < snapshots.size(); ++i)
                state.snapshots.push_back(snapshotFromJson(snapshots.at(i)));
        }
        state.best = readList(archive, "best");
        return state;
    } catch (const c10::Error& error) {
        failReading(path, error.what_without_backtrace());
    }
}

void restore(const fs::path& path, Learner& learner, Adam& optimiser)
{
    auto archive = open(path);
    try {
        const auto saved = readList(archive, "state");
        const auto targets = stateOf(learner);
        if (saved.size() != targets.size())
            failReading(path, "it belongs to another network.");
        const torch::NoGradGuard noGrad;
        for (std::size_t i = 0; i < saved.size(); ++i) {
            if (saved[i].sizes() != targets[i].sizes())
                failReading(path, "it belongs to another network.");
            Tensor(targets[i]).copy_(saved[i]);
        }
        c10::IValue header;
        archive.read("header", header);
        const auto document = parseJson(header.toStringRef(), path.string());
        learner.restoreExtraState(JsonReader(document, path.string()).at("extra").asString(), path.string());
        c10::IValue steps;
        archive.read("optimiser.steps", steps);
        if (!optimiser.restore(steps.toInt(), readList(archive, "optimiser")))
            failReading(path, "it belongs to another network.");
    } catch (const c10::Error& error) {
        failReading(path, error.what_without_backtrace());
    }
}

} // namespace pitlane
