// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pareto/suggest.h"

#include "core/study/searchconfig.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

/// Between two neighbouring strengths, in logarithms.
struct Gap
{
    double first;
    double last;
    double costs; ///< how far their networks are apart, >= 0; halved with each suggestion
    double leastCost;
    double mostCost;
};

const double leastCosts = std::log(1.5);
const double leastStrengths = std::log(1.1);

} // namespace

std::vector<GapSuggestion> suggestInGaps(std::vector<StrengthAndCost> points, int count)
{
    std::erase_if(points, [](const StrengthAndCost& p) {
        return !std::isfinite(p.lambda) || !std::isfinite(p.cost) || p.lambda <= 0 || p.cost <= 0;
    });
    std::ranges::sort(points, {}, &StrengthAndCost::lambda);

    std::vector<Gap> gaps;
    double lastStrength = 0, lastCost = 0;
    for (auto first = points.begin(); first != points.end();) {
        const auto end = std::find_if(first, points.end(), [&](const auto& p) { return p.lambda != first->lambda; });
        double sum = 0;
        for (auto p = first; p != end; ++p)
            sum += std::log(p->cost);
        const auto strength = std::log(first->lambda);
        const auto cost = sum / static_cast<double>(end - first);
        if (first != points.begin())
            gaps.push_back({lastStrength, strength, std::abs(cost - lastCost), std::exp(std::min(cost, lastCost)),
                            std::exp(std::max(cost, lastCost))});
        lastStrength = strength;
        lastCost = cost;
        first = end;
    }

    std::vector<GapSuggestion> suggested;
    while (static_cast<int>(suggested.size()) < count) {
        const auto widest = std::ranges::max_element(
            gaps, {}, [](const Gap& gap) { return gap.last - gap.first < leastStrengths ? -1.0 : gap.costs; });
        if (widest == gaps.end() || widest->costs < leastCosts || widest->last - widest->first < leastStrengths)
            break;
        const auto middle = (widest->first + widest->last) / 2;
        auto half = *widest;
        half.costs /= 2;
        half.first = middle;
        widest->costs /= 2;
        widest->last = middle;
        const auto lambda = std::exp(middle);
        suggested.push_back({logSpaced(lambda, lambda, 1).front(), half.leastCost, half.mostCost});
        gaps.push_back(half);
    }
    return suggested;
}

std::vector<double> suggestLambdas(std::vector<StrengthAndCost> points, int count)
{
    std::vector<double> lambdas;
    for (const auto& suggestion : suggestInGaps(std::move(points), count))
        lambdas.push_back(suggestion.lambda);
    return lambdas;
}

} // namespace pitlane
