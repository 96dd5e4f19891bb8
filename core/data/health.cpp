// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/health.h"

#include "core/data/features.h"
#include "core/data/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <limits>
#include <set>
#include <string_view>
#include <unordered_map>

namespace pitlane {

namespace {

constexpr std::size_t mostPlaces = 3;   // of missing values, told in words
constexpr std::size_t clippedRun = 4;   // samples
constexpr double clippedShare = 0.001;  // of a channel's samples: below it, chance
constexpr std::int64_t smallClass = 20; // series
constexpr double dominantClass = 0.9;   // share
constexpr double unlikeRanges = 20;     // of the widest to the narrowest channel
constexpr std::size_t mostNamedClasses = 3;

/// Two decimals with a point, whatever the locale; small values in powers of ten ("1.28e-03").
std::string decimal(double value)
{
    if (std::isfinite(value) && value != 0 && std::abs(value) < 0.1) {
        std::array<char, 32> small{};
        const auto end =
            std::to_chars(small.data(), small.data() + small.size(), value, std::chars_format::scientific, 2).ptr;
        return {small.data(), end};
    }
    const auto hundredths = std::llround(std::abs(value) * 100);
    std::array<char, 64> text{};
    if (!std::isfinite(value) || std::abs(value) > 1e12)
        return std::isnan(value) ? "NaN" : value > 0 ? "a very large number" : "a very large negative number";
    std::snprintf(text.data(), text.size(), "%s%lld.%02lld", value < 0 && hundredths > 0 ? "-" : "", hundredths / 100,
                  hundredths % 100);
    return text.data();
}

std::string percent(double share)
{
    const auto tenths = std::llround(share * 1000);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

std::string series(std::int64_t count)
{
    return std::to_string(count) + " series";
}

/// "Class 3" for a class that is called by a number, the name in quotes for others: some are called "down" or "on".
std::string classTitle(const std::string& name)
{
    const bool isNumber = !name.empty() && name.find_first_not_of("0123456789.-+") == std::string::npos &&
                          name.find_first_of("0123456789") != std::string::npos;
    return isNumber ? "Class " + name : inQuotes(name);
}

std::string channelTitle(const Dataset& data, std::int64_t channel)
{
    const auto i = static_cast<std::size_t>(channel);
    return i < data.channelNames.size() ? data.channelNames[i] : "channel " + std::to_string(channel + 1);
}

/// Like a beginning of a sentence.
std::string capital(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

void remember(std::vector<std::int64_t>& examples, std::int64_t n)
{
    if (examples.empty() || examples.back() != n)
        examples.push_back(n);
}

/// Calls visit(n, c, samples) for every channel of every example, walking once over the values.
template <typename Visit> void forEachChannel(const Dataset& data, Visit visit)
{
    std::size_t start = 0;
    for (std::int64_t n = 0; n < data.size(); ++n) {
        const auto length = static_cast<std::size_t>(data.lengthOf(n));
        for (std::int64_t c = 0; c < data.channels; ++c, start += length)
            visit(n, c, std::span(data.values).subspan(start, length));
    }
}

Finding missingValues(const Dataset& data)
{
    std::int64_t missing = 0;
    std::int64_t infinite = 0;
    std::vector<std::string> places;
    std::vector<std::int64_t> examples;
    forEachChannel(data, [&](std::int64_t n, std::int64_t c, std::span<const float> values) {
        for (std::size_t t = 0; t < values.size(); ++t) {
            if (std::isfinite(values[t]))
                continue;
            ++(std::isnan(values[t]) ? missing : infinite);
            remember(examples, n);
            if (places.size() < mostPlaces)
                places.push_back("series " + std::to_string(n + 1) +
                                 (data.channels > 1 ? ", " + channelTitle(data, c) : std::string()) + ", sample " +
                                 std::to_string(t + 1));
        }
    });
    if (missing + infinite == 0)
        return {.key = "missing",
                .sentence = "No missing values in " + std::to_string(data.values.size()) + " samples"};
    std::string where;
    for (const auto& place : places)
        where += (where.empty() ? "" : "; ") + place;
    if (missing + infinite > std::ssize(places))
        where += "; …";
    const auto sentence = (missing > 0 ? std::to_string(missing) + " missing values" : std::string()) +
                          (missing > 0 && infinite > 0 ? ", " : "") +
                          (infinite > 0 ? std::to_string(infinite) + " infinite values" : std::string());
    return {.key = "missing",
            .severity = Severity::Broken,
            .sentence = sentence,
            .detail = "At " + where + ". A search cannot start: fill them in the file, or leave those series out.",
            .examples = examples};
}

bool isConstant(std::span<const float> values)
{
    return std::ranges::all_of(values, [&](float v) { return v == values.front(); });
}

Finding constantChannels(const Dataset& data)
{
    std::int64_t constant = 0;
    std::string first;
    std::vector<std::int64_t> examples;
    std::vector<std::int64_t> ofChannel(static_cast<std::size_t>(data.channels));
    forEachChannel(data, [&](std::int64_t n, std::int64_t c, std::span<const float> values) {
        if (!isConstant(values))
            return;
        ++ofChannel[static_cast<std::size_t>(c)];
        remember(examples, n);
        if (constant++ == 0)
            first = "series " + std::to_string(n + 1) + (data.channels > 1 ? ", " + channelTitle(data, c) : "");
    });
    if (constant == 0)
        return {.key = "constant", .sentence = data.channels > 1 ? "No constant channels" : "No constant series"};
    std::string always;
    for (std::int64_t c = 0; c < data.channels && data.channels > 1; ++c)
        if (ofChannel[static_cast<std::size_t>(c)] == data.size())
            always += " " + capital(channelTitle(data, c)) + " never changes within a series: leave it out.";
    return {.key = "constant",
            .severity = Severity::LookAt,
            .sentence = data.channels > 1
                            ? std::to_string(constant) + (constant == 1 ? " constant channel" : " constant channels") +
                                  " in " + series(data.size())
                            : std::to_string(constant) + " constant series",
            .detail = "The first is " + first + ". A sensor may have been off." + always,
            .examples = examples};
}

/// Smallest and largest finite value of every channel.
struct Extremes
{
    float low = std::numeric_limits<float>::infinity();
    float high = -std::numeric_limits<float>::infinity();
};

std::vector<Extremes> extremesOf(const Dataset& data)
{
    std::vector<Extremes> extremes(static_cast<std::size_t>(data.channels));
    forEachChannel(data, [&](std::int64_t, std::int64_t c, std::span<const float> values) {
        auto& of = extremes[static_cast<std::size_t>(c)];
        for (const auto value : values) {
            if (!std::isfinite(value))
                continue;
            of.low = std::min(of.low, value);
            of.high = std::max(of.high, value);
        }
    });
    return extremes;
}

/// Samples in runs of at least clippedRun times `limit`. Zeros at the beginning are padding.
std::int64_t samplesAt(float limit, std::span<const float> values)
{
    std::int64_t count = 0;
    for (std::size_t t = 0; t < values.size();) {
        auto end = t;
        while (end < values.size() && values[end] == limit)
            ++end;
        if (end - t >= clippedRun && (t > 0 || limit != 0))
            count += static_cast<std::int64_t>(end - t);
        t = std::max(end, t + 1);
    }
    return count;
}

/// Clipping per channel: a sensor or converter at its limit. Constant series are another finding.
Finding clippedChannels(const Dataset& data, const std::vector<Extremes>& extremes)
{
    struct Clipped
    {
        std::int64_t low = 0, high = 0, samples = 0;
        std::vector<std::int64_t> examples;
    };
    std::vector<Clipped> channels(static_cast<std::size_t>(data.channels));
    forEachChannel(data, [&](std::int64_t n, std::int64_t c, std::span<const float> values) {
        const auto i = static_cast<std::size_t>(c);
        auto& of = channels[i];
        of.samples += std::ssize(values);
        if (isConstant(values))
            return;
        const auto low = samplesAt(extremes[i].low, values);
        const auto high = samplesAt(extremes[i].high, values);
        of.low += low;
        of.high += high;
        if (low + high > 0)
            remember(of.examples, n);
    });
    Finding finding{.key = "clipped", .sentence = "No clipped channels"};
    std::int64_t clipped = 0;
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const auto& of = channels[i];
        const auto share =
            static_cast<double>(of.low + of.high) / static_cast<double>(std::max<std::int64_t>(of.samples, 1));
        if (share < clippedShare)
            continue;
        const auto limit = of.high >= of.low ? extremes[i].high : extremes[i].low;
        const auto words = channelTitle(data, static_cast<std::int64_t>(i)) + " stays at its limit " + decimal(limit) +
                           " for " + percent(share) + " of the samples";
        finding.detail += (clipped == 0 ? "" : "; ") + (clipped == 0 ? capital(words) : words);
        ++clipped;
        std::vector<std::int64_t> both;
        std::ranges::set_union(finding.examples, of.examples, std::back_inserter(both));
        finding.examples = std::move(both);
    }
    if (clipped == 0)
        return finding;
    finding.severity = Severity::LookAt;
    finding.sentence = std::to_string(clipped) + (clipped == 1 ? " channel looks clipped" : " channels look clipped");
    finding.detail += ". Runs of " + std::to_string(clippedRun) +
                      " and more equal values: the sensor may have been at the end of its range.";
    return finding;
}

Finding duplicates(const Dataset& data)
{
    std::unordered_map<std::string_view, std::int64_t> seen;
    std::int64_t twice = 0;
    std::int64_t contradicting = 0;
    std::int64_t original = -1;
    std::vector<std::int64_t> examples;
    std::set<std::int64_t> classes; // of copies that contradict their original
    std::size_t start = 0;
    const auto answer = [&](std::int64_t n) {
        const auto i = static_cast<std::size_t>(n);
        return data.task == Task::Classification ? static_cast<double>(data.labels[i])
               : data.task == Task::Regression   ? static_cast<double>(data.targets[i])
                                                 : 0.0;
    };
    for (std::int64_t n = 0; n < data.size(); ++n) {
        const auto size = static_cast<std::size_t>(data.channels * data.lengthOf(n));
        const auto values = std::span(data.values).subspan(start, size);
        start += size;
        const auto [known, isNew] = seen.emplace(
            std::string_view(reinterpret_cast<const char*>(values.data()), values.size_bytes()), n); // hashed, compared
        if (isNew)
            continue;
        ++twice;
        if (answer(n) != answer(known->second)) {
            ++contradicting;
            if (data.task == Task::Classification)
                classes.insert(
                    {data.labels[static_cast<std::size_t>(n)], data.labels[static_cast<std::size_t>(known->second)]});
        }
        remember(examples, n);
        original = original < 0 ? known->second : original;
    }
    if (twice == 0)
        return {.key = "duplicates", .sentence = "No duplicates in " + series(data.size())};
    auto detail = "Series " + std::to_string(examples.front() + 1) + " equals series " + std::to_string(original + 1) +
                  ". Copies in train and validation flatter the score.";
    if (contradicting > 0)
        detail += " " + std::to_string(contradicting) + " of them have another " +
                  (data.task == Task::Regression ? "target" : "class") + " than the series they copy.";
    return {.key = "duplicates",
            .severity = Severity::LookAt,
            .sentence = std::to_string(twice) + (twice == 1 ? " series appears twice" : " series appear twice"),
            .detail = detail,
            .examples = examples,
            .classes = {classes.begin(), classes.end()}};
}

Finding smallClasses(const Dataset& data, int folds)
{
    const auto counts = classCounts(data);
    std::vector<std::string> few;
    std::vector<std::int64_t> classes;
    bool isMissingSomewhere = false;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] >= smallClass)
            continue;
        few.push_back(classTitle(data.classNames[i]) + " has " + std::to_string(counts[i]));
        classes.push_back(static_cast<std::int64_t>(i));
        isMissingSomewhere = isMissingSomewhere || counts[i] < folds;
    }
    if (few.empty())
        return {.key = "small-class",
                .sentence =
                    "Every class has at least " + series(counts.empty() ? 0 : *std::ranges::min_element(counts))};
    std::vector<std::int64_t> examples;
    for (std::int64_t n = 0; n < data.size(); ++n)
        if (counts[static_cast<std::size_t>(data.labels[static_cast<std::size_t>(n)])] < smallClass)
            examples.push_back(n);
    std::string names;
    for (const auto& name : few)
        names += (names.empty() ? "" : ", ") + name;
    return {.key = "small-class",
            .severity = Severity::LookAt,
            .sentence = few.size() > mostNamedClasses
                            ? std::to_string(few.size()) + " classes have fewer than " + series(smallClass)
                            : names,
            .detail = isMissingSomewhere ? "Some splits have no series of such a class for validation."
                                         : "Scores of small classes move by chance.",
            .examples = examples,
            .classes = classes};
}

