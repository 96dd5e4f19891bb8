// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/examples.h"

#include <QAbstractTableModel>
#include <QString>

namespace pitlane {

/// The benchmarks of projects/ whose data the user brings along.
class ExamplesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Columns { Benchmark, Task, Input, Seed, Published, Data, ColumnCount };
    enum Roles { IdRole = Qt::UserRole, ReadyRole };

    struct Row
    {
        Example example;
        QString dataFolder; ///< empty: not located
        bool isReady = false;
    };

    using QAbstractTableModel::QAbstractTableModel;
    void setRows(std::vector<Row> rows);
    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Row> m_rows;
};

} // namespace pitlane
