// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pitlane {

class Context;
class MainWindow;

/// Draws the front of the project's last search to `file` (.png, .svg, .pdf). Throws Error.
void exportFrontTo(const QString& file, const QString& project);

/// Saves a picture of every page of `window` into `folder` as <number>-<page>-<theme>.png. Throws Error.
void savePages(MainWindow& window, const QString& folder);

} // namespace pitlane
