// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/histogramview.h"

#include "ui/format.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

constexpr std::size_t barCount = 48;
constexpr int margin = 12;
constexpr int axisHeight = 20;

} // namespace

HistogramView::HistogramView(QWidget* parent) : QWidget(parent)
{
    setFixedHeight(128);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void HistogramView::setValues(const std::vector<float>& values, const QString& unit)
{
    m_unit = unit;
    m_bars.assign(barCount, 0);
    std::int64_t count = 0;
    double sum = 0;
    for (const auto value : values) {
        if (!std::isfinite(value))
            continue;
        const auto v = static_cast<double>(value);
        m_low = count == 0 ? v : std::min(m_low, v);
        m_high = count == 0 ? v : std::max(m_high, v);
        sum += v;
        ++count;
    }
    m_mean = count > 0 ? sum / static_cast<double>(count) : 0;
    const auto span = m_high > m_low ? m_high - m_low : 1;
    for (const auto value : values)
        if (std::isfinite(value)) {
            const auto at = (static_cast<double>(value) - m_low) / span * static_cast<double>(barCount);
            ++m_bars[std::min(barCount - 1, static_cast<std::size_t>(at))];
        }
    const auto words = tr("%1 targets from %2 to %3 %4, mean %5")
                           .arg(format::count(count))
                           .arg(m_low, 0, 'g', 4)
                           .arg(m_high, 0, 'g', 4)
                           .arg(unit)
                           .arg(m_mean, 0, 'g', 4);
    setAccessibleName(words);
    setToolTip(words);
    update();
}

void HistogramView::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.base);
    const auto most = m_bars.empty() ? 0 : *std::ranges::max_element(m_bars);
    if (most == 0)
        return;
    auto small = font();
    small.setPointSizeF(9);
    painter.setFont(small);
    painter.setPen(tokens.text2);
    painter.drawText(QRect(margin, 4, width() - 2 * margin, 18), Qt::AlignLeft | Qt::AlignVCenter, toolTip());
    const QRectF area(margin, 28, width() - 2 * margin, height() - 28 - axisHeight);
    const auto step = area.width() / static_cast<double>(m_bars.size());
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const auto h = area.height() * static_cast<double>(m_bars[i]) / static_cast<double>(most);
        painter.fillRect(QRectF(area.left() + step * static_cast<double>(i), area.bottom() - h, step - 1, h),
                         tokens.accent);
    }
    painter.setPen(tokens.line);
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setPen(tokens.text2);
    const QRectF axis(area.left(), area.bottom() + 2, area.width(), axisHeight - 2);
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignTop, QString::number(m_low, 'g', 4));
    painter.drawText(axis, Qt::AlignHCenter | Qt::AlignTop, QString::number((m_low + m_high) / 2, 'g', 4));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignTop,
                     QStringLiteral("%1 %2").arg(m_high, 0, 'g', 4).arg(m_unit).trimmed());
    painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), tokens.line);
}

} // namespace pitlane
