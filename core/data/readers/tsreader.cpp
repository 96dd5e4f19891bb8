// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/filesignatures.h"
#include "core/data/readers/seriescollector.h"
#include "core/data/readers/seriesfilereader.h"
#include "core/data/readers/taggedlines.h"
#include "core/data/readers/textreaders.h"
#include "core/data/readers/timestamps.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace pitlane {

namespace {

/// The .ts format of sktime and aeon: @-header, then one series a line, "channel:channel:...:label". A channel is
/// "v,v,..." or, with time stamps, "(t,v),(t,v),..."; t is a number, or a date and time.
class TsParser
{
public:
    TsParser(TextInput& input, const std::filesystem::path& path)
        : m_lines(path.string(), input), m_collector(m_lines, SeriesCollector::Lengths::Free)
    {
    }

    std::vector<Array> read()
    {
        readTaggedLines(
            m_lines, '#', "a tag such as @classLabel", [this](std::string_view line) { return readTag(line); },
            [this](std::string_view line) { readSeries(line); });
        auto arrays = m_collector.finish();
        if (m_stamps.any())
            m_stamps.addTo(arrays);
        return arrays;
    }

private:
    static std::string_view takeWord(std::string_view& rest)
    {
        rest = trimmed(rest);
        const auto word = rest.substr(0, rest.find_first_of(" \t"));
        rest = trimmed(rest.substr(word.size()));
        return word;
    }

    [[nodiscard]] bool flag(std::string_view tag, std::string_view value) const
    {
        const auto lower = lowerCase(value);
        if (lower != "true" && lower != "false")
            m_lines.fail(value, std::string(tag) + ": found " + inQuotes(value) +
                                    ", expected true or false. Correct the header.");
        return lower == "true";
    }

    [[nodiscard]] std::int64_t count(std::string_view tag, std::string_view value) const
    {
        std::int64_t number = 0;
        const auto* const end = value.data() + value.size();
        const auto result = std::from_chars(value.data(), end, number);
        if (result.ec != std::errc() || result.ptr != end || number < 1)
            m_lines.fail(value, std::string(tag) + ": found " + inQuotes(value) +
                                    ", expected a whole number of at least 1. Correct the header.");
        return number;
    }

    /// True for @data. Tags that say nothing we need (and a wrong @missing) are harmless.
    bool readTag(std::string_view line)
    {
        auto rest = line;
        const auto tag = takeWord(rest);
        const auto name = lowerCase(tag);
        if (name == "@data") {
            checkHeader();
            return true;
        }
        if (name == "@timestamps") {
            m_stampsDeclared = flag(tag, takeWord(rest));
        } else if (name == "@univariate") {
            if (flag(tag, takeWord(rest)))
                m_collector.declareChannels(1, "@univariate true");
        } else if (name == "@dimensions" || name == "@dimension") {
            m_collector.declareChannels(count(tag, takeWord(rest)), std::string(tag));
        } else if (name == "@equallength") {
            m_equalLength = flag(tag, takeWord(rest));
        } else if (name == "@serieslength") {
            m_seriesLength = count(tag, takeWord(rest));
            m_seriesLengthTag = tag;
        } else if (name == "@classlabel") {
            readClasses(line, tag, rest);
        } else if (name == "@targetlabel") {
            if (!flag(tag, takeWord(rest)))
                m_lines.fail(line, "the series have no target values (@targetLabel false). Choose a file with values "
                                   "to be predicted.");
            takeLabelTag(line, name);
            m_collector.declareTargets();
        }
        return false;
    }

    /// The last field of a series is a class or a value, not both.
    void takeLabelTag(std::string_view line, const std::string& name)
    {
        if (!m_labelTag.empty() && m_labelTag != name)
            m_lines.fail(line, "the header has @classLabel and @targetLabel, so the last field of a series is both a "
                               "class and a value. Remove the one that does not hold.");
        m_labelTag = name;
    }

    void readClasses(std::string_view line, std::string_view tag, std::string_view rest)
    {
        takeLabelTag(line, lowerCase(tag));
        if (!flag(tag, takeWord(rest)))
            m_lines.fail(line, "the series have no class labels (@classLabel false). Choose a file with labels.");
        std::vector<std::string> names;
        while (!rest.empty())
            names.emplace_back(takeWord(rest));
        if (!names.empty())
            m_collector.declareClasses(names, "@classLabel");
    }

    void checkHeader()
    {
        if (m_labelTag.empty())
            m_lines.fail("the header has no line @classLabel, so the last field of a series is unknown. "
                         "Add @classLabel true and the names of the classes before @data.");
        const bool unequal = m_equalLength && !*m_equalLength;
        if (m_seriesLength && !unequal)
            m_collector.declareLength(*m_seriesLength, m_seriesLengthTag);
        if (m_equalLength && *m_equalLength)
            m_collector.setLengths(SeriesCollector::Lengths::Equal);
    }

