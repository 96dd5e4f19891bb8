// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/focusring.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QFocusEvent>
#include <QFocusFrame>
#include <QMenu>
#include <QMenuBar>
#include <QWidget>

namespace pitlane {

namespace {

bool cameByKeyboard(Qt::FocusReason reason)
{
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason;
}

/// Menus mark their own items; scroll areas fill their panel, so that a ring outside would be cut off.
bool takesRing(const QWidget& widget)
{
    return !widget.isWindow() && qobject_cast<const QMenu*>(&widget) == nullptr &&
           qobject_cast<const QMenuBar*>(&widget) == nullptr &&
           qobject_cast<const QAbstractScrollArea*>(&widget) == nullptr;
}

} // namespace

FocusRing::FocusRing(QApplication& application) : QObject(&application)
{
    application.installEventFilter(this);
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn && watched->isWidgetType()) {
        auto* widget = static_cast<QWidget*>(watched);
        if (cameByKeyboard(static_cast<QFocusEvent*>(event)->reason()) && takesRing(*widget))
            show(widget);
        else
            hide();
    } else if (event->type() == QEvent::MouseButtonPress) {
        hide();
    }
    return QObject::eventFilter(watched, event);
}

void FocusRing::show(QWidget* widget)
{
    if (m_frame == nullptr)
        m_frame = new QFocusFrame(widget->window()); // follows the widget, also to other windows
    m_frame->setWidget(widget);
}

void FocusRing::hide()
{
    if (m_frame != nullptr)
        m_frame->setWidget(nullptr);
}

} // namespace pitlane
