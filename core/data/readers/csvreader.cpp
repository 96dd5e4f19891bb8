// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/categories.h"
#include "core/data/readers/csvtable.h"
#include "core/data/readers/filesignatures.h"
#include "core/data/readers/textreaders.h"
#include "core/data/text.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <memory>
#include <unordered_map>

namespace pitlane {

namespace {

/// Categories are indices in single precision, and a column with that many texts is no class.
constexpr std::size_t mostCategories = 1'000'000;

using Open = std::function<std::unique_ptr<TextInput>(const Progress& progress, std::string step)>;

/// One column on its way into an array.
struct Sink
{
    std::size_t column = 0;
    CsvColumn::Kind kind = CsvColumn::Kind::Unknown;
    std::vector<float> values;
    std::vector<std::string> categories;
    std::unordered_map<std::string, float> indexOf;
    std::string lastText; ///< labels repeat: the category of the row before is tried first
    float lastIndex = -1;
};

/// Reads the columns that are wanted of a table whose head was examined.
class TableLoader
{
public:
    TableLoader(const CsvTable& table, CsvRecords& records, std::vector<Sink>& sinks)
        : m_table(table), m_records(records), m_separator(table.dialect.separator),
          m_quickNumbers(table.dialect.decimal == '.'), m_sinks(table.columns.size())
    {
        for (auto& sink : sinks)
            m_sinks[sink.column] = &sink;
    }

    void load()
    {
        if (m_table.dialect.hasHeader)
            static_cast<void>(m_records.next());
        while (m_records.next()) {
            ++m_row;
            if (m_records.mayHaveQuotes())
                readQuoted();
            else
                readPlain();
        }
    }

private:
    [[nodiscard]] bool isSeparator(char letter) const
    {
        return letter == m_separator || (m_separator == ' ' && letter == '\t');
    }

    /// A record without quotation marks, in one pass over its bytes.
    void readPlain()
    {
        const auto record = m_separator == ' ' ? trimmed(m_records.record()) : m_records.record();
        const char* at = record.data();
        const char* const end = at + record.size();
        const auto columns = m_sinks.size();
        for (std::size_t c = 0;; ++c) {
            auto* const sink = m_sinks[c];
            const char* fieldEnd = nullptr;
            if (sink != nullptr && m_quickNumbers && sink->kind == CsvColumn::Kind::Number) {
                while (at < end && *at == ' ' && m_separator != ' ')
                    ++at;
                float value = 0;
                const auto result = std::from_chars(at, end, value);
                if (result.ec == std::errc() && (result.ptr == end || isSeparator(*result.ptr))) {
                    sink->values.push_back(value);
                    fieldEnd = result.ptr;
                }
            }
            if (fieldEnd == nullptr) {
                fieldEnd = std::find_if(at, end, [this](char letter) { return isSeparator(letter); });
                if (sink != nullptr)
                    addField(*sink, {trimmed({at, static_cast<std::size_t>(fieldEnd - at)})});
            }
            const bool atEnd = fieldEnd == end;
            at = atEnd ? end : fieldEnd + 1;
            if (m_separator == ' ')
                while (at < end && (*at == ' ' || *at == '\t'))
                    ++at;
            if (c + 1 == columns) {
                if (!atEnd && !isTrailing({at, static_cast<std::size_t>(end - at)}))
                    failCount();
                return;
            }
            if (atEnd)
                failCount();
        }
    }

    [[nodiscard]] bool isTrailing(std::string_view rest) const
    {
        return m_table.dialect.endsWithSeparator && trimmed(rest).empty();
    }

    void readQuoted()
    {
        CsvFields fields(m_records, m_separator);
        CsvField field;
        for (auto* const sink : m_sinks) {
            if (!fields.next(field))
                failCount();
            if (sink != nullptr)
                addField(*sink, field);
        }
        const auto rest = fields.rest();
        if (fields.next(field) && !isTrailing(rest))
            failCount();
    }

    void addField(Sink& sink, const CsvField& field)
    {
        if (isMissing(field.raw)) {
            sink.values.push_back(std::numeric_limits<float>::quiet_NaN());
            return;
        }
        float value = 0;
        if (sink.kind == CsvColumn::Kind::Unknown)
            sink.kind =
                parseField(field.raw, m_table.dialect.decimal, value) ? CsvColumn::Kind::Number : CsvColumn::Kind::Text;
        if (sink.kind == CsvColumn::Kind::Text)
            value = categoryOf(sink, field);
        else if (!parseField(field.raw, m_table.dialect.decimal, value))
            failNumber(sink, field);
        sink.values.push_back(value);
    }

