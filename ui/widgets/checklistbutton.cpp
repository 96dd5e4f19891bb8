// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/checklistbutton.h"

#include "ui/theme/theme.h"
#include "ui/widgets/panel.h"

#include <QDialog>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

constexpr int mostShownRows = 12;
constexpr int rowHeight = 24;

} // namespace

CheckListButton::CheckListButton(const QString& name, QWidget* parent) : QPushButton(parent)
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setStyleSheet(QStringLiteral("text-align: left;"));
    connect(this, &QPushButton::clicked, this, &CheckListButton::open);
}

void CheckListButton::paintEvent(QPaintEvent* event)
{
    QPushButton::paintEvent(event);
    QPainter painter(this);
    constexpr int side = 12;
    Theme::icon(QStringLiteral("chevron-down"))
        .paint(&painter, QRect(width() - side - 7, (height() - side) / 2, side, side), Qt::AlignCenter,
               isEnabled() ? QIcon::Normal : QIcon::Disabled);
}

QSize CheckListButton::minimumSizeHint() const
{
    return {80, QPushButton::minimumSizeHint().height()};
}

void CheckListButton::setNames(const QStringList& names, const QList<int>& checked, const QString& none)
{
    m_names = names;
    m_checked = checked;
    m_none = none;
    refresh();
}

QStringList CheckListButton::checkedNames() const
{
    QStringList names;
    for (const auto at : m_checked)
        names << m_names.value(at);
    return names;
}

void CheckListButton::refresh()
{
    const auto names = checkedNames();
    auto text = names.isEmpty()     ? m_none
                : names.size() == 1 ? names.front()
                : names.size() == m_names.size()
                    ? tr("all %1: %2").arg(names.size()).arg(names.join(QStringLiteral(", ")))
                    : tr("%1 of %2: %3").arg(names.size()).arg(m_names.size()).arg(names.join(QStringLiteral(", ")));
    setToolTip(text);
    constexpr qsizetype longest = 22; // the button does not elide
    setText(text.size() > longest ? text.left(longest - 1) + QChar(0x2026) : text);
    setAccessibleDescription(text);
}

void CheckListButton::choose(const QList<int>& checked)
{
    if (checked == m_checked)
        return;
    m_checked = checked;
    refresh();
    Q_EMIT checkedEdited();
}

void CheckListButton::open()
{
    auto* popup = new QDialog(this, Qt::Popup);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(popup);
    column->setContentsMargins(8, 8, 8, 8);
    auto* list = new QListWidget(popup);
    list->setAccessibleName(accessibleName());
    for (qsizetype i = 0; i < m_names.size(); ++i) {
        auto* item = new QListWidgetItem(m_names[i], list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(m_checked.contains(static_cast<int>(i)) ? Qt::Checked : Qt::Unchecked);
    }
    list->setFixedHeight(rowHeight * std::clamp(static_cast<int>(m_names.size()), 2, mostShownRows));
    list->setMinimumWidth(std::max(width() - 18, list->sizeHintForColumn(0) + 24));
    column->addWidget(list);
    auto* buttons = new QHBoxLayout;
    for (const auto& [text, state] : {std::pair{tr("All"), Qt::Checked}, {tr("None"), Qt::Unchecked}}) {
        auto* button = makeButton(text, {}, popup);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, list, [list, state = state] {
            for (int i = 0; i < list->count(); ++i)
                list->item(i)->setCheckState(state);
        });
        buttons->addWidget(button);
    }
    auto* done = makeButton(tr("Done"), {}, popup);
    connect(done, &QPushButton::clicked, popup, &QDialog::accept);
    buttons->addWidget(done);
    column->addLayout(buttons);
    connect(popup, &QDialog::finished, this, [this, list] {
        QList<int> checked;
        for (int i = 0; i < list->count(); ++i)
            if (list->item(i)->checkState() == Qt::Checked)
                checked << i;
        choose(checked);
    });
    popup->move(mapToGlobal(QPoint(0, height())));
    popup->show();
    list->setFocus(Qt::PopupFocusReason);
}

} // namespace pitlane
