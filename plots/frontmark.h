// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchpoint.h"

#include <QPointF>
#include <QString>

#include <optional>
#include <vector>

namespace pitlane {

/// One network on the front plot, in the units of its axes.
struct FrontMark
{
    PointId id;
    int number = 0; ///< as shown; 0 for references
    PointRole role = PointRole::Found;
    PointStatus status = PointStatus::Queued;
    double x = 0;            ///< parameters or MACs; 0: not known, the mark is not drawn
    std::optional<double> y; ///< validation score in the unit of the axis; none: a reference stands on the lower edge
    bool onFront = false;
    double progress = 0; ///< of a running point, 0 .. 1

    /// Moves while it is watched: drawn above the cached marks.
    [[nodiscard]] bool isLive() const
    {
        return role == PointRole::Found && (status == PointStatus::Running || status == PointStatus::Paused);
    }
    /// Has a place on the plot at all.
    [[nodiscard]] bool isShown() const
    {
        return x > 0 && (role != PointRole::Found || (y && status != PointStatus::Queued));
    }
    bool operator==(const FrontMark&) const = default;
};

/// Where a point came from: one value per epoch, oldest first, the seed in front. Units of the axes.
struct FrontTrail
{
    PointId id;
    std::vector<QPointF> points;
    bool ended = false; ///< of a failed or interrupted point: dotted grey
    bool operator==(const FrontTrail&) const = default;
};

/// Mean and range of what one strength gave with several seed numbers. Units of the axes.
struct FrontSpread
{
    QPointF mean;
    QPointF low;
    QPointF high;
    bool operator==(const FrontSpread&) const = default;
};

struct FrontAxes
{
    QString xTitle;                  ///< "Parameters"
    QString yTitle;                  ///< "Accuracy, validation (%)"
    QString yUnit{QLatin1Char('%')}; ///< behind values; may be empty
    int yDecimals = 1;               ///< of values
    bool lowerIsBetter = false;      ///< errors: the axis is inverted, so that better stays up
    bool operator==(const FrontAxes&) const = default;
};

} // namespace pitlane
