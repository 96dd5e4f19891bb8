// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/frontmark.h"
#include "plots/plottheme.h"

#include <QPainterPath>
#include <QPixmap>

#include <map>

class QPainter;

namespace pitlane {

/// Shapes of the plot theme's table: one per state of a point.
enum class MarkShape { Disc, HollowDisc, Ring, Cross, Interrupted, Cancelled, Square, Diamond };

[[nodiscard]] MarkShape shapeOf(const FrontMark& mark);
/// Half the size of the mark, in px.
[[nodiscard]] double radiusOf(MarkShape shape);

/// Draws marks: by path, or, for thousands of them, as pictures of the same paths.
class MarkPainter
{
public:
    void setTheme(const PlotTheme& theme);
    [[nodiscard]] const PlotTheme& theme() const { return m_theme; }

    void draw(QPainter& painter, const QPointF& centre, MarkShape shape, double progress = 0) const;
    /// The same from a cache, whole pixels only; `ratio` is the device pixel ratio.
    void drawCached(QPainter& painter, const QPointF& centre, MarkShape shape, double ratio) const;
    /// Blue ring 20 around the mark, which is filled blue unless its shape says that it failed.
    void drawSelected(QPainter& painter, const QPointF& centre, MarkShape shape, double progress) const;
    /// Thin ring 18 around the mark.
    void drawHovered(QPainter& painter, const QPointF& centre, MarkShape shape, double progress) const;
    /// Points down: the mark stands on the lower edge, its value is below.
    void drawBelow(QPainter& painter, const QPointF& centre) const;
    /// Text with a halo of the base colour; `position` is the left end of its base line.
    void drawLabel(QPainter& painter, const QPointF& position, const QString& text, const QFont& font,
                   const QColor& colour) const;

private:
    void drawIn(QPainter& painter, const QPointF& centre, MarkShape shape, double progress, const QColor& ink,
                bool fill) const;

    PlotTheme m_theme;
    mutable std::map<std::pair<MarkShape, int>, QPixmap> m_pictures;
};

} // namespace pitlane
