// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/frontlayers.h"

#include <algorithm>
#include <set>

namespace pitlane {
namespace {

/// From here on marks are drawn as pictures and dominated ones lose their labels.
constexpr std::size_t manyMarks = 300;

QRectF around(const QPointF& centre, double radius)
{
    return {centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius};
}

} // namespace

QRect FrontLayerable::clipRect() const
{
    // Marks on the lower edge and at the right stand half outside the axes.
    return m_plot.axisRect()->rect().adjusted(-8, -8, 12, 8);
}

void FrontPlot::Marks::drawFront(QCPPainter& painter, const std::vector<const FrontMark*>& front) const
{
    if (front.empty())
        return;
    const QRectF area = m_plot.axisRect()->rect();
    QPainterPath line;
    auto previous = m_plot.pixelOf(*front.front());
    line.moveTo(previous.x(), area.bottom() + 1);
    line.lineTo(previous);
    for (std::size_t i = 1; i < front.size(); ++i) {
        const auto next = m_plot.pixelOf(*front[i]);
        line.lineTo(next.x(), previous.y());
        line.lineTo(next);
        m_plot.m_placer.avoid(previous, QPointF(next.x(), previous.y()));
        m_plot.m_placer.avoid(QPointF(next.x(), previous.y()), next);
        previous = next;
    }
    const double right = std::max(area.right() + 1, previous.x());
    line.lineTo(right, previous.y());
    m_plot.m_placer.avoid(previous, QPointF(right, previous.y()));

    auto dominated = line;
    dominated.lineTo(right, area.bottom() + 1);
    dominated.closeSubpath();
    auto ground = m_plot.m_theme.ink;
    ground.setAlphaF(0.045f);
    painter.save();
    painter.setClipRect(area.adjusted(0, 0, 1, 1), Qt::IntersectClip);
    painter.fillPath(dominated, ground);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_plot.m_theme.ink, 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawPath(line);
    painter.restore();
}

/// A cross of two ranges through the mean, with short ends.
void FrontPlot::Marks::drawSpreads(QCPPainter& painter) const
{
    constexpr double end = 3; // px
    const auto pixel = [&](const QPointF& value) {
        return QPointF(m_plot.xAxis->coordToPixel(value.x()), m_plot.yAxis->coordToPixel(value.y()));
    };
    painter.save();
    painter.setClipRect(m_plot.axisRect()->rect(), Qt::IntersectClip);
    painter.setPen(QPen(m_plot.m_theme.text2, 1.2));
    for (const auto& spread : m_plot.m_spreads) {
        const auto mean = pixel(spread.mean), low = pixel(spread.low), high = pixel(spread.high);
        painter.drawLine(QLineF(low.x(), mean.y(), high.x(), mean.y()));
        painter.drawLine(QLineF(mean.x(), low.y(), mean.x(), high.y()));
        for (const double x : {low.x(), high.x()})
            painter.drawLine(QLineF(x, mean.y() - end, x, mean.y() + end));
        for (const double y : {low.y(), high.y()})
            painter.drawLine(QLineF(mean.x() - end, y, mean.x() + end, y));
    }
    painter.restore();
}

void FrontPlot::Marks::draw(QCPPainter* painter)
{
    auto& plot = m_plot;
    const QRectF area = plot.axisRect()->rect();
    plot.m_placer = LabelPlacer(area.adjusted(0, -8, 0, -2));
    const auto front = plot.frontInOrder();
    drawFront(*painter, front);
    drawSpreads(*painter);

    struct Shown
    {
        const FrontMark* mark;
        QPointF pixel;
        bool below;
    };
    std::vector<Shown> shown;
    for (const auto& mark : plot.m_marks) {
        if (mark.isLive() || !mark.isShown())
            continue;
        bool below = false;
        const auto pixel = plot.pixelOf(mark, &below);
        if (plot.isVisible(pixel))
            shown.push_back({&mark, pixel, below});
    }
    // Front marks lie over dominated ones, references over both.
    std::stable_sort(shown.begin(), shown.end(), [](const Shown& a, const Shown& b) {
        const auto rank = [](const FrontMark& mark) {
            return mark.role != PointRole::Found ? 2 : mark.onFront ? 1 : 0;
        };
        return rank(*a.mark) < rank(*b.mark);
    });
    const bool many = shown.size() > manyMarks;
    const bool pictures = many && !painter->modes().testFlag(QCPPainter::pmVectorized);
    for (const auto& [mark, pixel, below] : shown) {
        const auto shape = shapeOf(*mark);
        if (pictures)
            plot.m_painter.drawCached(*painter, pixel, shape, plot.bufferDevicePixelRatio());
        else
            plot.m_painter.draw(*painter, pixel, shape);
        if (below && mark->y)
            plot.m_painter.drawBelow(*painter, pixel);
        plot.m_placer.block(around(pixel, radiusOf(shape)));
    }
    std::set<PointRole> named; // of the references of many seed numbers, one each carries its name
    for (auto it = shown.rbegin(); it != shown.rend(); ++it) {
        if (it->mark->role != PointRole::Found && !named.insert(it->mark->role).second)
            continue;
        const bool important = it->mark->role != PointRole::Found || it->mark->onFront ||
                               it->mark->status == PointStatus::Failed || it->mark->status == PointStatus::Interrupted;
        if (!many || important)
            plot.drawLabel(*painter, plot.m_placer, *it->mark, it->pixel, it->below,
                           it->mark->role != PointRole::Found);
    }
}

void FrontPlot::Live::drawTrail(QCPPainter& painter, const FrontTrail& trail, LabelPlacer& placer) const
{
    QPolygonF line;
    std::vector<QPointF> epochs;
    for (std::size_t i = 0; i < trail.points.size(); ++i) {
        const QPointF pixel(m_plot.xAxis->coordToPixel(trail.points[i].x()),
                            m_plot.yAxis->coordToPixel(trail.points[i].y()));
        if (!line.isEmpty())
            placer.avoid(line.back(), pixel);
        line << pixel;
        if (i % 2 == 0 && i > 0 && i + 1 < trail.points.size())
            epochs.push_back(pixel);
    }
    if (line.size() < 2)
        return;
    auto colour = trail.ended ? m_plot.m_theme.text3 : m_plot.m_theme.live;
    colour.setAlphaF(0.55f);
    painter.setBrush(Qt::NoBrush);
    QPen pen(colour, 1.2);
    if (trail.ended)
        pen.setDashPattern({1.5, 2.5});
    painter.setPen(pen);
    painter.drawPolyline(line);
    if (trail.ended)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_plot.m_theme.live);
    for (const auto& epoch : epochs)
        painter.drawEllipse(epoch, 1.3, 1.3);
}

