// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/csvrecords.h"

#include "core/data/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace pitlane {

namespace {

/// A record that is longer is a mistake, most likely a quotation mark that is never closed.
constexpr std::size_t longestRecord = std::size_t{64} << 20U;

std::string_view withoutBlanksInFront(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r"), text.size()));
    return text;
}

bool isBlank(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\r';
}

bool isNumber(std::string_view field, float& value)
{
    return !field.empty() && parseSample(field, value) == nullptr;
}

} // namespace

CsvRecords::CsvRecords(std::string fileName, TextInput& input, const CsvDialect& dialect, bool isWhole)
    : m_fileName(std::move(fileName)), m_input(input), m_dialect(dialect), m_isWhole(isWhole)
{
    m_input.skipByteOrderMark();
}

/// Makes m_record the next physical line, extended to whole records by next().
bool CsvRecords::nextLine()
{
    m_input.consume(m_ahead);
    m_line += m_linesAhead;
    m_ahead = 0;
    m_linesAhead = 0;
    if (m_input.visible().empty())
        return false;
    std::size_t end = 0;
    for (std::size_t searched = 0;;) {
        end = m_input.visible().find(m_dialect.lineEnd, searched);
        if (end != std::string_view::npos)
            break;
        searched = m_input.visible().size();
        if (searched > longestRecord) {
            m_record = m_input.visible().substr(0, 1);
            fail(m_record, "this line is longer than 64 MB, expected a row of a table. Choose another file or format.");
        }
        if (!m_input.more())
            break;
    }
    m_terminated = end != std::string_view::npos;
    m_record = m_input.visible().substr(0, end);
    m_ahead = m_record.size() + (m_terminated ? 1 : 0);
    m_linesAhead = 1;
    return true;
}

/// Looks for the line end behind which the record that begins at visible() is complete. False when a quotation mark is
/// still open at the end of what is visible.
bool CsvRecords::findRecordEnd(std::size_t& end, std::size_t& openQuote)
{
    const auto text = m_input.visible();
    bool atFieldStart = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (letter == m_dialect.lineEnd) {
            end = i;
            return true;
        }
        if (letter == '"' && atFieldStart) {
            openQuote = i;
            for (++i;; ++i) {
                i = text.find('"', i);
                if (i == text.npos)
                    return false;
                if (i + 1 < text.size() && text[i + 1] == '"')
                    ++i;
                else
                    break;
            }
            atFieldStart = false;
        } else {
            atFieldStart = letter == m_dialect.separator || (atFieldStart && isBlank(letter)) ||
                           (m_dialect.separator == ' ' && isBlank(letter));
        }
    }
    end = text.npos;
    return true;
}

