// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/snapshot.h"

#include "core/base/files.h"
#include "core/study/job.h"
#include "core/study/pointjson.h"
#include "core/study/snapshots.h"

namespace pitlane {

namespace fs = std::filesystem;
using nlohmann::json;

json toJson(const Snapshot& snapshot)
{
    json value{{"origin", toJson(snapshot.origin)},
               {"epochs", snapshot.epochs},
               {"seconds", snapshot.seconds},
               {"stoppedEarly", snapshot.stoppedEarly}};
    auto& layers = value["layers"] = json::array();
    for (const auto& layer : snapshot.layers)
        layers.push_back(toJson(layer));
    if (snapshot.validation)
        value["validation"] = toJson(*snapshot.validation);
    return value;
}

Snapshot snapshotFromJson(const JsonReader& reader)
{
    Snapshot snapshot;
    snapshot.origin = snapshotOriginFromJson(reader.at("origin"));
    reader.read("epochs", snapshot.epochs);
    reader.read("seconds", snapshot.seconds);
    reader.read("stoppedEarly", snapshot.stoppedEarly);
    const auto layers = reader.at("layers");
    for (std::size_t i = 0; i < layers.size(); ++i)
        snapshot.layers.push_back(layerShapeFromJson(layers.at(i)));
    if (reader.has("validation"))
        snapshot.validation = qualityFromJson(reader.at("validation"));
    return snapshot;
}

fs::path snapshotFolder(int copy)
{
    return fs::path(runfile::snapshots) / std::to_string(copy);
}

void writeTrained(const fs::path& folder, const NetworkSpec& spec, const Weights& weights)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw FileError("Cannot make the folder " + folder.string() + ": " + error.message() +
                        ". Make room or grant the right to write there, then resume.");
    writeFileAtomically(folder / runfile::network, toJson(spec).dump(2) + "\n");
    saveWeights(weights, folder / runfile::weights);
}

TrainedNetwork readTrained(const fs::path& folder)
{
    const auto path = folder / runfile::network;
    return {.spec = networkFromJson(parseJson(readFile(path), path.string()), path.string()),
            .weights = loadWeights(folder / runfile::weights)};
}

bool SnapshotTaker::look(const SearchNetwork& net, int epoch, std::vector<Snapshot>& taken) const
{
    const auto& budgets = m_config.budgets;
    const auto met = budgetsMet(budgets, budgetedSize(m_config, net.extractedSpec()));
    const auto before = taken.empty() ? 0 : budgetsMet(budgets, taken.back().origin.budget);
    if (met <= before)
        return false;
    take(net, epoch, budgets[met - 1], taken);
    return true;
}

void SnapshotTaker::take(const SearchNetwork& net, int epoch, double budget, std::vector<Snapshot>& taken) const
{
    const auto copy = static_cast<int>(taken.size()) + 1;
    const auto folder = m_runFolder / snapshotFolder(copy);
    writeTrained(folder, net.extractedSpec(), net.extractedWeights());
    saveWeights(net.extractedWeights(), folder / runfile::start);
    taken.push_back({.origin = {.copy = copy, .epoch = epoch, .budget = budget}, .layers = net.reading().layers});
}

bool SnapshotTaker::isDone(const std::vector<Snapshot>& taken) const
{
    return !taken.empty() && taken.back().origin.budget <= m_config.budgets.back();
}

} // namespace pitlane
