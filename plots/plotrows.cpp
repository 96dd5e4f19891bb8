// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/plotrows.h"

#include <cmath>

namespace pitlane {

double PlainTicker::getTickStep(const QCPRange& range)
{
    m_step = QCPAxisTicker::getTickStep(range);
    return m_step;
}

int PlainTicker::getSubTickCount(double)
{
    return 0;
}

QString PlainTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    const double exponent = std::floor(std::log10(m_step) + 1e-9);
    if (std::abs(tick) < m_step * 1e-6)
        return QStringLiteral("0");
    QString label;
    if (m_compact && (exponent < -3 || exponent > 4)) {
        const auto figures = static_cast<int>(std::floor(std::log10(std::abs(tick)) + 1e-9) - exponent);
        label = QString::number(tick, 'e', std::clamp(figures, 0, 3));
        label.replace(QLatin1String("e+0"), QLatin1String("e")).replace(QLatin1String("e-0"), QLatin1String("e-"));
    } else {
        label = QString::number(tick, 'f', std::clamp(static_cast<int>(-exponent), 0, 9));
        const auto point = label.indexOf(QLatin1Char('.'));
        for (auto at = (point < 0 ? label.size() : point) - 3; at > (tick < 0 ? 1 : 0); at -= 3)
            label.insert(at, QChar(0x202F));
    }
    return label.replace(QLatin1Char('-'), QChar(0x2212));
}

QCPAxisRect* addPlotRow(QCustomPlot& plot, int index, bool isLast)
{
    auto* rect = new QCPAxisRect(&plot, false);
    rect->setLayer(QStringLiteral("background"));
    rect->setAutoMargins(QCP::msNone);
    rect->setMinimumSize(10, 4);
    auto* x = rect->addAxis(QCPAxis::atBottom);
    auto* y = rect->addAxis(QCPAxis::atLeft);
    x->setTicker(QSharedPointer<PlainTicker>::create());
    x->ticker()->setTickCount(8);
    x->setTickLabels(isLast);
    const auto values = QSharedPointer<PlainTicker>::create();
    values->setCompact(true);
    values->setTickCount(2);
    y->setTicker(values);
    for (auto* axis : {x, y}) {
        axis->setLayer(QStringLiteral("axes"));
        axis->grid()->setLayer(QStringLiteral("grid"));
        axis->grid()->setVisible(true);
    }
    plot.plotLayout()->addElement(index, 0, rect);
    return rect;
}

void themePlotRow(QCPAxisRect& row, const PlotTheme& theme, bool isLast)
{
    applyTheme(row, theme);
    auto* x = row.axis(QCPAxis::atBottom);
    x->setLabelPadding(0);
    row.axis(QCPAxis::atLeft)->setLabel(QString());
    if (isLast)
        return;
    x->setBasePen(QPen(Qt::NoPen)); // ticks are there for the grid alone
    x->setTickPen(QPen(Qt::NoPen));
}

} // namespace pitlane
