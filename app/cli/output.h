// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/measure.h"

#include <string>
#include <vector>

namespace pitlane::cli {

/// Exit codes of pitlane-cli; the README lists them.
enum ExitCode { Ok = 0, Failed = 1, Usage = 2, SomePointsFailed = 3, Interrupted = 130 };

/// One line to standard output.
void print(const std::string& line);
/// "pitlane-cli: sentence" to standard error.
void complain(const std::string& sentence);
[[nodiscard]] bool outputIsTerminal();

/// 24 871: groups of three digits.
[[nodiscard]] std::string count(long long value);
/// "mean absolute error"
[[nodiscard]] std::string measureInSentence(QualityMeasure measure);
/// "1:10"; "-" when not known (negative).
[[nodiscard]] std::string duration(double seconds);
/// 5.2e-05, short.
[[nodiscard]] std::string strength(double lambda);

using TableRow = std::vector<std::string>;
/// Columns as wide as their widest cell; the second is aligned left, the others right. Ends in a new line.
[[nodiscard]] std::string aligned(const std::vector<TableRow>& rows);

/// A line that is written over itself on a terminal; one new line for each change of text elsewhere.
class ProgressLine
{
public:
    ProgressLine();
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    /// On a terminal: replaces the line. Elsewhere: nothing, because progress there is told by lines of their own.
    void show(const std::string& text);
    /// A lasting line above the progress.
    void printAbove(const std::string& line);
    void clear();

private:
    bool m_terminal;
    std::string m_shown;
};

} // namespace pitlane::cli
