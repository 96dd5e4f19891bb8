// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/splitrows.h"

#include "core/data/scaling.h"

#include <QObject>

#include <algorithm>
#include <cmath>
#include <functional>

namespace pitlane {

namespace {

constexpr int ranges = 5;

bool looksAtGroups(SplitRule::Kind kind)
{
    return kind == SplitRule::Kind::Groups || kind == SplitRule::Kind::LeaveOneOut || kind == SplitRule::Kind::PpgDalia;
}

/// Counts of each kind, where `kindOf` says which kind a row is of.
std::vector<ClassCounts> counted(const std::vector<QString>& names, const Split& split,
                                 const std::function<std::size_t(std::int64_t)>& kindOf)
{
    std::vector<ClassCounts> counts;
    for (const auto& name : names)
        counts.push_back({.name = name.toStdString(), .train = 0, .validation = 0, .test = std::nullopt});
    for (const auto row : split.train)
        ++counts[kindOf(row)].train;
    for (const auto row : split.validation)
        ++counts[kindOf(row)].validation;
    return counts;
}

std::vector<ClassCounts> groupRows(const Dataset& train, const Split& split, const Dataset* test)
{
    std::vector<QString> names;
    for (const auto& name : train.groupNames)
        names.push_back(QString::fromStdString(name));
    auto counts = counted(names, split, [&](std::int64_t row) {
        return static_cast<std::size_t>(train.groups[static_cast<std::size_t>(row)]);
    });
    if (test == nullptr || test->groups.empty())
        return counts;
    for (auto& item : counts)
        item.test = 0;
    for (const auto group : test->groups) {
        const auto& name = test->groupNames[static_cast<std::size_t>(group)];
        auto found = std::ranges::find(counts, name, &ClassCounts::name);
        if (found == counts.end()) {
            counts.push_back({.name = name, .train = 0, .validation = 0, .test = 0});
            found = std::prev(counts.end());
        }
        ++*found->test;
    }
    std::erase_if(counts, [](const ClassCounts& c) { return c.train + c.validation + c.test.value_or(0) == 0; });
    return counts;
}

std::size_t rangeOf(const std::vector<double>& borders, float target)
{
    return static_cast<std::size_t>(std::ranges::upper_bound(borders, static_cast<double>(target)) - borders.begin());
}

std::vector<ClassCounts> targetRows(const Dataset& train, const Split& split, const Dataset* test)
{
    const auto borders = targetBorders(train.targets, ranges);
    std::vector<QString> names;
    for (std::size_t range = 0; range <= borders.size(); ++range)
        names.push_back(rangeTitle(borders, range, train.targetUnit));
    auto counts = counted(
        names, split, [&](std::int64_t row) { return rangeOf(borders, train.targets[static_cast<std::size_t>(row)]); });
    if (test == nullptr)
        return counts;
    for (auto& item : counts)
        item.test = 0;
    for (const auto target : test->targets)
        ++*counts[rangeOf(borders, target)].test;
    return counts;
}

std::vector<ClassCounts> classRows(const Dataset& train, const Split& split, const Dataset* test)
{
    std::vector<QString> names;
    for (const auto& name : train.classNames)
        names.push_back(QString::fromStdString(name));
    auto counts = counted(names, split, [&](std::int64_t row) {
        return static_cast<std::size_t>(train.labels[static_cast<std::size_t>(row)]);
    });
    if (test == nullptr)
        return counts;
    const auto tests = classCounts(*test);
    for (std::size_t k = 0; k < std::min(counts.size(), tests.size()); ++k)
        counts[k].test = tests[k];
    return counts;
}

/// The labels of `rows`, without values: enough to weigh classes.
Dataset labelsOf(const Dataset& train, const std::vector<std::int64_t>& rows)
{
    Dataset some;
    some.task = train.task;
    some.classNames = train.classNames;
    for (const auto row : rows)
        some.labels.push_back(train.labels[static_cast<std::size_t>(row)]);
    return some;
}

} // namespace

std::vector<double> targetBorders(const std::vector<float>& targets, int parts)
{
    std::vector<float> sorted;
    std::ranges::copy_if(targets, std::back_inserter(sorted), [](float t) { return std::isfinite(t); });
    std::ranges::sort(sorted);
    std::vector<double> borders;
    if (sorted.empty())
        return borders;
    const double span = static_cast<double>(sorted.back()) - static_cast<double>(sorted.front());
    // Borders are read by people: two digits of the range are enough.
    const double step = span > 0 ? std::pow(10.0, std::floor(std::log10(span)) - 1) : 1;
    for (int i = 1; i < parts; ++i) {
        const auto at = sorted[sorted.size() * static_cast<std::size_t>(i) / static_cast<std::size_t>(parts)];
        const auto border = std::round(static_cast<double>(at) / step) * step;
        if (border > static_cast<double>(sorted.front()) && border <= static_cast<double>(sorted.back()) &&
            (borders.empty() || border > borders.back()))
            borders.push_back(border);
    }
    return borders;
}

QString rangeTitle(const std::vector<double>& borders, std::size_t range, const std::string& unit)
{
    const auto number = [](double value) { return QString::number(value, 'g', 6); };
    const auto behind = unit.empty() ? QString() : QLatin1Char(' ') + QString::fromStdString(unit);
    if (borders.empty())
        return QObject::tr("all");
    if (range == 0)
        return QObject::tr("below %1").arg(number(borders.front())) + behind;
    if (range == borders.size())
        return QObject::tr("from %1").arg(number(borders.back())) + behind;
    return QObject::tr("%1 to %2").arg(number(borders[range - 1]), number(borders[range])) + behind;
}

std::vector<ClassCounts> kindRows(const Dataset& train, const Split& split, const Dataset* test)
{
    return train.task == Task::Classification ? classRows(train, split, test)
           : train.task == Task::Regression   ? targetRows(train, split, test)
                                              : std::vector<ClassCounts>();
}

SplitRows splitRows(const Dataset& train, const Split& split, const SplitRule& rule, ClassWeights weights,
                    const Dataset* test)
{
    SplitRows result;
    if (looksAtGroups(rule.kind) && !train.groups.empty()) {
        result = {QObject::tr("Split by subject"), QObject::tr("Subject"), groupRows(train, split, test), true};
    } else if (train.task == Task::Classification) {
        result = {QObject::tr("Split by class"), QObject::tr("Class"), classRows(train, split, test), false};
        const auto weighed = classWeights(weights, labelsOf(train, split.train));
        for (std::size_t k = 0; k < std::min(weighed.size(), result.rows.size()); ++k)
            result.rows[k].weight = weighed[k];
    } else if (train.task == Task::Regression) {
        result = {QObject::tr("Split by target"), QObject::tr("Target"), targetRows(train, split, test), false};
    } else {
        result = {QObject::tr("Split of the sequences"), QObject::tr("Part"),
                  counted({QObject::tr("Sequences")}, split, [](std::int64_t) { return std::size_t(0); }), false};
        if (test != nullptr)
            result.rows.front().test = test->size();
    }
    return result;
}

} // namespace pitlane
