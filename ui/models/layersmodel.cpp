// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/layersmodel.h"

#include "ui/format.h"
#include "ui/models/words.h"

#include <QFont>

#include <algorithm>
#include <numeric>

namespace pitlane {

namespace {

std::optional<seededit::Field> fieldOf(int column)
{
    switch (column) {
    case LayersModel::OutColumn:
        return seededit::Field::Channels;
    case LayersModel::FieldColumn:
        return seededit::Field::Reach;
    case LayersModel::DilationColumn:
        return seededit::Field::Dilation;
    case LayersModel::TapsColumn:
        return seededit::Field::Taps;
    default:
        return std::nullopt;
    }
}

bool isNumber(int column)
{
    return column == LayersModel::NumberColumn ||
           (column >= LayersModel::InColumn && column <= LayersModel::MacsShareColumn);
}

} // namespace

LayersModel::LayersModel(QObject* parent) : QAbstractTableModel(parent) {}

void LayersModel::setNetwork(const NetworkSpec& network)
{
    beginResetModel();
    m_network = {};
    m_space = {};
    m_layers.clear();
    try {
        auto space = analyse(network, {});
        m_layers = pitlane::layers(network);
        m_space = std::move(space);
        m_network = network;
    } catch (const NetworkError&) {
        m_layers.clear();
        endResetModel();
        throw;
    }
    endResetModel();
}

QString LayersModel::layerName(int row) const
{
    const auto index = static_cast<std::size_t>(row);
    return row >= 0 && index < m_layers.size() ? QString::fromStdString(m_layers[index].name) : QString();
}

int LayersModel::rowOf(const QString& layerName) const
{
    const auto name = layerName.toStdString();
    const auto found = std::ranges::find(m_layers, name, &LayerSpec::name);
    return found == m_layers.end() ? -1 : static_cast<int>(found - m_layers.begin());
}

int LayersModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_layers.empty() ? 0 : static_cast<int>(m_layers.size()) + 1;
}

int LayersModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LayersModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const int row = index.row();
    const int column = index.column();
    const bool isSum = row == static_cast<int>(m_layers.size());
    switch (role) {
    case Qt::DisplayRole:
        return isSum ? sumText(column) : text(row, column);
    case Qt::EditRole:
    case SortRole: {
        const auto value = number(row, column);
        return value.isValid() ? value : QVariant(isSum ? sumText(column) : text(row, column));
    }
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment(Qt::AlignVCenter) |
            (isNumber(column) && !(isSum && (column == ParametersShareColumn || column == MacsShareColumn))
                 ? Qt::AlignRight
                 : Qt::AlignLeft));
    case Qt::FontRole:
        if (isSum ? column != ParametersShareColumn && column != MacsShareColumn
                  : column == LayerColumn && isMain(row)) {
            QFont font;
            font.setBold(true);
            return font;
        }
        return {};
    case Qt::ToolTipRole:
        if (!isSum && isEditable(row, column))
            return tr("Edit the seed: double-click or press F2. Every edit can be undone.");
        if (!isSum && fieldOf(column))
            return words::reason(seededit::locked(m_space, m_network, static_cast<std::size_t>(row), *fieldOf(column)));
        return {};
    case ShareRole: {
        if (isSum || (column != ParametersShareColumn && column != MacsShareColumn))
            return {};
        const auto value = column == ParametersShareColumn ? &LayerSpec::parameters : &LayerSpec::macs;
        const auto most = std::ranges::max(m_layers, {}, value).*value;
        return most > 0
                   ? static_cast<double>(m_layers[static_cast<std::size_t>(row)].*value) / static_cast<double>(most)
                   : 0.0;
    }
    case LockedRole: {
        if (isSum || column != SharesColumn)
            return false;
        const auto frozen = m_space.groups[m_space.layers[static_cast<std::size_t>(row)].group].frozen;
        return frozen != Frozen::No;
    }
    case SumRole:
        return isSum;
    default:
        return {};
    }
}

QVariant LayersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter) |
                                   (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    const bool spoken = role == Qt::AccessibleTextRole;
    switch (section) {
    case NumberColumn:
        return spoken ? tr("number") : QStringLiteral("#");
    case LayerColumn:
        return tr("Layer");
    case KindColumn:
        return tr("Kind");
    case FromColumn:
        return tr("From");
    case InColumn:
        return spoken ? tr("channels C in") : QStringLiteral("C_in");
    case OutColumn:
        return spoken ? tr("channels C out") : QStringLiteral("C_out");
    case FieldColumn:
        return spoken ? tr("field F in samples") : QStringLiteral("F");
    case DilationColumn:
        return spoken ? tr("dilation d") : QStringLiteral("d");
    case TapsColumn:
        return spoken ? tr("taps K") : QStringLiteral("K");
    case SamplesColumn:
        return spoken ? tr("output samples T") : QStringLiteral("T");
    case ParametersColumn:
        return tr("Parameters");
    case MacsColumn:
        return tr("MACs");
    case SharesColumn:
        return tr("Shares");
    default:
        return spoken ? tr("share of the largest layer") : QString();
    }
}

