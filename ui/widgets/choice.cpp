// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/choice.h"

#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QWheelEvent>

#include <algorithm>

namespace pitlane {

Choice::Choice(const QString& name, QWidget* parent) : QComboBox(parent)
{
    setAccessibleName(name);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(2);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    connect(this, &QComboBox::activated, this, [this] {
        setToolTip(currentText());
        Q_EMIT chosen(value());
    });
}

void Choice::setItems(const QList<Item>& items, const QVariant& current)
{
    const QSignalBlocker quiet(this);
    const bool isSame = std::ranges::equal(items, m_items, [](const Item& a, const Item& b) {
        return a.text == b.text && a.value == b.value && a.reason == b.reason;
    });
    if (!isSame) { // an open list keeps its place while nothing changes
        clear();
        m_items = items;
        auto* model = qobject_cast<QStandardItemModel*>(this->model());
        for (const auto& item : items) {
            addItem(item.text, item.value);
            if (!item.reason.isEmpty() && model != nullptr) {
                model->item(count() - 1)->setEnabled(false);
                setItemData(count() - 1, item.reason, Qt::ToolTipRole);
            }
        }
    }
    setCurrentIndex(findData(current));
    setToolTip(currentText());
}

void Choice::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QComboBox::wheelEvent(event);
    else
        event->ignore();
}

} // namespace pitlane
