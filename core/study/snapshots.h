// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchconfig.h"

/// "One search, many sizes": the budgets at which a search copies its network on its way down.
namespace pitlane {

/// What the budgets of `config` count of `network`, in the unit of the first cost: parameters for size, multiply-
/// accumulates for ops, milliseconds or millijoules on a target. Throws NetworkError, TargetError.
[[nodiscard]] double budgetedSize(const SearchConfig& config, const NetworkSpec& network);

/// "parameters", "MACs", "ms", "mJ"
[[nodiscard]] std::string budgetUnit(const SearchConfig& config);

/// `count` budgets from 0.6 to 0.03 times the seed's size with equal ratios. count >= 1.
[[nodiscard]] std::vector<double> defaultBudgets(const SearchConfig& config, int count = 8);

/// How many of `budgets` (falling) a network of `size` meets: at most as large.
[[nodiscard]] std::size_t budgetsMet(const std::vector<double>& budgets, double size);

/// Turns `config` to copies at `budgets`, with the settings that were measured to suit them: masks that learn slowly
/// (rate 1e-2) for 20 epochs, and one strength so that lambda R is about 1 at the seed. The strength stays where there
/// is no seed to go by.
void useSnapshots(SearchConfig& config, std::vector<double> budgets);
/// Back to one point per strength: the usual rate and epochs. The strengths are left to the caller.
void useStrengths(SearchConfig& config);

/// Sentences about what is wrong with the budgets; none without budgets.
[[nodiscard]] std::vector<std::string> budgetProblems(const SearchConfig& config);

} // namespace pitlane
