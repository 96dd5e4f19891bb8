// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/jobevent.h"
#include "core/study/searchconfig.h"

#include <array>
#include <optional>
#include <vector>

namespace pitlane {

/// What was measured about one sweep: how long an epoch takes, and how many there are.
class Pace
{
public:
    /// Counts an epoch; recent ones weigh more.
    void learn(const EpochEvent& epoch);
    void learn(const PhaseEvent& phase);

    /// Measured, or guessed from another phase; nullopt while nothing is known.
    [[nodiscard]] std::optional<double> secondsPerEpoch(Phase phase) const;
    /// Planned epochs as a worker said them, else from the configuration.
    [[nodiscard]] int epochs(Phase phase, const SearchConfig& config) const;

private:
    static constexpr std::size_t phases = 3;
    std::array<std::optional<double>, phases> m_seconds;
    std::array<int, phases> m_epochs{};
};

/// Seconds of computing that a queued, running or resumable point still needs; negative: not known yet.
[[nodiscard]] double secondsLeft(const SearchPoint& point, const Pace& pace, const SearchConfig& config);

/// One job for timeUntilDone().
struct Remaining
{
    double seconds = 0;
    bool running = false;
    bool isWarmup = false;
    bool waitsForWarmup = false;
};

/// Seconds until `workers` workers have done all `jobs`, queued ones in order; negative when one is not known.
[[nodiscard]] double timeUntilDone(const std::vector<Remaining>& jobs, int workers);

} // namespace pitlane
