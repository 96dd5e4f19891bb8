// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/corner.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

namespace pitlane {

namespace {

constexpr std::size_t certainEpochs = 3;
constexpr std::int64_t stepsToMove = 420;
constexpr double weak = 0.01; ///< lambda R as a share of L

std::string shortNumber(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2g", value);
    return text;
}

bool isLeast(const LayerShape& shape, std::int64_t keepAtLeast)
{
    return shape.removed || (shape.C_out <= keepAtLeast && shape.K <= 1);
}

} // namespace

std::optional<Corner> detectCorner(const SearchHistory& history)
{
    std::vector<EpochEvent> last;
    std::int64_t epochs = 0;
    for (const auto& epoch : history.epochs) {
        if (epoch.phase != Phase::Search)
            continue;
        ++epochs;
        last.push_back(epoch);
        if (last.size() > certainEpochs)
            last.erase(last.begin());
    }
    if (last.size() < certainEpochs)
        return std::nullopt;
    const auto parameters = last.back().parameters;
    if (!std::ranges::all_of(last, [&](const EpochEvent& e) { return e.parameters == parameters; }))
        return std::nullopt;
    const auto& now = last.back();
    const auto figures = "lambda R is " + shortNumber(now.lambdaR) + ", the loss " + shortNumber(now.trainLoss);

    if (!history.shapes.empty() && parameters < history.seedParameters &&
        std::ranges::all_of(history.shapes, [&](const LayerShape& s) { return isLeast(s, history.keepAtLeast); }))
        return Corner{Corner::Kind::NothingLeft,
                      "The cost term outweighs the loss: every searched layer is down to its least, " +
                          std::to_string(parameters) + " of " + std::to_string(history.seedParameters) +
                          " parameters are left (" + figures +
                          "). Take a lambda that is about ten times smaller."};

    const bool isWeak = std::ranges::all_of(last, [](const EpochEvent& e) {
        return std::isfinite(e.lambdaR) && std::isfinite(e.trainLoss) && e.lambdaR < weak * std::abs(e.trainLoss);
    });
    if (parameters == history.seedParameters && isWeak && epochs * history.stepsPerEpoch >= stepsToMove)
        return Corner{Corner::Kind::NothingMoves,
                      "The loss outweighs the cost term: after " + std::to_string(epochs) +
                          " epochs no mask has closed anything, the network is still the seed (" + figures +
                          "). Take a lambda that is about " +
                          (now.lambdaR > 0 ? shortNumber(std::max(2.0, 0.1 * std::abs(now.trainLoss) / now.lambdaR)) +
                                                 " times larger."
                                           : std::string("as large as the loss divided by the cost."))};
    return std::nullopt;
}

} // namespace pitlane
