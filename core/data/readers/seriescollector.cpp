// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/seriescollector.h"

#include "core/data/readers/categories.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace pitlane {

namespace {

/// A name for a message, without quotation marks.
std::string shown(std::string_view name)
{
    const auto quoted = inQuotes(name);
    return quoted.substr(1, quoted.size() - 2);
}

} // namespace

std::string canonicalClassName(std::string_view label)
{
    label = trimmed(label);
    double value = 0;
    if (label.find_first_of(".eE") == label.npos || !parseNumber(label, value) || std::abs(value) >= 1e15 ||
        value != std::trunc(value))
        return std::string(label);
    return std::to_string(static_cast<std::int64_t>(value));
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
    m_openLength = 0;
    m_channelStart = m_values.size();
    if (m_labels.empty())
        m_firstLine = m_lines.lineNumber();
}

std::string SeriesCollector::openPlace() const
{
    const auto channel = m_openChannel == 0 ? "" : ", channel " + std::to_string(m_openChannel + 1);
    return "series " + std::to_string(openSeries()) + channel + ", value " +
           std::to_string(m_values.size() - m_channelStart + 1);
}

void SeriesCollector::addValue(std::string_view token)
{
    m_values.push_back(m_lines.value(token, [this] { return openPlace(); }));
}

std::string SeriesCollector::cutOffHint() const
{
    return m_lines.isTerminated() ? "" : " The last line has no line end, so the file may be cut off: fetch it again.";
}

void SeriesCollector::endChannel()
{
    const auto length = static_cast<std::int64_t>(m_values.size() - m_channelStart);
    const auto channel = m_openChannel == 0 ? "" : ", channel " + std::to_string(m_openChannel + 1) + ",";
    const auto found = [&] {
        return "series " + std::to_string(openSeries()) + channel + " has " + counted(length, "value");
    };
    if (length == 0)
        m_lines.fail(found() + ", expected at least one." + cutOffHint() + " Complete the series or remove it.");
    if (m_declaredLength >= 0 && length != m_declaredLength)
        m_lines.fail(found() + ", " + m_lengthDeclaredBy + " declares " + std::to_string(m_declaredLength) + "." +
                     cutOffHint() + " Correct the header or the series.");
    if (m_openChannel == 0)
        m_openLength = length;
    if (length != m_openLength)
        m_lines.fail(found() + ", channel 1 has " + std::to_string(m_openLength) + "." + cutOffHint() +
                     " All channels of a series must have the same length: cut them, or pad them with ?.");
    if (m_lengthRule == Lengths::Equal && !m_lengths.empty() && length != m_lengths.front())
        m_lines.fail(found() + ", series 1 (line " + std::to_string(m_firstLine) + ") has " +
                     std::to_string(m_lengths.front()) + "." + cutOffHint() +
                     " All series must have the same length: cut them, or pad them with ?.");
    ++m_openChannel;
    m_channelStart = m_values.size();
}

std::int64_t SeriesCollector::classIndex(const std::string& name)
{
    const auto found = m_classIndex.find(name);
    if (found != m_classIndex.end())
        return found->second;
    if (!isUtf8(name))
        m_lines.fail("the class name " + inQuotes(name) + " is not UTF-8 text. Save the file in UTF-8.");
    const auto index = static_cast<std::int64_t>(m_classes.size());
    m_classes.push_back(name);
    m_classIndex.emplace(name, index);
    return index;
}

void SeriesCollector::endSeries(std::string_view label, std::string_view at)
{
    const auto found = [this] { return "series " + std::to_string(openSeries()); };
    if (m_declaredChannels >= 0 && m_openChannel != m_declaredChannels)
        m_lines.fail(found() + " has " + counted(m_openChannel, "channel") + ", " + m_channelsDeclaredBy +
                     " declares " + std::to_string(m_declaredChannels) + "." + cutOffHint() +
                     " Correct the header or the series.");
    if (m_labels.empty())
        m_channels = m_openChannel;
    if (m_openChannel != m_channels)
        m_lines.fail(found() + " has " + counted(m_openChannel, "channel") + ", series 1 (line " +
                     std::to_string(m_firstLine) + ") has " + std::to_string(m_channels) + "." + cutOffHint() +
                     " All series must have the same channels.");
    if (m_targets) {
        float target = 0;
        if (const char* problem = parseSample(label, target))
            m_lines.fail(at, found() + ", target: found " + inQuotes(trimmed(label)) + problem);
        if (!std::isfinite(target))
            m_lines.fail(at, found() + " has no target value." + cutOffHint() + " Give it one or remove the series.");
        m_labels.push_back(target);
    } else {
        addClass(label, at);
    }
    m_lengths.push_back(m_openLength);
}

