// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/layersmodel.h"

#include "core/network/edit.h"
#include "ui/format.h"
#include "ui/models/words.h"

#include <QFont>

#include <algorithm>

namespace pitlane {

namespace {

bool isNumber(int column)
{
    return column == LayersModel::NumberColumn ||
           (column >= LayersModel::InColumn && column <= LayersModel::MacsShareColumn &&
            column != LayersModel::SettingColumn);
}

bool isPool(const Op& op)
{
    return std::holds_alternative<AvgPool>(op) || std::holds_alternative<MaxPool>(op);
}

bool isDropout(const Op& op)
{
    return std::holds_alternative<Dropout>(op) || std::holds_alternative<SpatialDropout>(op);
}

/// What a column holds, as a person would say it: "channels C_out".
QString fieldName(int column)
{
    switch (column) {
    case LayersModel::OutColumn:
        return LayersModel::tr("channels");
    case LayersModel::FieldColumn:
        return QStringLiteral("F");
    case LayersModel::DilationColumn:
        return QStringLiteral("d");
    case LayersModel::TapsColumn:
        return QStringLiteral("K");
    case LayersModel::StrideColumn:
        return QStringLiteral("s");
    case LayersModel::SettingColumn:
        return LayersModel::tr("padding");
    default:
        return LayersModel::tr("name");
    }
}

} // namespace

LayersModel::LayersModel(QObject* parent) : QAbstractTableModel(parent) {}

void LayersModel::setNetwork(const NetworkSpec& network)
{
    beginResetModel();
    m_network = {};
    m_space = {};
    m_layers.clear();
    m_rows.clear();
    m_refusal.reset();
    try {
        auto space = analyse(network, {});
        m_layers = pitlane::layers(network);
        m_rows = layerRows(network, m_layers);
        m_space = std::move(space);
        m_network = network;
    } catch (const NetworkError&) {
        m_layers.clear();
        m_rows.clear();
        endResetModel();
        Q_EMIT refusalChanged();
        throw;
    }
    endResetModel();
    Q_EMIT refusalChanged();
}

QString LayersModel::layerName(int row) const
{
    const auto index = static_cast<std::size_t>(row);
    return row >= 0 && index < m_rows.size() ? QString::fromStdString(m_rows[index].name) : QString();
}

int LayersModel::rowOf(const QString& layerName) const
{
    const auto found = std::ranges::find(m_rows, layerName.toStdString(), &LayerRow::name);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

void LayersModel::refuse(const QString& layer, const QString& reason, int column, const QString& text)
{
    accept();
    const auto row = rowOf(layer);
    if (row < 0)
        return;
    m_refusal = Refusal{.layer = layer, .column = column, .text = text, .reason = reason};
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    Q_EMIT refusalChanged();
}

void LayersModel::accept()
{
    const auto row = refusedRow();
    m_refusal.reset();
    if (row >= 0)
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    Q_EMIT refusalChanged();
}

int LayersModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_rows.empty() ? 0 : static_cast<int>(m_rows.size()) + 1;
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
    const bool sum = isSum(row);
    const bool isRefused = !sum && m_refusal && row == refusedRow();
    const bool isRefusedCell = isRefused && column == m_refusal->column;
    const bool isReason = isRefused && column >= ReasonColumn;
    switch (role) {
    case Qt::DisplayRole:
        if (isRefusedCell)
            return m_refusal->text;
        if (isReason)
            return column == ReasonColumn ? m_refusal->reason : QString();
        return sum ? sumText(column) : text(row, column);
    case Qt::EditRole:
    case SortRole: {
        if (isRefusedCell && role == Qt::EditRole)
            return m_refusal->text;
        const auto value = number(row, column);
        return value.isValid() ? value : QVariant(sum ? sumText(column) : text(row, column));
    }
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment(Qt::AlignVCenter) |
            (isNumber(column) && !isReason && !(sum && (column == ParametersShareColumn || column == MacsShareColumn))
                 ? Qt::AlignRight
                 : Qt::AlignLeft));
    case Qt::FontRole:
        if (sum ? column != ParametersShareColumn && column != MacsShareColumn : column == LayerColumn && isMain(row)) {
            QFont font;
            font.setBold(true);
            return font;
        }
        return {};
    case Qt::ToolTipRole:
        return isRefused && (isRefusedCell || isReason) ? m_refusal->reason : sum ? QString() : tip(row, column);
    case Qt::AccessibleDescriptionRole:
        return isRefused ? tr("Not applied: %1").arg(m_refusal->reason) : QString();
    case ShareRole: {
        if (sum || isReason || (column != ParametersShareColumn && column != MacsShareColumn) ||
            !m_rows[static_cast<std::size_t>(row)].layer)
            return {};
        const auto value = column == ParametersShareColumn ? &LayerRow::parameters : &LayerRow::macs;
        const auto most = std::ranges::max(m_rows, {}, value).*value;
        return most > 0 ? static_cast<double>(m_rows[static_cast<std::size_t>(row)].*value) / static_cast<double>(most)
                        : 0.0;
    }
    case LockedRole: {
        if (sum || isReason || column != SharesColumn)
            return false;
        const auto& layer = m_rows[static_cast<std::size_t>(row)].layer;
        return layer && m_space.groups[m_space.layers[*layer].group].frozen != Frozen::No;
    }
    case SumRole:
        return sum;
    case DimRole:
        return !sum && !m_rows[static_cast<std::size_t>(row)].layer;
    case ProblemRole:
        return isRefusedCell ? 1 : isReason ? 2 : 0;
    case ChoicesRole:
        if (!sum && column == SettingColumn && std::holds_alternative<Conv1d>(m_rows[static_cast<std::size_t>(row)].op))
            return words::paddingRules();
        return {};
    default:
        return {};
    }
}

