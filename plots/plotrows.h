// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/plottheme.h"

#include <qcustomplot.h>

/// Rows under each other that share one axis below.
namespace pitlane {

/// Pixels of a plot with rows.
namespace plotrows {
inline constexpr int axisHeight = 40; ///< tick labels and title below the last row
inline constexpr int tickWidth = 48;  ///< value labels left of a row
inline constexpr int rightMargin = 16;
inline constexpr int rowMargin = 5; ///< above and below a row
} // namespace plotrows

/// Few labels with as many decimals as the step needs, groups of digits from 10 000 up, the minus sign of typography.
class PlainTicker : public QCPAxisTicker
{
public:
    /// Small and large numbers as 2e−5 rather than with many zeros.
    void setCompact(bool on) { m_compact = on; }

protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double step) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

private:
    bool m_compact = false;
    double m_step = 1;
};

/// A row of `plot`: axes at the left and below, grid for both; labels below only where `isLast`.
[[nodiscard]] QCPAxisRect* addPlotRow(QCustomPlot& plot, int index, bool isLast);
/// Applies the theme and hides the lower axis of a row that is not the last.
void themePlotRow(QCPAxisRect& row, const PlotTheme& theme, bool isLast);

} // namespace pitlane
