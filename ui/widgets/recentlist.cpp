// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/recentlist.h"

#include "ui/models/recentmodel.h"
#include "ui/widgets/panel.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

namespace pitlane {

RecentList::RecentList(QWidget* parent)
    : QListView(parent), m_model(new RecentModel(this)), m_filter(new QSortFilterProxyModel(this))
{
    m_filter->setSourceModel(m_model);
    m_filter->setFilterRole(RecentModel::FilterRole);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    setModel(m_filter);
    setItemDelegate(new RecentDelegate(this));
    setMouseTracking(true);
    setUniformItemSizes(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Recent projects"));
    connect(this, &QListView::doubleClicked, this, &RecentList::open);
    connect(m_filter, &QAbstractItemModel::modelReset, this, &RecentList::placeButtons);
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, &RecentList::placeButtons);
}

void RecentList::setProjects(std::vector<RecentProject> projects)
{
    const auto chosen = currentIndex().data(RecentModel::FolderRole).toString();
    m_model->setProjects(std::move(projects));
    for (int row = 0; row < m_filter->rowCount(); ++row)
        if (const auto index = m_filter->index(row, 0); index.data(RecentModel::FolderRole).toString() == chosen)
            setCurrentIndex(index);
    if (!currentIndex().isValid())
        setCurrentIndex(m_filter->index(0, 0));
}

void RecentList::setFilter(const QString& text)
{
    m_filter->setFilterFixedString(text);
    if (!currentIndex().isValid())
        setCurrentIndex(m_filter->index(0, 0));
}

void RecentList::placeButtons()
{
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const auto index = m_filter->index(row, 0);
        const bool isMissing = index.data(RecentModel::MissingRole).toBool();
        if (!isMissing && !index.data(RecentModel::ResumableRole).toBool())
            continue;
        const auto folder = index.data(RecentModel::FolderRole).toString();
        auto* cell = new QWidget;
        auto* column = new QVBoxLayout(cell);
        column->setContentsMargins(0, 0, 16, 12);
        column->addStretch(1);
        auto* button = isMissing ? makeButton(tr("Locate…"), QStringLiteral("folder"))
                                 : makeButton(tr("Resume"), QStringLiteral("play"));
        button->setProperty("size", QStringLiteral("small"));
        button->setAccessibleName(QStringLiteral("%1 %2").arg(button->text(), index.data().toString()));
        column->addWidget(button, 0, Qt::AlignRight);
        connect(button, &QPushButton::clicked, this, [this, folder, isMissing] {
            if (isMissing)
                Q_EMIT locateChosen(folder);
            else
                Q_EMIT resumeChosen(folder);
        });
        setIndexWidget(index, cell);
    }
}

void RecentList::open(const QModelIndex& index)
{
    if (!index.isValid())
        return;
    const auto folder = index.data(RecentModel::FolderRole).toString();
    if (index.data(RecentModel::MissingRole).toBool())
        Q_EMIT locateChosen(folder);
    else
        Q_EMIT openChosen(folder);
}

void RecentList::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        open(currentIndex());
    else
        QListView::keyPressEvent(event);
}

void RecentList::contextMenuEvent(QContextMenuEvent* event)
{
    const auto index = indexAt(event->pos());
    if (!index.isValid())
        return;
    const auto folder = index.data(RecentModel::FolderRole).toString();
    QMenu menu(this);
    // The list may be filled anew while the menu is open.
    menu.addAction(tr("Open"), this, [this, index = QPersistentModelIndex(index)] { open(index); });
    menu.addAction(tr("Remove from this list"), this, [this, folder] { Q_EMIT forgetChosen(folder); });
    menu.exec(event->globalPos());
}

} // namespace pitlane
