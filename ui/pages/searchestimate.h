// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"

#include <optional>

/// What a launch will cost, from numbers: pure functions on stored values.
namespace pitlane::estimate {

/// A finished point of an earlier search and the configuration that it had.
struct PastPoint
{
    SearchConfig config;
    double seconds = 0; ///< computing time of search and fine-tune
};

/// Epochs of search and fine-tune that a point of `config` trains at most; few batches an epoch make the search longer.
[[nodiscard]] int plannedEpochs(const SearchConfig& config, std::int64_t trainRows);

/// Seconds that one point of `config` needs, from past points with the same seed, data and batch size; nullopt when
/// there are none.
[[nodiscard]] std::optional<double> secondsPerPoint(const SearchConfig& config, const std::vector<PastPoint>& past,
                                                    std::int64_t trainRows);

/// Wall time of a sweep on `workers` workers; `warmup` seconds come before the first point (0: reused).
[[nodiscard]] double sweepSeconds(int points, double secondsPerPoint, int workers, double warmup);

/// Bytes on disk at most: weights, checkpoint (weights, best weights, two moments of Adam) and events of every point.
[[nodiscard]] double diskBytes(const SearchConfig& config, std::int64_t trainRows);

/// Workers that a draft asks for on this computer: its number, or one per core over the threads of each.
[[nodiscard]] int workersOf(const Draft& draft, int cores);

/// "about 3 min", "about 40 s", "about 2 h 10 min".
[[nodiscard]] QString aboutTime(double seconds);

} // namespace pitlane::estimate
