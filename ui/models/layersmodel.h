// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/cost.h"
#include "ui/pages/seededit.h"

#include <QAbstractTableModel>

namespace pitlane {

/// The layers of a seed, one a row, with a row for the sum at the end. Cells of C_out, F, d and K edit the seed.
class LayersModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Columns {
        NumberColumn,
        LayerColumn,
        KindColumn,
        FromColumn,
        InColumn,
        OutColumn,
        FieldColumn,
        DilationColumn,
        TapsColumn,
        SamplesColumn,
        ParametersColumn,
        ParametersShareColumn,
        MacsColumn,
        MacsShareColumn,
        SharesColumn,
        ColumnCount
    };
    enum Roles {
        SortRole = Qt::UserRole, ///< raw numbers
        ShareRole,               ///< part of the largest layer, 0 .. 1, for bars
        LockedRole,              ///< true: the cell names a lock
        SumRole,                 ///< true in the last row
    };

    explicit LayersModel(QObject* parent = nullptr);

    /// Throws NetworkError when the network is not valid; the model is then empty.
    void setNetwork(const NetworkSpec& network);
    [[nodiscard]] const NetworkSpec& network() const { return m_network; }
    [[nodiscard]] const SearchSpace& space() const { return m_space; }
    [[nodiscard]] const std::vector<LayerSpec>& layers() const { return m_layers; }
    /// Name of the layer in a row; empty for the sum.
    [[nodiscard]] QString layerName(int row) const;
    [[nodiscard]] int rowOf(const QString& layerName) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Asks for the edit by networkEdited(); the new network comes back by setNetwork().
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    void networkEdited(const pitlane::NetworkSpec& network, const QString& what); ///< "C_out of b1.conv1"
    void editRefused(const QString& sentence);

private:
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] QString sumText(int column) const;
    [[nodiscard]] QVariant number(int row, int column) const;
    [[nodiscard]] QString sharesText(std::size_t row) const;
    [[nodiscard]] bool isMain(int row) const;
    [[nodiscard]] bool isEditable(int row, int column) const;

    NetworkSpec m_network;
    SearchSpace m_space;
    std::vector<LayerSpec> m_layers;
};

} // namespace pitlane