QString LayersModel::tip(int row, int column) const
{
    const auto& line = m_rows[static_cast<std::size_t>(row)];
    if (column == FromColumn)
        return line.fromBlocks;
    if (column == KindColumn)
        return text(row, column);
    if (!isEditable(row, column))
        return {};
    const auto how = tr("Double-click or press F2 to change it. Every edit can be undone.");
    switch (column) {
    case OutColumn:
        return tr("Output channels, with all layers that must be as wide. %1").arg(how);
    case FieldColumn:
        return tr("Receptive field in samples, F = d (K − 1) + 1; the taps follow. %1").arg(how);
    case DilationColumn:
        return tr("Dilation in samples; the padding follows. %1").arg(how);
    case TapsColumn:
        return isPool(line.op) ? tr("Length of the pool in samples. %1").arg(how)
                               : tr("Filter taps; the padding follows. %1").arg(how);
    case StrideColumn:
        return tr("Stride in samples. %1").arg(how);
    case SettingColumn:
        return isDropout(line.op) ? tr("Probability p of a zero, 0 to below 1. %1").arg(how)
                                  : tr("Padding: none, causal, same, or samples left, right. %1").arg(how);
    default:
        return tr("Name of the layer. %1").arg(how);
    }
}

QVariant LayersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter) |
                                   (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && section == SettingColumn)
        return tr("Padding of a convolution in samples, rate of a dropout");
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != Qt::ToolTipRole)
        return {};
    const bool spoken = role != Qt::DisplayRole;
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
    case StrideColumn:
        return spoken ? tr("stride s in samples") : QStringLiteral("s");
    case SettingColumn:
        return spoken ? tr("padding or rate") : tr("Setting");
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
    if (isSum(index.row()))
        return Qt::ItemIsEnabled;
    const auto base = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return isEditable(index.row(), index.column()) ? base | Qt::ItemIsEditable : base;
}

bool LayersModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !index.isValid() || !isEditable(index.row(), index.column()))
        return false;
    const auto wanted = value.toString().trimmed();
    const auto name = layerName(index.row());
    try {
        const auto network = edited(index.row(), index.column(), wanted);
        if (network == m_network) {
            accept();
            return false;
        }
        const bool isName = index.column() == LayerColumn;
        const auto field =
            index.column() == SettingColumn && isDropout(m_rows[static_cast<std::size_t>(index.row())].op)
                ? tr("rate")
                : fieldName(index.column());
        Q_EMIT networkEdited(network, isName ? tr("rename %1").arg(name) : tr("change %1 of %2").arg(field, name),
                             isName ? wanted : name);
    } catch (const edit::EditError& error) {
        refuse(name, QString::fromStdString(error.reason()), index.column(), wanted);
        Q_EMIT editRefused(QString::fromStdString(error.what()));
        return false;
    }
    return true;
}

NetworkSpec LayersModel::edited(int row, int column, const QString& text) const
{
    const auto& line = m_rows[static_cast<std::size_t>(row)];
    const auto step = tr("Changing %1 of %2").arg(fieldName(column), layerName(row)).toStdString();
    const auto refuse = [&](const QString& expected) {
        throw edit::EditError(step, tr("found \"%1\", expected %2.").arg(text, expected).toStdString());
    };
    if (column == LayerColumn)
        return edit::rename(m_network, line.name, text.toStdString());
    if (column == SettingColumn) {
        if (const auto* conv = std::get_if<Conv1d>(&line.op)) {
            const auto padding = words::readPadding(text, *conv);
            if (!padding)
                refuse(tr("none, causal, same, or two whole numbers such as 4, 0"));
            return edit::setPadding(m_network, line.name, *padding);
        }
        bool isRate = false;
        auto digits = text;
        const auto p = (digits.startsWith(QLatin1Char('p')) ? digits.mid(1) : digits).trimmed().toDouble(&isRate);
        if (!isRate)
            refuse(tr("a number from 0 to below 1"));
        return edit::setRate(m_network, line.name, p);
    }
    bool isWhole = false;
    const auto value = text.toLongLong(&isWhole);
    if (!isWhole)
        throw edit::EditError(step, tr("\"%1\" is not a whole number. Type one such as 3.").arg(text).toStdString());
    switch (column) {
    case OutColumn:
        return edit::setChannels(m_network, line.name, value);
    case FieldColumn:
        return edit::setField(m_network, line.name, value);
    case DilationColumn:
        return edit::setDilation(m_network, line.name, value);
    case TapsColumn:
        return edit::setTaps(m_network, line.name, value);
    default:
        return edit::setStride(m_network, line.name, value);
    }
}

