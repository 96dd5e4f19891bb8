// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchconfig.h"

#include <string>

/// The costs of a search as text, for options and for people. All readers throw Error with a sentence.
namespace pitlane {

/// "size", "latency", "latency,size:0.5": KIND[@TARGET][:WEIGHT], separated by commas. Targets are written where there
/// are several.
[[nodiscard]] std::string costsToText(const SearchConfig& config);
/// Targets that are not written: the one that the configuration has, else the usual one. Limits are dropped.
void setCostsFromText(SearchConfig& config, const std::string& text);

/// Id of the target that all costs share; empty: there are several, or no cost needs one.
[[nodiscard]] std::string targetToText(const SearchConfig& config);
/// For all costs that need one; throws where none does.
void setTargetFromText(SearchConfig& config, const std::string& text);

/// "0.8ms,10000B": NUMBER UNIT [@TARGET], separated by commas. Empty: no limits.
[[nodiscard]] std::string limitsToText(const SearchConfig& config);
/// The unit says which cost is limited: us, ms, s; uJ, mJ, J; B, kB, MB (1000; a weight takes a byte); MACs, kMACs,
/// MMACs. A cost that is not there yet is added. "none" drops all limits.
void setLimitsFromText(SearchConfig& config, const std::string& text);

/// For people: "latency on STM32H743, at most 0.8 ms".
[[nodiscard]] std::string costsInWords(const SearchConfig& config);

} // namespace pitlane
