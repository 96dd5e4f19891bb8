// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pareto/comparison.h"

#include <cmath>
#include <limits>
#include <map>

namespace pitlane {

namespace {

using Key = std::pair<SweepId, std::uint64_t>; ///< search and seed number

/// The finished points of every search and seed number.
std::map<Key, std::vector<FrontPoint>> frontsOf(const std::vector<SearchPoint>& points, CostMetric metric)
{
    std::map<PointId, Key> keys;
    for (const auto& point : points)
        keys[point.id] = {point.sweep, point.seedNumber};
    std::map<Key, std::vector<FrontPoint>> fronts;
    for (auto& point : frontPoints(points, metric))
        fronts[keys.at(point.id)].push_back(point);
    return fronts;
}

bool isBetterThan(const FrontPoint& a, const FrontPoint& b)
{
    return a.better == Better::Higher ? a.quality > b.quality : a.quality < b.quality;
}

} // namespace

std::optional<ComparisonCorner> comparisonCorner(const std::vector<SearchPoint>& points, CostMetric metric)
{
    std::optional<FrontPoint> worst;
    for (const auto& point : frontPoints(points, metric))
        if (std::isfinite(point.quality) && (!worst || isBetterThan(*worst, point)))
            worst = point;
    std::int64_t cost = 0;
    for (const auto& point : points)
        if (point.role == PointRole::Seed)
            cost = std::max(cost, metric == CostMetric::Parameters ? point.parameters : point.macs);
    if (!worst || cost <= 0)
        return std::nullopt;
    return ComparisonCorner{.cost = static_cast<double>(cost), .quality = worst->quality};
}

std::vector<SweepScore> compareSweeps(const std::vector<SearchPoint>& points, CostMetric metric,
                                      const ComparisonCorner& corner)
{
    struct Values
    {
        std::vector<double> hypervolumes, best, bestCosts, seconds;
        int points = 0;
    };
    std::map<Key, double> seconds;
    for (const auto& point : points)
        if (point.role == PointRole::Found)
            seconds[{point.sweep, point.seedNumber}] += point.seconds;
    std::map<SweepId, Values> all;
    for (auto& [key, front] : frontsOf(points, metric)) {
        auto& values = all[key.first];
        const auto best = bestWithin(front, std::numeric_limits<double>::max());
        values.points += static_cast<int>(front.size());
        values.best.push_back(best->quality);
        values.bestCosts.push_back(best->cost);
        values.seconds.push_back(seconds[key]);
        for (auto& point : front)
            point.cost = std::log10(point.cost);
        values.hypervolumes.push_back(hypervolume(front, {.cost = std::log10(corner.cost), .quality = corner.quality}));
    }
    std::vector<SweepScore> scores;
    for (const auto& [sweep, values] : all)
        scores.push_back({.sweep = sweep,
                          .seedNumbers = static_cast<int>(values.best.size()),
                          .points = values.points,
                          .hypervolume = spreadOf(values.hypervolumes),
                          .best = spreadOf(values.best),
                          .bestCost = spreadOf(values.bestCosts),
                          .seconds = spreadOf(values.seconds)});
    return scores;
}

std::optional<Spread> bestWithin(const std::vector<SearchPoint>& points, SweepId sweep, CostMetric metric,
                                 double budget)
{
    std::vector<double> qualities;
    for (const auto& [key, front] : frontsOf(points, metric))
        if (key.first == sweep)
            if (const auto best = bestWithin(front, budget))
                qualities.push_back(best->quality);
    return qualities.empty() ? std::nullopt : std::optional(spreadOf(qualities));
}

} // namespace pitlane
