// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/context.h"

#include <QString>

#include <vector>

class QWidget;

namespace pitlane {

/// One line of the list of keys.
struct Shortcut
{
    QString group;
    QString keys;
    QString action;
};
[[nodiscard]] std::vector<Shortcut> shortcuts();

/// The list of keys, by group.
void showShortcuts(QWidget* parent);
/// What a page is for, and the next step on it.
void showPageHelp(Mode mode, QWidget* parent);
/// Version, licence and the libraries that Pitlane stands on.
void showAbout(QWidget* parent);

} // namespace pitlane
