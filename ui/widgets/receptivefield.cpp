// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/receptivefield.h"

#include "ui/format.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

constexpr int signalHeight = 40;
constexpr int barTop = 50;
constexpr int barHeight = 8;
constexpr int inset = 18; // room for the arrow

} // namespace

ReceptiveField::ReceptiveField(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ReceptiveField::setSignal(const std::vector<double>& samples, std::int64_t length)
{
    m_samples = samples;
    m_length = length;
    update();
}

void ReceptiveField::setField(std::int64_t samples)
{
    m_field = samples;
    setAccessibleName(tr("Receptive field: %1 of %2 samples").arg(samples).arg(m_length));
    update();
}

void ReceptiveField::paintEvent(QPaintEvent*)
{
    if (m_length <= 0)
        return;
    const auto& tokens = Theme::instance().tokens();
    QPainter painter(this);
    const QRectF frame(inset + 0.5, 0.5, width() - inset - 1, signalHeight);
    painter.setPen(tokens.line2);
    painter.setBrush(tokens.alt);
    painter.drawRect(frame);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_samples.size() > 1) {
        const auto [low, high] = std::ranges::minmax(m_samples);
        QPolygonF line;
        for (std::size_t i = 0; i < m_samples.size(); ++i) {
            if (!std::isfinite(m_samples[i]))
                continue;
            const auto x =
                frame.left() + frame.width() * static_cast<double>(i) / static_cast<double>(m_samples.size() - 1);
            const auto share = high > low ? (m_samples[i] - low) / (high - low) : 0.5;
            line.append({x, frame.bottom() - 4 - share * (frame.height() - 8)});
        }
        painter.setPen(QPen(tokens.ink, 1.2));
        painter.drawPolyline(line);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.accent);
    const bool isBeyond = m_field > m_length;
    const auto share = std::min(1.0, static_cast<double>(m_field) / static_cast<double>(m_length));
    const auto left = frame.right() - frame.width() * share;
    painter.drawRect(QRectF(QPointF(isBeyond ? left - 8 : left, barTop), QPointF(frame.right(), barTop + barHeight)));
    if (isBeyond)
        painter.drawPolygon(QPolygonF({QPointF(left - 8, barTop), QPointF(left - 8, barTop + barHeight),
                                       QPointF(left - 16, barTop + barHeight / 2.0)}));
    auto small = font();
    small.setPointSizeF(8.25);
    painter.setFont(small);
    painter.setPen(tokens.text2);
    const QRectF words(frame.left(), barTop + barHeight + 3, frame.width(), 16);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, tr("%1 samples ago").arg(format::count(m_length - 1)));
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, tr("newest"));
}

} // namespace pitlane
