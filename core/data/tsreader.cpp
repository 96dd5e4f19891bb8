// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formatreaders.h"
#include "core/data/seriescollector.h"

#include <charconv>

namespace pitlane {

namespace {

/// Reader of the .ts format of sktime and aeon: @-header, then one series a line, "channel:channel:...:label".
class TsReader
{
public:
    TsReader(std::string_view content, const std::filesystem::path& path)
        : m_lines(path.string(), content), m_collector(m_lines), m_name(nameFromFile(path.stem().string()))
    {
    }

    Dataset read()
    {
        bool inData = false;
        while (m_lines.next()) {
            const auto line = trimmed(m_lines.line());
            if (line.empty() || line.front() == '#')
                continue;
            if (inData)
                readSeries(line);
            else if (line.front() == '@')
                inData = readTag(line);
            else
                m_lines.fail(line, "found " + inQuotes(line) +
                                       " before the line @data, expected a tag such as @classLabel. "
                                       "Add the line @data before the first series.");
        }
        if (!inData)
            m_lines.failFile("the line @data is missing, so there is no series to read. The file may be cut off: "
                             "fetch it again.");
        return m_collector.finish(m_name);
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

    /// True for @data. Tags that say nothing we need (and a wrong @missing or @equalLength) are harmless.
    bool readTag(std::string_view line)
    {
        auto rest = line;
        const auto tag = takeWord(rest);
        const auto name = lowerCase(tag);
        if (name == "@data") {
            checkHeader();
            return true;
        }
        if (name == "@problemname" && !rest.empty() && isUtf8(rest)) {
            m_name = rest;
        } else if (name == "@timestamps") {
            if (flag(tag, takeWord(rest)))
                m_lines.fail(line,
                             "the series carry time stamps, which cannot be read. Resample them to a constant rate "
                             "and save values alone, with @timeStamps false.");
        } else if (name == "@univariate") {
            if (flag(tag, takeWord(rest)))
                m_collector.declareChannels(1, "@univariate true");
        } else if (name == "@dimensions" || name == "@dimension") {
            m_collector.declareChannels(count(tag, takeWord(rest)), std::string(tag));
        } else if (name == "@serieslength") {
            m_collector.declareLength(count(tag, takeWord(rest)), std::string(tag));
        } else if (name == "@classlabel") {
            readClasses(line, tag, rest);
        } else if (name == "@targetlabel" && flag(tag, takeWord(rest))) {
            m_lines.fail(line, "the data set is for regression (@targetLabel true), expected classes. "
                               "Choose a classification data set (@classLabel true ...).");
        }
        return false;
    }

    void readClasses(std::string_view line, std::string_view tag, std::string_view rest)
    {
        m_classLabelSeen = true;
        if (!flag(tag, takeWord(rest)))
            m_lines.fail(line, "the series have no class labels (@classLabel false). Choose a file with labels.");
        std::vector<std::string> names;
        while (!rest.empty())
            names.emplace_back(takeWord(rest));
        if (!names.empty())
            m_collector.declareClasses(names, "@classLabel");
    }

    void checkHeader() const
    {
        if (!m_classLabelSeen)
            m_lines.fail("the header has no line @classLabel, so the last field of a series is unknown. "
                         "Add @classLabel true and the names of the classes before @data.");
    }

    void readSeries(std::string_view line)
    {
        if (line.front() == '(')
            m_lines.fail(line, "series " + std::to_string(m_collector.openSeries()) +
                                   " carries time stamps, which cannot be read. Resample the series to a constant rate "
                                   "and save values alone.");
        const auto labelColon = line.rfind(':');
        if (labelColon == line.npos)
            m_lines.fail(line, "series " + std::to_string(m_collector.openSeries()) +
                                   " has no class label, expected a colon and a class after the last value." +
                                   (m_lines.isTerminated() ? "" : " The file may be cut off: fetch it again.") +
                                   " Add the label or remove the series.");
        m_collector.beginSeries();
        auto rest = line.substr(0, labelColon);
        for (bool last = false; !last;) {
            const auto colon = rest.find(':');
            last = colon == rest.npos;
            readChannel(rest.substr(0, colon));
            rest.remove_prefix(last ? rest.size() : colon + 1);
        }
        const auto label = line.substr(labelColon + 1);
        m_collector.endSeries(label, label);
    }

    void readChannel(std::string_view channel)
    {
        for (bool last = trimmed(channel).empty(); !last;) {
            const auto comma = channel.find(',');
            last = comma == channel.npos;
            m_collector.addValue(channel.substr(0, comma));
            channel.remove_prefix(last ? channel.size() : comma + 1);
        }
        m_collector.endChannel();
    }

    LineReader m_lines;
    SeriesCollector m_collector;
    std::string m_name;
    bool m_classLabelSeen = false;
};

} // namespace

Dataset readTs(std::string_view content, const std::filesystem::path& path)
{
    return TsReader(content, path).read();
}

} // namespace pitlane