    float categoryOf(Sink& sink, const CsvField& field)
    {
        if (sink.lastIndex >= 0 && !field.isQuoted && field.raw == sink.lastText)
            return sink.lastIndex;
        auto text = asUtf8(field.text());
        const auto next = static_cast<float>(sink.categories.size());
        const auto [entry, isNew] = sink.indexOf.try_emplace(text, next);
        if (isNew) {
            if (sink.categories.size() == mostCategories)
                m_records.fail(field.raw, place(sink) + " has more than " + std::to_string(mostCategories) +
                                              " different texts, too many for classes. Leave the column out.");
            sink.categories.push_back(text);
        }
        sink.lastIndex = entry->second;
        sink.lastText = std::move(text);
        return sink.lastIndex;
    }

    [[nodiscard]] std::string place(const Sink& sink) const
    {
        return "row " + std::to_string(m_row) + ", column " + std::to_string(sink.column + 1) + " " +
               inQuotes(m_table.columns[sink.column].name);
    }

    [[noreturn]] void failNumber(const Sink& sink, const CsvField& field) const
    {
        float ignored = 0;
        const bool comma = m_table.dialect.decimal == ',';
        const auto* problem = comma ? nullptr : parseSample(field.raw, ignored);
        if (problem != nullptr && !std::string_view(problem).starts_with(", which"))
            problem = nullptr;
        m_records.fail(field.raw, place(sink) + ": found " + inQuotes(field.raw) +
                                      (problem != nullptr
                                           ? std::string(problem)
                                           : std::string(", expected a number such as ") + (comma ? "0,25" : "0.25") +
                                                 " as in the rows above, or nothing where the value is missing. "
                                                 "Correct the value, or choose the decimal sign."));
    }

    [[noreturn]] void failCount() const
    {
        CsvFields fields(m_records, m_separator);
        std::int64_t count = 0;
        for (CsvField field; fields.next(field);)
            ++count;
        m_records.fail(m_records.record(),
                       "row " + std::to_string(m_row) + " has " + counted(count, "field") + ", expected " +
                           std::to_string(m_sinks.size()) +
                           (m_table.dialect.hasHeader
                                ? ", as many as line " + std::to_string(m_table.headerLine) + " has names."
                                : " as in the first rows.") +
                           (m_records.isTerminated()
                                ? ""
                                : " The last line has no line end, so the file may be cut off: fetch it again.") +
                           " Complete the row, or choose another separator.");
    }

