// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers/textinput.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace pitlane {

/// How a table of text is written.
struct CsvDialect
{
    char separator = ','; ///< ' ': any run of blanks and tabs
    char decimal = '.';
    char lineEnd = '\n'; ///< '\r' in files of old Macintoshes
    std::int64_t skipLines = 0;
    bool hasHeader = false;
    bool endsWithSeparator = false; ///< each row, behind its last field
    bool operator==(const CsvDialect&) const = default;
};

/// Walks through the records of a table: lines, or several lines where quotation marks hold line breaks together
/// (RFC 4180). Skips blank lines and comments (# or % at the start of a line). Errors are "file:line:column: problem".
class CsvRecords
{
public:
    /// `input` must outlive the records. `isWhole`: false for the head of a file, where a record that is cut is left
    /// out.
    CsvRecords(std::string fileName, TextInput& input, const CsvDialect& dialect, bool isWhole = true);

    /// Goes to the next record; false at the end. record() before it is gone then.
    [[nodiscard]] bool next();
    [[nodiscard]] std::string_view record() const { return m_record; } ///< without line end
    [[nodiscard]] bool mayHaveQuotes() const { return m_mayHaveQuotes; }
    [[nodiscard]] std::int64_t line() const { return m_line; } ///< where record() begins, from 1
    [[nodiscard]] bool isTerminated() const { return m_terminated; }
    /// The last comment before record(), without # or %; empty where there is none.
    [[nodiscard]] std::string_view comment() const { return m_comment; }

    /// Throws a DatasetError for the place of `at`, a part of record().
    [[noreturn]] void fail(std::string_view at, const std::string& problem) const;
    [[noreturn]] void failFile(const std::string& problem) const;

private:
    [[nodiscard]] bool nextLine();
    [[nodiscard]] bool findRecordEnd(std::size_t& end, std::size_t& openQuote);

    std::string m_fileName;
    TextInput& m_input;
    const CsvDialect& m_dialect;
    bool m_isWhole;
    bool m_started = false;
    std::string_view m_record;
    std::string m_comment;
    std::size_t m_ahead = 0; ///< bytes of the input that record() and its end take
    std::int64_t m_line = 1;
    std::int64_t m_linesAhead = 0;
    bool m_mayHaveQuotes = false;
    bool m_terminated = false;
};

/// One field of a record.
struct CsvField
{
    std::string_view raw; ///< blanks around it removed; within quotes, pairs of quotes still stand
    bool isQuoted = false;
    [[nodiscard]] std::string text() const;
};

/// Takes fields off the front of a record.
class CsvFields
{
public:
    CsvFields(const CsvRecords& records, char separator);
    [[nodiscard]] bool next(CsvField& field);
    /// What is left.
    [[nodiscard]] std::string_view rest() const { return m_rest; }

private:
    [[nodiscard]] CsvField takeQuoted();
    void takeSeparator();

    const CsvRecords& m_records;
    std::string_view m_rest;
    char m_separator;
    bool m_atEnd = false;
};

/// "", "?", "NaN", "NA", "N/A", "null", in any case.
[[nodiscard]] bool isMissing(std::string_view field);
/// The number that `field` spells with that decimal sign. Too small is 0; too large, and anything else, is not one.
[[nodiscard]] bool parseField(std::string_view field, char decimal, float& value);

} // namespace pitlane