Qt::ItemFlags LayersModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    if (index.row() == static_cast<int>(m_layers.size()))
        return Qt::ItemIsEnabled;
    const auto base = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return isEditable(index.row(), index.column()) ? base | Qt::ItemIsEditable : base;
}

bool LayersModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !index.isValid() || !isEditable(index.row(), index.column()))
        return false;
    bool isWhole = false;
    const auto wanted = value.toLongLong(&isWhole);
    const auto name = layerName(index.row());
    if (!isWhole) {
        Q_EMIT editRefused(tr("%1: \"%2\" is not a whole number.").arg(name, value.toString()));
        return false;
    }
    if (wanted == number(index.row(), index.column()).toLongLong())
        return false;
    try {
        const auto network =
            seededit::edited(m_network, static_cast<std::size_t>(index.row()), *fieldOf(index.column()), wanted);
        const auto symbol = headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString();
        Q_EMIT networkEdited(network, tr("%1 of %2").arg(symbol, name));
    } catch (const NetworkError& error) {
        Q_EMIT editRefused(QString::fromStdString(error.what()));
        return false;
    }
    return true;
}

QString LayersModel::text(int row, int column) const
{
    const auto index = static_cast<std::size_t>(row);
    const auto& layer = m_layers[index];
    switch (column) {
    case LayerColumn:
        return QString::fromStdString(layer.name);
    case KindColumn:
        return words::kind(layer.kind, layer.K, layer.followedBy);
    case FromColumn:
        return QString::fromStdString(layer.from);
    case ParametersShareColumn:
    case MacsShareColumn:
        return {};
    case MacsColumn:
        return format::shortCount(static_cast<double>(layer.macs));
    case SharesColumn:
        return sharesText(index);
    default:
        return format::count(number(row, column).toLongLong());
    }
}

QString LayersModel::sumText(int column) const
{
    const auto sum = [this](auto value) {
        return std::accumulate(m_layers.begin(), m_layers.end(), std::int64_t{0},
                               [value](std::int64_t s, const LayerSpec& layer) { return s + layer.*value; });
    };
    switch (column) {
    case LayerColumn:
        return tr("Sum, %n layers", nullptr, static_cast<int>(m_layers.size()));
    case ParametersColumn:
        return format::count(sum(&LayerSpec::parameters));
    case MacsColumn:
        return format::shortCount(static_cast<double>(sum(&LayerSpec::macs)));
    case ParametersShareColumn:
    case MacsShareColumn:
        return QStringLiteral("100 %");
    default:
        return {};
    }
}

QVariant LayersModel::number(int row, int column) const
{
    const auto index = static_cast<std::size_t>(row);
    if (index >= m_layers.size())
        return {};
    const auto& layer = m_layers[index];
    const auto value = [](std::int64_t number) { return QVariant(static_cast<qlonglong>(number)); };
    switch (column) {
    case NumberColumn:
        return value(row);
    case InColumn:
        return value(layer.C_in);
    case OutColumn:
        return value(layer.C_out);
    case FieldColumn:
        return value(layer.F());
    case DilationColumn:
        return value(layer.d);
    case TapsColumn:
        return value(layer.K);
    case SamplesColumn:
        return value(layer.T);
    case ParametersColumn:
    case ParametersShareColumn:
        return value(layer.parameters);
    case MacsColumn:
    case MacsShareColumn:
        return value(layer.macs);
    default:
        return {};
    }
}

QString LayersModel::sharesText(std::size_t row) const
{
    const auto& group = m_space.groups[m_space.layers[row].group];
    switch (group.frozen) {
    case Frozen::FixedBySeed:
        return tr("fixed");
    case Frozen::MakesOutputs:
        return tr("output");
    case Frozen::No:
    case Frozen::ByChoice:
        return group.layers.size() > 1 ? tr("α of %1").arg(words::groupName(m_space, m_space.layers[row].group))
                                       : QString();
    default:
        return words::reason(group.frozen);
    }
}

/// Skips of 1 x 1 stand back behind the layers that are searched or weigh most.
bool LayersModel::isMain(int row) const
{
    const auto& layer = m_layers[static_cast<std::size_t>(row)];
    return layer.kind != "conv1d" || layer.K > 1;
}

bool LayersModel::isEditable(int row, int column) const
{
    const auto field = fieldOf(column);
    const auto index = static_cast<std::size_t>(row);
    return field && index < m_layers.size() && seededit::locked(m_space, m_network, index, *field) == Frozen::No;
}

} // namespace pitlane
