// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/lambdarange.h"

#include "core/study/searchconfig.h"

#include <cmath>

namespace pitlane {

std::pair<double, double> lambdaRange(const LambdaProbe& probe)
{
    constexpr double gentle = 0.1;
    constexpr double usualSpan = 50;
    const auto least = probe.leastCost > 0 ? probe.leastCost : probe.cost / usualSpan;
    const auto require = [](bool holds, const std::string& sentence) {
        if (!holds)
            throw Error("Finding a range of strengths: " + sentence);
    };
    require(std::isfinite(probe.loss) && probe.loss > 0, "the loss of the seed is " + std::to_string(probe.loss) +
                                                             ", so that no cost is comparable to it. Give the "
                                                             "strengths yourself.");
    require(std::isfinite(probe.cost) && probe.cost > 0, "the seed costs nothing.");
    require(std::isfinite(least) && probe.leastCost >= 0 && least <= probe.cost / 2,
            "the smallest network of interest must cost at most half of what the seed costs.");
    const auto rounded = [](double value) { return logSpaced(value, value, 1).front(); };
    return {rounded(gentle * probe.loss / probe.cost), rounded(probe.loss / least)};
}

} // namespace pitlane
