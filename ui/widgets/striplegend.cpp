// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/striplegend.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace pitlane {
namespace {

constexpr double swatch = 12;
constexpr double gap = 6;
constexpr double between = 14;

} // namespace

StripLegend::StripLegend(QWidget* parent) : QWidget(parent)
{
    setFixedHeight(24);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setColour(StripColour::Taps);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

QStringList StripLegend::words() const
{
    switch (m_colour) {
    case StripColour::Taps:
        return {tr("seed"), tr("kept taps"), tr("not searched")};
    case StripColour::Parameters:
        return {tr("seed"), tr("few"), tr("most parameters")};
    case StripColour::Macs:
        return {tr("seed"), tr("few"), tr("most MACs")};
    }
    return {};
}

void StripLegend::setColour(StripColour colour)
{
    m_colour = colour;
    setAccessibleName(tr("Legend: %1").arg(words().join(QStringLiteral(", "))));
    updateGeometry();
    update();
}

QSize StripLegend::sizeHint() const
{
    const QFontMetricsF metrics(Theme::instance().plotTheme().titleFont);
    double width = 0;
    for (const auto& word : words())
        width += swatch + gap + metrics.horizontalAdvance(word) + between;
    return {static_cast<int>(std::ceil(width)), 24};
}

void StripLegend::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::instance().tokens();
    const bool taps = m_colour == StripColour::Taps;
    const QColor colours[] = {tokens.ghostGround, taps ? tokens.accent : tokens.ramp[1],
                              taps ? tokens.ink : tokens.ramp[5]};
    QPainter painter(this);
    painter.setFont(Theme::instance().plotTheme().titleFont);
    const QFontMetricsF metrics(painter.font());
    const double centre = height() / 2.0;
    double x = 0;
    int index = 0;
    for (const auto& word : words()) {
        const double end = x + swatch + gap + metrics.horizontalAdvance(word);
        if (end > width() + 1)
            return;
        const QRectF box(x, centre - swatch / 2, swatch, swatch);
        if (index == 0) {
            painter.setPen(tokens.ghostLine);
            painter.setBrush(colours[0]);
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
        } else if (taps) {
            for (const double offset : {1.0, 7.0})
                for (const double lane : {0.0, 6.5})
                    painter.fillRect(QRectF(x + offset, box.top() + lane, 3, 5.5), colours[index]);
        } else {
            painter.fillRect(box, colours[index]);
        }
        painter.setPen(tokens.text2);
        painter.drawText(QPointF(x + swatch + gap, centre + (metrics.ascent() - metrics.descent()) / 2), word);
        x = end + between;
        ++index;
    }
}

} // namespace pitlane
