// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/rawmarks.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

QColor withAlpha(QColor colour, float alpha)
{
    colour.setAlphaF(alpha);
    return colour;
}

QColor mixed(const QColor& a, const QColor& b, float share)
{
    return QColor::fromRgbF(a.redF() + (b.redF() - a.redF()) * share, a.greenF() + (b.greenF() - a.greenF()) * share,
                            a.blueF() + (b.blueF() - a.blueF()) * share);
}

} // namespace

QColor bandColour(const PlotTheme& theme, int colour)
{
    // Four hues and ink; then the same ones paler. Names stand beside them, so that colour never speaks alone.
    const std::array<QColor, 5> hues{theme.series[0], theme.series[1], theme.series[2], theme.series[3], theme.ink};
    const auto index = static_cast<std::size_t>(std::abs(colour));
    const auto pale = static_cast<float>(index / hues.size() % 3) * 0.3F;
    return mixed(hues[index % hues.size()], theme.base, pale);
}

RawMarks::RawMarks(QCustomPlot* plot, const RawPlot& owner, Part part)
    : QCPAbstractItem(plot), m_owner(owner), m_part(part)
{
    setClipToAxisRect(false);
    setSelectable(false);
    setLayer(part == Part::Behind ? QStringLiteral("bands")
             : part == Part::Lane ? QStringLiteral("main")
                                  : QStringLiteral("overlay"));
}

double RawMarks::pixel(double time) const
{
    return m_owner.m_rows.back().rect->axis(QCPAxis::atBottom)->coordToPixel(time);
}

QRectF RawMarks::rowArea(std::size_t row) const
{
    const auto& item = m_owner.m_rows[row];
    const QRectF inner(item.rect->rect());
    return {inner.left(), static_cast<double>(item.top), inner.width(), static_cast<double>(item.height)};
}

std::vector<RawMarks::Frame> RawMarks::frames() const
{
    std::vector<Frame> list;
    if (!m_owner.showsWindows())
        return list;
    const auto& windows = m_owner.m_recording->windows;
    const auto& range = m_owner.m_range;
    const auto first = static_cast<std::int64_t>(std::floor((range.from() - windows.length) / windows.hop));
    for (auto i = std::max<std::int64_t>(first, 0); i < windows.count; ++i) {
        const double from = static_cast<double>(i) * windows.hop;
        if (from >= range.to())
            break;
        if (from + windows.length > range.from())
            list.push_back({.window = i, .left = pixel(from), .right = pixel(from + windows.length)});
    }
    return list;
}

void RawMarks::draw(QCPPainter* painter)
{
    if (m_owner.m_recording == nullptr || m_owner.m_rows.empty())
        return;
    painter->setAntialiasing(false);
    if (m_part == Part::Behind)
        drawBehind(*painter);
    else if (m_part == Part::Lane)
        drawLane(*painter);
    else
        drawAbove(*painter);
}

void RawMarks::drawBehind(QCPPainter& painter) const
{
    const auto& theme = m_owner.m_theme;
    const auto windows = frames();
    for (std::size_t row = 0; row + 1 < m_owner.m_rows.size(); ++row) {
        const auto area = rowArea(row);
        painter.save();
        painter.setClipRect(area);
        for (const auto& run : m_owner.m_visibleRuns) {
            const auto& label = m_owner.m_recording->labels[static_cast<std::size_t>(run.label)];
            painter.fillRect(QRectF(QPointF(std::round(pixel(run.from)), area.top()),
                                    QPointF(std::round(pixel(run.to)), area.bottom())),
                             withAlpha(bandColour(theme, label.colour), theme.dark ? 0.20F : 0.13F));
        }
        painter.setPen(QPen(theme.line2, 1));
        for (const auto& frame : windows)
            painter.drawLine(QPointF(std::round(frame.left), area.top()),
                             QPointF(std::round(frame.left), area.bottom()));
        painter.restore();
    }
}

