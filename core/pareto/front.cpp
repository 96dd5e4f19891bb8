// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pareto/front.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace pitlane {

namespace {

bool counts(const FrontPoint& point)
{
    return std::isfinite(point.cost) && std::isfinite(point.quality);
}

} // namespace

std::vector<FrontPoint> frontPoints(const std::vector<SearchPoint>& points, CostMetric metric)
{
    std::vector<FrontPoint> result;
    for (const auto& point : points) {
        const auto cost = metric == CostMetric::Parameters ? point.parameters : point.macs;
        if (point.role != PointRole::Found || point.status != PointStatus::Done || !point.validation || cost <= 0)
            continue;
        const FrontPoint candidate{.id = point.id,
                                   .cost = static_cast<double>(cost),
                                   .quality = point.validation->accuracy,
                                   .loss = point.validation->loss};
        if (counts(candidate))
            result.push_back(candidate);
    }
    return result;
}

bool dominates(const FrontPoint& a, const FrontPoint& b)
{
    return counts(a) && counts(b) && a.cost <= b.cost && a.quality >= b.quality &&
           (a.cost < b.cost || a.quality > b.quality);
}

std::vector<bool> dominatedFlags(const std::vector<FrontPoint>& points)
{
    std::vector<std::size_t> order;
    order.reserve(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (counts(points[i]))
            order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&points](std::size_t a, std::size_t b) {
        return std::tuple(points[a].cost, -points[a].quality) < std::tuple(points[b].cost, -points[b].quality);
    });

    // From the cheapest on, a point must be better than all before it, or equal to the last that was.
    std::vector<bool> flags(points.size(), true);
    const FrontPoint* last = nullptr;
    for (const auto index : order) {
        const auto& point = points[index];
        const auto isEqual = last && point.cost == last->cost && point.quality == last->quality;
        if (last && point.quality <= last->quality && !isEqual)
            continue;
        flags[index] = false;
        last = &point;
    }
    return flags;
}

std::vector<FrontPoint> paretoFront(const std::vector<FrontPoint>& points)
{
    const auto flags = dominatedFlags(points);
    std::vector<FrontPoint> front;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!flags[i])
            front.push_back(points[i]);
    }
    std::sort(front.begin(), front.end(),
              [](const FrontPoint& a, const FrontPoint& b) { return std::tie(a.cost, a.id) < std::tie(b.cost, b.id); });
    return front;
}

double hypervolume(const std::vector<FrontPoint>& points, const FrontReference& reference)
{
    if (!std::isfinite(reference.cost) || !std::isfinite(reference.quality))
        return std::numeric_limits<double>::quiet_NaN();
    // Columns from each point to the next dearer one; the quality rises from column to column.
    double area = 0;
    const auto front = paretoFront(points);
    for (std::size_t i = 0; i < front.size() && front[i].cost < reference.cost; ++i) {
        const auto end = i + 1 < front.size() ? std::min(front[i + 1].cost, reference.cost) : reference.cost;
        area += (end - front[i].cost) * std::max(0.0, front[i].quality - reference.quality);
    }
    return area;
}

std::optional<FrontPoint> kneePoint(const std::vector<FrontPoint>& points, CostScale scale)
{
    auto front = paretoFront(points);
    if (scale == CostScale::Logarithmic)
        std::erase_if(front, [](const FrontPoint& point) { return point.cost <= 0; });
    if (front.empty() || front.front().cost == front.back().cost)
        return std::nullopt;

    const auto position = [scale](const FrontPoint& point) {
        return scale == CostScale::Logarithmic ? std::log(point.cost) : point.cost;
    };
    const auto& first = front.front();
    const auto& last = front.back();
    // Rounding alone must not lift a point above a straight front.
    double farthest = 1e-9;
    std::optional<FrontPoint> knee;
    for (const auto& point : front) {
        const auto along = (position(point) - position(first)) / (position(last) - position(first));
        const auto up = (point.quality - first.quality) / (last.quality - first.quality);
        if (up - along > farthest) {
            farthest = up - along;
            knee = point;
        }
    }
    return knee;
}

std::optional<FrontPoint> bestWithin(const std::vector<FrontPoint>& points, double budget)
{
    const auto rank = [](const FrontPoint& point) {
        const auto loss = std::isnan(point.loss) ? std::numeric_limits<double>::infinity() : point.loss;
        return std::tuple(-point.quality, loss, point.cost, point.id);
    };
    std::optional<FrontPoint> best;
    for (const auto& point : points) {
        if (counts(point) && point.cost <= budget && (!best || rank(point) < rank(*best)))
            best = point;
    }
    return best;
}

} // namespace pitlane
