// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/filesignatures.h"
#include "core/data/readers/labelledseries.h"
#include "core/data/readers/seriescollector.h"
#include "core/data/readers/seriesfilereader.h"
#include "core/data/readers/textreaders.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace pitlane {

namespace {

/// What stands between the fields of a table, from its first row.
enum class Separator { Tab, Comma, Blanks };

Separator separatorOf(std::string_view firstRow, FileFormat format)
{
    if (format == FileFormat::UcrTsv)
        return Separator::Tab;
    return firstRow.find(',') == firstRow.npos ? Separator::Blanks : Separator::Comma;
}

/// Takes fields off the front of a row. Between tabs or commas a field may be empty; runs of blanks are one separator.
class Fields
{
public:
    Fields(std::string_view row, Separator separator)
        : m_rest(separator == Separator::Blanks ? trimmed(row) : row), m_separator(separator)
    {
    }

    bool next(std::string_view& field)
    {
        if (m_atEnd)
            return false;
        const auto end = m_separator == Separator::Tab     ? m_rest.find('\t')
                         : m_separator == Separator::Comma ? m_rest.find(',')
                                                           : m_rest.find_first_of(" \t");
        field = m_rest.substr(0, end);
        m_atEnd = end == m_rest.npos;
        m_rest.remove_prefix(m_atEnd ? m_rest.size() : end + 1);
        if (m_separator == Separator::Blanks)
            m_rest.remove_prefix(std::min(m_rest.find_first_not_of(" \t"), m_rest.size()));
        return true;
    }

private:
    std::string_view m_rest;
    Separator m_separator;
    bool m_atEnd = false;
};

/// Labels of a table are whole numbers; where the first one is a name, names. A fraction tells that the first column is
/// not the class.
void checkLabel(const LineReader& lines, std::string_view label, std::int64_t series, bool& numbersExpected)
{
    double number = 0;
    const bool isNumber = parseNumber(trimmed(label), number);
    if (series == 1)
        numbersExpected = isNumber;
    if (isNumber && std::isfinite(number) && number != std::trunc(number))
        lines.fail(label, "series " + std::to_string(series) + ": found the class label " + inQuotes(trimmed(label)) +
                              ", expected a whole number. The first column of a UCR table is the class: put it first; "
                              "values to be predicted (regression) cannot be read from such a table.");
    if (isNumber != numbersExpected && !trimmed(label).empty())
        lines.fail(label, "series " + std::to_string(series) + ": found the class label " + inQuotes(trimmed(label)) +
                              ", expected " + (numbersExpected ? "a number" : "a name") +
                              " as in series 1. Correct the label or remove the line.");
}

std::vector<Array> readUcr(TextInput& input, const std::filesystem::path& path, FileFormat format)
{
    LineReader lines(path.string(), input);
    SeriesCollector collector(lines, SeriesCollector::Lengths::Equal);
    auto separator = Separator::Blanks;
    bool numbersExpected = true;
    while (lines.next()) {
        const auto row = lines.line();
        if (trimmed(row).empty() || row.front() == '#')
            continue;
        if (collector.seriesCount() == 0)
            separator = separatorOf(row, format);
        Fields fields(row, separator);
        std::string_view label;
        std::string_view field;
        static_cast<void>(fields.next(label));
        checkLabel(lines, label, collector.openSeries(), numbersExpected);
        collector.beginSeries();
        while (fields.next(field))
            collector.addValue(field);
        collector.endChannel();
        collector.endSeries(label, label);
    }
    return collector.finish();
}

/// What the start of a table says of its first column.
struct FirstColumn
{
    std::int64_t rows = 0;
    std::int64_t columns = 0;    ///< of the first row
    std::vector<double> numbers; ///< where all fields are whole numbers
    std::set<std::string> names; ///< distinct
    bool allWhole = true;
    bool allNames = true;
    bool restIsNumeric = true; ///< of the first row
    char separator = 0;
};

FirstColumn firstColumnOf(std::string_view head, const std::filesystem::path& path)
{
    TextInput input(head);
    LineReader lines(path.string(), input);
    FirstColumn column;
    while (lines.next() && column.rows < 4000) {
        const auto row = lines.line();
        if (trimmed(row).empty() || row.front() == '#')
            continue;
        if (column.rows > 0 && !lines.isTerminated() && head.size() > 1000)
            break; // cut by the end of the head
        const auto first = trimmed(row).substr(0, trimmed(row).find_first_of(" \t,"));
        if (column.rows == 0 && first.size() < trimmed(row).size())
            column.separator = trimmed(row)[first.size()];
        const auto separator = column.separator == '\t' ? Separator::Tab : separatorOf(row, FileFormat::UcrTxt);
        Fields fields(row, separator);
        std::string_view field;
        static_cast<void>(fields.next(field));
        field = trimmed(field);
        double number = 0;
        const bool isNumber = parseNumber(field, number);
        column.allWhole = column.allWhole && isNumber && number == std::trunc(number) && std::abs(number) < 1e6;
        column.allNames = column.allNames && !isNumber && !field.empty();
        column.numbers.push_back(number);
        column.names.insert(canonicalClassName(field));
        float ignored = 0;
        if (column.rows == 0)
            for (column.columns = 1; fields.next(field); ++column.columns)
                column.restIsNumeric = column.restIsNumeric && parseSample(field, ignored) == nullptr;
        ++column.rows;
    }
    return column;
}

/// Few classes for many rows; in a small file, at least no row numbers.
bool holdsClasses(const FirstColumn& column)
{
    const auto distinct = static_cast<std::int64_t>(column.names.size());
    if (distinct * 2 <= column.rows)
        return true;
    const bool counts = column.allWhole && column.rows >= 8 &&
                        std::ranges::adjacent_find(column.numbers, std::greater_equal<>()) == column.numbers.end();
    return column.rows <= 60 && !counts;
}

/// A table without a header whose first column is a class and whose rows are series: many columns, or a name that only
/// such files have.
int sniffUcr(std::string_view head, const std::filesystem::path& path, bool tabs)
{
    if (!isPlainText(head))
        return 0;
    const auto extension = lowerCase(path.extension().string());
    const auto stem = path.stem().string();
    const bool isPart = nameFromFile(stem).size() != stem.size();
    const auto column = firstColumnOf(head, path);
    if (column.rows == 0 || column.columns < 2 || !column.restIsNumeric || (column.separator == '\t') != tabs ||
        !holdsClasses(column))
        return 0;
    if (column.allWhole)
        return column.columns >= 20 ? 80 : isPart || extension == ".tsv" ? 70 : 0;
    if (column.allNames)
        return column.columns >= 20 ? 65 : isPart || extension == ".tsv" ? 60 : 0;
    return 0;
}

std::vector<Array> readTsv(TextInput& input, const std::filesystem::path& path)
{
    return readUcr(input, path, FileFormat::UcrTsv);
}

std::vector<Array> readTxt(TextInput& input, const std::filesystem::path& path)
{
    return readUcr(input, path, FileFormat::UcrTxt);
}

int sniffTsv(std::string_view head, const std::filesystem::path& path)
{
    return sniffUcr(head, path, true);
}

int sniffTxt(std::string_view head, const std::filesystem::path& path)
{
    return sniffUcr(head, path, false);
}

} // namespace

const Reader& ucrTsvReader()
{
    static const SeriesFileReader reader(FileFormat::UcrTsv, sniffTsv, readTsv);
    return reader;
}

const Reader& ucrTxtReader()
{
    static const SeriesFileReader reader(FileFormat::UcrTxt, sniffTxt, readTxt);
    return reader;
}

std::vector<Array> parseUcr(std::string_view content, const std::filesystem::path& path, FileFormat format,
                            std::size_t blockBytes)
{
    TextInput input(content, blockBytes);
    return readUcr(input, path, format);
}

} // namespace pitlane
