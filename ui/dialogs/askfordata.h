// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QWidget;

namespace pitlane {

/// Asks for data files, or for one folder of them, beginning in the folder `start`; empty: cancelled.
[[nodiscard]] QStringList askForData(QWidget* parent, bool folder, const QString& start);

} // namespace pitlane
