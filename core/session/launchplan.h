// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchconfig.h"
#include "core/study/searchpoint.h"

#include <vector>

namespace pitlane {

/// The order in which strengths are worked on, as indices into `lambdas`: the largest, the smallest, then the middle of
/// the widest gap, so that the front shows its whole range early and fills in.
[[nodiscard]] std::vector<std::size_t> orderOfWork(const std::vector<double>& lambdas);

/// What makes two references of a project the same network: one of them is then enough.
[[nodiscard]] std::string seedKey(const SearchConfig& config);
[[nodiscard]] std::string handTunedKey(const SearchConfig& config);

/// Folder of the warm-up that `config` needs, relative to the project: "warmups/<hash>".
[[nodiscard]] std::string warmupFolder(const SearchConfig& config);

/// The configuration of one repeat: the same with another seed number, and so with another split, other initial weights
/// and another order of the data.
[[nodiscard]] SearchConfig withSeedNumber(SearchConfig config, std::uint64_t seedNumber);

/// The points of a new search as they stand before any work, in the order of work: one per strength and seed number.
/// The first seed number has the numbers 1 to the count of strengths, the next one those behind, and so on.
[[nodiscard]] std::vector<SearchPoint> foundPoints(const SearchConfig& config, SweepId sweep, int sweepNumber,
                                                   int repeats = 1);

/// The turn of a found point among the others of its search, as foundPoints() has them.
[[nodiscard]] std::ptrdiff_t turnOf(const SearchPoint& point, const std::vector<double>& lambdas);

} // namespace pitlane
