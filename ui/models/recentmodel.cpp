// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/recentmodel.h"

#include "ui/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/frontthumb.h"

#include <QAbstractProxyModel>
#include <QPainter>

namespace pitlane {

RecentModel::RecentModel(QObject* parent) : QAbstractListModel(parent) {}

void RecentModel::setProjects(std::vector<RecentProject> projects)
{
    beginResetModel();
    m_projects = std::move(projects);
    m_states.clear();
    for (const auto& project : m_projects)
        m_states.push_back(stateOf(project));
    endResetModel();
}

int RecentModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_projects.size());
}

QVariant RecentModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& shown = project(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return shown.name;
    case Qt::ToolTipRole:
        return shown.folder;
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2. %3").arg(shown.name, shown.facts, state(index.row()).sentence);
    case FolderRole:
        return shown.folder;
    case FilterRole:
        return QStringLiteral("%1 %2").arg(shown.name, shown.folder);
    case ResumableRole:
        return state(index.row()).kind == RecentState::Kind::Interrupted;
    case RowRole:
        return index.row();
    default:
        return {};
    }
}

void RecentDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QAbstractItemModel* source = index.model();
    if (const auto* proxy = qobject_cast<const QAbstractProxyModel*>(source))
        source = proxy->sourceModel();
    const auto& model = static_cast<const RecentModel&>(*source);
    const auto row = index.data(RecentModel::RowRole).toInt();
    const auto& project = model.project(row);
    const auto& state = model.state(row);
    const auto& tokens = Theme::instance().tokens();

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const auto rect = option.rect;
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(rect, option.state.testFlag(QStyle::State_Active) ? tokens.sel : tokens.selInactive);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(rect, tokens.inkGround);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), tokens.line);
    paintFrontThumb(*painter, QRectF(rect.left() + 16, rect.top() + 12, 112, 56), project.marks,
                    state.kind == RecentState::Kind::Missing);

    const auto left = rect.left() + 144;
    const auto right = rect.right() - 16;
    const auto line = [&](int top) { return QRect(left, rect.top() + top, right - left, 20); };
    auto bold = option.font;
    bold.setBold(true);
    painter->setFont(bold);
    painter->setPen(tokens.text);
    const auto nameWidth = QFontMetrics(bold).horizontalAdvance(project.name);
    painter->drawText(line(10), Qt::AlignVCenter, project.name);
    painter->setFont(option.font);
    const QFontMetrics metrics(option.font);
    painter->setPen(tokens.text2);
    const auto when = format::clock(project.openedAt.toUTC().toString(Qt::ISODate));
    const auto whenWidth = metrics.horizontalAdvance(when);
    painter->drawText(line(10), Qt::AlignVCenter | Qt::AlignRight, when);
    const QRect place(left + nameWidth + 10, rect.top() + 10, right - left - nameWidth - whenWidth - 24, 20);
    painter->drawText(place, Qt::AlignVCenter,
                      metrics.elidedText(shownFolder(project.folder), Qt::ElideMiddle, place.width()));
    painter->drawText(line(30), Qt::AlignVCenter, metrics.elidedText(project.facts, Qt::ElideRight, right - left));
    paintGlyph(*painter, QRectF(left, rect.top() + 53, 14, 14), state.glyph);
    painter->setPen(tokens.text);
    painter->drawText(line(50).adjusted(22, 0, 0, 0), Qt::AlignVCenter,
                      metrics.elidedText(state.sentence, Qt::ElideRight, right - left - 22));
    painter->restore();
}

QSize RecentDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const { return {400, 80}; }

} // namespace pitlane
