// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/masksmodel.h"

#include "ui/format.h"
#include "ui/models/words.h"

#include <QFont>

#include <algorithm>
#include <array>

namespace pitlane {

namespace {

constexpr std::array maskColumns{MasksModel::ChannelsColumn, MasksModel::FieldColumn, MasksModel::DilationColumn};

bool isMask(int column)
{
    return std::ranges::find(maskColumns, column) != maskColumns.end();
}

QString rangeText(std::int64_t from, std::int64_t to)
{
    return from >= to ? format::count(to) : QStringLiteral("%1 to %2").arg(format::count(from), format::count(to));
}

/// "3 6 9 11"; a long list by its ends.
QString listText(const std::vector<std::int64_t>& values)
{
    if (values.size() > 8)
        return rangeText(values.front(), values.back());
    QStringList texts;
    for (const auto value : values)
        texts.append(format::count(value));
    return texts.join(QLatin1Char(' '));
}

} // namespace

MasksModel::MasksModel(QObject* parent) : QAbstractTableModel(parent) {}

void MasksModel::setMasks(const NetworkSpec& seed, const MaskConfig& masks)
{
    SearchConfig config;
    config.seed = seed;
    config.masks = masks;
    setConfig(config);
}

void MasksModel::setConfig(const SearchConfig& config)
{
    const bool sameSeed = config.seed == m_seed && !m_space.layers.empty();
    SearchSpace space;
    try {
        space = searchSpaceOf(config);
    } catch (const Error&) {
        beginResetModel();
        m_seed = {};
        m_space = {};
        endResetModel();
        throw;
    }
    if (!sameSeed)
        beginResetModel();
    m_seed = config.seed;
    m_masks = config.masks;
    m_space = std::move(space);
    m_choices.reset();
    if (choosesFromLists(config.method))
        m_choices = choicesOf(config, m_space);
    if (!sameSeed) {
        endResetModel();
    } else {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    }
}

int MasksModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_space.layers.size());
}

int MasksModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

Frozen MasksModel::frozen(int row, int column) const
{
    switch (column) {
    case ChannelsColumn:
        return group(row).frozen;
    case FieldColumn:
        return layer(row).field;
    default:
        return layer(row).dilation;
    }
}

bool MasksModel::hasBox(int row, int column) const
{
    if (!isMask(column) || (column == ChannelsColumn && !layer(row).ownsGroup))
        return false;
    const auto reason = frozen(row, column);
    return reason == Frozen::No || reason == Frozen::ByChoice;
}

QVariant MasksModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const int row = index.row();
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::EditRole:
        return column == KeepColumn ? QVariant(static_cast<qlonglong>(group(row).keepAtLeast))
                                    : QVariant(text(row, column));
    case SortRole:
        return column == ChoicesColumn ? QVariant(layer(row).choices) : QVariant(text(row, column));
    case Qt::CheckStateRole:
        return hasBox(row, column) ? QVariant(isOn(row, column) ? Qt::Checked : Qt::Unchecked) : QVariant();
    case LockedRole:
        return isMask(column) && !hasBox(row, column);
    case DimRole:
        return !hasBox(row, ChannelsColumn) && !hasBox(row, FieldColumn) && !hasBox(row, DilationColumn);
    case Qt::FontRole:
        if (column == LayerColumn && !data(index, DimRole).toBool()) {
            QFont font;
            font.setBold(true);
            return font;
        }
        return {};
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter) |
                                   (column == ChoicesColumn ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
        if (isMask(column) && !hasBox(row, column))
            return tr("Locked: %1").arg(note(row).isEmpty() ? words::reason(frozen(row, column)) : note(row));
        if (column == KeepColumn && (flags(index) & Qt::ItemIsEditable) != 0)
            return tr(
                "Channels that always stay: double-click or press F2 to edit. From 2 on the layer cannot vanish.");
        return {};
    case Qt::AccessibleTextRole: {
        const auto name = headerData(column, Qt::Horizontal, Qt::AccessibleTextRole).toString();
        const auto state = !isMask(column)        ? QString()
                           : !hasBox(row, column) ? tr(", locked")
                           : isOn(row, column)    ? tr(", searched")
                                                  : tr(", not searched");
        return tr("%1 of %2: %3%4").arg(name, text(row, LayerColumn), text(row, column), state);
    }
    default:
        return {};
    }
}

