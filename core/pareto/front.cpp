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

/// A quality as a number that grows when it gets better.
double gain(double quality, Better better)
{
    return better == Better::Higher ? quality : -quality;
}

double gain(const FrontPoint& point)
{
    return gain(point.quality, point.better);
}

} // namespace

Quality sharedQuality(const std::vector<SearchPoint>& points)
{
    const Quality* shared = nullptr;
    bool isFound = false;
    for (const auto& point : points) {
        const bool found = point.role == PointRole::Found;
        if (!point.validation || (isFound && !found))
            continue;
        shared = &*point.validation;
        isFound = found;
    }
    return shared ? Quality{.measure = shared->measure, .unit = shared->unit} : Quality{};
}

QualityMeasure sharedMeasure(const std::vector<SearchPoint>& points) { return sharedQuality(points).measure; }

std::vector<FrontPoint> frontPoints(const std::vector<SearchPoint>& points, CostMetric metric)
{
    const auto measure = sharedMeasure(points);
    const auto better = isHigherBetter(measure) ? Better::Higher : Better::Lower;
    std::vector<FrontPoint> result;
    for (const auto& point : points) {
        const auto cost = metric == CostMetric::Parameters ? point.parameters : point.macs;
        if (point.role != PointRole::Found || point.status != PointStatus::Done || !point.validation ||
            point.validation->measure != measure || cost <= 0)
            continue;
        const FrontPoint candidate{.id = point.id,
                                   .cost = static_cast<double>(cost),
                                   .quality = point.validation->score,
                                   .loss = point.validation->loss,
                                   .better = better};
        if (counts(candidate))
            result.push_back(candidate);
    }
    return result;
}

bool dominates(const FrontPoint& a, const FrontPoint& b)
{
    return counts(a) && counts(b) && a.cost <= b.cost && gain(a) >= gain(b) && (a.cost < b.cost || gain(a) > gain(b));
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
        return std::tuple(points[a].cost, -gain(points[a])) < std::tuple(points[b].cost, -gain(points[b]));
    });

    // From the cheapest on, a point must be better than all before it, or equal to the last that was.
    std::vector<bool> flags(points.size(), true);
    const FrontPoint* last = nullptr;
    for (const auto index : order) {
        const auto& point = points[index];
        const auto isEqual = last && point.cost == last->cost && point.quality == last->quality;
        if (last && gain(point) <= gain(*last) && !isEqual)
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
    // Columns from each point to the next dearer one; the gain rises from column to column.
    double area = 0;
    const auto front = paretoFront(points);
    for (std::size_t i = 0; i < front.size() && front[i].cost < reference.cost; ++i) {
        const auto end = i + 1 < front.size() ? std::min(front[i + 1].cost, reference.cost) : reference.cost;
        area += (end - front[i].cost) * std::max(0.0, gain(front[i]) - gain(reference.quality, front[i].better));
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
        const auto up = (gain(point) - gain(first)) / (gain(last) - gain(first));
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
        return std::tuple(-gain(point), loss, point.cost, point.id);
    };
    std::optional<FrontPoint> best;
    for (const auto& point : points) {
        if (counts(point) && point.cost <= budget && (!best || rank(point) < rank(*best)))
            best = point;
    }
    return best;
}

} // namespace pitlane
