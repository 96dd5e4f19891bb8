// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"

#include <string>
#include <vector>

namespace pitlane::cli {

/// Strengths over the range that the trained seed of `config` suggests; trains it first where needed, showing progress.
/// Prints where the range comes from. Throws Error; Ctrl-C ends as an Error, too.
[[nodiscard]] std::vector<double> lambdasFromProbe(ProjectSession& session, const SearchConfig& config, int count,
                                                   bool json);

struct SuggestOptions
{
    std::string project;
    int sweep = 0; ///< number; 0: the last one
    int count = 3;
    bool run = false;
    bool json = false;
};
/// Prints the strengths that would fill the gaps of a front; with `run`, searches them.
int suggest(const SuggestOptions& options);

} // namespace pitlane::cli
