// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/recentproject.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace pitlane {

/// Recent projects, newest first, with where each stands.
class RecentModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Roles {
        FolderRole = Qt::UserRole,
        FilterRole,    ///< name and folder
        ResumableRole, ///< bool: points can be resumed
        MissingRole,   ///< bool: the folder is not there any more
        RowRole        ///< int, for the delegate
    };

    explicit RecentModel(QObject* parent = nullptr);
    void setProjects(std::vector<RecentProject> projects);
    [[nodiscard]] const RecentProject& project(int row) const { return m_projects[static_cast<std::size_t>(row)]; }
    [[nodiscard]] const RecentState& state(int row) const { return m_states[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    std::vector<RecentProject> m_projects;
    std::vector<RecentState> m_states;
};

/// Draws a project as a row of three lines beside its front.
class RecentDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace pitlane
