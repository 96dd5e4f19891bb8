// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

#include <cstdint>
#include <optional>
#include <vector>

namespace pitlane {

/// Finds places for labels beside their marks that cover no mark and no other label, and lines only where they must.
/// Works on a grid of 4 px cells, so that its cost does not grow with the number of marks.
class LabelPlacer
{
public:
    LabelPlacer() = default;
    explicit LabelPlacer(const QRectF& area);

    /// Nothing may cover `rectangle` (a mark, a label).
    void block(const QRectF& rectangle);
    /// Labels avoid the line, but may cover it.
    void avoid(const QPointF& from, const QPointF& to);
    /// Top left corner for a label of `size` at a mark with `radius`, which is blocked from then on; nullopt: no place
    /// is free. `force` takes the least bad place inside the area.
    [[nodiscard]] std::optional<QPointF> place(const QPointF& mark, double radius, const QSizeF& size,
                                               bool force = false);

private:
    static constexpr double cell = 4;
    static constexpr std::uint8_t hard = 2;
    static constexpr std::uint8_t soft = 1;
    void mark(const QRectF& rectangle, std::uint8_t value);
    [[nodiscard]] int cost(const QRectF& rectangle) const;

    QRectF m_area;
    int m_columns = 0;
    int m_rows = 0;
    std::vector<std::uint8_t> m_cells;
};

} // namespace pitlane