void RawMarks::drawLane(QCPPainter& painter) const
{
    const auto& theme = m_owner.m_theme;
    const auto& recording = *m_owner.m_recording;
    const auto area = rowArea(m_owner.m_rows.size() - 1);
    painter.save();
    painter.setClipRect(area);
    double top = area.top();
    if (!recording.labels.empty()) {
        painter.setFont(theme.tickFont);
        const QFontMetrics metrics(theme.tickFont);
        const auto& runs = m_owner.m_visibleRuns;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const auto& label = recording.labels[static_cast<std::size_t>(runs[i].label)];
            const QRectF box(QPointF(std::round(pixel(runs[i].from)), top + 1),
                             QPointF(std::round(pixel(runs[i].to)), top + labelHeight - 2));
            painter.fillRect(box, withAlpha(bandColour(theme, label.colour), theme.dark ? 0.45F : 0.30F));
            if (box.width() > 1)
                painter.fillRect(QRectF(box.left(), box.bottom() - 2, box.width(), 2), bandColour(theme, label.colour));
            // A name may reach into the time without a label behind it.
            const double room = i + 1 < runs.size() ? std::round(pixel(runs[i + 1].from)) : area.right();
            const auto seen = QRectF(box.topLeft(), QPointF(std::max(room, box.right()), box.bottom()))
                                  .intersected(area)
                                  .adjusted(4, 0, -2, -1);
            if (seen.width() < metrics.averageCharWidth() * 3)
                continue;
            painter.setPen(theme.text);
            painter.drawText(seen, Qt::AlignLeft | Qt::AlignVCenter,
                             metrics.elidedText(label.name, Qt::ElideRight, static_cast<int>(seen.width())));
        }
        top += labelHeight;
    }
    const auto windows = frames();
    const auto overlap =
        recording.windows.hop > 0
            ? static_cast<std::int64_t>(std::ceil(recording.windows.length / recording.windows.hop - 1e-6))
            : 1;
    const auto shelves = std::clamp<std::int64_t>(overlap, 1, levels);
    const double shelf = (windowsHeight - 4.0) / static_cast<double>(std::max<std::int64_t>(shelves, 3));
    painter.setPen(QPen(theme.text3, 1));
    painter.setBrush(withAlpha(theme.text3, 0.18F));
    for (const auto& frame : windows) {
        const double y = top + 2 + static_cast<double>(frame.window % shelves) * shelf;
        painter.drawRect(QRectF(QPointF(std::round(frame.left), std::round(y)),
                                QPointF(std::round(frame.right) - 1, std::round(y + shelf) - 1)));
    }
    painter.restore();
}

void RawMarks::drawAbove(QCPPainter& painter) const
{
    const auto& theme = m_owner.m_theme;
    const auto inner = QRectF(m_owner.m_rows.front().rect->rect());
    const auto lane = rowArea(m_owner.m_rows.size() - 1);
    const QRectF area(QPointF(inner.left(), static_cast<double>(m_owner.m_rows.front().top)),
                      QPointF(inner.right(), lane.bottom()));
    painter.save();
    painter.setClipRect(area);
    const auto stretch = [&](double from, double to, const QColor& colour) {
        const QRectF box(QPointF(std::round(pixel(from)), area.top()),
                         QPointF(std::round(pixel(to)), area.bottom() - 1));
        painter.fillRect(box, withAlpha(colour, 0.10F));
        painter.setPen(QPen(colour, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(box);
    };
    if (m_owner.m_stretch)
        stretch(m_owner.m_stretch->first, m_owner.m_stretch->second, theme.accent);
    if (const auto cursor = m_owner.m_cursor) {
        const auto& windows = m_owner.m_recording->windows;
        if (m_owner.showsWindows() && !m_owner.m_stretch) {
            // The last window that has begun: the newest one that a device would have.
            const auto last = std::min(windows.count - 1, static_cast<std::int64_t>(std::floor(*cursor / windows.hop)));
            const double from = static_cast<double>(last) * windows.hop;
            if (last >= 0 && *cursor < from + windows.length)
                stretch(from, from + windows.length, theme.accent);
        }
        const double x = std::round(pixel(*cursor));
        painter.setPen(QPen(theme.text2, 1));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
    painter.restore();
}

} // namespace pitlane
