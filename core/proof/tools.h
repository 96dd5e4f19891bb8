// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/proof/proof.h"

#include <QString>
#include <QStringList>

namespace pitlane {

/// What a program said and how it ended.
struct ToolAnswer
{
    int code = -1; ///< -1: it did not start, crashed, or took too long
    QString text;  ///< standard output and standard error
};

/// Runs a program in a folder to its end, asking `progress` ten times a second. Throws ProofCancelled.
[[nodiscard]] ToolAnswer callTool(const QString& program, const QStringList& arguments, const QString& folder,
                                  int seconds, const ProofProgress& progress, const std::string& what);

/// Debian packages that building for this computer, or for Cortex-M, needs and that are not there: "cmake, make".
[[nodiscard]] QString missingForHost();
[[nodiscard]] QString missingForCortexM(bool toRun);

/// The last lines of what a tool said, for messages.
[[nodiscard]] std::string tail(const QString& text, int lines = 12);

} // namespace pitlane
