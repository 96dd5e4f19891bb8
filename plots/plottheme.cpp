// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/plottheme.h"

#include <qcustomplot.h>

namespace pitlane {

namespace {

void applyTheme(QCPAxis& axis, const PlotTheme& theme)
{
    const QPen axisPen(theme.axis, 1);
    axis.setBasePen(axisPen);
    axis.setTickPen(axisPen);
    axis.setSubTickPen(axisPen);
    axis.setTickLength(0, 5); // outside only
    axis.setSubTickLength(0, 3);
    axis.setTickLabelFont(theme.tickFont);
    axis.setTickLabelColor(theme.text2);
    axis.setLabelFont(theme.titleFont);
    axis.setLabelColor(theme.text);
    axis.setSelectedBasePen(axisPen);
    axis.setSelectedTickPen(axisPen);
    axis.setSelectedSubTickPen(axisPen);
    axis.setSelectedTickLabelFont(theme.tickFont);
    axis.setSelectedTickLabelColor(theme.text2);
    axis.setSelectedLabelFont(theme.titleFont);
    axis.setSelectedLabelColor(theme.text);
    axis.grid()->setPen(QPen(theme.grid, 1));
    axis.grid()->setSubGridVisible(false);
    axis.grid()->setZeroLinePen(QPen(theme.grid, 1));
}

} // namespace

void applyTheme(QCPAxisRect& rect, const PlotTheme& theme)
{
    rect.setBackground(QBrush(theme.base));
    for (auto* axis : rect.axes()) {
        applyTheme(*axis, theme);
        axis->setVisible(axis->axisType() == QCPAxis::atLeft || axis->axisType() == QCPAxis::atBottom);
    }
}

void applyTheme(QCustomPlot& plot, const PlotTheme& theme)
{
    plot.setBackground(QBrush(theme.base));
    for (auto* rect : plot.axisRects())
        applyTheme(*rect, theme);
    if (plot.legend != nullptr) {
        plot.legend->setFont(theme.titleFont);
        plot.legend->setTextColor(theme.text2);
        plot.legend->setBrush(theme.base);
        plot.legend->setBorderPen(QPen(theme.line2, 1));
    }
}

} // namespace pitlane
