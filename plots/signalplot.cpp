// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/signalplot.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pitlane {

namespace {

constexpr int axisHeight = 38;
constexpr int tickWidth = 40;
constexpr int rowMargin = 5;

/// Few labels with the minus sign of typography, no sub-ticks.
class ValueTicker : public QCPAxisTicker
{
protected:
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale& locale, QChar, int) override
    {
        auto label = locale.toString(tick, 'g', 4);
        return label.replace(QLatin1Char('-'), QChar(0x2212));
    }
};

/// The 1 px lines between rows, over the plot.
class RowLines : public QWidget
{
public:
    explicit RowLines(const SignalPlot* plot, QWidget* parent) : QWidget(parent), m_plot(plot)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    void setColour(const QColor& colour) { m_colour = colour; }

private:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setPen(QPen(m_colour, 1));
        for (int row = 0; row + 1 < m_plot->rowCount(); ++row) {
            const auto y = m_plot->rowRect(row).bottom();
            painter.drawLine(0, y, width(), y);
        }
    }
    const SignalPlot* m_plot;
    QColor m_colour;
};

QVector<double> sampleNumbers(std::size_t count)
{
    QVector<double> numbers(static_cast<qsizetype>(count));
    std::iota(numbers.begin(), numbers.end(), 0.0);
    return numbers;
}

QCPGraph* addCurve(QCPAxisRect* rect, const std::vector<double>& values)
{
    auto* graph = rect->parentPlot()->addGraph(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    graph->setData(sampleNumbers(values.size()), QVector<double>(values.begin(), values.end()), true);
    graph->setSelectable(QCP::stNone);
    return graph;
}

std::pair<double, double> valueRange(const std::vector<SignalRow>& rows)
{
    double low = 0;
    double high = 0;
    bool first = true;
    const auto widen = [&](const std::vector<double>& values) {
        for (const auto value : values) {
            if (!std::isfinite(value))
                continue;
            low = first ? value : std::min(low, value);
            high = first ? value : std::max(high, value);
            first = false;
        }
    };
    for (const auto& row : rows) {
        widen(row.low);
        widen(row.high);
        for (const auto& example : row.examples)
            widen(example);
    }
    const auto margin = high > low ? (high - low) * 0.06 : 1;
    return {low - margin, high + margin};
}

} // namespace

SignalPlot::SignalPlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this))
{
    m_plot->plotLayout()->clear();
    m_plot->plotLayout()->setRowSpacing(0);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_lines = new RowLines(this, this);
    setMinimumHeight(200);
}

void SignalPlot::setTheme(const PlotTheme& theme)
{
    m_theme = theme;
    static_cast<RowLines*>(m_lines)->setColour(theme.line);
    m_plot->setBackground(theme.base);
    if (!m_rows.empty())
        colour();
}

void SignalPlot::setLabelWidth(int pixels)
{
    m_labelWidth = pixels;
    layOut();
}

void SignalPlot::setRows(const std::vector<SignalRow>& rows, const QString& sampleAxisTitle)
{
    if (rows == m_rows && sampleAxisTitle == m_axisTitle)
        return;
    m_rows = rows;
    m_axisTitle = sampleAxisTitle;
    m_plot->clearPlottables();
    m_plot->plotLayout()->clear();
    m_rects.clear();
    const auto [low, high] = valueRange(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        addRow(rows[i], static_cast<int>(i), static_cast<int>(rows.size()));
        m_rects.back()->axis(QCPAxis::atLeft)->setRange(low, high);
    }
    colour();
    layOut();
    setAccessibleName(
        tr("Signals of %n classes: mean, band from 5 to 95 %, examples", nullptr, static_cast<int>(rows.size())));
}

