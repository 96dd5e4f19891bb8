// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/maskednet.h"
#include "core/search/searchcost.h"
#include "core/study/searchconfig.h"

namespace pitlane {

/// The masks of `config.method` over the seed that `net` runs. Throws Error for a method that is not known.
[[nodiscard]] std::unique_ptr<MaskSource> makeMaskSource(const SearchConfig& config, const GraphNet& net,
                                                         const SearchPlan& plan = {});

/// `net` (the seed, warm) while `config.method` searches it.
[[nodiscard]] std::unique_ptr<SearchNetwork> makeSearchNetwork(const SearchConfig& config, GraphNet net,
                                                               const SearchPlan& plan = {});

} // namespace pitlane
