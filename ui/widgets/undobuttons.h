// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QHBoxLayout;

namespace pitlane {

class Context;

/// Undo and redo of the context as two icon buttons at the end of `layout`; their tips name the step.
void addUndoButtons(QHBoxLayout& layout, Context& context);

} // namespace pitlane