QString LayersModel::text(int row, int column) const
{
    const auto& line = m_rows[static_cast<std::size_t>(row)];
    switch (column) {
    case LayerColumn:
        return QString::fromStdString(line.name);
    case KindColumn:
        return words::kind(line);
    case FromColumn:
        return line.from;
    case SettingColumn:
        return words::setting(line.op);
    case ParametersShareColumn:
    case MacsShareColumn:
        return {};
    case MacsColumn:
        return line.layer ? format::shortCount(static_cast<double>(line.macs)) : QString();
    case SharesColumn:
        return sharesText(line);
    default: {
        const auto value = number(row, column);
        return value.isValid() ? format::count(value.toLongLong()) : QString();
    }
    }
}

QString LayersModel::sumText(int column) const
{
    switch (column) {
    case LayerColumn:
        return tr("Sum, %n layers", nullptr, static_cast<int>(m_layers.size()));
    case ParametersColumn:
        return format::count(parameterCount(m_network));
    case MacsColumn:
        return format::shortCount(static_cast<double>(macCount(m_network)));
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
    if (index >= m_rows.size())
        return {};
    const auto& line = m_rows[index];
    const auto value = [](std::int64_t number) { return QVariant(static_cast<qlonglong>(number)); };
    const auto* conv = std::get_if<Conv1d>(&line.op);
    switch (column) {
    case NumberColumn:
        return value(row);
    case InColumn:
        return value(line.in.C);
    case OutColumn:
        return value(line.out.C);
    case FieldColumn:
        return conv != nullptr ? value(conv->F()) : line.layer ? value(1) : QVariant();
    case DilationColumn:
        return conv != nullptr ? value(conv->d) : line.layer ? value(1) : QVariant();
    case TapsColumn:
        if (const auto* average = std::get_if<AvgPool>(&line.op))
            return value(average->K);
        if (const auto* most = std::get_if<MaxPool>(&line.op))
            return value(most->K);
        return conv != nullptr ? value(conv->K) : line.layer ? value(1) : QVariant();
    case StrideColumn:
        if (const auto* average = std::get_if<AvgPool>(&line.op))
            return value(average->s);
        if (const auto* most = std::get_if<MaxPool>(&line.op))
            return value(most->s);
        return conv != nullptr ? value(conv->s) : QVariant();
    case SamplesColumn:
        return value(line.out.T);
    case ParametersColumn:
    case ParametersShareColumn:
        return line.layer ? value(line.parameters) : QVariant();
    case MacsColumn:
    case MacsShareColumn:
        return line.layer ? value(line.macs) : QVariant();
    default:
        return {};
    }
}

QString LayersModel::sharesText(const LayerRow& row) const
{
    if (!row.layer)
        return {};
    const auto owner = m_space.layers[*row.layer].group;
    const auto& group = m_space.groups[owner];
    switch (group.frozen) {
    case Frozen::FixedBySeed:
        return tr("fixed");
    case Frozen::MakesOutputs:
        return tr("output");
    case Frozen::No:
    case Frozen::ByChoice:
        return group.layers.size() > 1 ? tr("α of %1").arg(words::groupName(m_space, owner)) : QString();
    default:
        return words::reason(group.frozen);
    }
}

/// Skips of 1 x 1 and what is no layer stand back behind the layers that are searched or weigh most.
bool LayersModel::isMain(int row) const
{
    const auto& line = m_rows[static_cast<std::size_t>(row)];
    const auto* conv = std::get_if<Conv1d>(&line.op);
    return line.layer && (conv == nullptr || conv->K > 1);
}

bool LayersModel::isEditable(int row, int column) const
{
    const auto index = static_cast<std::size_t>(row);
    if (index >= m_rows.size())
        return false;
    const auto& op = m_rows[index].op;
    const bool isConv = std::holds_alternative<Conv1d>(op);
    switch (column) {
    case LayerColumn:
        return true;
    case OutColumn:
        return isConv || std::holds_alternative<Linear>(op);
    case FieldColumn:
    case DilationColumn:
        return isConv;
    case TapsColumn:
    case StrideColumn:
        return isConv || isPool(op);
    case SettingColumn:
        return isConv || isDropout(op);
    default:
        return false;
    }
}

} // namespace pitlane