void FrontPlot::Live::draw(QCPPainter* painter)
{
    auto& plot = m_plot;
    auto placer = plot.m_placer;
    painter->save();
    painter->setClipRect(plot.axisRect()->rect().adjusted(0, 0, 1, 1), Qt::IntersectClip);
    for (const auto& trail : plot.m_trails)
        drawTrail(*painter, trail, placer);
    painter->restore();

    struct Shown
    {
        const FrontMark* mark;
        QPointF pixel;
        bool below;
    };
    std::vector<Shown> shown;
    for (const auto& mark : plot.m_marks) {
        if (!mark.isLive() || !mark.isShown())
            continue;
        bool below = false;
        const auto pixel = plot.pixelOf(mark, &below);
        if (!plot.isVisible(pixel))
            continue;
        plot.m_painter.draw(*painter, pixel, MarkShape::Ring, mark.progress);
        if (below)
            plot.m_painter.drawBelow(*painter, pixel);
        placer.block(around(pixel, radiusOf(MarkShape::Ring)));
        shown.push_back({&mark, pixel, below});
    }
    for (const auto& [mark, pixel, below] : shown)
        plot.drawLabel(*painter, placer, *mark, pixel, below, shown.size() < 24);
}

void FrontPlot::Overlay::draw(QCPPainter* painter)
{
    auto& plot = m_plot;
    for (const auto point : {plot.m_selected, plot.m_hovered}) {
        const auto* mark = plot.find(point);
        if (mark == nullptr || !mark->isShown())
            continue;
        bool below = false;
        const auto pixel = plot.pixelOf(*mark, &below);
        if (!plot.isVisible(pixel))
            continue;
        const auto shape = shapeOf(*mark);
        if (point == plot.m_selected)
            plot.m_painter.drawSelected(*painter, pixel, shape, mark->progress);
        else
            plot.m_painter.drawHovered(*painter, pixel, shape, mark->progress);
    }
    if (plot.hasFocus() && !painter->modes().testFlag(QCPPainter::pmVectorized)) {
        painter->setClipping(false);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(plot.m_theme.accent, 2));
        painter->drawRect(QRectF(plot.viewport()).adjusted(1, 1, -1, -1));
    }
}

} // namespace pitlane
