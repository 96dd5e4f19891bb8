// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <functional>
#include <string>
#include <vector>

namespace pitlane {

/// One setting of a search as an option of `pitlane-cli sweep`. The command line reads them all, the window writes
/// those that differ from the defaults, so the two cannot drift apart.
struct SweepOption
{
    std::string flag;    ///< "--lambda"
    std::string metavar; ///< "LO:HI:N"; empty for a switch
    std::string help;
    std::string group;    ///< "Cost", "Masks" ...
    bool repeats = false; ///< may be given several times, values separated by new lines
    /// The setting as it would be written; empty: nothing to write.
    std::function<std::string(const Draft&)> read;
    /// Throws Error with a sentence for a value that makes no sense.
    std::function<void(Draft&, const std::string&)> write;
};

[[nodiscard]] const std::vector<SweepOption>& sweepOptions();

/// "1e-6:5e-4:8" where the values are log-spaced, else a list.
[[nodiscard]] std::string lambdasToText(const std::vector<double>& lambdas);
/// Reads both forms. Throws Error.
[[nodiscard]] std::vector<double> lambdasFromText(const std::string& text);

/// "12000,6000,800", the empty list as "". Reads thousands and millions, too: "12k,6k,0.8k"; "none" is empty. Throws
/// Error.
[[nodiscard]] std::string budgetsToText(const std::vector<double>& budgets);
[[nodiscard]] std::vector<double> budgetsFromText(const std::string& text);

/// Shortest decimal that reads back as the same number.
[[nodiscard]] std::string numberToText(double value);

} // namespace pitlane
