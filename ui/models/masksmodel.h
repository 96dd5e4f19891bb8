// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/methodspace.h"

#include <QAbstractTableModel>

#include <functional>

namespace pitlane {

/// What the search may remove, layer by layer: three columns of boxes (channels, field, dilation), "keep at least" and
/// why something cannot be searched.
class MasksModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Columns {
        LayerColumn,
        ChannelsColumn,
        KeepColumn,
        FieldColumn,
        DilationColumn,
        NoteColumn,
        ChoicesColumn,
        ColumnCount
    };
    enum Roles {
        SortRole = Qt::UserRole, ///< raw numbers
        LockedRole,              ///< true: the box of this cell is a lock; Note says why
        DimRole,                 ///< true: nothing of this layer can be searched
        AllOnRole,               ///< header: true when every box of the column is on
    };

    explicit MasksModel(QObject* parent = nullptr);

    /// Seed, method and masks. Throws NetworkError when the seed is not valid, Error for a method that is not known; the
    /// model is then empty.
    void setConfig(const SearchConfig& config);
    /// The same with the default method.
    void setMasks(const NetworkSpec& seed, const MaskConfig& masks);
    [[nodiscard]] const MaskConfig& masks() const { return m_masks; }
    [[nodiscard]] const SearchSpace& space() const { return m_space; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    /// Qt::CheckStateRole of a mask column: all, some or none of its boxes.
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Qt::CheckStateRole sets all boxes of a mask column.
    bool setHeaderData(int section, Qt::Orientation orientation, const QVariant& value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

    /// Switches the three columns for all layers.
    void setColumns(bool channels, bool field, bool dilation);
    /// Switches all boxes of these rows.
    void setRows(const QList<int>& rows, bool searched);
    /// Whether any box of these rows is on.
    [[nodiscard]] bool anySearched(const QList<int>& rows) const;

Q_SIGNALS:
    /// The wish for other masks; they come back by setMasks().
    void masksEdited(const pitlane::MaskConfig& masks, const QString& what);

private:
    [[nodiscard]] const SearchLayer& layer(int row) const { return m_space.layers[static_cast<std::size_t>(row)]; }
    [[nodiscard]] const AlphaGroup& group(int row) const { return m_space.groups[layer(row).group]; }
    [[nodiscard]] Frozen frozen(int row, int column) const;
    [[nodiscard]] bool hasBox(int row, int column) const;
    [[nodiscard]] bool isOn(int row, int column) const { return frozen(row, column) == Frozen::No; }
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] QString note(int row) const;
    void edit(const std::function<bool(int row, int column, bool on)>& wanted, const QString& what);

    NetworkSpec m_seed;
    MaskConfig m_masks;
    SearchSpace m_space;
    std::optional<Choices> m_choices; ///< of a method that chooses from lists
};

} // namespace pitlane
