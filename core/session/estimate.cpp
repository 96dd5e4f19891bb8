// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/estimate.h"

#include <algorithm>

namespace pitlane {

namespace {

constexpr double newest = 0.1; ///< share of the newest epoch in the mean

/// Cost of an epoch relative to the warm-up's, until it has been measured: masks cost about a third (PERF: 1.3), the
/// networks that are fine-tuned are small.
constexpr std::array relativeCost{1.0, 1.3, 0.7};

constexpr std::size_t notTrained = 3; ///< Phase::Test

std::size_t indexOf(Phase phase)
{
    return static_cast<std::size_t>(phase);
}

} // namespace

void Pace::learn(const EpochEvent& epoch)
{
    const auto i = indexOf(epoch.phase);
    if (i >= notTrained || epoch.seconds <= 0)
        return;
    m_seconds[i] = m_seconds[i] ? (1 - newest) * *m_seconds[i] + newest * epoch.seconds : epoch.seconds;
    if (epoch.epochs > 0)
        m_epochs[i] = epoch.epochs;
}

void Pace::learn(const PhaseEvent& phase)
{
    if (indexOf(phase.phase) < notTrained && phase.epochs > 0)
        m_epochs[indexOf(phase.phase)] = phase.epochs;
}

std::optional<double> Pace::secondsPerEpoch(Phase phase) const
{
    const auto wanted = indexOf(phase);
    if (wanted >= notTrained)
        return std::nullopt;
    if (m_seconds[wanted])
        return m_seconds[wanted];
    for (std::size_t i = 0; i < phases; ++i)
        if (m_seconds[i])
            return *m_seconds[i] * relativeCost[wanted] / relativeCost[i];
    return std::nullopt;
}

int Pace::epochs(Phase phase, const SearchConfig& config) const
{
    const auto i = indexOf(phase);
    if (i < notTrained && m_epochs[i] > 0)
        return m_epochs[i];
    switch (phase) {
    case Phase::Warmup:
        return config.warmup.epochs;
    case Phase::Search:
        return config.search.maxEpochs;
    case Phase::FineTune:
        return config.fineTune.epochs;
    case Phase::Test:
        break;
    }
    return 0;
}

double secondsLeft(const SearchPoint& point, const Pace& pace, const SearchConfig& config)
{
    std::vector<Phase> plan;
    switch (point.role) {
    case PointRole::Seed:
        plan = {Phase::Warmup};
        break;
    case PointRole::HandTuned:
        plan = {Phase::Warmup, Phase::FineTune};
        break;
    case PointRole::Found:
        plan = {Phase::Search, Phase::FineTune};
        break;
    }
    double seconds = 0;
    for (const auto phase : plan) {
        if (phase < point.phase)
            continue;
        const auto perEpoch = pace.secondsPerEpoch(phase);
        if (!perEpoch)
            return -1;
        const auto started = phase == point.phase;
        const auto copies = point.role == PointRole::Found && phase == Phase::FineTune ? config.budgets.size() : 0;
        const auto planned =
            copies > 0 ? config.fineTune.epochs * static_cast<int>(copies) : pace.epochs(phase, config);
        const auto epochs = started && point.epochs > 0 ? point.epochs : planned;
        seconds += *perEpoch * std::max(0, epochs - (started ? point.epoch : 0));
    }
    return seconds;
}

double timeUntilDone(const std::vector<Remaining>& jobs, int workers)
{
    std::vector<double> freeAt;
    double warmupDone = 0;
    double last = 0;
    for (const auto& job : jobs) {
        if (job.seconds < 0)
            return -1;
        if (!job.running)
            continue;
        freeAt.push_back(job.seconds);
        last = std::max(last, job.seconds);
        if (job.isWarmup)
            warmupDone = std::max(warmupDone, job.seconds);
    }
    freeAt.resize(std::max(freeAt.size(), static_cast<std::size_t>(std::max(1, workers))), 0);
    for (const auto& job : jobs) {
        if (job.running)
            continue;
        const auto slot = std::min_element(freeAt.begin(), freeAt.end());
        const auto begin = job.waitsForWarmup ? std::max(*slot, warmupDone) : *slot;
        *slot = begin + job.seconds;
        last = std::max(last, *slot);
        if (job.isWarmup)
            warmupDone = std::max(warmupDone, *slot);
    }
    return last;
}

} // namespace pitlane
