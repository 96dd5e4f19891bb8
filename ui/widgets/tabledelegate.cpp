// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tabledelegate.h"

#include "ui/theme/theme.h"
#include "ui/widgets/stateglyph.h"
#include "ui/widgets/symbolheader.h"

#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QTableView>

namespace pitlane {

namespace {

constexpr int rowHeight = 24;
constexpr int padding = 6;
constexpr int boxSize = 16;
constexpr int barHeight = 8;

} // namespace

TableDelegate::TableDelegate(const Roles& roles, QObject* parent) : QStyledItemDelegate(parent), m_roles(roles) {}

bool TableDelegate::flag(const QModelIndex& index, int role) const
{
    return role >= 0 && index.data(role).toBool();
}

QRect TableDelegate::boxRect(const QRect& cell)
{
    return {cell.left() + padding, cell.center().y() - boxSize / 2, boxSize, boxSize};
}

void TableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto& tokens = Theme::instance().tokens();
    const bool isSelected = (option.state & QStyle::State_Selected) != 0;
    const bool isActive = (option.state & QStyle::State_Active) != 0;
    const bool isHovered = (option.state & QStyle::State_MouseOver) != 0;
    painter->save();
    painter->fillRect(option.rect, isSelected                 ? (isActive ? tokens.sel : tokens.selInactive)
                                   : flag(index, m_roles.sum) ? tokens.alt
                                   : isHovered                ? tokens.inkGround
                                                              : tokens.base);
    painter->setPen(tokens.line);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());

    auto rect = cellTextRect(option.rect, index.column(), index.model()->columnCount());
    const auto problem = m_roles.problem >= 0 ? index.data(m_roles.problem).toInt() : 0;
    const auto check = index.data(Qt::CheckStateRole);
    if (check.isValid()) {
        QStyleOptionButton box;
        box.initFrom(option.widget);
        box.rect = boxRect(option.rect);
        box.state = QStyle::State_Enabled | (check.toInt() == Qt::Checked ? QStyle::State_On : QStyle::State_Off);
        if ((option.state & QStyle::State_HasFocus) != 0)
            box.state |= QStyle::State_HasFocus;
        option.widget->style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, painter, option.widget);
        rect.setLeft(box.rect.right() + 9);
    } else if (flag(index, m_roles.lock)) {
        auto box = QRectF(boxRect(option.rect)).adjusted(0.5, 0.5, -0.5, -0.5);
        if (m_roles.boxedLocks) {
            painter->setPen(tokens.line2);
            painter->setBrush(Qt::NoBrush);
            painter->setRenderHint(QPainter::Antialiasing);
            painter->drawRoundedRect(box, 3, 3);
        }
        paintGlyph(*painter, box.adjusted(3, 3, -3, -3), Glyph::Lock);
        rect.setLeft(boxRect(option.rect).right() + (m_roles.boxedLocks ? 9 : 4));
    }

    if (problem == 2) {
        const auto box = QRectF(boxRect(option.rect)).adjusted(1, 1, -1, -1);
        paintGlyph(*painter, box, Glyph::Error);
        rect.setLeft(boxRect(option.rect).right() + 6);
    }
    if (const auto share = m_roles.share >= 0 ? index.data(m_roles.share) : QVariant(); share.isValid()) {
        const QRectF trough(rect.left(), rect.center().y() - barHeight / 2 + 1, rect.width(), barHeight);
        painter->fillRect(trough, tokens.inkGround);
        auto bar = trough;
        bar.setWidth(std::max(1.0, trough.width() * share.toDouble()));
        painter->fillRect(bar, tokens.ink);
    } else {
        auto font = option.font;
        if (const auto own = index.data(Qt::FontRole); own.isValid())
            font.setBold(own.value<QFont>().bold());
        painter->setFont(font);
        painter->setPen(problem != 0                   ? tokens.errText
                        : flag(index, m_roles.warning) ? tokens.warnText
                        : flag(index, m_roles.dim)     ? tokens.text2
                                                       : tokens.text);
        paintSymbolText(*painter, rect, index.data(Qt::DisplayRole).toString(),
                        index.data(Qt::TextAlignmentRole).value<Qt::Alignment>());
    }
    if ((option.state & QStyle::State_HasFocus) != 0 && !check.isValid()) {
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(tokens.accent, 1));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -2));
    }
    painter->restore();
}

