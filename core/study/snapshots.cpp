// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/snapshots.h"

#include "core/network/cost.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace pitlane {

namespace {

/// Of the seed's size (PERF: the copies between them cover the front of ECG5000).
constexpr double largest = 0.6;
constexpr double smallest = 0.03;

std::string inWords(double value)
{
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(6);
    text << value;
    return text.str();
}

/// The seed's size; nullopt for a seed or a target that other checks complain about.
std::optional<double> sizeOfSeed(const SearchConfig& config)
{
    if (config.seed.nodes.empty() || !validate(config.seed).empty())
        return std::nullopt;
    try {
        return budgetedSize(config, config.seed);
    } catch (const Error&) {
        return std::nullopt;
    }
}

} // namespace

double budgetedSize(const SearchConfig& config, const NetworkSpec& network)
{
    const auto term = costTerms(config).front();
    switch (term.kind) {
    case CostKind::Size:
        return static_cast<double>(parameterCount(network));
    case CostKind::Ops:
        return static_cast<double>(macCount(network));
    case CostKind::Latency:
    case CostKind::Energy:
        break;
    }
    return costOf(network, *makeCostModel(term));
}

std::string budgetUnit(const SearchConfig& config)
{
    const auto kind = costTerms(config).front().kind;
    return kind == CostKind::Size ? "parameters" : std::string(unitOf(kind));
}

std::vector<double> defaultBudgets(const SearchConfig& config, int count)
{
    const auto size = budgetedSize(config, config.seed);
    return logSpaced(largest * size, smallest * size, count);
}

std::size_t budgetsMet(const std::vector<double>& budgets, double size)
{
    return static_cast<std::size_t>(std::ranges::count_if(budgets, [&](double budget) { return size <= budget; }));
}

void useSnapshots(SearchConfig& config, std::vector<double> budgets)
{
    config.budgets = std::move(budgets);
    config.search.minEpochs = config.search.maxEpochs = 20;
    config.search.lrTheta = 1e-2;
    if (const auto size = sizeOfSeed(config); size && *size > 0)
        config.lambdas = logSpaced(1 / *size, 1 / *size, 1);
}

void useStrengths(SearchConfig& config)
{
    const SearchPhase usual;
    config.budgets.clear();
    config.search.minEpochs = usual.minEpochs;
    config.search.maxEpochs = usual.maxEpochs;
    config.search.lrTheta = usual.lrTheta;
}

std::vector<std::string> budgetProblems(const SearchConfig& config)
{
    std::vector<std::string> problems;
    const auto& budgets = config.budgets;
    if (budgets.empty())
        return problems;
    const auto unit = " " + budgetUnit(config);
    for (std::size_t i = 0; i < budgets.size(); ++i) {
        if (!std::isfinite(budgets[i]) || budgets[i] <= 0)
            problems.push_back("A budget must be a number above 0, found " + inWords(budgets[i]) + ".");
        else if (i > 0 && !(budgets[i] < budgets[i - 1]))
            problems.push_back("Budgets must fall: " + inWords(budgets[i]) + unit + " stands behind " +
                               inWords(budgets[i - 1]) + unit + ". Sort them, each once, the largest first.");
    }
    if (const auto seed = sizeOfSeed(config); seed && !(budgets.front() < *seed))
        problems.push_back("The largest budget, " + inWords(budgets.front()) + unit +
                           ", is not below the size of the seed, " + inWords(*seed) + unit +
                           ". Give budgets that are smaller than the seed.");
    if (std::ranges::find(config.lambdas, 0.0) != config.lambdas.end())
        problems.emplace_back("Without a strength a search never becomes smaller. Give strengths lambda above 0.");
    return problems;
}

} // namespace pitlane
