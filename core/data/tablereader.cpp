// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formatreaders.h"
#include "core/data/seriescollector.h"

#include <cmath>

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

} // namespace

Dataset readUcrTable(std::string_view content, const std::filesystem::path& path, FileFormat format)
{
    LineReader lines(path.string(), content);
    SeriesCollector collector(lines);
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
    return collector.finish(nameFromFile(path.stem().string()));
}

} // namespace pitlane
