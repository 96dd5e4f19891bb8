// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchpoint.h"

#include <optional>
#include <vector>

/// What the points of a search say together. Everything here is a pure function of the points and is never stored.
/// Test figures do not enter: SearchPoint has none.
namespace pitlane {

/// Which way a quality grows.
enum class Better { Higher, Lower };

/// One network as the numbers that fronts compare. A point whose cost or quality is not finite is ignored everywhere.
/// Points that are compared have the same direction.
struct FrontPoint
{
    PointId id;
    double cost = 0;    ///< lower is better: parameters, MACs ...
    double quality = 0; ///< validation score: a share 0 .. 1, an error, nats
    double loss = 0;    ///< lower is better: validation loss; only breaks ties of bestWithin()
    Better better = Better::Higher;
    bool operator==(const FrontPoint&) const = default;
};

enum class CostMetric { Parameters, Macs };

/// The measure that the points have in common: of the last point with a validation quality, found ones before
/// references; accuracy before there is any. Points in another measure (of an earlier search) cannot be compared.
[[nodiscard]] QualityMeasure sharedMeasure(const std::vector<SearchPoint>& points);
/// A quality without figures: measure and target unit that the points have in common.
[[nodiscard]] Quality sharedQuality(const std::vector<SearchPoint>& points);

/// The networks that a search found: points with role Found and status Done whose cost and validation quality, in
/// sharedMeasure(), are known, in the given order. References and unfinished points are left out.
[[nodiscard]] std::vector<FrontPoint> frontPoints(const std::vector<SearchPoint>& points, CostMetric metric);

/// Whether `a` beats `b`: nowhere worse and somewhere better. Two points with the same cost and quality do not beat
/// each other.
[[nodiscard]] bool dominates(const FrontPoint& a, const FrontPoint& b);

/// Whether each point is beaten by another one, or is to be ignored; in the given order. O(n log n).
[[nodiscard]] std::vector<bool> dominatedFlags(const std::vector<FrontPoint>& points);

/// The points that no other one beats, by rising cost and better quality. Points that are equal in both are all on the
/// front, by rising id. O(n log n).
[[nodiscard]] std::vector<FrontPoint> paretoFront(const std::vector<FrontPoint>& points);

/// The corner that hypervolumes are measured from: worse than what is of interest in both directions.
struct FrontReference
{
    double cost = 0;
    double quality = 0;
};

/// Area, in cost times quality gained, of all that is beaten by some point and beats the reference. Points on the far side of
/// the reference add nothing; 0 without points, NaN when the reference is not finite.
[[nodiscard]] double hypervolume(const std::vector<FrontPoint>& points, const FrontReference& reference);

enum class CostScale { Linear, Logarithmic };

/// The point of the front that lies farthest above the straight line between its two ends, both axes scaled to 0 .. 1:
/// beyond it quality costs more than average, before it less. On the logarithmic scale points with a cost of 0 or less
/// are left out. Nothing when no point lies above that line, or the front has fewer than three places. The cheapest of
/// equally far ones.
[[nodiscard]] std::optional<FrontPoint> kneePoint(const std::vector<FrontPoint>& points,
                                                  CostScale scale = CostScale::Logarithmic);

/// The best point whose cost is at most `budget`: best quality, then lowest loss (one that is not a number comes
/// last), then lowest cost, then lowest id. Nothing when none is affordable.
[[nodiscard]] std::optional<FrontPoint> bestWithin(const std::vector<FrontPoint>& points, double budget);

} // namespace pitlane