Finding balance(const Dataset& data)
{
    const auto counts = classCounts(data);
    const auto largest = std::ranges::max_element(counts);
    const auto share = static_cast<double>(*largest) / static_cast<double>(data.size());
    const auto name = classTitle(data.classNames[static_cast<std::size_t>(largest - counts.begin())]);
    Finding finding{.key = "balance",
                    .sentence = std::to_string(counts.size()) + (counts.size() == 1 ? " class" : " classes") +
                                ", the largest is " + name + " with " + percent(share) + " of the series"};
    if (counts.size() < 2) {
        finding.severity = Severity::Broken;
        finding.detail = "There is nothing to tell apart. Choose another label.";
    } else if (share >= dominantClass) {
        finding.severity = Severity::LookAt;
        finding.detail = "Always saying " + name +
                         " is right that often: measure balanced accuracy or macro F1, or "
                         "weight the classes.";
    }
    return finding;
}

Finding valueRange(const Dataset& data, const std::vector<Extremes>& extremes)
{
    Extremes all;
    double widest = 0;
    double narrowest = std::numeric_limits<double>::infinity();
    std::size_t wide = 0;
    std::size_t narrow = 0;
    for (std::size_t i = 0; i < extremes.size(); ++i) {
        all.low = std::min(all.low, extremes[i].low);
        all.high = std::max(all.high, extremes[i].high);
        const auto width = static_cast<double>(extremes[i].high) - static_cast<double>(extremes[i].low);
        if (width > widest) {
            widest = width;
            wide = i;
        }
        if (width > 0 && width < narrowest) {
            narrowest = width;
            narrow = i;
        }
    }
    if (!(all.low <= all.high))
        return {.key = "range",
                .severity = Severity::Broken,
                .sentence = "No finite value in the train part",
                .detail = "Choose another file."};
    if (all.low == all.high)
        return {.key = "range",
                .severity = Severity::Broken,
                .sentence = "All values are " + decimal(all.low),
                .detail = "There is nothing to learn from."};
    Finding finding{.key = "range",
                    .sentence = "Values from " + decimal(all.low) + " to " + decimal(all.high),
                    .detail = "Scaling is fitted on the train part alone"};
    if (widest > unlikeRanges * narrowest)
        finding.detail = capital(channelTitle(data, static_cast<std::int64_t>(wide))) + " spans " + decimal(widest) +
                         ", " + channelTitle(data, static_cast<std::int64_t>(narrow)) + " " + decimal(narrowest) +
                         ": scale every channel by itself.";
    return finding;
}

