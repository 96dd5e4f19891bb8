// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/csvtable.h"

#include "core/data/text.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace pitlane {

namespace {

constexpr std::size_t sampleRows = 100;

struct Row
{
    std::vector<CsvField> fields;
    std::int64_t line = 0;
};

/// The first rows, taken apart with one separator. The fields point into the head.
struct Sample
{
    CsvDialect dialect;
    std::vector<Row> rows;
    std::string comment; ///< the last one before the first row
    std::size_t columns = 0;
    bool isConsistent = false;
    bool isLikely = false;   ///< most rows agree and hold numbers, though some have other counts
    double numericShare = 0; ///< of the fields from the second row on
};

Sample takeSample(std::string_view head, bool isWhole, const CsvDialect& dialect, const std::string& file)
{
    Sample sample;
    sample.dialect = dialect;
    TextInput input(head);
    CsvRecords records(file, input, sample.dialect, isWhole);
    while (sample.rows.size() < sampleRows && records.next()) {
        if (sample.rows.empty())
            sample.comment = records.comment();
        auto& row = sample.rows.emplace_back();
        row.line = records.line();
        CsvFields fields(records, dialect.separator);
        for (CsvField field; fields.next(field);)
            row.fields.push_back(field);
    }
    return sample;
}

bool isNumericField(const CsvField& field, char decimal)
{
    float ignored = 0;
    return isMissing(field.raw) || parseField(field.raw, decimal, ignored);
}

/// The number of fields that most rows have, of equally frequent ones the first.
std::size_t usualCount(const Sample& sample)
{
    std::map<std::size_t, std::size_t> rowsOf;
    std::size_t usual = 0;
    for (std::size_t r = sample.rows.size() > 1 ? 1 : 0; r < sample.rows.size(); ++r)
        ++rowsOf[sample.rows[r].fields.size()];
    for (const auto& row : sample.rows)
        if (usual == 0 || rowsOf[row.fields.size()] > rowsOf[usual])
            usual = row.fields.size();
    return usual;
}

/// Number of columns, whether each row ends with a separator, and how well that fits.
void measure(Sample& sample)
{
    if (sample.rows.empty())
        return;
    const auto& first = sample.rows.front().fields;
    const auto usual = usualCount(sample);
    bool allLastEmpty = usual > 1 && sample.dialect.separator != ' ';
    std::size_t equal = 0;
    std::size_t rows = 0;
    std::size_t numeric = 0;
    std::size_t count = 0;
    for (std::size_t r = sample.rows.size() > 1 ? 1 : 0; r < sample.rows.size(); ++r, ++rows) {
        const auto& fields = sample.rows[r].fields;
        equal += fields.size() == usual ? 1U : 0U;
        allLastEmpty = allLastEmpty && fields.back().raw.empty() && !fields.back().isQuoted;
        for (const auto& field : fields)
            numeric += isNumericField(field, sample.dialect.decimal) ? 1U : 0U;
        count += fields.size();
    }
    sample.dialect.endsWithSeparator =
        allLastEmpty && (first.size() + 1 == usual || (first.size() == usual && first.back().raw.empty()));
    sample.columns = usual - (sample.dialect.endsWithSeparator ? 1 : 0);
    sample.isConsistent = equal == rows && (first.size() == sample.columns || first.size() == usual);
    sample.numericShare = count == 0 ? 0 : static_cast<double>(numeric) / static_cast<double>(count);
    sample.isLikely = sample.columns > 1 && equal * 2 >= rows && sample.numericShare > 0.5;
}

/// The likeliest way to take the head apart. Of equally good ones the first: tabs, semicolons, commas, blanks.
Sample bestSample(std::string_view head, bool isWhole, const CsvDialect& start, const TableOptions& options,
                  const std::string& file)
{
    std::optional<Sample> best;
    std::optional<std::string> problem;
    std::string lastProblem;
    const auto rank = [](const Sample& sample) {
        return std::tuple(sample.isConsistent && sample.columns > 1, sample.isLikely, sample.isConsistent,
                          sample.numericShare);
    };
    for (const char separator : {'\t', ';', ',', ' '}) {
        if (options.separator != 0 && options.separator != separator)
            continue;
        for (const char decimal : {'.', ','}) {
            if (options.decimal != 0 && options.decimal != decimal)
                continue;
            auto dialect = start;
            dialect.separator = separator;
            dialect.decimal = decimal;
            try {
                auto sample = takeSample(head, isWhole, dialect, file);
                measure(sample);
                if (!best || rank(sample) > rank(*best))
                    best = std::move(sample);
            } catch (const DatasetError& error) {
                if (!problem && separator != ' ')
                    problem = error.what();
                lastProblem = error.what();
            }
        }
    }
    // Quotation marks that break the rules with commas are a damaged table, not a column of text.
    if (!best || (best->columns <= 1 && problem))
        throw DatasetError(problem.value_or(lastProblem));
    return std::move(*best);
}

bool allNumeric(const Sample& sample, std::size_t column, std::size_t firstRow)
{
    bool any = false;
    for (std::size_t r = firstRow; r < sample.rows.size(); ++r) {
        const auto& fields = sample.rows[r].fields;
        if (column >= fields.size() || isMissing(fields[column].raw))
            continue;
        if (!isNumericField(fields[column], sample.dialect.decimal))
            return false;
        any = true;
    }
    return any;
}

/// 0, 1, 2, ...: what pandas writes where columns have no names, perhaps behind an empty field.
bool countsUp(const std::vector<CsvField>& fields)
{
    const std::size_t from = !fields.empty() && fields[0].raw.empty() ? 1 : 0;
    if (fields.size() < from + 3)
        return false;
    for (std::size_t i = from; i < fields.size(); ++i)
        if (fields[i].raw != std::to_string(i - from))
            return false;
    return true;
}

bool hasFraction(const CsvField& field)
{
    return field.raw.find_first_of(".,eE") != std::string_view::npos;
}

/// Names stand above numbers; above texts, where they are unlike all that follows.
bool firstRowIsHeader(const Sample& sample)
{
    const auto& first = sample.rows.front().fields;
    if (sample.rows.size() > 1 && countsUp(first) &&
        (first[0].raw.empty() || std::ranges::any_of(sample.rows[1].fields, hasFraction)))
        return true;
    const auto columns = std::min(first.size(), sample.columns);
    bool anyNumericColumn = false;
    for (std::size_t c = 0; c < columns; ++c) {
        const bool isName = !isNumericField(first[c], sample.dialect.decimal);
        const bool isNumber = !isName && !isMissing(first[c].raw);
        const bool numbersBelow = allNumeric(sample, c, 1);
        if (isNumber && numbersBelow)
            return false;
        if (isName && (numbersBelow || sample.rows.size() == 1))
            return true;
        anyNumericColumn = anyNumericColumn || numbersBelow;
    }
    if (anyNumericColumn || columns < 2 || sample.rows.size() < 3)
        return false;
    std::set<std::string_view> names;
    bool repeats = false;
    for (std::size_t c = 0; c < columns; ++c) {
        if (first[c].raw.empty() || !names.insert(first[c].raw).second)
            return false;
        std::set<std::string_view> below;
        for (std::size_t r = 1; r < sample.rows.size(); ++r)
            if (c < sample.rows[r].fields.size())
                repeats = !below.insert(sample.rows[r].fields[c].raw).second || repeats;
        if (below.contains(first[c].raw))
            return false;
    }
    return repeats;
}

void nameColumns(CsvTable& table, const Sample& sample, const std::vector<CsvField>& names)
{
    std::set<std::string> taken;
    bool changed = false;
    table.columns.resize(sample.columns);
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const auto raw = c < names.size() ? std::string(trimmed(names[c].text())) : std::string();
        auto base = asUtf8(raw);
        changed = changed || base != raw;
        if (base.empty())
            base = "column " + std::to_string(c + 1);
        auto name = base;
        for (int n = 2; !taken.insert(name).second; ++n)
            name = base + " (" + std::to_string(n) + ")";
        table.columns[c].name = std::move(name);
    }
    if (changed)
        table.notes.emplace_back("The names are not UTF-8 and are taken as Latin-1.");
}

