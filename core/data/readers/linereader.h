// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers/textinput.h"
#include "core/data/text.h"

#include <string>
#include <string_view>

namespace pitlane {

/// Walks through the lines of a text; \n, \r\n and \r end a line. Errors are "file:line:column: problem".
class LineReader
{
public:
    /// `input` must outlive the reader. A byte-order mark at its start is skipped.
    LineReader(std::string fileName, TextInput& input);

    /// Goes to the next line; false at the end. line() before it is gone then.
    [[nodiscard]] bool next();
    [[nodiscard]] std::string_view line() const { return m_line; }
    [[nodiscard]] std::int64_t lineNumber() const { return m_lineNumber; } ///< of line(), from 1
    /// Whether line() ends with a line end: a file that was cut off does not.
    [[nodiscard]] bool isTerminated() const { return m_terminated; }

    /// One value of a series: a number, or NaN for "", "?" and "NaN". Fails for anything else; `what` names the value
    /// ("series 3, value 7").
    template <typename Describe> [[nodiscard]] float value(std::string_view token, Describe what) const
    {
        float number = 0;
        if (const char* problem = parseSample(token, number))
            fail(token, what() + ": found " + inQuotes(trimmed(token)) + problem);
        return number;
    }

    /// Throws a DatasetError for the place of `at`, which must be a part of line().
    [[noreturn]] void fail(std::string_view at, const std::string& problem) const;
    /// Throws a DatasetError for the whole line.
    [[noreturn]] void fail(const std::string& problem) const { fail(m_line, problem); }
    /// Throws a DatasetError for the whole file.
    [[noreturn]] void failFile(const std::string& problem) const;

private:
    std::string m_fileName;
    TextInput& m_input;
    std::string_view m_line;
    std::size_t m_ahead = 0; ///< bytes of the input that line() and its end take
    std::int64_t m_lineNumber = 0;
    bool m_terminated = false;
};

} // namespace pitlane
