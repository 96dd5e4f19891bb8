// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/lambdahelp.h"

#include "core/pareto/suggest.h"
#include "core/study/lambdarange.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

namespace pitlane {

namespace {

/// Three digits, without an exponent where people read none.
std::string shortNumber(double value)
{
    std::array<char, 32> text{};
    const auto digits = value >= 100 ? 0 : 3;
    const auto end =
        digits == 0 ? std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 0).ptr
                    : std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 3).ptr;
    return {text.data(), end};
}

bool haveSameSettings(SearchConfig a, SearchConfig b)
{
    a.lambdas.clear();
    b.lambdas.clear();
    return a == b;
}

} // namespace

LambdaRange rangeFromLoss(const SearchConfig& config, double loss)
{
    const auto terms = costTerms(config);
    const auto& first = terms.front();
    const auto model = makeCostModel(first);
    LambdaRange range{.loss = loss};
    // At the seed each term pulls as its weight says, measured by the first one: see CostSchedule.
    double pull = 0;
    for (const auto& term : terms)
        pull += term.weight / first.weight;
    const auto cost = costOf(config.seed, *model);
    range.cost = pull * cost;
    range.costInWords = shortNumber(cost) + " " + std::string(model->unit());
    std::tie(range.first, range.last) = lambdaRange({.loss = loss, .cost = range.cost});
    return range;
}

std::string inWords(const LambdaRange& range)
{
    return "The trained seed has a loss of " + shortNumber(range.loss) + " on validation and costs " +
           range.costInWords +
           ". With the first strength that cost weighs a tenth of the loss; with the last one a "
           "network of a fiftieth of it weighs as much as the loss.";
}

std::optional<int> automaticLambdas(const std::string& text)
{
    constexpr std::string_view word = "auto";
    if (text == word)
        return 0;
    if (!text.starts_with("auto:"))
        return std::nullopt;
    int count = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + word.size() + 1, end, count);
    if (error != std::errc() || stop != end || count < 1 || count > 1000)
        throw Error("--lambda: expected auto:N with a number of strengths from 1 to 1000, found \"" + text + "\".");
    return count;
}

std::vector<NextLambda> nextLambdas(const Sweep& sweep, const std::vector<Sweep>& sweeps,
                                    const std::vector<SearchPoint>& points, int count)
{
    std::set<SweepId> alike;
    for (const auto& other : sweeps)
        if (haveSameSettings(other.config, sweep.config))
            alike.insert(other.id);
    const bool isMacs = costTerms(sweep.config).front().kind == CostKind::Ops;
    std::vector<StrengthAndCost> found;
    for (const auto& point : points) {
        if (point.role != PointRole::Found || !alike.contains(point.sweep))
            continue;
        if (point.status == PointStatus::Queued || point.status == PointStatus::Running)
            return {};
        // What a person stopped says little about its strength; what ended in a corner says enough.
        if (point.status == PointStatus::Done && (!point.stoppedEarly || !point.message.empty()))
            found.push_back({point.lambda, static_cast<double>(isMacs ? point.macs : point.parameters)});
    }
    std::vector<NextLambda> next;
    for (const auto& suggestion : suggestInGaps(std::move(found), count))
        next.push_back({.lambda = suggestion.lambda,
                        .least = std::llround(suggestion.leastCost),
                        .most = std::llround(suggestion.mostCost),
                        .isMacs = isMacs});
    return next;
}

} // namespace pitlane
