// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

class QTableView;

namespace pitlane {

/// Paints the cells of the set-up tables: 24 px rows on 1 px lines, boxes or locks before the text, share bars, a sum
/// row on the alternate ground. A role that is not set (-1) is not asked for.
class TableDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    struct Roles
    {
        int lock = -1;           ///< true: a lock instead of a box
        int dim = -1;            ///< true: text in the second colour
        int share = -1;          ///< 0 .. 1: a bar instead of text
        int sum = -1;            ///< true: the row of sums
        int warning = -1;        ///< true: text in the colour of decisions
        int problem = -1;        ///< 1: text in the colour of errors; 2: with the glyph of errors before it
        int choices = -1;        ///< a list of texts: its editor offers them beside what is typed
        bool boxedLocks = false; ///< draw the lock in the frame of a box
    };

    TableDelegate(const Roles& roles, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;

private:
    [[nodiscard]] bool flag(const QModelIndex& index, int role) const;
    [[nodiscard]] static QRect boxRect(const QRect& cell);
    Roles m_roles;
};

/// A flat table without frame, grid and row numbers, with a SymbolHeader and 24 px rows.
[[nodiscard]] QTableView* makeTable(QAbstractItemModel* model, const TableDelegate::Roles& roles,
                                    QWidget* parent = nullptr);

} // namespace pitlane
