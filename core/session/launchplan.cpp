// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/launchplan.h"

#include "core/base/hash.h"
#include "core/project/projectstore.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>

namespace pitlane {

std::vector<std::size_t> orderOfWork(const std::vector<double>& lambdas)
{
    std::vector<std::size_t> ascending(lambdas.size());
    std::iota(ascending.begin(), ascending.end(), 0);
    std::stable_sort(ascending.begin(), ascending.end(),
                     [&](std::size_t a, std::size_t b) { return lambdas[a] < lambdas[b]; });
    if (ascending.size() <= 2) {
        std::reverse(ascending.begin(), ascending.end());
        return ascending;
    }
    std::vector<std::size_t> order{ascending.back(), ascending.front()};
    std::vector<std::size_t> taken{0, ascending.size() - 1}; // ranks, sorted
    while (order.size() < ascending.size()) {
        std::size_t widest = 0;
        for (std::size_t i = 0; i + 1 < taken.size(); ++i)
            if (taken[i + 1] - taken[i] > taken[widest + 1] - taken[widest])
                widest = i;
        const auto middle = (taken[widest] + taken[widest + 1]) / 2;
        order.push_back(ascending[middle]);
        taken.insert(taken.begin() + static_cast<std::ptrdiff_t>(widest) + 1, middle);
    }
    return order;
}

std::string seedKey(const SearchConfig& config)
{
    return "seed:" + warmupHash(config);
}

std::string handTunedKey(const SearchConfig& config)
{
    auto asSeed = config;
    asSeed.seed = config.handTuned.value_or(config.seed);
    return "hand-tuned:" + sha256(warmupHash(asSeed) + toJson(config)["fineTune"].dump()).substr(0, 16);
}

std::string warmupFolder(const SearchConfig& config)
{
    return std::string(projectfile::warmups) + "/" + warmupHash(config);
}

SearchConfig withSeedNumber(SearchConfig config, std::uint64_t seedNumber)
{
    config.seedNumber = seedNumber;
    return config;
}

std::vector<SearchPoint> foundPoints(const SearchConfig& config, SweepId sweep, int sweepNumber, int repeats)
{
    std::vector<SearchPoint> points;
    const auto order = orderOfWork(config.lambdas);
    for (int repeat = 0; repeat < repeats; ++repeat) {
        for (const auto index : order) {
            const auto number = static_cast<int>(index + static_cast<std::size_t>(repeat) * order.size()) + 1;
            points.push_back({.sweep = sweep,
                              .role = PointRole::Found,
                              .number = number,
                              .lambda = config.lambdas[index],
                              .seedNumber = config.seedNumber + static_cast<std::uint64_t>(repeat),
                              .phase = Phase::Search,
                              .epochs = config.search.maxEpochs,
                              .runFolder = std::string(projectfile::runs) + "/" + std::to_string(sweepNumber) + "/" +
                                           std::to_string(number)});
        }
    }
    return points;
}

std::ptrdiff_t turnOf(const SearchPoint& point, const std::vector<double>& lambdas)
{
    const auto order = orderOfWork(lambdas);
    const auto count = static_cast<std::ptrdiff_t>(order.size());
    const auto place = static_cast<std::ptrdiff_t>(point.number) - 1;
    if (count == 0 || place < 0)
        return place;
    const auto found = std::ranges::find(order, static_cast<std::size_t>(place % count));
    return place / count * count + (found - order.begin());
}

} // namespace pitlane
