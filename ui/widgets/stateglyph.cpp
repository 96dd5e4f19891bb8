// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stateglyph.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

constexpr int glyphSize = 14;

/// Line of `width` px in units of a 14 px glyph.
QPen line(const QColor& colour, double width, Qt::PenStyle style = Qt::SolidLine)
{
    return QPen(colour, width, style, Qt::RoundCap, Qt::RoundJoin);
}

void cross(QPainter& painter, double reach)
{
    painter.drawLine(QPointF(-reach, -reach), QPointF(reach, reach));
    painter.drawLine(QPointF(reach, -reach), QPointF(-reach, reach));
}

QPolygonF octagon(double r)
{
    QPolygonF corners;
    for (int i = 0; i < 8; ++i) {
        const double angle = (i + 0.5) * M_PI / 4;
        corners << QPointF(r * std::cos(angle), r * std::sin(angle));
    }
    return corners;
}

void paintRunning(QPainter& painter, const Tokens& t, double progress)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(line(t.line2, 2));
    painter.drawEllipse(QPointF(), 5, 5);
    painter.setPen(QPen(t.liveMark, 2, Qt::SolidLine, Qt::FlatCap));
    const double share = std::clamp(progress, 0.04, 1.0);
    painter.drawArc(QRectF(-5, -5, 10, 10), 90 * 16, -static_cast<int>(std::lround(share * 360 * 16)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.liveMark);
    painter.drawEllipse(QPointF(), 1.5, 1.5);
}

/// Tick, triangle, octagon, square and lock: the marks of messages.
void paintMessage(QPainter& painter, const Tokens& t, Glyph glyph)
{
    const auto on = [&](const QColor& mark) {
        return t.dark ? t.base : mark.lightnessF() > 0.7 ? t.text : QColor(Qt::white);
    };
    painter.setPen(Qt::NoPen);
    switch (glyph) {
    case Glyph::Ok:
        painter.setBrush(t.okMark);
        painter.drawEllipse(QPointF(), 6, 6);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(line(on(t.okMark), 1.6));
        painter.drawPolyline(QPolygonF({{-2.8, 0.2}, {-0.8, 2.2}, {2.9, -2}}));
        break;
    case Glyph::Warning:
        painter.setBrush(t.warnMark);
        painter.setPen(line(t.warnMark, 1));
        painter.drawPolygon(QPolygonF({{0, -5.5}, {6, 5}, {-6, 5}}));
        painter.setPen(line(on(t.warnMark), 1.6));
        painter.drawLine(QPointF(0, -1.7), QPointF(0, 1.3));
        painter.drawPoint(QPointF(0, 3.5));
        break;
    case Glyph::Error:
        painter.setBrush(t.errMark);
        painter.drawPolygon(octagon(6.5));
        painter.setPen(line(on(t.errMark), 1.6));
        cross(painter, 2.1);
        break;
    case Glyph::Info:
        painter.setBrush(t.accent);
        painter.drawRoundedRect(QRectF(-6, -6, 12, 12), 1.5, 1.5);
        painter.setPen(line(t.onAccent, 1.6));
        painter.drawPoint(QPointF(0, -3));
        painter.drawLine(QPointF(0, -0.3), QPointF(0, 3.2));
        break;
    default: // Lock
        painter.setBrush(Qt::NoBrush);
        painter.setPen(line(t.text2, 1.2));
        painter.drawRoundedRect(QRectF(-4.5, -0.5, 9, 6), 1, 1);
        painter.drawArc(QRectF(-2.5, -5, 5, 8), 0, 180 * 16);
        painter.drawLine(QPointF(0, 2), QPointF(0, 3));
    }
}

} // namespace

Glyph glyphFor(const SearchPoint& point, bool onFront)
{
    switch (point.status) {
    case PointStatus::Running:
        return Glyph::Running;
    case PointStatus::Queued:
    case PointStatus::Paused:
        return Glyph::Queued;
    case PointStatus::Failed:
        return Glyph::Failed;
    case PointStatus::Interrupted:
        return Glyph::Interrupted;
    case PointStatus::Cancelled:
        return Glyph::Cancelled;
    case PointStatus::Done:
        break;
    }
    if (point.role == PointRole::Seed)
        return Glyph::Seed;
    if (point.role == PointRole::HandTuned)
        return Glyph::HandTuned;
    return onFront ? Glyph::Front : Glyph::Dominated;
}

void paintGlyph(QPainter& painter, const QRectF& rect, Glyph glyph, double progress)
{
    const auto& t = Theme::instance().tokens();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center());
    const double scale = std::min(rect.width(), rect.height()) / glyphSize;
    painter.scale(scale, scale);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::NoBrush);
    switch (glyph) {
    case Glyph::Front:
        painter.setBrush(t.ink);
        painter.drawEllipse(QPointF(), 4.5, 4.5);
        break;
    case Glyph::Dominated:
        painter.setPen(line(t.ink, 1.5));
        painter.setBrush(t.base);
        painter.drawEllipse(QPointF(), 3.75, 3.75);
        break;
    case Glyph::Running:
        paintRunning(painter, t, progress);
        break;
    case Glyph::Queued: {
        QPen pen(t.text3, 1.2);
        pen.setDashPattern({1.8, 1.8});
        painter.setPen(pen);
        painter.drawEllipse(QPointF(), 4.5, 4.5);
        break;
    }
    case Glyph::Failed:
        painter.setPen(line(t.errMark, 2));
        cross(painter, 3.8);
        break;
    case Glyph::Cancelled:
        painter.setPen(line(t.text3, 1.4));
        painter.drawEllipse(QPointF(), 4.5, 4.5);
        painter.drawLine(QPointF(-3, 3), QPointF(3, -3));
        break;
    case Glyph::Interrupted:
        painter.setPen(line(t.warnMark, 1.5));
        painter.drawEllipse(QPointF(), 5, 5);
        painter.drawLine(QPointF(-1.5, -2), QPointF(-1.5, 2));
        painter.drawLine(QPointF(1.5, -2), QPointF(1.5, 2));
        break;
    case Glyph::Seed:
        painter.setPen(line(t.ink, 1.6));
        painter.setBrush(t.base);
        painter.drawRect(QRectF(-4, -4, 8, 8));
        break;
    case Glyph::HandTuned:
        painter.setPen(line(t.ink, 1.5));
        painter.setBrush(t.base);
        painter.drawPolygon(QPolygonF({{0, -5.7}, {5.7, 0}, {0, 5.7}, {-5.7, 0}}));
        break;
    default:
        paintMessage(painter, t, glyph);
    }
    painter.restore();
}

StateGlyph::StateGlyph(Glyph glyph, QWidget* parent) : QWidget(parent), m_glyph(glyph)
{
    setFixedSize(sizeHint());
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StateGlyph::setGlyph(Glyph glyph, double progress)
{
    if (m_glyph == glyph && m_progress == progress)
        return;
    m_glyph = glyph;
    m_progress = progress;
    update();
}

QSize StateGlyph::sizeHint() const
{
    return {glyphSize, glyphSize};
}

void StateGlyph::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintGlyph(painter, QRectF(rect()), m_glyph, m_progress);
}

} // namespace pitlane
