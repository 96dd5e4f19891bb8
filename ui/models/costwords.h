// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchconfig.h"

#include <QString>

/// The costs of a search in words for the window.
namespace pitlane::costwords {

/// "Parameters", "MACs", "Latency", "Energy": as a choice.
[[nodiscard]] QString title(CostKind kind);
/// "parameters", "MACs", "ms", "mJ": behind a limit.
[[nodiscard]] QString unit(CostKind kind);
/// "size", "MACs", "latency + size": the short name of a search.
[[nodiscard]] QString shortName(const SearchConfig& config);
/// "latency on STM32H743, at most 0.8 ms, and parameters"
[[nodiscard]] QString sentence(const SearchConfig& config);

} // namespace pitlane::costwords