    void readSeries(std::string_view line)
    {
        const auto labelColon = line.rfind(':');
        const auto lastPair = line.rfind(')');
        if (labelColon == line.npos || (lastPair != line.npos && line.front() == '(' && labelColon < lastPair))
            m_lines.fail(line, "series " + std::to_string(m_collector.openSeries()) +
                                   " has no class label, expected a colon and a class after the last value." +
                                   (m_lines.isTerminated() ? "" : " The file may be cut off: fetch it again.") +
                                   " Add the label or remove the series.");
        m_collector.beginSeries();
        auto rest = line.substr(0, labelColon);
        const bool stamped = rest.starts_with('(');
        if (stamped != m_stamps.any() && m_collector.seriesCount() > 0)
            m_lines.fail(line, "series " + std::to_string(m_collector.openSeries()) +
                                   (stamped ? " carries time stamps, series 1 does not."
                                            : " carries no time stamps, series 1 does.") +
                                   " Write all series alike.");
        if (m_stampsDeclared && *m_stampsDeclared && !stamped)
            m_lines.fail(line, "series " + std::to_string(m_collector.openSeries()) +
                                   " carries no time stamps, @timeStamps true asks for pairs (time,value). Correct "
                                   "the header or the series.");
        for (bool last = false; !last;) {
            if (stamped)
                last = readStampedChannel(rest);
            else
                last = readChannel(rest);
        }
        const auto label = line.substr(labelColon + 1);
        m_collector.endSeries(label, label);
    }

    /// Takes a channel and its colon off the front of `rest`. True for the last one.
    bool readChannel(std::string_view& rest)
    {
        const auto colon = rest.find(':');
        const bool lastChannel = colon == rest.npos;
        auto channel = rest.substr(0, colon);
        rest.remove_prefix(lastChannel ? rest.size() : colon + 1);
        for (bool last = trimmed(channel).empty(); !last;) {
            const auto comma = channel.find(',');
            last = comma == channel.npos;
            m_collector.addValue(channel.substr(0, comma));
            channel.remove_prefix(last ? channel.size() : comma + 1);
        }
        m_collector.endChannel();
        return lastChannel;
    }

    /// The same for "(t,v),(t,v),...", where t may hold colons.
    bool readStampedChannel(std::string_view& rest)
    {
        m_stamps.beginChannel();
        for (;;) {
            rest = trimmed(rest);
            const auto close = rest.find(')');
            if (!rest.starts_with('(') || close == rest.npos)
                m_lines.fail(rest.empty() ? m_lines.line() : rest,
                             m_collector.openPlace() + ": found " + inQuotes(rest) +
                                 ", expected a pair (time,value). Correct the series.");
            const auto pair = rest.substr(1, close - 1);
            const auto comma = pair.rfind(',');
            if (comma == pair.npos)
                m_lines.fail(pair, m_collector.openPlace() + ": found " + inQuotes(pair) +
                                       ", expected a pair (time,value). Correct the series.");
            if (const auto problem = m_stamps.add(pair.substr(0, comma)); !problem.empty())
                m_lines.fail(pair, m_collector.openPlace() + ": " + problem);
            m_collector.addValue(pair.substr(comma + 1));
            rest = trimmed(rest.substr(close + 1));
            if (rest.empty() || rest.front() == ':')
                break;
            if (rest.front() != ',')
                m_lines.fail(rest, m_collector.openPlace() + ": found " + inQuotes(rest) +
                                       " after a pair, expected a comma or a colon. Correct the series.");
            rest.remove_prefix(1);
        }
        m_collector.endChannel();
        const bool last = rest.empty();
        if (!last)
            rest.remove_prefix(1);
        return last;
    }

    LineReader m_lines;
    SeriesCollector m_collector;
    TimeStamps m_stamps;
    std::string m_labelTag; ///< that was read: @classlabel or @targetlabel
    std::optional<bool> m_stampsDeclared;
    std::optional<bool> m_equalLength;
    std::optional<std::int64_t> m_seriesLength;
    std::string m_seriesLengthTag;
};

std::vector<Array> readTs(TextInput& input, const std::filesystem::path& path)
{
    return TsParser(input, path).read();
}

int sniffTs(std::string_view head, const std::filesystem::path& path)
{
    if (!isPlainText(head))
        return 0;
    const int fromName = lowerCase(path.extension().string()) == ".ts" ? 55 : 0;
    constexpr std::array<std::string_view, 10> tags{"@problemname", "@timestamps", "@missing",     "@univariate",
                                                    "@dimensions",  "@dimension",  "@equallength", "@serieslength",
                                                    "@classlabel",  "@targetlabel"};
    TextInput input(head);
    LineReader lines(path.string(), input);
    while (lines.next()) {
        const auto line = trimmed(lines.line());
        if (line.empty() || line.front() == '#' || line.front() == '%')
            continue;
        const auto tag = lowerCase(line.substr(0, line.find_first_of(" \t")));
        return std::ranges::find(tags, tag) != tags.end() ? 95 : fromName;
    }
    return fromName;
}

} // namespace

const Reader& tsReader()
{
    static const SeriesFileReader reader(FileFormat::Ts, sniffTs, readTs);
    return reader;
}

std::vector<Array> parseTs(std::string_view content, const std::filesystem::path& path, std::size_t blockBytes)
{
    TextInput input(content, blockBytes);
    return readTs(input, path);
}

} // namespace pitlane
