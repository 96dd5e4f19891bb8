// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchpoint.h"

#include <string>
#include <vector>

namespace pitlane::cli {

/// "front", "dominated", "search 12/30", "failed" ... of each point, in order.
[[nodiscard]] std::vector<std::string> stateWords(const std::vector<SearchPoint>& points);
/// The points as a table for a terminal: validation figures only.
[[nodiscard]] std::string pointsTable(const std::vector<SearchPoint>& points);
/// The points as CSV with a header line, layers included.
[[nodiscard]] std::string pointsCsv(const std::vector<SearchPoint>& points);

} // namespace pitlane::cli
