// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/phases.h"

#include "core/base/hash.h"
#include "core/network/cost.h"

#include <chrono>
#include <cmath>
#include <numbers>

namespace pitlane {

using torch::Tensor;

namespace {

std::vector<Tensor> weightsAndBuffers(const Learner& learner)
{
    auto tensors = learner.weightParameters();
    const auto buffers = learner.buffers();
    tensors.insert(tensors.end(), buffers.begin(), buffers.end());
    return tensors;
}

} // namespace

PhaseRunner::PhaseRunner(const JobSpec& job, TensorData& train, const TensorData& validation, Objective objective,
                         const EventSink& events, const RunControl& control, Refresh refresh)
    : m_job(job), m_train(train), m_validation(validation), m_objective(std::move(objective)),
      m_refresh(std::move(refresh)), m_events(events), m_control(control),
      m_batches(batches(train.size(), job.config.batchSize)),
      m_checkpoint(std::filesystem::path(job.projectFolder) / job.runFolder / runfile::checkpoint)
{
    if (auto state = loadState(m_checkpoint))
        m_state = std::move(*state);
}

bool PhaseRunner::run(const PhasePlan& plan, Learner& learner)
{
    auto optimiser = makeOptimiser(learner, plan.lrStart, plan.lrTheta, m_job.config.weightDecay);
    const bool resumed = m_state.phase == plan.phase && m_state.part == plan.part && m_state.epoch > 0;
    if (resumed) {
        restore(m_checkpoint, learner, optimiser);
    } else {
        m_state.phase = plan.phase;
        m_state.part = plan.part;
        m_state.epoch = m_state.bestEpoch = m_state.stale = 0;
        m_state.best.clear();
    }
    const auto told = [&] { return plan.part * plan.maxEpochs + m_state.epoch; };
    m_events(PhaseEvent{.phase = plan.phase, .epoch = told(), .epochs = plan.parts * plan.maxEpochs});
    if (!resumed)
        if (auto masks = learner.masks(); !masks.empty())
            m_events(MasksEvent{.epoch = 0, .layers = std::move(masks)});

    const auto finished = [&] {
        return m_state.epoch >= plan.maxEpochs || (m_state.epoch > 0 && plan.isDone && plan.isDone()) ||
               (plan.patience > 0 && m_state.epoch >= plan.minEpochs && m_state.stale >= plan.patience);
    };
    bool goOn = !(resumed && m_control.afterEpoch.stop_requested());
    while (goOn && !finished()) {
        const auto start = std::chrono::steady_clock::now();
        const auto losses = trainEpoch(plan, learner, optimiser);
        ++m_state.epoch;
        const auto quality = validate(learner);
        if (!std::isfinite(quality.loss))
            throw Error("The loss on validation is not finite after epoch " + std::to_string(m_state.epoch) +
                        " of the " + nameOf(plan.phase) +
                        ". Lower the learning rates or look for extreme values in the data.");
        rememberBest(plan, learner, quality.loss);
        const auto network = learner.currentSpec();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        m_state.seconds += took.count();
        m_events(EpochEvent{.phase = plan.phase,
                            .epoch = told(),
                            .epochs = plan.parts * plan.maxEpochs,
                            .trainLoss = losses.task,
                            .lambdaR = losses.cost,
                            .validation = quality,
                            .parameters = parameterCount(network),
                            .macs = macCount(network),
                            .seconds = took.count()});
        if (auto masks = learner.masks(); !masks.empty())
            m_events(MasksEvent{.epoch = m_state.epoch, .layers = std::move(masks)});
        if (plan.atEpochEnd)
            plan.atEpochEnd();
        saveCheckpoint(m_checkpoint, m_state, learner, optimiser);
        goOn = !m_control.afterEpoch.stop_requested();
    }
    if (plan.keepBest)
        takeBest(learner);
    return goOn || finished();
}

PhaseRunner::EpochLosses PhaseRunner::trainEpoch(const PhasePlan& plan, Learner& learner, Adam& optimiser)
{
    refreshRows(learner);
    const auto& config = m_job.config;
    const auto order = epochOrder(m_train.size(), config.seedNumber, plan.purpose + " order", m_state.epoch);
    if (config.dropout)
        torch::manual_seed(
            derivedSeed(config.seedNumber, plan.purpose + " dropout", static_cast<std::uint64_t>(m_state.epoch)));
    const auto steps = static_cast<double>(m_batches.size());
    EpochLosses sums;
    for (std::size_t b = 0; b < m_batches.size(); ++b) {
        if (m_control.now.stop_requested())
            throw Cancelled("Cancelled in epoch " + std::to_string(m_state.epoch + 1) + " of the " +
                            nameOf(plan.phase) + ". The checkpoint of epoch " + std::to_string(m_state.epoch) +
                            " is kept.");
        const auto progress = (m_state.epoch + static_cast<double>(b) / steps) / plan.maxEpochs;
        optimiser.groups().front().lr =
            plan.lrEnd + (plan.lrStart - plan.lrEnd) / 2 * (1 + std::cos(std::numbers::pi * progress));
        const auto [first, count] = m_batches[b];
        learner.beginStep({.epoch = m_state.epoch, .step = static_cast<int>(b), .progress = progress});
        const auto losses = trainStep(learner, optimiser, m_train, order.narrow(0, first, count), config.gradientClip);
        learner.endStep();
        const auto task = losses.task.item<double>();
        const auto cost = losses.cost.defined() ? losses.cost.item<double>() : 0.0;
        if (!std::isfinite(task) || !std::isfinite(cost))
            throw Error("The loss is not finite in epoch " + std::to_string(m_state.epoch + 1) + ", batch " +
                        std::to_string(b + 1) + " of the " + nameOf(plan.phase) +
                        ". Lower the learning rates or look for extreme values in the data.");
        sums.task += task / steps;
        sums.cost += cost / steps;
    }
    return sums;
}

void PhaseRunner::refreshRows(Learner& learner)
{
    if (!m_refresh)
        return;
    const auto rows = m_train.size();
    m_refresh(m_state.epoch + 1, m_train);
    if (m_train.size() != rows)
        throw Error("Augmenting the training rows gave " + std::to_string(m_train.size()) + " rows instead of " +
                    std::to_string(rows) + " in epoch " + std::to_string(m_state.epoch + 1) + ".");
    learner.takeRows(m_train);
}

void PhaseRunner::rememberBest(const PhasePlan& plan, const Learner& learner, double validationLoss)
{
    if (m_state.bestEpoch > 0 && !(validationLoss < m_state.bestLoss)) {
        ++m_state.stale;
        return;
    }
    m_state.bestLoss = validationLoss;
    m_state.bestEpoch = m_state.epoch;
    m_state.stale = 0;
    if (!plan.keepBest)
        return;
    m_state.best.clear();
    for (const auto& tensor : weightsAndBuffers(learner))
        m_state.best.push_back(tensor.detach().clone());
}

void PhaseRunner::takeBest(const Learner& learner) const
{
    const torch::NoGradGuard noGrad;
    auto targets = weightsAndBuffers(learner);
    for (std::size_t i = 0; i < m_state.best.size(); ++i)
        targets[i].copy_(m_state.best[i]);
}

} // namespace pitlane