/// Names behind a # above the numbers, as numpy.savetxt writes them.
bool useNamesInComment(CsvTable& table, const Sample& sample)
{
    if (sample.comment.empty())
        return false;
    const auto named = takeSample(sample.comment, true, {.separator = sample.dialect.separator}, {});
    if (named.rows.size() != 1 || named.rows[0].fields.size() != sample.columns)
        return false;
    const auto isName = [](const CsvField& field) { return !isNumericField(field, '.'); };
    if (!std::ranges::all_of(named.rows[0].fields, isName))
        return false;
    nameColumns(table, sample, named.rows[0].fields);
    return true;
}

std::string_view nameOfSeparator(char separator)
{
    return separator == '\t' ? "tabs" : separator == ';' ? "semicolons" : separator == ' ' ? "blanks" : "commas";
}

/// Columns whose numbers need more digits than single precision keeps.
void notePrecision(CsvTable& table, const Sample& sample)
{
    for (std::size_t c = 0; c < table.columns.size() && c < 64; ++c) {
        for (const auto& row : sample.rows) {
            double value = 0;
            if (c >= row.fields.size() || row.fields[c].raw.find_first_of(".,eE") != std::string_view::npos ||
                !parseNumber(row.fields[c].raw, value) || !(std::abs(value) > 16'777'216))
                continue;
            table.notes.push_back("Column " + inQuotes(table.columns[c].name) + " has numbers such as " +
                                  std::string(row.fields[c].raw) + ", which single precision rounds to 7 digits.");
            break;
        }
    }
}

