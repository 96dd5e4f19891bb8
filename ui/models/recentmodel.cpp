// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/recentmodel.h"

#include "ui/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/frontthumb.h"

#include <QAbstractProxyModel>
#include <QPainter>

namespace pitlane {

namespace {

constexpr int buttonRoom = 104; ///< px at the right of the third line: Resume, or Locate

QString openedWhen(const QDateTime& utc)
{
    const auto text = format::clock(utc.toUTC().toString(Qt::ISODate));
    return utc.toLocalTime().date() == QDate::currentDate() ? RecentDelegate::tr("today %1").arg(text) : text;
}

} // namespace

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
    case MissingRole:
        return state(index.row()).kind == RecentState::Kind::Missing;
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
    const auto& t = Theme::instance().tokens();
    const bool isMissing = state.kind == RecentState::Kind::Missing;

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const auto rect = option.rect;
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(rect, option.state.testFlag(QStyle::State_Active) ? t.sel : t.selInactive);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(rect, t.inkGround);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), t.line);
    if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        painter->setPen(QPen(t.accent, 2));
        painter->drawRect(rect.adjusted(1, 1, -1, -2));
    }
    painter->setFont(option.font);
    paintFrontThumb(*painter, QRectF(rect.left() + 16, rect.top() + 12, 112, 56), project.marks, isMissing);

    auto bold = option.font;
    bold.setBold(true);
    auto small = option.font;
    small.setPointSizeF(small.pointSizeF() * 0.9);
    const QFontMetrics metrics(option.font);
    const QFontMetrics boldMetrics(bold);
    const QFontMetrics smallMetrics(small);
    const int left = rect.left() + 144;
    const int right = rect.right() - 16;
    const auto line = [&](int number) { return QRect(left, rect.top() + 11 + 19 * number, right - left, 20); };

    const auto when = openedWhen(project.openedAt);
    const int whenWidth = smallMetrics.horizontalAdvance(when);
    painter->setFont(small);
    painter->setPen(t.text2);
    painter->drawText(line(0), Qt::AlignRight | Qt::AlignVCenter, when);
    const auto name = boldMetrics.elidedText(project.name, Qt::ElideRight, right - left - whenWidth - 16);
    const int placeLeft = left + boldMetrics.horizontalAdvance(name) + 8;
    if (const int room = right - whenWidth - 16 - placeLeft; room > 40)
        painter->drawText(QRect(placeLeft, line(0).top(), room, 20), Qt::AlignLeft | Qt::AlignVCenter,
                          smallMetrics.elidedText(shownFolder(project.folder), Qt::ElideMiddle, room));
    painter->setFont(bold);
    painter->setPen(t.text);
    painter->drawText(line(0), Qt::AlignLeft | Qt::AlignVCenter, name);

    const bool hasButton = isMissing || state.kind == RecentState::Kind::Interrupted;
    const int room = right - left - (hasButton ? buttonRoom : 0);
    painter->setFont(option.font);
    painter->setPen(t.text2);
    painter->drawText(line(1), Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(project.facts, Qt::ElideRight, right - left));
    paintGlyph(*painter, QRectF(left, line(2).center().y() - 6, 14, 14), state.glyph);
    painter->setPen(state.kind == RecentState::Kind::Ready ? t.text2 : t.text);
    painter->drawText(line(2).adjusted(20, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(state.sentence, Qt::ElideRight, room - 20));
    painter->restore();
}

QSize RecentDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const { return {400, 80}; }

} // namespace pitlane