    const CsvTable& m_table;
    CsvRecords& m_records;
    char m_separator;
    bool m_quickNumbers;
    std::vector<Sink*> m_sinks; ///< per column; nullptr: not wanted
    std::int64_t m_row = 0;
};

/// Rows below the header. Throws where there is none.
std::int64_t countRows(const CsvTable& table, const Open& open, const std::string& file, const Progress& progress)
{
    const auto input = open(progress, "Counting rows");
    CsvRecords records(file, *input, table.dialect);
    std::int64_t rows = table.dialect.hasHeader ? -1 : 0;
    while (records.next())
        ++rows;
    if (rows < 1)
        records.failFile("the table has names of columns, but no row below them. Choose the file that holds the data.");
    return rows;
}

FileInfo describeTable(const CsvTable& table, const Open& open, const std::string& file, const Progress& progress)
{
    const auto rows = countRows(table, open, file, progress);
    FileInfo info{.format = FileFormat::Csv, .notes = table.notes};
    for (const auto& column : table.columns) {
        ArrayInfo array;
        array.name = column.name;
        array.shape = {rows};
        array.type = column.kind == CsvColumn::Kind::Text ? "text" : "number";
        info.arrays.push_back(std::move(array));
    }
    return info;
}

std::size_t columnNamed(const CsvTable& table, const std::string& name, const std::string& file)
{
    const auto found = std::ranges::find(table.columns, name, &CsvColumn::name);
    if (found != table.columns.end())
        return static_cast<std::size_t>(found - table.columns.begin());
    std::string known;
    for (std::size_t i = 0; i < table.columns.size() && i < 12; ++i)
        known += (i == 0 ? "" : ", ") + table.columns[i].name;
    throw DatasetError(file + ": there is no column " + inQuotes(name) + " in this table, which has " + known +
                       (table.columns.size() > 12 ? ", ..." : "") + ". Choose one of them.");
}

std::vector<Array> loadTable(const CsvTable& table, const Open& open, std::span<const std::string> names,
                             const std::string& file, const Progress& progress)
{
    std::vector<std::size_t> wanted; // column of each array
    for (const auto& name : names)
        wanted.push_back(columnNamed(table, name, file));
    if (names.empty())
        for (std::size_t c = 0; c < table.columns.size(); ++c)
            wanted.push_back(c);

    const auto rows = countRows(table, open, file, progress.part(0, 0.15));
    const auto input = open(progress.part(0.15, 1), "Reading rows");
    // A row has a byte for each column at least, so this much the file can really hold.
    const auto most = input->size() / static_cast<std::int64_t>(table.columns.size()) + 1;
    std::vector<Sink> sinks;
    std::vector<std::size_t> sinkOf(table.columns.size(), table.columns.size());
    for (const auto column : wanted) {
        if (sinkOf[column] != table.columns.size())
            continue;
        sinkOf[column] = sinks.size();
        auto& sink = sinks.emplace_back();
        sink.column = column;
        sink.kind = table.columns[column].kind;
        sink.values.reserve(static_cast<std::size_t>(std::min(rows, most)));
    }
    CsvRecords records(file, *input, table.dialect);
    TableLoader(table, records, sinks).load();

    std::vector<Array> arrays;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        auto& sink = sinks[sinkOf[wanted[i]]];
        if (const auto before = std::ranges::find(wanted, wanted[i]) - wanted.begin();
            static_cast<std::size_t>(before) < i) {
            auto again = arrays[static_cast<std::size_t>(before)];
            arrays.push_back(std::move(again));
            continue;
        }
        auto& array = arrays.emplace_back();
        array.name = table.columns[sink.column].name;
        array.shape = {static_cast<std::int64_t>(sink.values.size())};
        array.type = sink.kind == CsvColumn::Kind::Text ? "text" : "number";
        if (sink.kind == CsvColumn::Kind::Text)
            sortCategories(sink.categories, sink.values);
        array.values = std::move(sink.values);
        array.categories = std::move(sink.categories);
    }
    return arrays;
}

Open openFile(const std::filesystem::path& path)
{
    return [path](const Progress& progress, std::string step) {
        return std::make_unique<TextInput>(path, progress, std::move(step));
    };
}

Open openText(std::string_view content, std::size_t blockBytes)
{
    return [=](const Progress&, const std::string&) { return std::make_unique<TextInput>(content, blockBytes); };
}

CsvTable examineFile(const std::filesystem::path& path, const TableOptions& options)
{
    const auto head = readHead(path);
    if (!isPlainText(head))
        throw DatasetError(path.string() + ": " + whyUnreadable(head));
    std::error_code error;
    return examineTable(head, std::filesystem::file_size(path, error) <= head.size(), options, path);
}

class CsvReader : public Reader
{
public:
    [[nodiscard]] FileFormat format() const override { return FileFormat::Csv; }

    /// Anything that holds numbers in columns; text alone where the ending promises a table or a list.
    [[nodiscard]] int sniff(std::string_view head, const std::filesystem::path& path) const override
    {
        if (!isPlainText(head))
            return 0;
        const auto extension = lowerCase(path.extension().string());
        const bool isTable = extension == ".csv" || extension == ".tsv" || extension == ".tab";
        const bool isText = extension == ".txt" || extension == ".dat" || extension.empty();
        try {
            const auto table = examineTable(head, head.size() < headBytes, {}, path);
            const bool numbers =
                std::ranges::find(table.columns, CsvColumn::Kind::Number, &CsvColumn::kind) != table.columns.end();
            if (isTable || (numbers && table.isConsistent && table.columns.size() > 1))
                return table.isConsistent ? 50 : 40;
            if (isText)
                return numbers ? 30 : table.isConsistent ? 15 : table.numericShare > 0.5 ? 20 : 0;
        } catch (const DatasetError&) {
            return isTable ? 40 : isText ? 5 : 0;
        }
        return 0;
    }

    [[nodiscard]] FileInfo describe(const std::filesystem::path& path, const ReadOptions& options,
                                    const Progress& progress) const override
    {
        return describeTable(examineFile(path, options.table), openFile(path), path.string(), progress);
    }

    [[nodiscard]] std::vector<Array> load(const std::filesystem::path& path, std::span<const std::string> names,
                                          const ReadOptions& options, const Progress& progress) const override
    {
        return loadTable(examineFile(path, options.table), openFile(path), names, path.string(), progress);
    }
};

} // namespace

const Reader& csvReader()
{
    static const CsvReader reader;
    return reader;
}

std::vector<Array> parseCsv(std::string_view content, const std::filesystem::path& path,
                            std::span<const std::string> names, const TableOptions& options, std::size_t blockBytes)
{
    return loadTable(examineTable(content, true, options, path), openText(content, blockBytes), names, path.string(),
                     {});
}

FileInfo describeCsv(std::string_view content, const std::filesystem::path& path, const TableOptions& options)
{
    return describeTable(examineTable(content, true, options, path), openText(content, 0), path.string(), {});
}

} // namespace pitlane