void SignalPlot::addRow(const SignalRow& row, int index, int count)
{
    auto* rect = new QCPAxisRect(m_plot, false);
    rect->setLayer(QStringLiteral("background"));
    rect->setAutoMargins(QCP::msNone);
    auto* x = rect->addAxis(QCPAxis::atBottom);
    auto* y = rect->addAxis(QCPAxis::atLeft);
    const bool last = index + 1 == count;
    x->setRange(0, std::max<double>(1, static_cast<double>(row.mean.size()) - 1));
    x->setTicker(QSharedPointer<ValueTicker>::create());
    x->ticker()->setTickCount(8);
    x->setTickLabels(last);
    x->setLabel(last ? m_axisTitle : QString());
    x->setBasePen(last ? QPen() : QPen(Qt::NoPen));
    y->setTicker(QSharedPointer<ValueTicker>::create());
    y->ticker()->setTickCount(3);
    for (auto* axis : {x, y}) {
        axis->setLayer(QStringLiteral("axes"));
        axis->grid()->setLayer(QStringLiteral("grid"));
    }
    x->grid()->setVisible(true);
    m_plot->plotLayout()->addElement(index, 0, rect);
    m_rects.push_back(rect);

    auto* low = addCurve(rect, row.low);
    low->setName(QStringLiteral("low"));
    auto* high = addCurve(rect, row.high);
    high->setName(QStringLiteral("high"));
    high->setChannelFillGraph(low);
    for (const auto& example : row.examples)
        addCurve(rect, example)->setName(QStringLiteral("example"));
    addCurve(rect, row.mean)->setName(QStringLiteral("mean"));
}

void SignalPlot::colour()
{
    for (std::size_t i = 0; i < m_rects.size(); ++i) {
        applyTheme(*m_rects[i], m_theme);
        const bool last = i + 1 == m_rects.size();
        if (!last) { // ticks are there for the grid alone
            m_rects[i]->axis(QCPAxis::atBottom)->setBasePen(QPen(Qt::NoPen));
            m_rects[i]->axis(QCPAxis::atBottom)->setTickPen(QPen(Qt::NoPen));
        }
        m_rects[i]->axis(QCPAxis::atLeft)->setLabel(QString());
        m_rects[i]->axis(QCPAxis::atBottom)->setLabelPadding(0);
    }
    auto band = m_theme.accent;
    band.setAlphaF(m_theme.dark ? 0.22F : 0.15F);
    auto thin = m_theme.text3;
    thin.setAlphaF(0.45F);
    for (int i = 0; i < m_plot->graphCount(); ++i) {
        auto* graph = m_plot->graph(i);
        if (graph->name() == QLatin1String("mean"))
            graph->setPen(QPen(m_theme.accent, 2));
        else if (graph->name() == QLatin1String("example"))
            graph->setPen(QPen(thin, 1));
        else
            graph->setPen(QPen(Qt::NoPen));
        if (graph->name() == QLatin1String("high"))
            graph->setBrush(band);
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    m_lines->update();
}

QRect SignalPlot::rowRect(int row) const
{
    const auto count = std::max(1, rowCount());
    const auto rowHeight = static_cast<double>(height() - axisHeight) / count;
    const auto top = static_cast<int>(std::lround(row * rowHeight));
    return {0, top, width(), static_cast<int>(std::lround((row + 1) * rowHeight)) - top};
}

void SignalPlot::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_plot->setGeometry(rect());
    m_lines->setGeometry(rect());
    layOut();
}

void SignalPlot::layOut()
{
    const auto count = rowCount();
    for (int row = 0; row < count; ++row) {
        const bool last = row + 1 == count;
        m_rects[static_cast<std::size_t>(row)]->setMargins(
            QMargins(m_labelWidth + tickWidth, rowMargin, 16, rowMargin + (last ? axisHeight : 0)));
        const auto outer = rowRect(row).height() + (last ? axisHeight : 0);
        m_plot->plotLayout()->setRowStretchFactor(row, std::max(1, outer));
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    m_lines->update();
    Q_EMIT laidOut();
}

} // namespace pitlane
