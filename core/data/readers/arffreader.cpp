// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/filesignatures.h"
#include "core/data/readers/seriescollector.h"
#include "core/data/readers/seriesfilereader.h"
#include "core/data/readers/taggedlines.h"
#include "core/data/readers/textreaders.h"

#include <optional>

namespace pitlane {

namespace {

/// One field of a line: its text without quotes, and where it stands.
struct Token
{
    std::string_view text;
    bool isQuoted = false;
};

/// Text between quotes, with \' \" \\ \t \n replaced.
std::string unescaped(const Token& token)
{
    if (!token.isQuoted)
        return std::string(token.text);
    std::string result;
    for (std::size_t i = 0; i < token.text.size(); ++i) {
        const bool escape = token.text[i] == '\\' && i + 1 < token.text.size();
        const char letter = token.text[escape ? ++i : i];
        result += escape && letter == 't' ? '\t' : escape && letter == 'n' ? '\n' : letter;
    }
    return result;
}

/// ARFF (Weka): @attribute header, then one series a line. A multivariate series is a relational attribute as
/// the UEA archive writes it: a quoted text with one channel per row, rows separated by \n, values by commas.
class ArffParser
{
public:
    ArffParser(TextInput& input, const std::filesystem::path& path)
        : m_lines(path.string(), input), m_collector(m_lines, SeriesCollector::Lengths::Equal)
    {
    }

    std::vector<Array> read()
    {
        readTaggedLines(
            m_lines, '%', "@relation or @attribute", [this](std::string_view line) { return readDeclaration(line); },
            [this](std::string_view line) { readSeries(line); });
        if (m_relationLength > 0)
            m_collector.removePadding();
        return m_collector.finish();
    }

private:
    enum class Kind { Numeric, Class, Relational };

    /// Takes one field off the front of `rest`: quoted, or up to one of `ends`. Leaves `rest` at what follows.
    Token takeToken(std::string_view& rest, std::string_view ends) const
    {
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
        if (rest.empty() || (rest.front() != '\'' && rest.front() != '"')) {
            const auto text = rest.substr(0, rest.find_first_of(ends));
            rest.remove_prefix(text.size());
            return {trimmed(text)};
        }
        for (std::size_t i = 1; i < rest.size(); ++i) {
            if (rest[i] == '\\') {
                ++i;
            } else if (rest[i] == rest.front()) {
                const Token token{rest.substr(1, i - 1), true};
                rest.remove_prefix(i + 1);
                return token;
            }
        }
        m_lines.fail(rest, std::string("the quotation mark ") + rest.front() + " is not closed on this line." +
                               (m_lines.isTerminated() ? "" : " The file may be cut off: fetch it again.") +
                               " Close it or write \\" + rest.front() + " inside a name.");
    }

    /// True for @data.
    bool readDeclaration(std::string_view line)
    {
        auto rest = line;
        const auto keyword = lowerCase(takeToken(rest, " \t").text);
        if (keyword == "@data") {
            checkHeader();
            return true;
        }
        if (keyword == "@relation") {
            static_cast<void>(takeToken(rest, " \t")); // a name, which must be quoted well
        } else if (keyword == "@attribute") {
            readAttribute(line, rest);
        } else if (keyword == "@end" && m_inRelation) {
            m_inRelation = false;
            if (m_relationLength == 0)
                m_lines.fail(line, "the relational attribute has no attributes inside, expected one per sample. "
                                   "Correct the header.");
            m_collector.declareLength(m_relationLength, "the relational attribute");
        } else {
            m_lines.fail(line,
                         "found " + inQuotes(line) + ", expected @relation, @attribute or @data. Correct the header.");
        }
        return false;
    }

    void readAttribute(std::string_view line, std::string_view rest)
    {
        const auto name = unescaped(takeToken(rest, " \t{"));
        rest = trimmed(rest);
        const auto type = lowerCase(rest.substr(0, rest.find_first_of(" \t{")));
        const bool isNumeric = type == "numeric" || type == "real" || type == "integer";
        if (m_inRelation) {
            if (!isNumeric)
                m_lines.fail(line, "inside the relational attribute, " + inQuotes(name) + " has the type " +
                                       inQuotes(rest) + ", expected numeric. Remove that attribute.");
            ++m_relationLength;
        } else if (isNumeric) {
            m_kinds.push_back(Kind::Numeric);
            ++m_numericCount;
        } else if (type == "relational") {
            if (m_relationLength > 0)
                m_lines.fail(line, "a second relational attribute, " + inQuotes(name) +
                                       ", expected one: the series. "
                                       "Remove the other.");
            m_kinds.push_back(Kind::Relational);
            m_inRelation = true;
        } else if (rest.starts_with('{')) {
            readClasses(line, name, rest);
        } else {
            m_lines.fail(line, "the attribute " + inQuotes(name) + " has the type " + inQuotes(rest) +
                                   ", expected numeric, relational or a list of classes such as {a, b}. Remove that "
                                   "attribute from header and data.");
        }
    }