/// Of sorted values, by linear interpolation.
double quantile(const std::vector<double>& sorted, double share)
{
    const auto position = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Finding lengths(const Dataset& data)
{
    if (data.lengths.empty())
        return {.key = "length", .sentence = "All series " + std::to_string(data.length) + " samples long"};
    std::vector<double> sorted(data.lengths.begin(), data.lengths.end());
    std::ranges::sort(sorted);
    Finding finding{.key = "length",
                    .sentence = "Lengths from " + std::to_string(std::llround(sorted.front())) + " to " +
                                std::to_string(std::llround(sorted.back())) + " steps",
                    .detail =
                        "Half of the sequences are longer than " + std::to_string(std::llround(quantile(sorted, 0.5)))};
    if (sorted.front() < 2) {
        finding.severity = Severity::Broken;
        finding.detail = "A sequence of fewer than 2 steps has no next step. Leave it out.";
        for (std::int64_t n = 0; n < data.size(); ++n)
            if (data.lengthOf(n) < 2)
                remember(finding.examples, n);
    }
    return finding;
}

Finding targets(const Dataset& data)
{
    std::vector<double> sorted;
    Finding finding{.key = "targets"};
    std::int64_t missing = 0;
    for (std::int64_t n = 0; n < data.size(); ++n) {
        const auto target = data.targets[static_cast<std::size_t>(n)];
        if (std::isfinite(target)) {
            sorted.push_back(target);
            continue;
        }
        ++missing;
        remember(finding.examples, n);
    }
    std::ranges::sort(sorted);
    const auto unit = data.targetUnit.empty() ? std::string() : " " + data.targetUnit;
    if (missing > 0) {
        finding.severity = Severity::Broken;
        finding.sentence = std::to_string(missing) + (missing == 1 ? " series has" : " series have") + " no target";
        finding.detail =
            "The first is series " + std::to_string(finding.examples.front() + 1) + ". Leave them out of the file.";
        return finding;
    }
    if (sorted.front() == sorted.back()) {
        finding.severity = Severity::Broken;
        finding.sentence = "All targets are " + decimal(sorted.front()) + unit;
        finding.detail = "There is nothing to learn.";
        return finding;
    }
    finding.sentence = "Targets from " + decimal(sorted.front()) + " to " + decimal(sorted.back()) + unit;
    double mean = 0;
    for (const auto target : sorted)
        mean += target / static_cast<double>(sorted.size());
    double error = 0; // of the best constant answer
    const auto median = quantile(sorted, 0.5);
    for (const auto target : sorted)
        error += std::abs(target - median) / static_cast<double>(sorted.size());
    finding.detail = "Half of them between " + decimal(quantile(sorted, 0.25)) + " and " +
                     decimal(quantile(sorted, 0.75)) + ", mean " + decimal(mean) + "; always saying " +
                     decimal(median) + " is wrong by " + decimal(error) + unit + " on average";
    return finding;
}

Finding notes(const Dataset& data)
{
    std::int64_t other = 0;
    std::int64_t steps = 0;
    std::vector<std::int64_t> on(static_cast<std::size_t>(data.channels));
    Finding finding{.key = "notes"};
    forEachChannel(data, [&](std::int64_t n, std::int64_t c, std::span<const float> values) {
        steps += c == 0 ? std::ssize(values) : 0;
        for (const auto value : values) {
            if (value == 1)
                ++on[static_cast<std::size_t>(c)];
            else if (value != 0) {
                ++other;
                remember(finding.examples, n);
            }
        }
    });
    if (other > 0) {
        finding.severity = Severity::Broken;
        finding.sentence = std::to_string(other) + " values are neither 0 nor 1";
        finding.detail = "The first is in series " + std::to_string(finding.examples.front() + 1) +
                         ". Networks say which channels are on: use 0 and 1.";
        return finding;
    }
    std::int64_t sum = 0;
    for (const auto count : on)
        sum += count;
    const auto silent = std::ranges::count(on, 0);
    finding.severity = sum == 0 ? Severity::Broken : Severity::Passed;
    finding.sentence = "On average " +
                       decimal(static_cast<double>(sum) / static_cast<double>(std::max<std::int64_t>(steps, 1))) +
                       " of " + std::to_string(data.channels) + " channels are on at a step";
    finding.detail = std::to_string(silent) + " channels are never on";
    return finding;
}

Finding groups(const Dataset& data)
{
    std::vector<std::int64_t> counts(data.groupNames.size());
    for (const auto group : data.groups)
        if (group >= 0 && group < std::ssize(counts))
            ++counts[static_cast<std::size_t>(group)];
    std::erase(counts, 0); // of the test part
    if (counts.size() < 2)
        return {.key = "group",
                .severity = Severity::LookAt,
                .sentence = "All series are of one group",
                .detail = "How networks do on other people cannot be measured."};
    const auto [low, high] = std::ranges::minmax_element(counts);
    return {.key = "group",
            .sentence = std::to_string(counts.size()) + " groups with " +
                        (*low == *high ? series(*low) + " each" : std::to_string(*low) + " to " + series(*high))};
}

} // namespace

std::vector<Finding> healthCheck(const Dataset& trainPart, int folds)
{
    if (trainPart.size() == 0)
        return {{.key = "length",
                 .severity = Severity::Broken,
                 .sentence = "The train part has no series",
                 .detail = "Choose another file."}};
    std::vector<Finding> findings;
    const auto extremes = extremesOf(trainPart);
    if (trainPart.task == Task::Classification)
        findings = {smallClasses(trainPart, folds), balance(trainPart)};
    else if (trainPart.task == Task::Regression)
        findings = {targets(trainPart)};
    else
        findings = {notes(trainPart)};
    findings.push_back(missingValues(trainPart));
    if (trainPart.task != Task::NextStep) { // notes are off for most of the time
        findings.push_back(constantChannels(trainPart));
        if (!hasSpectralFeatures(trainPart)) // silence has a lowest feature: no sensor was at its limit
            findings.push_back(clippedChannels(trainPart, extremes));
    }
    findings.push_back(duplicates(trainPart));
    findings.push_back(valueRange(trainPart, extremes));
    findings.push_back(lengths(trainPart));
    if (!trainPart.groups.empty())
        findings.push_back(groups(trainPart));
    std::ranges::stable_sort(findings, [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    return findings;
}

} // namespace pitlane
