// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pareto/repeats.h"

#include <algorithm>
#include <map>

namespace pitlane {

Spread spreadOf(const std::vector<double>& values)
{
    const auto [low, high] = std::ranges::minmax(values);
    double sum = 0;
    for (const auto value : values)
        sum += value;
    return {.mean = sum / static_cast<double>(values.size()), .low = low, .high = high};
}

std::vector<RepeatGroup> repeatGroups(const std::vector<SearchPoint>& points, CostMetric metric)
{
    struct Members
    {
        std::vector<PointId> ids;
        std::vector<double> costs;
        std::vector<double> scores;
    };
    std::map<std::pair<double, SweepId>, Members> members;
    std::map<PointId, std::pair<double, SweepId>> keys;
    for (const auto& point : points)
        keys[point.id] = {point.lambda, point.sweep};
    for (const auto& point : frontPoints(points, metric)) {
        auto& group = members[keys.at(point.id)];
        group.ids.push_back(point.id);
        group.costs.push_back(point.cost);
        group.scores.push_back(point.quality);
    }
    std::vector<RepeatGroup> groups;
    for (const auto& [key, group] : members)
        if (group.ids.size() >= 2)
            groups.push_back({.lambda = key.first,
                              .points = group.ids,
                              .cost = spreadOf(group.costs),
                              .score = spreadOf(group.scores)});
    return groups;
}

} // namespace pitlane