void SeriesCollector::addClass(std::string_view label, std::string_view at)
{
    const auto found = [this] { return "series " + std::to_string(openSeries()); };
    const auto name = canonicalClassName(label);
    if (name.empty() || name == "?" || lowerCase(name) == "nan")
        m_lines.fail(at, found() + " has no class label." + cutOffHint() + " Give it one or remove the series.");
    if (m_classesDeclared && !m_classIndex.contains(name)) {
        std::string known;
        for (std::size_t i = 0; i < m_classes.size() && i < 8; ++i)
            known += (i == 0 ? "" : ", ") + shown(m_classes[i]);
        m_lines.fail(at, found() + " has the class label " + inQuotes(name) + ", " + m_classesDeclaredBy +
                             " declares " + known + (m_classes.size() > 8 ? ", ..." : "") + "." + cutOffHint() +
                             " Correct the label or declare the class.");
    }
    m_labels.push_back(static_cast<float>(classIndex(name)));
}

void SeriesCollector::removePadding()
{
    std::vector<std::int64_t> lengths;
    std::size_t start = 0;
    for (const auto length : m_lengths) {
        const auto isMissing = [&](std::int64_t channel, std::int64_t t) {
            return std::isnan(m_values[start + static_cast<std::size_t>(channel * length + t)]);
        };
        const auto allMissing = [&](std::int64_t t) {
            for (std::int64_t c = 0; c < m_channels; ++c)
                if (!isMissing(c, t))
                    return false;
            return true;
        };
        auto kept = length;
        while (kept > 0 && allMissing(kept - 1))
            --kept;
        for (std::int64_t c = 0; c < m_channels; ++c)
            for (std::int64_t t = 0; t < kept; ++t)
                if (isMissing(c, t))
                    return;
        if (kept == 0)
            return;
        lengths.push_back(kept);
        start += static_cast<std::size_t>(m_channels * length);
    }
    if (std::ranges::adjacent_find(lengths, std::not_equal_to<>()) == lengths.end())
        return;
    std::erase_if(m_values, [](float value) { return std::isnan(value); });
    m_lengths = std::move(lengths);
}

std::vector<Array> SeriesCollector::finish()
{
    if (m_labels.empty())
        m_lines.failFile("there is no series in this file. Choose the file that holds the data.");
    if (!m_targets)
        sortCategories(m_classes, m_labels, m_classesDeclared);
    std::vector<Array> arrays(2);
    auto& values = arrays[0];
    values.name = "values";
    values.type = "number";
    values.shape = {seriesCount(), m_channels, m_lengths.front()};
    if (std::ranges::adjacent_find(m_lengths, std::not_equal_to<>()) != m_lengths.end()) {
        values.shape[2] = 0;
        values.lengths = std::move(m_lengths);
    }
    values.values = std::move(m_values);
    auto& label = arrays[1];
    label.name = "label";
    label.type = m_targets ? "number" : "text";
    label.shape = {seriesCount()};
    label.values = std::move(m_labels);
    label.categories = std::move(m_classes);
    return arrays;
}

std::vector<Array> pickArrays(std::vector<Array> arrays, std::span<const std::string> names,
                              const std::filesystem::path& path)
{
    if (names.empty())
        return arrays;
    std::vector<Array> picked;
    for (const auto& name : names) {
        if (const auto before = std::ranges::find(picked, name, &Array::name); before != picked.end()) {
            auto again = *before;
            picked.push_back(std::move(again));
            continue;
        }
        const auto found = std::ranges::find(arrays, name, &Array::name);
        if (found == arrays.end()) {
            std::string known;
            for (const auto& array : arrays)
                known += array.name.empty() ? "" : (known.empty() ? "" : ", ") + array.name;
            throw DatasetError(path.string() + ": there is no array " + inQuotes(name) + " in this file, which has " +
                               known + ". Choose one of them.");
        }
        picked.push_back(std::move(*found));
    }
    return picked;
}

std::vector<ArrayInfo> infosOf(const std::vector<Array>& arrays)
{
    return {arrays.begin(), arrays.end()};
}

std::vector<std::string> notesOn(const std::vector<Array>& arrays)
{
    std::vector<std::string> notes;
    for (const auto& array : arrays) {
        if (array.isText()) {
            std::string names;
            for (std::size_t i = 0; i < array.categories.size() && i < 12; ++i)
                names += (i == 0 ? "" : ", ") + array.categories[i];
            const auto count = static_cast<std::int64_t>(array.categories.size());
            notes.push_back(counted(count, "class") + ": " + names + (count > 12 ? ", ..." : "") + ".");
        }
        if (array.name == "label" && !array.isText())
            notes.emplace_back("The label is a number: for regression.");
        if (array.isRagged())
            notes.emplace_back("The series have unequal lengths.");
        const auto missing = std::ranges::count_if(array.values, [](float value) { return std::isnan(value); });
        if (missing > 0)
            notes.push_back(counted(missing, "value") + (missing == 1 ? " is" : " are") + " missing.");
    }
    return notes;
}

} // namespace pitlane
