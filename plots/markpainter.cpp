// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/markpainter.h"

#include <QPainter>

#include <cmath>

namespace pitlane {

MarkShape shapeOf(const FrontMark& mark)
{
    if (mark.role == PointRole::Seed)
        return MarkShape::Square;
    if (mark.role == PointRole::HandTuned)
        return MarkShape::Diamond;
    switch (mark.status) {
    case PointStatus::Running:
    case PointStatus::Paused:
    case PointStatus::Queued:
        return MarkShape::Ring;
    case PointStatus::Failed:
        return MarkShape::Cross;
    case PointStatus::Interrupted:
        return MarkShape::Interrupted;
    case PointStatus::Cancelled:
        return MarkShape::Cancelled;
    case PointStatus::Done:
        break;
    }
    return mark.onFront ? MarkShape::Disc : MarkShape::HollowDisc;
}

double radiusOf(MarkShape shape)
{
    switch (shape) {
    case MarkShape::Disc:
        return 5.5;
    case MarkShape::HollowDisc:
    case MarkShape::Cancelled:
        return 4.5;
    case MarkShape::Ring:
    case MarkShape::Interrupted:
        return 6;
    case MarkShape::Cross:
        return 5.5;
    case MarkShape::Square:
        return 5;
    case MarkShape::Diamond:
        return 6.5;
    }
    return 5;
}

void MarkPainter::setTheme(const PlotTheme& theme)
{
    m_theme = theme;
    m_pictures.clear();
}

void MarkPainter::draw(QPainter& painter, const QPointF& centre, MarkShape shape, double progress) const
{
    drawIn(painter, centre, shape, progress, m_theme.ink, shape == MarkShape::Disc);
}

void MarkPainter::drawIn(QPainter& painter, const QPointF& centre, MarkShape shape, double progress, const QColor& ink,
                         bool fill) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double r = radiusOf(shape);
    const auto outline = [&](const QColor& colour, double width) {
        painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        painter.setBrush(fill ? QBrush(colour) : QBrush(m_theme.base));
    };
    switch (shape) {
    case MarkShape::Disc:
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        painter.drawEllipse(centre, r, r);
        break;
    case MarkShape::HollowDisc:
        outline(ink, 1.5);
        painter.drawEllipse(centre, r - 0.75, r - 0.75);
        break;
    case MarkShape::Cancelled:
        outline(m_theme.text3, 1.5);
        painter.setBrush(m_theme.base);
        painter.drawEllipse(centre, r - 0.75, r - 0.75);
        painter.drawLine(centre + QPointF(-2, 2), centre + QPointF(2, -2));
        break;
    case MarkShape::Ring: {
        auto trough = m_theme.live;
        trough.setAlphaF(0.3f);
        painter.setBrush(m_theme.base);
        painter.setPen(QPen(trough, 2.2));
        painter.drawEllipse(centre, r - 1.1, r - 1.1);
        const QRectF box(centre.x() - r + 1.1, centre.y() - r + 1.1, 2 * r - 2.2, 2 * r - 2.2);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.live, 2.2, Qt::SolidLine, Qt::FlatCap));
        painter.drawArc(box, 90 * 16, -static_cast<int>(std::lround(std::clamp(progress, 0.0, 1.0) * 360 * 16)));
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.live);
        painter.drawEllipse(centre, 1.4, 1.4);
        break;
    }
    case MarkShape::Cross:
        painter.setPen(QPen(m_theme.base, 5, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(centre + QPointF(-r, -r), centre + QPointF(r, r));
        painter.drawLine(centre + QPointF(-r, r), centre + QPointF(r, -r));
        painter.setPen(QPen(m_theme.err, 2.4, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(centre + QPointF(-r + 1, -r + 1), centre + QPointF(r - 1, r - 1));
        painter.drawLine(centre + QPointF(-r + 1, r - 1), centre + QPointF(r - 1, -r + 1));
        break;
    case MarkShape::Interrupted:
        painter.setPen(QPen(m_theme.warn, 2));
        painter.setBrush(m_theme.base);
        painter.drawEllipse(centre, r - 1, r - 1);
        painter.drawLine(centre + QPointF(-1.5, -2.2), centre + QPointF(-1.5, 2.2));
        painter.drawLine(centre + QPointF(1.5, -2.2), centre + QPointF(1.5, 2.2));
        break;
    case MarkShape::Square:
        outline(ink, 2);
        painter.drawRect(QRectF(centre.x() - r + 1, centre.y() - r + 1, 2 * r - 2, 2 * r - 2));
        break;
    case MarkShape::Diamond: {
        outline(ink, 1.8);
        const double half = r - 0.4;
        painter.drawPolygon(QPolygonF({centre + QPointF(0, -half), centre + QPointF(half, 0), centre + QPointF(0, half),
                                       centre + QPointF(-half, 0)}));
        break;
    }
    }
    painter.restore();
}

void MarkPainter::drawCached(QPainter& painter, const QPointF& centre, MarkShape shape, double ratio) const
{
    constexpr int side = 16;
    auto& picture = m_pictures[{shape, static_cast<int>(std::lround(ratio * 100))}];
    if (picture.isNull()) {
        picture = QPixmap(QSize(side, side) * ratio);
        picture.setDevicePixelRatio(ratio);
        picture.fill(Qt::transparent);
        QPainter pen(&picture);
        draw(pen, QPointF(side / 2.0, side / 2.0), shape);
    }
    painter.drawPixmap(QPointF(std::round(centre.x()) - side / 2.0, std::round(centre.y()) - side / 2.0), picture);
}

void MarkPainter::drawSelected(QPainter& painter, const QPointF& centre, MarkShape shape, double progress) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(m_theme.base);
    painter.setPen(QPen(m_theme.accent, 2));
    painter.drawEllipse(centre, 9, 9);
    painter.restore();
    const bool keepsColour = shape == MarkShape::Cross || shape == MarkShape::Interrupted || shape == MarkShape::Ring ||
                             shape == MarkShape::Cancelled;
    if (keepsColour)
        draw(painter, centre, shape, progress);
    else
        drawIn(painter, centre, shape, progress, m_theme.accent, true);
}

void MarkPainter::drawHovered(QPainter& painter, const QPointF& centre, MarkShape shape, double progress) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(m_theme.base);
    painter.setPen(QPen(m_theme.ink, 1.2));
    painter.drawEllipse(centre, 8.4, 8.4);
    painter.restore();
    draw(painter, centre, shape, progress);
}

void MarkPainter::drawBelow(QPainter& painter, const QPointF& centre) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.text2, 1.5));
    const QPointF tip = centre + QPointF(0, 13);
    painter.drawPolyline(QPolygonF({tip + QPointF(-4, -4), tip, tip + QPointF(4, -4)}));
    painter.restore();
}

void MarkPainter::drawLabel(QPainter& painter, const QPointF& position, const QString& text, const QFont& font,
                            const QColor& colour) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath path;
    path.addText(position, font, text);
    painter.strokePath(path, QPen(m_theme.base, 6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(position, text);
    painter.restore();
}

} // namespace pitlane
