// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pitlane {

/// Without blanks, tabs and carriage returns at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// ASCII letters in lower case; other bytes as they are.
[[nodiscard]] std::string lowerCase(std::string_view text);
[[nodiscard]] bool isUtf8(std::string_view text);

/// For messages: in quotation marks, at most about 40 bytes, control and undecodable bytes as \xNN.
[[nodiscard]] std::string inQuotes(std::string_view text);
/// For messages: "1 value", "3 values".
[[nodiscard]] std::string counted(std::int64_t count, std::string_view noun);

/// The shortest text that reads as the same single-precision number: "1", "0.25", "-1e-06".
[[nodiscard]] std::string numberText(float value);

/// The number that `text` spells, if it spells one from end to end ("1", "-2.5e3"), whatever the locale.
[[nodiscard]] bool parseNumber(std::string_view text, double& value);

/// Walks through the lines of a file's content; \n, \r\n and \r end a line. Errors are "file:line:column: problem".
class LineReader
{
public:
    /// `content` must outlive the reader. A byte-order mark at its start is skipped.
    LineReader(std::string fileName, std::string_view content);

    /// Goes to the next line; false at the end.
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
        if (const char* problem = parseValue(token, number))
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
    /// nullptr, or the end of the sentence that begins with what was found.
    [[nodiscard]] static const char* parseValue(std::string_view token, float& value);

    std::string m_fileName;
    std::string_view m_rest;
    std::string_view m_line;
    std::int64_t m_lineNumber = 0;
    bool m_terminated = false;
};

} // namespace pitlane
