// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>
#include <QTableView>

#include "core/study/ids.h"

namespace pitlane {

class PointsFilter;
class PointsModel;

/// Draws a cell of the points table: state glyph, coloured words, numbers right-aligned in digits of equal width.
class PointsDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setHovered(PointId point) { m_hovered = point; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    PointId m_hovered;
};

/// The points table: sorted, filtered, one selected row, hover and selection told as points.
class PointsView : public QTableView
{
    Q_OBJECT
public:
    explicit PointsView(PointsModel& model, QWidget* parent = nullptr);

    void setFilter(const QString& text);
    void setSelected(PointId point);
    void setHovered(PointId point);
    [[nodiscard]] PointId selected() const;

Q_SIGNALS:
    void pointSelected(pitlane::PointId point);
    void pointHovered(pitlane::PointId point); ///< invalid: the pointer left

protected:
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void hover(PointId point);
    void fitColumns();
    void updateRow(PointId point);

    PointsModel& m_points;
    PointsFilter* m_filter = nullptr;
    PointsDelegate* m_delegate = nullptr;
    PointId m_hovered;
    bool m_selecting = false;
};

} // namespace pitlane