/// The separator that a first line "sep=;" names, as spreadsheets write it.
char declaredSeparator(std::string_view head)
{
    if (head.starts_with("\xef\xbb\xbf"))
        head.remove_prefix(3);
    const auto line = head.substr(0, head.find_first_of("\r\n"));
    if (line.size() != 5 || lowerCase(line.substr(0, 4)) != "sep=")
        return 0;
    return std::string_view("\t;, ").find(line[4]) == std::string_view::npos ? '\0' : line[4];
}

} // namespace

CsvTable examineTable(std::string_view head, bool isWhole, const TableOptions& asked, const std::filesystem::path& path)
{
    auto options = asked;
    CsvDialect start{.skipLines = std::max<std::int64_t>(0, options.skipLines)};
    if (head.find('\n') == head.npos && head.find('\r') != head.npos)
        start.lineEnd = '\r';
    if (const char separator = declaredSeparator(head); separator != 0 && options.skipLines == 0) {
        start.skipLines = 1;
        options.separator = options.separator == 0 ? separator : options.separator;
    }
    const auto sample = bestSample(head, isWhole, start, options, path.string());
    if (sample.rows.empty() || sample.columns == 0)
        throw DatasetError(path.string() + ": there is no row in this table" +
                           (start.skipLines > 0 ? " behind the first " + counted(start.skipLines, "line") : "") +
                           (isWhole ? "" : " that ends within its first 256 kB") +
                           ". Choose the file that holds the data.");

    CsvTable table;
    table.dialect = sample.dialect;
    table.isConsistent = sample.isConsistent;
    table.numericShare = sample.numericShare;
    auto& dialect = table.dialect;
    dialect.hasHeader = options.header == TableOptions::Header::Auto ? firstRowIsHeader(sample)
                                                                     : options.header == TableOptions::Header::Yes;
    table.notes.push_back(sample.columns == 1
                              ? std::string("One column.")
                              : counted(static_cast<std::int64_t>(sample.columns), "column") + ", separated by " +
                                    std::string(nameOfSeparator(dialect.separator)) +
                                    (dialect.decimal == ',' ? ", decimal comma." : "."));
    if (dialect.hasHeader) {
        table.headerLine = sample.rows.front().line;
        nameColumns(table, sample, sample.rows.front().fields);
        table.notes.push_back("Names of the columns in line " + std::to_string(table.headerLine) + ".");
    } else if (useNamesInComment(table, sample)) {
        table.notes.emplace_back("Names of the columns in the comment above the rows.");
    } else {
        nameColumns(table, sample, {});
        table.notes.emplace_back("No names of columns.");
    }
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const std::size_t from = dialect.hasHeader ? 1 : 0;
        const bool anyValue =
            std::ranges::any_of(sample.rows.begin() + static_cast<std::ptrdiff_t>(from), sample.rows.end(),
                                [&](const Row& row) { return c < row.fields.size() && !isMissing(row.fields[c].raw); });
        table.columns[c].kind = !anyValue                     ? CsvColumn::Kind::Unknown
                                : allNumeric(sample, c, from) ? CsvColumn::Kind::Number
                                                              : CsvColumn::Kind::Text;
    }
    notePrecision(table, sample);
    return table;
}

} // namespace pitlane