QVariant MasksModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter) |
                                   (section == ChoicesColumn ? Qt::AlignRight : Qt::AlignLeft));
    if ((role == Qt::CheckStateRole || role == AllOnRole) && isMask(section)) {
        int boxes = 0;
        int on = 0;
        for (int row = 0; row < rowCount(); ++row) {
            const bool box = hasBox(row, section);
            boxes += box ? 1 : 0;
            on += box && isOn(row, section) ? 1 : 0;
        }
        if (role == AllOnRole)
            return boxes > 0 && on == boxes;
        if (on == 0)
            return Qt::Unchecked;
        return on == rowCount() ? Qt::Checked : Qt::PartiallyChecked;
    }
    const bool spoken = role == Qt::AccessibleTextRole;
    if (role != Qt::DisplayRole && !spoken)
        return {};
    switch (section) {
    case LayerColumn:
        return tr("Layer");
    case ChannelsColumn:
        return spoken ? tr("channels C out") : tr("Channels C_out");
    case KeepColumn:
        return tr("Keep at least");
    case FieldColumn:
        return tr("Field F");
    case DilationColumn:
        return tr("Dilation d");
    case NoteColumn:
        return tr("Note");
    case ChoicesColumn:
        return tr("Choices");
    default:
        return {};
    }
}

bool MasksModel::setHeaderData(int section, Qt::Orientation orientation, const QVariant& value, int role)
{
    if (orientation != Qt::Horizontal || role != Qt::CheckStateRole || !isMask(section))
        return false;
    const bool on = value.toInt() == Qt::Checked;
    const auto name = headerData(section, orientation, Qt::DisplayRole).toString();
    edit([&](int, int column, bool was) { return column == section ? on : was; },
         on ? tr("Search %1 of all layers").arg(name) : tr("Freeze %1 of all layers").arg(name));
    return true;
}

Qt::ItemFlags MasksModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    auto flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (hasBox(index.row(), index.column()))
        flags |= Qt::ItemIsUserCheckable;
    if (index.column() == KeepColumn && hasBox(index.row(), ChannelsColumn) && isOn(index.row(), ChannelsColumn))
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool MasksModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid())
        return false;
    const auto name = text(index.row(), LayerColumn);
    if (role == Qt::CheckStateRole && hasBox(index.row(), index.column())) {
        const bool on = value.toInt() == Qt::Checked;
        const auto what = headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString();
        edit([&](int row, int column, bool was) { return row == index.row() && column == index.column() ? on : was; },
             on ? tr("Search %1 of %2").arg(what, name) : tr("Freeze %1 of %2").arg(what, name));
        return true;
    }
    if (role != Qt::EditRole || (flags(index) & Qt::ItemIsEditable) == 0)
        return false;
    bool isWhole = false;
    const auto keep = std::clamp(value.toLongLong(&isWhole), qlonglong{1}, qlonglong(group(index.row()).channels));
    if (!isWhole || keep == group(index.row()).keepAtLeast)
        return false;
    auto masks = m_masks;
    const auto layerName = layer(index.row()).name;
    const auto found = std::ranges::find(masks.layers, layerName, &LayerMaskChoice::layer);
    if (found != masks.layers.end())
        found->keepAtLeast = keep;
    else
        masks.layers.push_back({.layer = layerName, .keepAtLeast = keep});
    std::erase(masks.layers, LayerMaskChoice{.layer = layerName});
    Q_EMIT masksEdited(masks, tr("Keep at least of %1").arg(name));
    return true;
}

void MasksModel::setColumns(bool channels, bool field, bool dilation)
{
    edit(
        [&](int, int column, bool) {
            return column == ChannelsColumn ? channels : column == FieldColumn ? field : dilation;
        },
        tr("Masks preset"));
}

void MasksModel::setRows(const QList<int>& rows, bool searched)
{
    edit([&](int row, int, bool was) { return rows.contains(row) ? searched : was; },
         searched ? tr("Search selected layers") : tr("Freeze selected layers"));
}

bool MasksModel::anySearched(const QList<int>& rows) const
{
    return std::ranges::any_of(rows, [this](int row) {
        return std::ranges::any_of(maskColumns, [&](int column) { return hasBox(row, column) && isOn(row, column); });
    });
}

