// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/seriescollector.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pitlane {

std::string canonicalClassName(std::string_view label)
{
    label = trimmed(label);
    double value = 0;
    if (label.find_first_of(".eE") == label.npos || !parseNumber(label, value) || std::abs(value) >= 1e15 ||
        value != std::trunc(value))
        return std::string(label);
    return std::to_string(static_cast<std::int64_t>(value));
}

std::string nameFromFile(std::string_view fileStem)
{
    const auto lower = lowerCase(fileStem);
    for (const std::string_view suffix : {"_train", "_test", "-train", "-test", ".train", ".test"})
        if (lower.ends_with(suffix) && lower.size() > suffix.size())
            return std::string(fileStem.substr(0, fileStem.size() - suffix.size()));
    return std::string(fileStem);
}

void SeriesCollector::declareLength(std::int64_t length, std::string declaredBy)
{
    m_declaredLength = length;
    m_lengthDeclaredBy = std::move(declaredBy);
}

void SeriesCollector::declareChannels(std::int64_t channels, std::string declaredBy)
{
    m_declaredChannels = channels;
    m_channelsDeclaredBy = std::move(declaredBy);
}

void SeriesCollector::declareClasses(const std::vector<std::string>& names, std::string declaredBy)
{
    for (const auto& name : names)
        static_cast<void>(classIndex(canonicalClassName(name)));
    m_classesDeclared = true;
    m_classesDeclaredBy = std::move(declaredBy);
}

void SeriesCollector::beginSeries()
{
    m_openChannel = 0;
    m_channelStart = m_dataset.values.size();
    if (m_dataset.labels.empty())
        m_firstLine = m_lines.lineNumber();
}

void SeriesCollector::addValue(std::string_view token)
{
    m_dataset.values.push_back(m_lines.value(token, [this] {
        const auto sample = m_dataset.values.size() - m_channelStart + 1;
        const auto channel = m_openChannel == 0 ? "" : ", channel " + std::to_string(m_openChannel + 1);
        return "series " + std::to_string(openSeries()) + channel + ", value " + std::to_string(sample);
    }));
}

std::string SeriesCollector::cutOffHint() const
{
    return m_lines.isTerminated() ? "" : " The last line has no line end, so the file may be cut off: fetch it again.";
}

void SeriesCollector::endChannel()
{
    const auto length = static_cast<std::int64_t>(m_dataset.values.size() - m_channelStart);
    const auto channel = m_openChannel == 0 ? "" : ", channel " + std::to_string(m_openChannel + 1) + ",";
    const auto found = "series " + std::to_string(openSeries()) + channel + " has " + counted(length, "value");
    if (length == 0)
        m_lines.fail(found + ", expected at least one." + cutOffHint() + " Complete the series or remove it.");
    if (m_declaredLength >= 0 && length != m_declaredLength)
        m_lines.fail(found + ", " + m_lengthDeclaredBy + " declares " + std::to_string(m_declaredLength) + "." +
                     cutOffHint() + " Correct the header or the series.");
    if (m_dataset.length == 0)
        m_dataset.length = length;
    if (length != m_dataset.length)
        m_lines.fail(found + ", series 1 (line " + std::to_string(m_firstLine) + ") has " +
                     std::to_string(m_dataset.length) + "." + cutOffHint() +
                     " All series must have the same length: cut them, or pad them with ?.");
    ++m_openChannel;
    m_channelStart = m_dataset.values.size();
}

std::int64_t SeriesCollector::classIndex(const std::string& name)
{
    const auto found = m_classIndex.find(name);
    if (found != m_classIndex.end())
        return found->second;
    if (!isUtf8(name))
        m_lines.fail("the class name " + inQuotes(name) + " is not UTF-8 text. Save the file in UTF-8.");
    const auto index = static_cast<std::int64_t>(m_dataset.classNames.size());
    m_dataset.classNames.push_back(name);
    m_classIndex.emplace(name, index);
    return index;
}

void SeriesCollector::endSeries(std::string_view label, std::string_view at)
{
    const auto found = "series " + std::to_string(openSeries());
    if (m_declaredChannels >= 0 && m_openChannel != m_declaredChannels)
        m_lines.fail(found + " has " + counted(m_openChannel, "channel") + ", " + m_channelsDeclaredBy + " declares " +
                     std::to_string(m_declaredChannels) + "." + cutOffHint() + " Correct the header or the series.");
    if (m_dataset.labels.empty())
        m_dataset.channels = m_openChannel;
    if (m_openChannel != m_dataset.channels)
        m_lines.fail(found + " has " + counted(m_openChannel, "channel") + ", series 1 (line " +
                     std::to_string(m_firstLine) + ") has " + std::to_string(m_dataset.channels) + "." + cutOffHint() +
                     " All series must have the same channels.");
    const auto name = canonicalClassName(label);
    if (name.empty() || name == "?" || lowerCase(name) == "nan")
        m_lines.fail(at, found + " has no class label." + cutOffHint() + " Give it one or remove the series.");
    if (m_classesDeclared && !m_classIndex.contains(name)) {
        std::string known;
        for (std::size_t i = 0; i < m_dataset.classNames.size() && i < 8; ++i)
            known += (i == 0 ? "" : ", ") + m_dataset.classNames[i];
        m_lines.fail(at, found + " has the class label " + inQuotes(name) + ", " + m_classesDeclaredBy + " declares " +
                             known + (m_dataset.classNames.size() > 8 ? ", ..." : "") + "." + cutOffHint() +
                             " Correct the label or declare the class.");
    }
    m_dataset.labels.push_back(classIndex(name));
}

Dataset SeriesCollector::finish(std::string name)
{
    if (m_dataset.labels.empty())
        m_lines.failFile("there is no series in this file. Choose the file that holds the data.");
    auto& names = m_dataset.classNames;
    std::vector<double> numbers(names.size());
    bool allNumbers = true;
    for (std::size_t i = 0; i < names.size(); ++i)
        allNumbers = allNumbers && parseNumber(names[i], numbers[i]);

    std::vector<std::size_t> order(names.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (allNumbers)
        std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(numbers[i], names[i]); });
    else if (!m_classesDeclared)
        std::ranges::sort(order, {}, [&](std::size_t i) { return names[i]; });

    std::vector<std::string> sorted;
    std::vector<std::int64_t> newIndex(names.size());
    for (const auto old : order) {
        newIndex[old] = static_cast<std::int64_t>(sorted.size());
        sorted.push_back(names[old]);
    }
    names = std::move(sorted);
    for (auto& label : m_dataset.labels)
        label = newIndex[static_cast<std::size_t>(label)];
    m_dataset.name = std::move(name);
    return std::move(m_dataset);
}

} // namespace pitlane
