// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/spectrumplot.h"

#include "plots/plotrows.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

using namespace plotrows;

constexpr int nameWidth = 124;
constexpr int leastRowHeight = 84;
constexpr double depthDb = 80; ///< dB below the highest value

QString withSign(QString text)
{
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

} // namespace

std::optional<std::size_t> peakOf(const SpectrumRow& row)
{
    if (row.mean.size() < 2)
        return std::nullopt;
    const auto peak = std::max_element(row.mean.begin() + 1, row.mean.end());
    const auto least = std::min_element(row.mean.begin() + 1, row.mean.end());
    return *peak > *least ? std::optional(static_cast<std::size_t>(peak - row.mean.begin())) : std::nullopt;
}

/// The left column: class, number of examples, frequency of the peak.
class SpectrumPlot::Names : public QWidget
{
public:
    explicit Names(SpectrumPlot* plot) : QWidget(plot), m_plot(plot) { setAttribute(Qt::WA_TransparentForMouseEvents); }

private:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const auto& theme = m_plot->m_theme;
        auto bold = theme.titleFont;
        bold.setBold(true);
        const auto share = static_cast<double>(height() - axisHeight) / std::max(1, m_plot->rowCount());
        for (int i = 0; i < m_plot->rowCount(); ++i) {
            const auto& row = m_plot->m_rows[static_cast<std::size_t>(i)];
            QRect line(12, static_cast<int>(std::lround(i * share)) + 8, nameWidth - 12, 18);
            const auto write = [&](const QFont& font, const QColor& colour, const QString& text) {
                painter.setFont(font);
                painter.setPen(colour);
                painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                                 QFontMetrics(font).elidedText(text, Qt::ElideRight, line.width()));
                line.translate(0, 17);
            };
            write(bold, theme.text, row.name);
            write(theme.tickFont, theme.text2, row.note);
            if (const auto peak = peakOf(row))
                write(theme.tickFont, theme.text2,
                      SpectrumPlot::tr("peak %1").arg(
                          m_plot->frequencyText(static_cast<double>(*peak) * m_plot->m_step)));
            const auto bottom = static_cast<int>(std::lround((i + 1) * share)) - 1;
            painter.setPen(QPen(theme.line, 1));
            if (i + 1 < m_plot->rowCount())
                painter.drawLine(0, bottom, width(), bottom);
        }
    }
    SpectrumPlot* m_plot;
};

/// The line of the cursor through all rows.
class SpectrumPlot::CursorLine : public QCPAbstractItem
{
public:
    CursorLine(QCustomPlot* plot, const SpectrumPlot* owner) : QCPAbstractItem(plot), m_owner(owner)
    {
        setClipToAxisRect(false);
        setSelectable(false);
        setLayer(QStringLiteral("overlay"));
    }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

protected:
    void draw(QCPPainter* painter) override
    {
        if (!m_owner->m_cursor || m_owner->m_rects.empty())
            return;
        const auto* last = m_owner->m_rects.back();
        const double x = std::round(last->axis(QCPAxis::atBottom)->coordToPixel(*m_owner->m_cursor));
        painter->setAntialiasing(false);
        painter->setPen(QPen(m_owner->m_theme.text2, 1));
        painter->drawLine(QLineF(x, m_owner->m_rects.front()->top(), x, last->bottom()));
    }

private:
    const SpectrumPlot* m_owner;
};

SpectrumPlot::SpectrumPlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)), m_names(new Names(this))
{
    m_plot->plotLayout()->clear();
    m_plot->plotLayout()->setRowSpacing(0);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_overlay = m_plot->layer(QStringLiteral("overlay"));
    m_overlay->setMode(QCPLayer::lmBuffered);
    new CursorLine(m_plot, this);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Spectra"));
}

void SpectrumPlot::setTheme(const PlotTheme& theme)
{
    m_theme = theme;
    m_plot->setBackground(theme.base);
    colour();
}

