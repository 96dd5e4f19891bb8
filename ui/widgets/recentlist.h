// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/recentproject.h"

#include <QListView>

class QSortFilterProxyModel;

namespace pitlane {

class RecentModel;

/// The list with the one button that a row may need: Resume, or Locate.
class RecentList : public QListView
{
    Q_OBJECT
public:
    explicit RecentList(QWidget* parent = nullptr);
    void setProjects(std::vector<RecentProject> projects);
    void setFilter(const QString& text);

Q_SIGNALS:
    void openChosen(const QString& folder);   ///< double click, or Enter
    void resumeChosen(const QString& folder); ///< open, and go on with the interrupted search
    void locateChosen(const QString& folder); ///< the project is not there any more
    void forgetChosen(const QString& folder);

private:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void placeButtons();
    void open(const QModelIndex& index);

    RecentModel* m_model = nullptr;
    QSortFilterProxyModel* m_filter = nullptr;
};

} // namespace pitlane