QString MasksModel::text(int row, int column) const
{
    const auto& item = layer(row);
    const auto& owner = group(row);
    switch (column) {
    case LayerColumn:
        return QString::fromStdString(item.name);
    case ChannelsColumn:
        if (!item.ownsGroup && (owner.frozen == Frozen::No || owner.frozen == Frozen::ByChoice))
            return tr("follows %1").arg(words::shortName(m_space.layers[owner.layers.front()].name));
        if (m_choices)
            return listText(m_choices->channels[item.group]);
        return owner.frozen == Frozen::No ? rangeText(owner.keepAtLeast, item.C_out) : format::count(item.C_out);
    case KeepColumn:
        return hasBox(row, ChannelsColumn) && isOn(row, ChannelsColumn) ? format::count(owner.keepAtLeast) : QString();
    case FieldColumn:
        if (m_choices)
            return listText(m_choices->fields[static_cast<std::size_t>(row)]);
        return item.field == Frozen::No ? rangeText(1, item.F_seed) : format::count(item.F_seed);
    case DilationColumn: {
        const auto* conv = std::get_if<Conv1d>(&m_seed.nodes[item.node].op);
        if (m_choices && item.dilation == Frozen::No)
            return listText(m_choices->dilations[static_cast<std::size_t>(row)]);
        return item.dilation == Frozen::No ? words::dilations(item.F_seed) : format::count(conv ? conv->d : 1);
    }
    case NoteColumn:
        return note(row);
    case ChoicesColumn:
        if (item.choices <= 1)
            return {};
        return item.choices < 1e7 ? format::count(static_cast<std::int64_t>(item.choices))
                                  : format::power(item.choices);
    default:
        return {};
    }
}

QString MasksModel::note(int row) const
{
    const auto& item = layer(row);
    const auto& owner = group(row);
    if (owner.frozen != Frozen::No && owner.frozen != Frozen::ByChoice && owner.frozen != Frozen::ByMethod)
        return words::reason(owner.frozen);
    if (owner.layers.size() > 1)
        return tr("α of %1").arg(words::groupName(m_space, item.group));
    if (owner.mayVanish)
        return tr("may vanish");
    if (item.field == Frozen::Strided)
        return words::reason(item.field);
    return {};
}

/// Asks `wanted` for every box and writes the answers in the shortest form: a column that is on anywhere is on
/// globally, and the layers that differ are exceptions.
void MasksModel::edit(const std::function<bool(int row, int column, bool on)>& wanted, const QString& what)
{
    auto masks = m_masks;
    const auto global = [&masks](int column) -> bool& {
        return column == ChannelsColumn ? masks.channels : column == FieldColumn ? masks.field : masks.dilation;
    };
    const auto exception = [](auto& choice, int column) -> auto& {
        return column == ChannelsColumn ? choice.channels : column == FieldColumn ? choice.field : choice.dilation;
    };
    std::vector<LayerMaskChoice> choices;
    for (int row = 0; row < rowCount(); ++row) {
        const auto previous = std::ranges::find(m_masks.layers, layer(row).name, &LayerMaskChoice::layer);
        choices.push_back(
            {.layer = layer(row).name, .keepAtLeast = previous == m_masks.layers.end() ? 1 : previous->keepAtLeast});
    }
    for (const int column : maskColumns) {
        bool any = false;
        bool boxes = false;
        for (int row = 0; row < rowCount(); ++row) {
            const auto previous = std::ranges::find(m_masks.layers, layer(row).name, &LayerMaskChoice::layer);
            if (!hasBox(row, column)) { // what a method does not search waits for one that does
                if (previous != m_masks.layers.end())
                    exception(choices[static_cast<std::size_t>(row)], column) =
                        exception(std::as_const(*previous), column);
                continue;
            }
            boxes = true;
            const bool on = wanted(row, column, isOn(row, column));
            exception(choices[static_cast<std::size_t>(row)], column) = on;
            any = any || on;
        }
        if (!boxes)
            continue;
        global(column) = any;
        if (!any)
            for (auto& choice : choices)
                exception(choice, column) = true;
    }
    masks.layers.clear();
    for (const auto& choice : choices)
        if (choice != LayerMaskChoice{.layer = choice.layer})
            masks.layers.push_back(choice);
    if (masks != m_masks)
        Q_EMIT masksEdited(masks, what);
}

} // namespace pitlane
