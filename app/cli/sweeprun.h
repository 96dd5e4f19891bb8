// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"

namespace pitlane::cli {

/// Follows the work of a session until nothing is queued or running, with progress on a terminal, plain lines
/// elsewhere, or JSON Lines. Ctrl-C cancels; what was cancelled can be resumed. Returns an exit code.
[[nodiscard]] int followWork(ProjectSession& session, SweepId sweep, bool json);

} // namespace pitlane::cli