    void readClasses(std::string_view line, const std::string& name, std::string_view rest)
    {
        if (m_className)
            m_lines.fail(line, "the attributes " + inQuotes(*m_className) + " and " + inQuotes(name) +
                                   " both list classes, expected one. Remove the one that is not the class.");
        m_className = name;
        rest.remove_prefix(1);
        std::vector<std::string> names;
        for (;;) {
            const auto token = takeToken(rest, ",}");
            if (!token.text.empty())
                names.push_back(unescaped(token));
            rest = trimmed(rest);
            if (rest.empty())
                m_lines.fail(line, "the list of classes of " + inQuotes(name) +
                                       " is not closed, expected } at its end. "
                                       "Correct the header.");
            const bool atEnd = rest.front() == '}';
            rest.remove_prefix(1);
            if (atEnd)
                break;
        }
        if (names.empty())
            m_lines.fail(line, "the attribute " + inQuotes(name) + " lists no class. List the classes as {a, b}.");
        m_collector.declareClasses(names, "the attribute " + inQuotes(name));
        m_kinds.push_back(Kind::Class);
    }

    void checkHeader()
    {
        if (m_inRelation)
            m_lines.fail(
                "the relational attribute is not ended, expected a line @end before @data. Correct the header.");
        if (!m_className)
            m_lines.fail("no attribute lists classes, expected one such as @attribute class {a, b}. Choose a "
                         "classification data set, or declare the classes.");
        if (m_relationLength > 0 && m_numericCount > 0)
            m_lines.fail("the header mixes a relational attribute with numeric ones, expected one series per line. "
                         "Remove the numeric attributes.");
        if (m_relationLength == 0 && m_numericCount == 0)
            m_lines.fail("the header declares no numeric attribute, expected one per sample. Correct the header.");
        if (m_relationLength == 0)
            m_collector.declareLength(m_numericCount, "the header");
    }

    void readSeries(std::string_view line)
    {
        if (line.front() == '{')
            m_lines.fail(line, "sparse rows ({index value, ...}) cannot be read. Save the data in the dense form.");
        m_fields.clear();
        auto rest = line;
        for (bool more = true; more;) {
            m_fields.push_back(takeToken(rest, ","));
            const auto tail = trimmed(rest);
            more = !tail.empty();
            if (more && tail.front() != ',')
                m_lines.fail(tail, "series " + std::to_string(m_collector.openSeries()) + ": found " + inQuotes(tail) +
                                       " after a quotation mark, expected a comma. Correct the line.");
            rest = more ? tail.substr(1) : tail;
        }
        if (m_fields.size() != m_kinds.size())
            failCount(line, m_fields.size());
        m_collector.beginSeries();
        Token label;
        for (std::size_t i = 0; i < m_fields.size(); ++i)
            readField(m_kinds[i], m_fields[i], label);
        if (m_relationLength == 0)
            m_collector.endChannel();
        m_collector.endSeries(unescaped(label), label.text);
    }

    [[noreturn]] void failCount(std::string_view line, std::size_t fields) const
    {
        m_lines.fail(line, "series " + std::to_string(m_collector.openSeries()) + " has " +
                               counted(static_cast<std::int64_t>(fields), "field") + ", the header declares " +
                               counted(static_cast<std::int64_t>(m_kinds.size()), "attribute") + "." +
                               (m_lines.isTerminated() ? "" : " The file may be cut off: fetch it again.") +
                               " All series must have the same length: cut them, or pad them with ?.");
    }

    void readField(Kind kind, const Token& token, Token& label)
    {
        if (kind == Kind::Class)
            label = token;
        else if (kind == Kind::Numeric)
            m_collector.addValue(token.text);
        else
            readChannels(token.text);
    }

    /// "1,2,3\n4,5,6": two channels of three samples, \n being a backslash and an n.
    void readChannels(std::string_view rows)
    {
        if (rows.ends_with("\\n"))
            rows.remove_suffix(2);
        for (bool lastRow = false; !lastRow;) {
            const auto end = rows.find("\\n");
            lastRow = end == rows.npos;
            auto row = rows.substr(0, end);
            rows.remove_prefix(lastRow ? rows.size() : end + 2);
            for (bool last = trimmed(row).empty(); !last;) {
                const auto comma = row.find(',');
                last = comma == row.npos;
                m_collector.addValue(row.substr(0, comma));
                row.remove_prefix(last ? row.size() : comma + 1);
            }
            m_collector.endChannel();
        }
    }

    LineReader m_lines;
    SeriesCollector m_collector;
    std::vector<Kind> m_kinds;   ///< of the attributes, in file order
    std::vector<Token> m_fields; ///< of the current line
    std::int64_t m_numericCount = 0;
    std::int64_t m_relationLength = 0; ///< samples per channel; 0 where there is no relational attribute
    bool m_inRelation = false;
    std::optional<std::string> m_className;
};

std::vector<Array> readArff(TextInput& input, const std::filesystem::path& path)
{
    return ArffParser(input, path).read();
}

int sniffArff(std::string_view head, const std::filesystem::path& path)
{
    if (!isPlainText(head))
        return 0;
    const int fromName = lowerCase(path.extension().string()) == ".arff" ? 55 : 0;
    TextInput input(head);
    LineReader lines(path.string(), input);
    while (lines.next()) {
        const auto line = trimmed(lines.line());
        if (line.empty() || line.front() == '#' || line.front() == '%')
            continue;
        const auto tag = lowerCase(line.substr(0, line.find_first_of(" \t")));
        return tag == "@relation" || tag == "@attribute" ? 95 : fromName;
    }
    return fromName;
}

} // namespace

const Reader& arffReader()
{
    static const SeriesFileReader reader(FileFormat::Arff, sniffArff, readArff);
    return reader;
}

std::vector<Array> parseArff(std::string_view content, const std::filesystem::path& path, std::size_t blockBytes)
{
    TextInput input(content, blockBytes);
    return readArff(input, path);
}

} // namespace pitlane
