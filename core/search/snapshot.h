// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonreader.h"
#include "core/network/weights.h"
#include "core/search/maskednet.h"
#include "core/study/searchpoint.h"

#include <filesystem>

namespace pitlane {

/// A network that was copied on its way through a search, and what its fine-tune came to. Network and weights lie in
/// the run folder, in snapshotFolder(); the rest goes with the checkpoint.
struct Snapshot
{
    SnapshotOrigin origin;
    std::vector<LayerShape> layers; ///< what the search found
    int epochs = 0;                 ///< finished epochs of its fine-tune
    double seconds = 0;             ///< its fine-tune took
    bool stoppedEarly = false;
    std::optional<Quality> validation{}; ///< known when its fine-tune has ended
    bool operator==(const Snapshot&) const = default;
};

[[nodiscard]] nlohmann::json toJson(const Snapshot& snapshot);
[[nodiscard]] Snapshot snapshotFromJson(const JsonReader& reader);

/// Relative to the run folder: "snapshots/1" for the first copy.
[[nodiscard]] std::filesystem::path snapshotFolder(int copy);

/// Network and weights of one folder.
struct TrainedNetwork
{
    NetworkSpec spec;
    Weights weights;
};
/// Makes the folder; each file is either old or new after a crash.
void writeTrained(const std::filesystem::path& folder, const NetworkSpec& spec, const Weights& weights);
/// Throws FileError, NetworkError.
[[nodiscard]] TrainedNetwork readTrained(const std::filesystem::path& folder);

/// Takes copies of one search: decides from the sizes that it is shown and the copies that are there, so that a resumed
/// search takes the same ones.
class SnapshotTaker
{
public:
    /// `runFolder`: absolute.
    SnapshotTaker(const SearchConfig& config, std::filesystem::path runFolder)
        : m_config(config), m_runFolder(std::move(runFolder))
    {
    }

    /// At the end of an epoch: copies the network where it meets budgets that no copy has met yet. One copy meets all
    /// budgets that it is small enough for. Returns whether it did.
    bool look(const SearchNetwork& net, int epoch, std::vector<Snapshot>& taken) const;
    /// Copies the network as it stands.
    void take(const SearchNetwork& net, int epoch, double budget, std::vector<Snapshot>& taken) const;
    /// Every budget has its copy.
    [[nodiscard]] bool isDone(const std::vector<Snapshot>& taken) const;

private:
    const SearchConfig& m_config;
    std::filesystem::path m_runFolder;
};

} // namespace pitlane