void SpectrumPlot::setRows(std::vector<SpectrumRow> rows, double step, bool inHertz)
{
    m_rows = std::move(rows);
    m_step = step;
    m_inHertz = inHertz;
    m_cursor.reset();
    build();
    fill();
    colour();
    layOut();
    QStringList peaks;
    for (const auto& row : m_rows)
        if (const auto peak = peakOf(row))
            peaks.append(tr("%1: peak at %2").arg(row.name, frequencyText(static_cast<double>(*peak) * m_step)));
    setAccessibleDescription(peaks.join(QLatin1String(". ")));
}

void SpectrumPlot::setDecibels(bool on)
{
    m_inDecibels = on;
    fill();
    colour();
}

double SpectrumPlot::shown(double magnitude) const
{
    return m_inDecibels ? std::max(m_floor, 20 * std::log10(std::max(magnitude, 1e-30))) : magnitude;
}

void SpectrumPlot::build()
{
    m_plot->clearPlottables();
    m_plot->plotLayout()->clear();
    m_rects.clear();
    for (int i = 0; i < rowCount(); ++i) {
        const bool isLast = i + 1 == rowCount();
        auto* rect = addPlotRow(*m_plot, i, isLast);
        m_rects.push_back(rect);
        if (isLast)
            rect->axis(QCPAxis::atBottom)
                ->setLabel(m_inHertz ? tr("Frequency (Hz)") : tr("Frequency (cycles per sample)"));
        for (int k = 0; k < 3; ++k) {
            auto* graph = m_plot->addGraph(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
            graph->setSelectable(QCP::stNone);
        }
    }
    setMinimumHeight(rowCount() * leastRowHeight + axisHeight);
}

void SpectrumPlot::fill()
{
    double highest = 0;
    for (const auto& row : m_rows)
        for (const auto value : row.high)
            highest = std::max(highest, value);
    m_floor = 20 * std::log10(std::max(highest, 1e-30)) - depthDb;
    m_low = m_inDecibels ? std::numeric_limits<double>::infinity() : 0;
    m_high = shown(highest);
    for (int i = 0; i < rowCount(); ++i) {
        const auto& row = m_rows[static_cast<std::size_t>(i)];
        const std::vector<double>* curves[] = {&row.low, &row.high, &row.mean};
        for (int k = 0; k < 3; ++k) {
            QVector<double> frequencies;
            QVector<double> values;
            for (std::size_t bin = 0; bin < curves[k]->size(); ++bin) {
                frequencies.append(static_cast<double>(bin) * m_step);
                values.append(shown((*curves[k])[bin]));
                m_low = std::min(m_low, values.back());
            }
            m_plot->graph(3 * i + k)->setData(frequencies, values, true);
        }
        m_plot->graph(3 * i + 1)->setChannelFillGraph(m_plot->graph(3 * i));
    }
    if (!std::isfinite(m_low) || m_high <= m_low)
        m_high = (m_low = 0) + 1;
    const double margin = (m_high - m_low) * 0.06;
    std::size_t bins = 2;
    for (const auto& row : m_rows)
        bins = std::max(bins, row.mean.size());
    for (auto* rect : m_rects) {
        rect->axis(QCPAxis::atBottom)->setRange(0, m_step * static_cast<double>(bins - 1));
        rect->axis(QCPAxis::atLeft)->setRange(m_inDecibels ? m_low - margin : 0, m_high + margin);
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

std::pair<double, double> SpectrumPlot::frequencyRange() const
{
    if (m_rects.empty())
        return {0, 0};
    const auto range = m_rects.back()->axis(QCPAxis::atBottom)->range();
    return {range.lower, range.upper};
}

void SpectrumPlot::colour()
{
    for (int i = 0; i < rowCount(); ++i) {
        themePlotRow(*m_rects[static_cast<std::size_t>(i)], m_theme, i + 1 == rowCount());
        m_rects[static_cast<std::size_t>(i)]->axis(QCPAxis::atLeft)->ticker()->setTickCount(3);
        auto band = m_theme.accent;
        band.setAlphaF(m_theme.dark ? 0.22F : 0.15F);
        m_plot->graph(3 * i)->setPen(QPen(Qt::NoPen));
        m_plot->graph(3 * i + 1)->setPen(QPen(Qt::NoPen));
        m_plot->graph(3 * i + 1)->setBrush(band);
        m_plot->graph(3 * i + 2)->setPen(QPen(m_theme.accent, 2));
    }
    m_names->update();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void SpectrumPlot::layOut()
{
    m_plot->setGeometry(rect());
    m_names->setGeometry(rect());
    m_names->raise();
    const auto share = static_cast<double>(height() - axisHeight) / std::max(1, rowCount());
    for (int i = 0; i < rowCount(); ++i) {
        const bool isLast = i + 1 == rowCount();
        m_rects[static_cast<std::size_t>(i)]->setMargins(
            QMargins(nameWidth + tickWidth, rowMargin, rightMargin, isLast ? axisHeight : rowMargin));
        const auto rowHeight = std::lround((i + 1) * share) - std::lround(i * share);
        m_plot->plotLayout()->setRowStretchFactor(i,
                                                  std::max(1, static_cast<int>(rowHeight) + (isLast ? axisHeight : 0)));
    }
    if (!qFuzzyCompare(m_plot->bufferDevicePixelRatio(), devicePixelRatioF()))
        m_plot->setBufferDevicePixelRatio(devicePixelRatioF());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void SpectrumPlot::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layOut();
}

QString SpectrumPlot::frequencyText(double frequency) const
{
    return m_inHertz ? tr("%1 Hz").arg(frequency, 0, 'g', 3) : tr("%1 per sample").arg(frequency, 0, 'g', 3);
}

void SpectrumPlot::setCursor(std::optional<double> frequency)
{
    if (frequency) {
        const auto [low, high] = frequencyRange();
        frequency = std::clamp(*frequency, low, high);
    }
    if (m_rows.empty() || frequency == m_cursor)
        return;
    m_cursor = frequency;
    m_overlay->replot();
    Q_EMIT cursorMoved();
}

QString SpectrumPlot::readout() const
{
    if (!m_cursor || m_rows.empty())
        return {};
    const auto bin = static_cast<std::size_t>(std::llround(*m_cursor / m_step));
    QStringList parts{frequencyText(static_cast<double>(bin) * m_step)};
    for (const auto& row : m_rows)
        if (bin < row.mean.size())
            parts.append(row.name + QLatin1Char(' ') +
                         withSign(m_inDecibels ? tr("%1 dB").arg(shown(row.mean[bin]), 0, 'f', 1)
                                               : QString::number(row.mean[bin], 'g', 3)));
    return parts.join(QStringLiteral(" · "));
}

void SpectrumPlot::mouseMoveEvent(QMouseEvent* event)
{
    if (m_rects.empty())
        return;
    const auto area = m_rects.back()->rect();
    const double x = event->position().x();
    if (x < area.left() || x > area.right())
        setCursor(std::nullopt);
    else
        setCursor(m_rects.back()->axis(QCPAxis::atBottom)->pixelToCoord(x));
}

void SpectrumPlot::leaveEvent(QEvent* event)
{
    setCursor(std::nullopt);
    QWidget::leaveEvent(event);
}

void SpectrumPlot::keyPressEvent(QKeyEvent* event)
{
    const auto [low, high] = frequencyRange();
    const double at = m_cursor.value_or(low);
    const double by = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 * m_step : m_step;
    switch (event->key()) {
    case Qt::Key_Left:
        setCursor(at - by);
        break;
    case Qt::Key_Right:
        setCursor(at + by);
        break;
    case Qt::Key_Home:
        setCursor(low);
        break;
    case Qt::Key_End:
        setCursor(high);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace pitlane
