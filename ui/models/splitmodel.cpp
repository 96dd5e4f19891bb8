// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/splitmodel.h"

#include "ui/format.h"

#include <QFont>

#include <algorithm>

namespace pitlane {

namespace {

std::optional<std::int64_t> valueOf(const ClassCounts& counts, int column)
{
    switch (column) {
    case SplitModel::TrainColumn:
        return counts.train;
    case SplitModel::ValidationColumn:
        return counts.validation;
    case SplitModel::TestColumn:
        return counts.test;
    case SplitModel::AllColumn:
        return counts.train + counts.validation + counts.test.value_or(0);
    default:
        return std::nullopt;
    }
}

} // namespace

SplitModel::SplitModel(QObject* parent) : QAbstractTableModel(parent) {}

void SplitModel::setCounts(const std::vector<ClassCounts>& classes, const QString& title, bool warnsOfNone)
{
    beginResetModel();
    m_classes = classes;
    m_title = title.isEmpty() ? tr("Class") : title;
    m_warns = warnsOfNone;
    m_isWeighed = std::ranges::any_of(classes, [](const ClassCounts& c) { return c.weight.has_value(); });
    endResetModel();
}

int SplitModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_classes.empty() ? 0 : static_cast<int>(m_classes.size()) + 1;
}

int SplitModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_isWeighed ? ColumnCount : WeightColumn;
}

std::optional<std::int64_t> SplitModel::value(int row, int column) const
{
    if (row < static_cast<int>(m_classes.size()))
        return valueOf(m_classes[static_cast<std::size_t>(row)], column);
    std::optional<std::int64_t> sum;
    for (const auto& counts : m_classes)
        if (const auto part = valueOf(counts, column))
            sum = sum.value_or(0) + *part;
    return sum;
}

QVariant SplitModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const bool isSum = index.row() == static_cast<int>(m_classes.size());
    const auto number = value(index.row(), index.column());
    const auto weight = !isSum && index.column() == WeightColumn
                            ? m_classes[static_cast<std::size_t>(index.row())].weight
                            : std::nullopt;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == ClassColumn)
            return isSum ? tr("Sum") : QString::fromStdString(m_classes[static_cast<std::size_t>(index.row())].name);
        if (index.column() == WeightColumn)
            return weight ? QString::number(*weight, 'f', 2) : QString();
        return number ? format::count(*number) : QStringLiteral("—");
    case SortRole:
        if (weight)
            return *weight;
        return number ? QVariant(static_cast<qlonglong>(*number)) : data(index, Qt::DisplayRole);
    case WarningRole:
        return m_warns && !isSum && index.column() != ClassColumn && number && *number == 0;
    case SumRole:
        return isSum;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter) |
                                   (index.column() == ClassColumn ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::FontRole:
        if (isSum || index.column() == ClassColumn || data(index, WarningRole).toBool()) {
            QFont font;
            font.setBold(true);
            return font;
        }
        return {};
    case Qt::ToolTipRole:
        return data(index, WarningRole).toBool() ? tr("No example of this row in this part.") : QVariant();
    default:
        return {};
    }
}

QVariant SplitModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter) |
                                   (section == ClassColumn ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ClassColumn:
        return m_title;
    case TrainColumn:
        return tr("Train");
    case ValidationColumn:
        return tr("Validation");
    case TestColumn:
        return tr("Test");
    case AllColumn:
        return tr("All");
    case WeightColumn:
        return tr("Loss weight");
    default:
        return {};
    }
}

Qt::ItemFlags SplitModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return index.row() == static_cast<int>(m_classes.size()) ? Qt::ItemFlags(Qt::ItemIsEnabled)
                                                             : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace pitlane
