// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include "core/study/searchpoint.h"

#include <set>
#include <vector>

namespace pitlane {

/// How far the running phase of `point` is, 0 .. 1.
[[nodiscard]] double phaseProgress(const SearchPoint& point);

/// The points of a sweep as a table: references first, then by number. Validation figures only.
class PointsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Columns { Number, State, Lambda, Parameters, Macs, Score, ColumnCount };
    enum Roles {
        SortRole = Qt::UserRole, ///< raw number or text
        IdRole,                  ///< qint64, PointId::value
        GlyphRole,               ///< int, Glyph
        ProgressRole,            ///< double, 0 .. 1
        ToneRole,                ///< int, Tone: how the text of a cell is coloured
        ReferenceRole            ///< bool: stays on top
    };
    /// Colour of a cell by meaning.
    enum class Tone { Plain, Quiet, Live, Warning, Error };

    explicit PointsModel(QObject* parent = nullptr);

    /// Shows `points`, in this order. Rows that stay are updated in place, so that selections and scroll positions
    /// stay.
    void setPoints(const std::vector<SearchPoint>& points, const std::set<PointId>& front);
    [[nodiscard]] const std::vector<SearchPoint>& points() const { return m_points; }
    [[nodiscard]] bool isOnFront(PointId point) const { return m_front.contains(point); }
    /// Row of a point, or -1.
    [[nodiscard]] int rowOf(PointId point) const;
    [[nodiscard]] PointId idAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QVariant display(const SearchPoint& point, int column) const;
    [[nodiscard]] QVariant sortValue(const SearchPoint& point, int column) const;
    [[nodiscard]] QString scoreTitle() const;
    [[nodiscard]] Tone tone(const SearchPoint& point, int column) const;

    std::vector<SearchPoint> m_points;
    std::set<PointId> m_front;
    Quality m_shared; ///< measure and unit of the score column
};

/// Sorts by raw numbers with the references always on top; filters by number and state ("front", "failed").
class PointsFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit PointsFilter(QObject* parent = nullptr);
    void setText(const QString& text);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QString m_text;
};

/// "4 on the front, 2 dominated, 4 running, 1 queued, 1 failed"; references are not counted.
[[nodiscard]] QString countsSentence(const std::vector<SearchPoint>& points, const std::set<PointId>& front);

/// The table as CSV (RFC 4180, UTF-8, decimal points), with the layers as one column each of channels, field, dilation.
[[nodiscard]] QByteArray pointsCsv(const std::vector<SearchPoint>& points, const std::set<PointId>& front);

} // namespace pitlane