QSize TableDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    auto font = option.font;
    font.setBold(true);
    const auto text = index.data(Qt::DisplayRole).toString();
    const bool boxed = index.data(Qt::CheckStateRole).isValid() || flag(index, m_roles.lock);
    const bool isOuter = index.column() == 0 || index.column() + 1 == index.model()->columnCount();
    return {symbolTextWidth(font, text) + (isOuter ? 3 : 2) * padding + (boxed ? boxSize + 9 : 0), rowHeight};
}

QWidget* TableDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const
{
    const auto name = index.model()->headerData(index.column(), Qt::Horizontal, Qt::AccessibleTextRole).toString();
    const auto choices = m_roles.choices >= 0 ? index.data(m_roles.choices).toStringList() : QStringList();
    if (!choices.isEmpty()) {
        auto* box = new QComboBox(parent);
        box->setEditable(true);
        box->setInsertPolicy(QComboBox::NoInsert);
        box->addItems(choices);
        box->setAccessibleName(name);
        return box;
    }
    auto* editor = new QLineEdit(parent);
    editor->setAlignment(index.data(Qt::TextAlignmentRole).value<Qt::Alignment>());
    editor->setFrame(false);
    editor->setMinimumHeight(0);
    editor->setMaximumHeight(rowHeight);
    editor->setAccessibleName(name);
    return editor;
}

void TableDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const
{
    if (auto* line = qobject_cast<QLineEdit*>(editor)) {
        line->setText(index.data(Qt::EditRole).toString());
        line->selectAll();
    } else if (auto* box = qobject_cast<QComboBox*>(editor)) {
        const auto text = index.data(Qt::EditRole).toString();
        const auto choice = box->findText(text);
        box->setCurrentIndex(choice);
        box->setEditText(text);
        box->lineEdit()->selectAll();
    }
}

void TableDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const
{
    if (const auto* line = qobject_cast<QLineEdit*>(editor))
        model->setData(index, line->text().trimmed(), Qt::EditRole);
    else if (const auto* box = qobject_cast<QComboBox*>(editor))
        model->setData(index, box->currentText().trimmed(), Qt::EditRole);
}

/// A list of choices is wider than the numbers that it stands among.
void TableDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex&) const
{
    auto rect = option.rect;
    if (qobject_cast<QComboBox*>(editor) != nullptr)
        rect.setWidth(std::max(rect.width(), 112));
    editor->setGeometry(rect);
}

bool TableDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                                const QModelIndex& index)
{
    const auto check = index.data(Qt::CheckStateRole);
    if (!check.isValid())
        return false;
    bool toggles = false;
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        toggles = mouse->button() == Qt::LeftButton &&
                  boxRect(option.rect).adjusted(-4, -4, 4, 4).contains(mouse->position().toPoint());
    } else if (event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent*>(event)->key();
        toggles = key == Qt::Key_Space || key == Qt::Key_Select;
    }
    return toggles &&
           model->setData(index, check.toInt() == Qt::Checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

QTableView* makeTable(QAbstractItemModel* model, const TableDelegate::Roles& roles, QWidget* parent)
{
    auto* table = new QTableView(parent);
    auto* header = new SymbolHeader(table);
    table->setHorizontalHeader(header);
    table->setModel(model);
    table->setItemDelegate(new TableDelegate(roles, table));
    table->setFrameShape(QFrame::NoFrame);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setMinimumSectionSize(rowHeight);
    table->verticalHeader()->setDefaultSectionSize(rowHeight);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                           QAbstractItemView::AnyKeyPressed);
    table->setMouseTracking(true);
    table->setCornerButtonEnabled(false);
    table->setTabKeyNavigation(false);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    return table;
}

} // namespace pitlane
