// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/learners.h"
#include "core/search/snapshot.h"
#include "core/study/searchpoint.h"

#include <filesystem>

namespace pitlane {

/// Where a job stands at the end of an epoch. With the tensors of its learner and the optimiser's state it is all that a
/// resumed run needs: the data order of an epoch depends on the seed number and the epoch alone.
struct PhaseState
{
    Phase phase = Phase::Warmup;
    int epoch = 0;           ///< finished epochs of the phase
    double bestLoss = 0;     ///< lowest validation loss so far
    int bestEpoch = 0;       ///< 0: none yet
    int stale = 0;           ///< epochs since the best one that count towards patience
    double seconds = 0;      ///< computing time of the job so far
    std::string network;     ///< JSON of the network that is trained, where it is not the configuration's (fine-tune)
    std::vector<LayerShape> layers; ///< what the search found (fine-tune)
    int part = 0;                    ///< which of several fine-tunes, from 0
    std::vector<Snapshot> snapshots; ///< copies of the network so far, with what came of those that are finished
    double searchSeconds = 0;        ///< computing time of the search alone, once it has ended
    std::vector<torch::Tensor> best; ///< weights and buffers of bestEpoch; empty: not kept
};

/// Writes atomically: a reader finds the old checkpoint or the new one, never half of one. Throws FileError.
void saveCheckpoint(const std::filesystem::path& path, const PhaseState& state, const Learner& learner,
                    const Adam& optimiser);

/// Reads the state alone, to find out what to build. nullopt: there is no file. Throws FileError naming the file when it
/// cannot be read.
[[nodiscard]] std::optional<PhaseState> loadState(const std::filesystem::path& path);

/// Fills a learner and an optimiser built for the checkpoint's phase.
void restore(const std::filesystem::path& path, Learner& learner, Adam& optimiser);

} // namespace pitlane