bool CsvRecords::next()
{
    if (!m_started) {
        m_started = true;
        for (std::int64_t i = 0; i < m_dialect.skipLines; ++i)
            if (!nextLine())
                return false;
    }
    for (;;) {
        if (!nextLine())
            return false;
        const auto text = withoutBlanksInFront(m_record);
        if (text.empty())
            continue;
        if (text.front() != '#' && text.front() != '%')
            break;
        m_comment = trimmed(text.substr(1, 100'000));
    }
    m_mayHaveQuotes = m_record.find('"') != m_record.npos;
    if (m_mayHaveQuotes) {
        std::size_t end = 0;
        std::size_t openQuote = 0;
        for (;;) {
            const bool closed = findRecordEnd(end, openQuote);
            if (closed && end != std::string_view::npos)
                break;
            const bool tooLong = m_input.visible().size() > longestRecord;
            if (!tooLong && m_input.more())
                continue;
            if (closed)
                break;
            if (!m_isWhole)
                return false;
            m_record = m_input.visible();
            fail(m_record.substr(openQuote, 1), std::string("the quotation mark that opens here is not closed") +
                                                    (tooLong ? " within 64 MB" : " before the end of the file") +
                                                    ". Close it, write it twice within a quoted field, or remove it.");
        }
        m_terminated = end != std::string_view::npos;
        m_record = m_input.visible().substr(0, end);
        m_ahead = m_record.size() + (m_terminated ? 1 : 0);
        m_linesAhead = 1 + std::ranges::count(m_record, m_dialect.lineEnd);
    }
    if (m_record.ends_with('\r'))
        m_record.remove_suffix(1);
    return m_terminated || m_isWhole;
}

void CsvRecords::fail(std::string_view at, const std::string& problem) const
{
    const auto before = m_record.substr(0, static_cast<std::size_t>(at.data() - m_record.data()));
    const auto lines = std::ranges::count(before, m_dialect.lineEnd);
    const auto lineStart = before.rfind(m_dialect.lineEnd);
    const auto column = before.size() - (lineStart == before.npos ? 0 : lineStart + 1) + 1;
    throw DatasetError(m_fileName + ":" + std::to_string(m_line + lines) + ":" + std::to_string(column) + ": " +
                       problem);
}

void CsvRecords::failFile(const std::string& problem) const
{
    throw DatasetError(m_fileName + ": " + problem);
}

std::string CsvField::text() const
{
    std::string result(raw);
    if (isQuoted)
        for (auto at = result.find("\"\""); at != std::string::npos; at = result.find("\"\"", at + 1))
            result.erase(at, 1);
    return result;
}

CsvFields::CsvFields(const CsvRecords& records, char separator)
    : m_records(records), m_rest(separator == ' ' ? trimmed(records.record()) : records.record()),
      m_separator(separator)
{
}

bool CsvFields::next(CsvField& field)
{
    if (m_atEnd)
        return false;
    while (!m_rest.empty() && isBlank(m_rest.front()) && m_rest.front() != m_separator)
        m_rest.remove_prefix(1);
    if (m_records.mayHaveQuotes() && m_rest.starts_with('"')) {
        field = takeQuoted();
    } else {
        const auto end = m_separator == ' ' ? m_rest.find_first_of(" \t\r") : m_rest.find(m_separator);
        field = {trimmed(m_rest.substr(0, end))};
        m_rest.remove_prefix(std::min(end, m_rest.size()));
    }
    takeSeparator();
    return true;
}

CsvField CsvFields::takeQuoted()
{
    std::size_t i = 1;
    for (;; ++i) {
        i = m_rest.find('"', i);
        if (i == m_rest.npos)
            m_records.fail(m_rest, "the quotation mark that opens here is not closed. Close it or remove it.");
        if (i + 1 >= m_rest.size() || m_rest[i + 1] != '"')
            break;
        ++i;
    }
    const CsvField field{m_rest.substr(1, i - 1), true};
    m_rest.remove_prefix(i + 1);
    const auto behind = m_rest.substr(0, m_rest.find_first_not_of(" \t\r"));
    if (m_separator != ' ' && m_separator != '\t')
        m_rest.remove_prefix(behind.size());
    if (!m_rest.empty() && m_rest.front() != m_separator && !isBlank(m_rest.front()))
        m_records.fail(m_rest, "found " + inQuotes(m_rest) +
                                   " behind a quotation mark, expected the end of the field. Write a quotation mark "
                                   "within a quoted field twice.");
    return field;
}

void CsvFields::takeSeparator()
{
    m_atEnd = m_rest.empty();
    if (m_atEnd)
        return;
    m_rest.remove_prefix(1);
    if (m_separator == ' ')
        m_rest.remove_prefix(std::min(m_rest.find_first_not_of(" \t\r"), m_rest.size()));
}

bool isMissing(std::string_view field)
{
    if (field.empty() || field == "?")
        return true;
    if (field.size() > 4)
        return false;
    const auto lower = lowerCase(field);
    return lower == "nan" || lower == "na" || lower == "n/a" || lower == "null";
}

bool parseField(std::string_view field, char decimal, float& value)
{
    if (decimal == '.')
        return field != "?" && isNumber(field, value);
    std::array<char, 64> copy{};
    if (field.size() > copy.size() || field.find('.') != field.npos || field.ends_with(decimal))
        return false;
    std::ranges::replace_copy(field, copy.begin(), decimal, '.');
    return isNumber(std::string_view(copy.data(), field.size()), value);
}

} // namespace pitlane
