// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/undobuttons.h"

#include "ui/context.h"
#include "ui/widgets/panel.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace pitlane {

void addUndoButtons(QHBoxLayout& layout, Context& context)
{
    auto& stack = context.undoStack();
    auto* undo = makeToolButton(QStringLiteral("undo"), QObject::tr("Undo"));
    auto* redo = makeToolButton(QStringLiteral("redo"), QObject::tr("Redo"));
    const auto refresh = [undo, redo, &stack] {
        undo->setEnabled(stack.canUndo());
        redo->setEnabled(stack.canRedo());
        undo->setToolTip(stack.canUndo() ? QObject::tr("Undo: %1 (Ctrl+Z)").arg(stack.undoText())
                                         : QObject::tr("Nothing to undo"));
        redo->setToolTip(stack.canRedo() ? QObject::tr("Redo: %1 (Ctrl+Shift+Z)").arg(stack.redoText())
                                         : QObject::tr("Nothing to redo"));
    };
    QObject::connect(&stack, &QUndoStack::indexChanged, undo, refresh);
    QObject::connect(&stack, &QUndoStack::canUndoChanged, undo, refresh);
    QObject::connect(&stack, &QUndoStack::canRedoChanged, undo, refresh);
    QObject::connect(undo, &QToolButton::clicked, &stack, &QUndoStack::undo);
    QObject::connect(redo, &QToolButton::clicked, &stack, &QUndoStack::redo);
    refresh();
    layout.addWidget(undo);
    layout.addWidget(redo);
}

} // namespace pitlane
