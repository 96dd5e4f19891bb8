// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/examplesmodel.h"

#include "ui/theme/theme.h"
#include "ui/widgets/stateglyph.h"

#include <QFont>
#include <QPainter>
#include <QPixmap>

namespace pitlane {

namespace {

QPixmap glyphPixmap(Glyph glyph)
{
    QPixmap pixmap(32, 32);
    pixmap.setDevicePixelRatio(2);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintGlyph(painter, QRectF(1, 1, 14, 14), glyph);
    return pixmap;
}

} // namespace

void ExamplesModel::setRows(std::vector<Row> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int ExamplesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ExamplesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ExamplesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& [example, dataFolder, isReady] = m_rows[static_cast<std::size_t>(index.row())];
    if (role == IdRole)
        return QString::fromStdString(example.id);
    if (role == ReadyRole)
        return isReady;
    if (role == Qt::ToolTipRole) {
        if (index.column() == Data)
            return isReady ? tr("Data in %1").arg(dataFolder)
                           : tr("Double-click to see which files are needed and where to get them, or to try it with "
                                "synthetic data");
        return QStringLiteral("<p>%1</p><p>%2</p>")
            .arg(QString::fromStdString(example.shows).toHtmlEscaped(),
                 QString::fromStdString(example.source).toHtmlEscaped());
    }
    if (role == Qt::FontRole && index.column() == Benchmark) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role == Qt::ForegroundRole) {
        const auto& t = Theme::instance().tokens();
        if (index.column() == Task || (index.column() == Published && example.publishedRange.empty()))
            return t.text2;
        if (index.column() == Data && !isReady)
            return t.accentHover;
    }
    if (role == Qt::DecorationRole && index.column() == Data)
        return glyphPixmap(isReady ? Glyph::Ok : Glyph::Dominated);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Benchmark:
        return QString::fromStdString(example.title);
    case Task:
        return QString::fromStdString(example.task);
    case Input:
        return QStringLiteral("%1 × %2").arg(example.input.C).arg(example.input.T);
    case Seed:
        return QString::fromStdString(example.seedTitle);
    case Published:
        return example.publishedRange.empty()
                   ? tr("none published")
                   : QString::fromStdString(example.publishedRange).remove(QStringLiteral(" parameters"));
    case Data:
        return isReady ? tr("ready") : tr("locate…");
    default:
        return {};
    }
}

QVariant ExamplesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Benchmark:
        return tr("Benchmark");
    case Task:
        return tr("Task");
    case Input:
        return tr("Input C×T");
    case Seed:
        return tr("Seed");
    case Published:
        return tr("Published front");
    case Data:
        return tr("Data");
    default:
        return {};
    }
}

} // namespace pitlane
