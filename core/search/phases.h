// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/checkpoint.h"
#include "core/search/runjob.h"

#include <functional>

namespace pitlane {

/// How one phase trains.
struct PhasePlan
{
    Phase phase = Phase::Warmup;
    std::string purpose; ///< names the phase's data order ("warm-up", "hand-tuned")
    int minEpochs = 1;   ///< patience counts from here on
    int maxEpochs = 1;
    int patience = 0;      ///< epochs without better validation loss; 0: none
    bool keepBest = false; ///< end with the best validation epoch instead of the last
    double lrStart = 1e-3; ///< of the weights; cosine over the phase's steps to lrEnd
    double lrEnd = 1e-3;
    double lrTheta = 0;
    int part = 0; ///< which of `parts` runs of this phase, from 0; their epochs are told as one count
    int parts = 1;
    std::function<void()> atEpochEnd{}; ///< called after each epoch, before its checkpoint, which keeps what it changes
    std::function<bool()> isDone{};     ///< ends the phase before maxEpochs; depends on state() alone
};

/// Runs phases of one job: epochs, validation, early stopping, events, a checkpoint after every epoch, cancelling.
class PhaseRunner
{
public:
    /// Makes the training rows of an epoch, from 1 in each phase: as many as before, in the same order, from the
    /// epoch's number alone, so that a resumed run sees the same.
    using Refresh = std::function<void(int epoch, TensorData& train)>;

    /// `refresh` may be empty: the rows then stay.
    PhaseRunner(const JobSpec& job, TensorData& train, const TensorData& validation, Objective objective,
                const EventSink& events, const RunControl& control, Refresh refresh = {});

    /// Trains to the end of the phase, going on from state() when that stands in this phase. Returns false when the
    /// user asked to stop after the epoch. Throws Cancelled; Error naming epoch and batch for a loss that is not
    /// finite.
    bool run(const PhasePlan& plan, Learner& learner);

    /// What a checkpoint holds beside tensors. The job sets network and layers before the fine-tune.
    [[nodiscard]] PhaseState& state() { return m_state; }
    [[nodiscard]] std::int64_t stepsPerEpoch() const { return static_cast<std::int64_t>(m_batches.size()); }
    [[nodiscard]] const std::filesystem::path& checkpointPath() const { return m_checkpoint; }
    /// Quality of the learner as it stands, on the validation rows.
    [[nodiscard]] Quality validate(Learner& learner) const { return evaluate(learner, m_validation, m_objective); }

private:
    struct EpochLosses
    {
        double task = 0;
        double cost = 0;
    };
    EpochLosses trainEpoch(const PhasePlan& plan, Learner& learner, Adam& optimiser);
    void refreshRows(Learner& learner);
    void rememberBest(const PhasePlan& plan, const Learner& learner, double validationLoss);
    void takeBest(const Learner& learner) const;

    const JobSpec& m_job;
    TensorData& m_train;
    const TensorData& m_validation;
    Objective m_objective;
    Refresh m_refresh;
    const EventSink& m_events;
    const RunControl& m_control;
    std::vector<std::pair<std::int64_t, std::int64_t>> m_batches;
    std::filesystem::path m_checkpoint;
    PhaseState m_state;
};

} // namespace pitlane
