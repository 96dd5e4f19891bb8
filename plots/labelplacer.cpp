// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/labelplacer.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace pitlane {
namespace {

constexpr int hardCost = 1000;

} // namespace

LabelPlacer::LabelPlacer(const QRectF& area)
    : m_area(area), m_columns(std::max(0, static_cast<int>(std::ceil(area.width() / cell)))),
      m_rows(std::max(0, static_cast<int>(std::ceil(area.height() / cell)))),
      m_cells(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows), 0)
{
}

void LabelPlacer::mark(const QRectF& rectangle, std::uint8_t value)
{
    const auto part = rectangle.translated(-m_area.topLeft());
    const int left = std::max(0, static_cast<int>(std::floor(part.left() / cell)));
    const int right = std::min(m_columns - 1, static_cast<int>(std::floor(part.right() / cell)));
    const int top = std::max(0, static_cast<int>(std::floor(part.top() / cell)));
    const int bottom = std::min(m_rows - 1, static_cast<int>(std::floor(part.bottom() / cell)));
    for (int row = top; row <= bottom; ++row)
        for (int column = left; column <= right; ++column) {
            auto& content = m_cells[static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) +
                                    static_cast<std::size_t>(column)];
            content = std::max(content, value);
        }
}

void LabelPlacer::block(const QRectF& rectangle)
{
    mark(rectangle, hard);
}

void LabelPlacer::avoid(const QPointF& from, const QPointF& to)
{
    const double length = std::hypot(to.x() - from.x(), to.y() - from.y());
    const int steps = std::min(4000, static_cast<int>(length / cell) + 1);
    for (int i = 0; i <= steps; ++i) {
        const auto point = from + (to - from) * (static_cast<double>(i) / steps);
        mark(QRectF(point, QSizeF(0, 0)), soft);
    }
}

int LabelPlacer::cost(const QRectF& rectangle) const
{
    if (!m_area.contains(rectangle))
        return 1000 * hardCost;
    const auto part = rectangle.translated(-m_area.topLeft());
    const int left = static_cast<int>(std::floor(part.left() / cell));
    const int right = std::min(m_columns - 1, static_cast<int>(std::floor(part.right() / cell)));
    const int top = static_cast<int>(std::floor(part.top() / cell));
    const int bottom = std::min(m_rows - 1, static_cast<int>(std::floor(part.bottom() / cell)));
    int sum = 0;
    for (int row = top; row <= bottom; ++row)
        for (int column = left; column <= right; ++column) {
            const auto content = m_cells[static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) +
                                         static_cast<std::size_t>(column)];
            sum += content == hard ? hardCost : content == soft ? 10 : 0;
        }
    return sum;
}

std::optional<QPointF> LabelPlacer::place(const QPointF& at, double radius, const QSizeF& size, bool force)
{
    const double gap = radius + 4;
    const double w = size.width(), h = size.height();
    const std::array<QPointF, 8> places = {
        at + QPointF(-w - gap * 0.4, -h - gap * 0.4),
        at + QPointF(-w / 2, -h - gap),
        at + QPointF(gap, -h / 2),
        at + QPointF(gap * 0.6, gap * 0.4),
        at + QPointF(-w / 2, gap),
        at + QPointF(-w - gap, -h / 2),
        at + QPointF(gap * 0.5, -h - gap * 0.4),
        at + QPointF(-w - gap * 0.5, gap * 0.4),
    };
    int best = 1000 * hardCost;
    std::optional<QPointF> found;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const int price = cost(QRectF(places[i], size)) + static_cast<int>(i);
        if (price < best) {
            best = price;
            found = places[i];
        }
    }
    if (!found || (best >= hardCost && !force))
        return std::nullopt;
    block(QRectF(*found, size));
    return found;
}

} // namespace pitlane
