// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/frontthumb.h"

#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

void paintMark(QPainter& painter, const QPointF& at, const ThumbMark& mark, const QColor& ink, const QColor& base)
{
    painter.setPen(QPen(ink, 1.2));
    painter.setBrush(base);
    if (mark.role == PointRole::Seed) {
        painter.drawRect(QRectF(at.x() - 3, at.y() - 3, 6, 6));
    } else if (mark.role == PointRole::HandTuned) {
        painter.drawPolygon(QPolygonF({at + QPointF(0, -4), at + QPointF(4, 0), at + QPointF(0, 4), at + QPointF(-4, 0)}));
    } else if (mark.onFront) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        painter.drawEllipse(at, 2.5, 2.5);
    } else {
        painter.drawEllipse(at, 2.2, 2.2);
    }
}

} // namespace

void paintFrontThumb(QPainter& painter, const QRectF& rect, const std::vector<ThumbMark>& marks, bool isGrey)
{
    const auto& t = Theme::instance().tokens();
    const auto ink = isGrey ? t.disabled : t.ink;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.line2, 1));
    painter.setBrush(t.base);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    if (marks.empty()) {
        painter.setPen(t.text2);
        auto font = painter.font();
        font.setPointSizeF(font.pointSizeF() * 0.825);
        painter.setFont(font);
        painter.drawText(rect, Qt::AlignCenter, QCoreApplication::translate("FrontThumb", "no search yet"));
        painter.restore();
        return;
    }
    const auto area = rect.adjusted(12, 9, -12, -9);
    auto [smallest, largest] = std::ranges::minmax(marks, {}, &ThumbMark::x);
    auto [worst, best] = std::ranges::minmax(marks, {}, &ThumbMark::y);
    const double left = std::log(std::max(smallest.x, 1.0));
    const double width = std::max(std::log(std::max(largest.x, 1.0)) - left, 1e-9);
    const double height = std::max(best.y - worst.y, 1e-9);
    const auto place = [&](const ThumbMark& mark) {
        return QPointF(area.left() + area.width() * (std::log(std::max(mark.x, 1.0)) - left) / width,
                       area.bottom() - area.height() * (mark.y - worst.y) / height);
    };
    std::vector<ThumbMark> front;
    std::ranges::copy_if(marks, std::back_inserter(front), &ThumbMark::onFront);
    std::ranges::sort(front, {}, &ThumbMark::x);
    if (!front.empty()) {
        const auto first = place(front.front());
        QPainterPath line(QPointF(first.x(), rect.bottom() - 1));
        for (const auto& mark : front) {
            const auto at = place(mark);
            line.lineTo(at.x(), line.currentPosition().y());
            line.lineTo(at);
        }
        line.lineTo(rect.right() - 1, line.currentPosition().y());
        auto ground = line;
        ground.lineTo(rect.right() - 1, rect.bottom() - 1);
        auto tint = ink;
        tint.setAlphaF(0.045F);
        painter.fillPath(ground, tint);
        painter.setPen(QPen(ink, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(line);
    }
    for (const auto& mark : marks)
        if (!mark.onFront)
            paintMark(painter, place(mark), mark, ink, t.base);
    for (const auto& mark : front)
        paintMark(painter, place(mark), mark, ink, t.base);
    painter.restore();
}

} // namespace pitlane
