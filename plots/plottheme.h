// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>

#include <array>

class QCustomPlot;
class QCPAxisRect;

namespace pitlane {

/// Colours and fonts of every plot: the one place where plots learn how they look. Filled from the application's tokens
/// (ui/theme), handed to each plot by setTheme() and again whenever the palette changes.
struct PlotTheme
{
    bool dark = false;
    QColor base, alt, text, text2, text3, line, line2, border, axis, grid, hatch;
    QColor ink, inkGround, accent, sel, live, liveGround, ok, warn, err;
    QColor ghostLine, ghostGround;
    std::array<QColor, 4> series;  ///< A, B, C, D
    std::array<QColor, 6> ramp;    ///< values 0 to 1
    QFont tickFont;                ///< 8.25 pt
    QFont titleFont;               ///< 9 pt
    bool operator==(const PlotTheme&) const = default;
};

/// Background, axes, grid, ticks and fonts of a whole plot: axes left and bottom only, ticks outside, solid grid.
void applyTheme(QCustomPlot& plot, const PlotTheme& theme);
void applyTheme(QCPAxisRect& rect, const PlotTheme& theme);

} // namespace pitlane
