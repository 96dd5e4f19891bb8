// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchspace.h"
#include "ui/models/layerrows.h"

#include <QAbstractTableModel>

namespace pitlane {

/// The blocks of a seed, one a row, with a row for the sum at the end. Its cells edit the seed; an edit that gives no
/// network stays in its cell, with the reason beside it, and leaves the seed as it is.
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
        StrideColumn,
        SettingColumn, ///< padding of a convolution, rate of a dropout
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
        DimRole,                 ///< true: what is no layer stands back
        ProblemRole,             ///< 1: what was not applied, 2: why
        ChoicesRole,             ///< what a cell may hold, as a list of texts
    };
    /// From here on a row that has a problem says why, up to the last column.
    static constexpr int ReasonColumn = SamplesColumn;

    explicit LayersModel(QObject* parent = nullptr);

    /// Throws NetworkError when the network is not valid; the model is then empty.
    void setNetwork(const NetworkSpec& network);
    [[nodiscard]] const NetworkSpec& network() const { return m_network; }
    [[nodiscard]] const SearchSpace& space() const { return m_space; }
    [[nodiscard]] const std::vector<LayerSpec>& layers() const { return m_layers; }
    [[nodiscard]] const std::vector<LayerRow>& rows() const { return m_rows; }
    /// Name of the block in a row; empty for the sum.
    [[nodiscard]] QString layerName(int row) const;
    [[nodiscard]] int rowOf(const QString& layerName) const;

    /// Marks a row with the reason why an edit was not applied; `column` (-1: none) holds `text` until then. It goes
    /// with the next edit that is, and by accept().
    void refuse(const QString& layer, const QString& reason, int column = -1, const QString& text = {});
    /// Forgets what was refused.
    void accept();
    /// Row with something that was not applied, or -1.
    [[nodiscard]] int refusedRow() const { return m_refusal ? rowOf(m_refusal->layer) : -1; }
    /// Why; empty when there is nothing.
    [[nodiscard]] QString refusedReason() const { return m_refusal ? m_refusal->reason : QString(); }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Asks for the edit by networkEdited(); the new network comes back by setNetwork().
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    /// `what` reads as the name of a step: "change K of b1.conv1". `layer` is the name of the block behind it.
    void networkEdited(const pitlane::NetworkSpec& network, const QString& what, const QString& layer);
    void editRefused(const QString& sentence);
    void refusalChanged();

private:
    struct Refusal
    {
        QString layer;
        int column = -1;
        QString text;
        QString reason;
    };
    [[nodiscard]] bool isSum(int row) const { return row == static_cast<int>(m_rows.size()); }
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] QString sumText(int column) const;
    [[nodiscard]] QVariant number(int row, int column) const;
    [[nodiscard]] QString sharesText(const LayerRow& row) const;
    [[nodiscard]] QString tip(int row, int column) const;
    [[nodiscard]] bool isMain(int row) const;
    [[nodiscard]] bool isEditable(int row, int column) const;
    [[nodiscard]] NetworkSpec edited(int row, int column, const QString& text) const;

    NetworkSpec m_network;
    SearchSpace m_space;
    std::vector<LayerSpec> m_layers;
    std::vector<LayerRow> m_rows;
    std::optional<Refusal> m_refusal;
};

} // namespace pitlane
