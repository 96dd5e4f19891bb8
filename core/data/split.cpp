// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/split.h"

#include "core/base/hash.h"
#include "core/data/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pitlane {

namespace {

constexpr std::size_t targetBins = 5;

std::string intro(const Dataset& trainPart)
{
    return "Splitting " + trainPart.name + ": ";
}

std::string seriesCount(std::int64_t count)
{
    return std::to_string(count) + " series";
}

using Rows = std::vector<std::int64_t>;

Rows allRows(const Dataset& data)
{
    Rows rows(static_cast<std::size_t>(data.size()));
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
}

/// What is dealt evenly: the rows of every class, of every fifth of the targets, or all of them.
std::vector<Rows> strata(const Dataset& data)
{
    if (data.task == Task::NextStep)
        return {allRows(data)};
    if (data.task == Task::Regression) {
        auto rows = allRows(data);
        std::ranges::stable_sort(rows, [&](std::int64_t a, std::int64_t b) { // missing targets come last
            const auto x = data.targets[static_cast<std::size_t>(a)];
            const auto y = data.targets[static_cast<std::size_t>(b)];
            return std::isnan(y) ? !std::isnan(x) : x < y;
        });
        std::vector<Rows> bins(targetBins);
        for (std::size_t rank = 0; rank < rows.size(); ++rank)
            bins[rank * targetBins / rows.size()].push_back(rows[rank]);
        for (auto& bin : bins)
            std::ranges::sort(bin);
        return bins;
    }
    std::vector<Rows> rowsOfClass(data.classNames.size());
    for (std::int64_t row = 0; row < data.size(); ++row)
        rowsOfClass.at(static_cast<std::size_t>(data.labels[static_cast<std::size_t>(row)])).push_back(row);
    return rowsOfClass;
}

/// Fold of every item: each stratum shuffled by itself, then one continuous deal over all of them.
std::vector<int> dealFolds(std::vector<Rows> strata, std::size_t items, int k, std::uint64_t seedNumber,
                           std::string_view purpose)
{
    std::vector<int> foldOfItem(items);
    int fold = 0;
    for (std::size_t i = 0; i < strata.size(); ++i) {
        Random random(derivedSeed(seedNumber, purpose, i));
        random.shuffle(strata[i]);
        for (const auto item : strata[i]) {
            foldOfItem[static_cast<std::size_t>(item)] = fold;
            fold = (fold + 1) % k;
        }
    }
    return foldOfItem;
}

Split splitOfFold(const std::vector<int>& foldOfRow, int fold)
{
    Split split;
    for (std::size_t row = 0; row < foldOfRow.size(); ++row)
        (foldOfRow[row] == fold ? split.validation : split.train).push_back(static_cast<std::int64_t>(row));
    return split;
}

template <typename Predicate> Split splitWhere(const Dataset& data, Predicate validates)
{
    Split split;
    for (std::int64_t row = 0; row < data.size(); ++row)
        (validates(static_cast<std::size_t>(row)) ? split.validation : split.train).push_back(row);
    return split;
}

void checkFolds(const Dataset& trainPart, int k)
{
    if (k < 2)
        throw DatasetError(intro(trainPart) + std::to_string(k) + " folds, expected at least 2.");
    if (trainPart.size() < k)
        throw DatasetError(intro(trainPart) + "the train part has " + seriesCount(trainPart.size()) + ", fewer than " +
                           std::to_string(k) + " folds. Take fewer folds or more data.");
}

void checkFraction(const Dataset& trainPart, double fraction)
{
    if (!(fraction > 0 && fraction <= 0.5))
        throw DatasetError(intro(trainPart) + "a validation fraction of " + std::to_string(fraction) +
                           ", expected more than 0 and at most 0.5.");
    if (std::round(1 / fraction) > static_cast<double>(trainPart.size()))
        throw DatasetError(intro(trainPart) + "a validation fraction of " + std::to_string(fraction) + " of " +
                           seriesCount(trainPart.size()) +
                           " leaves less than one for validation. Take a larger fraction.");
}

void checkFold(const Dataset& trainPart, int fold, int k)
{
    if (fold < 0 || fold >= k)
        throw DatasetError(intro(trainPart) + "fold " + std::to_string(fold) + " is asked for, but folds are 0 to " +
                           std::to_string(k - 1) + ". Choose one of them.");
}

std::vector<std::string> foldWarnings(const Dataset& trainPart, int k)
{
    std::vector<std::string> warnings;
    const auto counts = classCounts(trainPart);
    for (std::size_t label = 0; label < counts.size(); ++label) {
        const auto name = "Class " + trainPart.classNames[label];
        if (counts[label] == 0)
            warnings.push_back(name + " has no series in the train part: no network can learn it.");
        else if (counts[label] < k)
            warnings.push_back(name + " has " + seriesCount(counts[label]) + ", fewer than " + std::to_string(k) +
                               " folds: some folds validate without it.");
    }
    return warnings;
}

/// Small classes of one split: what is missing on which side of it.
void warnOfClasses(const Dataset& trainPart, Split& split)
{
    const auto counts = classCounts(trainPart);
    std::vector<std::int64_t> validated(counts.size());
    if (!counts.empty())
        for (const auto row : split.validation)
            ++validated[static_cast<std::size_t>(trainPart.labels[static_cast<std::size_t>(row)])];
    for (std::size_t label = 0; label < counts.size(); ++label) {
        const auto has = "Class " + trainPart.classNames[label] + " has " + seriesCount(counts[label]);
        if (counts[label] == 0)
            split.warnings.push_back("Class " + trainPart.classNames[label] +
                                     " has no series in the train part: no network can learn it.");
        else if (validated[label] == 0)
            split.warnings.push_back(has +
                                     ", none of them for validation: the choice of networks does not see this class.");
        else if (validated[label] == counts[label])
            split.warnings.push_back(has + ", all of them for validation: no network can learn it.");
    }
}

Split stratifiedSplit(const Dataset& trainPart, const SplitRule& rule, std::uint64_t seedNumber)
{
    checkFraction(trainPart, rule.fraction);
    const auto k = static_cast<int>(std::round(1 / rule.fraction));
    checkFolds(trainPart, k);
    checkFold(trainPart, rule.fold, k);
    const auto items = static_cast<std::size_t>(trainPart.size());
    if (rule.kind == SplitRule::Kind::Random)
        return splitOfFold(dealFolds({allRows(trainPart)}, items, k, seedNumber, "random split"), rule.fold);
    return splitOfFold(dealFolds(strata(trainPart), items, k, seedNumber, "split"), rule.fold);
}

std::string listOf(const std::vector<std::string>& names)
{
    constexpr std::size_t most = 20;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most; ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    return names.size() > most ? text + ", ..." : text;
}

/// Deals whole things (groups, repetitions) that have rows; `thingOfRow` numbers them from 0, `thing` names one.
Split dealWhole(const Dataset& data, const std::vector<std::int32_t>& thingOfRow, std::size_t things,
                const SplitRule& rule, std::uint64_t seedNumber, const std::string& thing)
{
    checkFraction(data, rule.fraction);
    std::vector<bool> hasRows(things);
    for (const auto i : thingOfRow)
        hasRows[static_cast<std::size_t>(i)] = true;
    Rows present;
    for (std::size_t i = 0; i < things; ++i)
        if (hasRows[i])
            present.push_back(static_cast<std::int64_t>(i));
    if (present.size() < 2)
        throw DatasetError(intro(data) + "all series are of one " + thing + ", expected at least 2 to keep a whole " +
                           thing + " for validation. Choose another kind of split or add data.");
    const auto wanted = static_cast<std::int64_t>(std::round(1 / rule.fraction));
    const auto k = static_cast<int>(std::min(wanted, std::ssize(present)));
    checkFold(data, rule.fold, k);
    const auto foldOfThing = dealFolds({present}, things, k, seedNumber, thing + " split");
    auto split = splitWhere(
        data, [&](std::size_t row) { return foldOfThing[static_cast<std::size_t>(thingOfRow[row])] == rule.fold; });
    const auto share = static_cast<double>(split.validation.size()) / static_cast<double>(data.size());
    if (share < rule.fraction / 2 || share > rule.fraction * 2)
        split.warnings.push_back(std::to_string(std::llround(100 * share)) + " % of the series validate, where " +
                                 std::to_string(std::llround(100 * rule.fraction)) + " % were asked for: " +
                                 std::to_string(present.size()) + " " + thing + "s cannot be divided otherwise.");
    return split;
}

void checkGroups(const Dataset& data)
{
    if (data.groups.empty())
        throw DatasetError(intro(data) + "the split is by group, but the examples have no groups. Name the column with "
                                         "the subject, or the subject of every file, or choose another kind of split.");
    for (std::size_t row = 0; row < data.groups.size(); ++row)
        if (data.groups[row] < 0 || data.groups[row] >= std::ssize(data.groupNames))
            throw DatasetError(intro(data) + "series " + std::to_string(row + 1) + " has group number " +
                               std::to_string(data.groups[row]) + ", expected 0 to " +
                               std::to_string(std::ssize(data.groupNames) - 1) +
                               ". Name the group of every file, or choose another kind of split.");
}

std::size_t groupNumber(const std::vector<std::string>& groupNames, const std::string& name, std::string_view use)
{
    const auto found = std::ranges::find(groupNames, name);
    if (found == groupNames.end())
        throw DatasetError("Splitting by group: the group " + name + " named for " + std::string(use) +
                           " does not exist. The groups are " + listOf(groupNames) + ".");
    return static_cast<std::size_t>(found - groupNames.begin());
}

/// "S2" before "S10": runs of digits by value.
bool comesBefore(const std::string& a, const std::string& b)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (!isDigit(a[i]) || !isDigit(b[j])) {
            if (a[i] != b[j])
                return a[i] < b[j];
            ++i;
            ++j;
            continue;
        }
        const auto endOfNumber = [&](const std::string& text, std::size_t& from) {
            while (from + 1 < text.size() && text[from] == '0' && isDigit(text[from + 1]))
                ++from;
            auto end = from;
            while (end < text.size() && isDigit(text[end]))
                ++end;
            return end;
        };
        const auto endA = endOfNumber(a, i);
        const auto endB = endOfNumber(b, j);
        if (endA - i != endB - j)
            return endA - i < endB - j;
        const auto order = a.compare(i, endA - i, b, j, endB - j);
        if (order != 0)
            return order < 0;
        i = endA;
        j = endB;
    }
    return a.size() - i != b.size() - j ? a.size() - i < b.size() - j : a < b;
}

/// The set of groups of PpgDalia that fold `rule.fold` takes out; number `rule.turn` of it is the test group.
std::vector<std::string> daliaSet(const std::vector<std::string>& groupNames, const SplitRule& rule)
{
    const auto fail = [](const std::string& what) { throw DatasetError("Splitting by sets of groups: " + what); };
    if (rule.folds < 2)
        fail(std::to_string(rule.folds) + " sets, expected at least 2.");
    if (std::ssize(groupNames) < 2 * static_cast<std::int64_t>(rule.folds))
        fail(std::to_string(groupNames.size()) + " groups for " + std::to_string(rule.folds) +
             " sets, but each set needs one group to test and one to validate. Take fewer sets or add groups.");
    if (rule.fold < 0 || rule.fold >= rule.folds)
        fail("set " + std::to_string(rule.fold) + " is asked for, but sets are 0 to " + std::to_string(rule.folds - 1) +
             ". Choose one of them.");
    auto names = groupNames;
    std::ranges::sort(names, comesBefore); // the order of files does not matter
    Rows order(names.size());
    std::iota(order.begin(), order.end(), 0);
    Random(derivedSeed(1, "PPG-DaLiA sets of subjects")).shuffle(order);
    std::vector<std::string> set;
    for (auto i = static_cast<std::size_t>(rule.fold); i < order.size(); i += static_cast<std::size_t>(rule.folds))
        set.push_back(names[static_cast<std::size_t>(order[i])]);
    if (rule.turn < 0 || rule.turn >= std::ssize(set))
        fail("turn " + std::to_string(rule.turn) + " is asked for, but set " + std::to_string(rule.fold) + " has " +
             std::to_string(set.size()) + " groups (" + listOf(set) + "), each once in turn: 0 to " +
             std::to_string(set.size() - 1) + ".");
    return set;
}

/// What is kept for the test must not be in the train part.
void checkNoTestRows(const Dataset& trainPart, const SplitRule& rule)
{
    std::int64_t count = 0;
    std::string what;
    const auto refuse = [&](bool isTest, const std::string& name) {
        count += isTest ? 1 : 0;
        if (isTest && what.empty())
            what = name;
    };
    if (rule.kind == SplitRule::Kind::Repetitions)
        for (const auto number : trainPart.repetitions)
            refuse(std::ranges::find(rule.testRepetitions, number) != rule.testRepetitions.end(),
                   "repetition " + std::to_string(number));
    else {
        const auto test =
            rule.kind == SplitRule::Kind::LeaveOneOut ? rule.test : testGroups(trainPart.groupNames, rule);
        for (const auto group : trainPart.groups) {
            const auto& name = trainPart.groupNames[static_cast<std::size_t>(group)];
            refuse(std::ranges::find(test, name) != test.end(), "group " + name);
        }
    }
    if (count > 0)
        throw DatasetError(intro(trainPart) + "the split keeps " + what + " for the test, but the train part has " +
                           seriesCount(count) +
                           " of the test part. Load the data again with this split, so that the test part stays "
                           "closed.");
}

Split byNames(const Dataset& data, const std::vector<std::string>& validation)
{
    std::vector<bool> validates(data.groupNames.size());
    for (const auto& name : validation) {
        const auto number = groupNumber(data.groupNames, name, "validation");
        if (std::ranges::find(data.groups, static_cast<std::int32_t>(number)) == data.groups.end())
            throw DatasetError(intro(data) + "the group " + name +
                               " named for validation has no series in the train part. Choose another group.");
        validates[number] = true;
    }
    return splitWhere(data, [&](std::size_t row) { return validates[static_cast<std::size_t>(data.groups[row])]; });
}

Split leaveOneOut(const Dataset& data, const SplitRule& rule)
{
    for (const auto& name : rule.validation)
        if (std::ranges::find(rule.test, name) != rule.test.end())
            throw DatasetError(intro(data) + "the group " + name +
                               " is named both for validation and for the test. Take it out of one of them.");
    checkNoTestRows(data, rule);
    if (!rule.validation.empty())
        return byNames(data, rule.validation);
    // The next one in natural order, whether or not the train part knows the test groups by name.
    auto names = data.groupNames;
    std::ranges::sort(names, comesBefore);
    auto next =
        rule.test.empty()
            ? 0
            : static_cast<std::size_t>(std::ranges::upper_bound(names, rule.test.back(), comesBefore) - names.begin());
    for (std::size_t i = 0; i < names.size(); ++i, ++next) {
        const auto& name = names[next % names.size()];
        const auto number = static_cast<std::int32_t>(groupNumber(data.groupNames, name, "validation"));
        if (std::ranges::find(data.groups, number) != data.groups.end())
            return byNames(data, {name});
    }
    throw DatasetError(intro(data) + "the train part has no series. Leave groups to train on.");
}

Split dalia(const Dataset& data, const SplitRule& rule)
{
    auto set = daliaSet(data.groupNames, rule);
    set.erase(set.begin() + rule.turn);
    return byNames(data, set);
}

Split listed(const Dataset& data)
{
    if (std::ranges::count(data.listedForValidation, std::uint8_t{1}) == 0)
        throw DatasetError(intro(data) + "no file or list names a series for validation. Mark files for validation, "
                                         "choose the list of a folder, or another kind of split.");
    return splitWhere(data, [&](std::size_t row) { return data.listedForValidation[row] == 1; });
}

void checkRepetitions(const Dataset& data, const std::vector<std::int64_t>& asked, std::string_view use)
{
    if (data.repetitions.empty())
        throw DatasetError(intro(data) +
                           "the split is by repetition, but the examples have no repetition numbers. Name the column "
                           "with the repetition, or the repetition of every file, or choose another kind of split.");
    for (const auto number : asked) {
        if (std::ranges::find(data.repetitions, number) != data.repetitions.end())
            continue;
        Rows known = data.repetitions;
        std::ranges::sort(known);
        known.erase(std::ranges::unique(known).begin(), known.end());
        std::vector<std::string> names;
        std::ranges::transform(known, std::back_inserter(names), [](auto n) { return std::to_string(n); });
        throw DatasetError(intro(data) + "repetition " + std::to_string(number) + " named for " + std::string(use) +
                           " does not exist. The repetitions are " + listOf(names) + ".");
    }
}

Split byRepetition(const Dataset& data, const SplitRule& rule, std::uint64_t seedNumber)
{
    checkRepetitions(data, rule.validationRepetitions, "validation");
    const auto contains = [](const auto& list, std::int64_t number) {
        return std::ranges::find(list, number) != list.end();
    };
    if (!rule.validationRepetitions.empty())
        return splitWhere(data,
                          [&](std::size_t row) { return contains(rule.validationRepetitions, data.repetitions[row]); });
    Rows known = data.repetitions;
    std::ranges::sort(known);
    known.erase(std::ranges::unique(known).begin(), known.end());
    std::vector<std::int32_t> numberOfRow;
    for (const auto repetition : data.repetitions)
        numberOfRow.push_back(static_cast<std::int32_t>(std::ranges::lower_bound(known, repetition) - known.begin()));
    return dealWhole(data, numberOfRow, known.size(), rule, seedNumber, "repetition");
}

Split dealt(const Dataset& data, const SplitRule& rule, std::uint64_t seedNumber)
{
    switch (rule.kind) {
    case SplitRule::Kind::Stratified:
    case SplitRule::Kind::Random:
        return stratifiedSplit(data, rule, seedNumber);
    case SplitRule::Kind::Groups:
        checkGroups(data);
        return dealWhole(data, data.groups, data.groupNames.size(), rule, seedNumber, "group");
    case SplitRule::Kind::LeaveOneOut:
        checkGroups(data);
        return leaveOneOut(data, rule);
    case SplitRule::Kind::PpgDalia:
        checkGroups(data);
        checkNoTestRows(data, rule);
        return dalia(data, rule);
    case SplitRule::Kind::Listed:
        return listed(data);
    case SplitRule::Kind::Repetitions:
        checkNoTestRows(data, rule);
        return byRepetition(data, rule, seedNumber);
    }
    throw DatasetError(intro(data) + "unknown kind of split.");
}

} // namespace

std::vector<Split> stratifiedFolds(const Dataset& trainPart, int k, std::uint64_t seedNumber)
{
    checkFolds(trainPart, k);
    const auto foldOfRow =
        dealFolds(strata(trainPart), static_cast<std::size_t>(trainPart.size()), k, seedNumber, "split");
    const auto warnings = foldWarnings(trainPart, k);
    std::vector<Split> folds;
    for (int fold = 0; fold < k; ++fold) {
        folds.push_back(splitOfFold(foldOfRow, fold));
        folds.back().warnings = warnings;
    }
    return folds;
}

Split drawSplit(const Dataset& trainPart, const SplitRule& rule, std::uint64_t seedNumber)
{
    auto split = dealt(trainPart, rule, seedNumber);
    if (split.train.empty() || split.validation.empty())
        throw DatasetError(intro(trainPart) + "of " + seriesCount(trainPart.size()) + ", " +
                           std::to_string(split.train.size()) + " are left to train and " +
                           std::to_string(split.validation.size()) +
                           " to validate, expected at least one each. Change the split or add data.");
    warnOfClasses(trainPart, split);
    const auto overlap = findOverlap(trainPart, split);
    if (!overlap.isThere())
        return split;
    const bool isDrawn = rule.kind == SplitRule::Kind::Stratified || rule.kind == SplitRule::Kind::Random;
    if (isDrawn && !rule.allowOverlap)
        throw DatasetError(intro(trainPart) + "this split leaks. " + explain(overlap, trainPart));
    split.warnings.push_back(explain(overlap, trainPart));
    return split;
}

std::vector<std::string> testGroups(const std::vector<std::string>& groupNames, const SplitRule& rule)
{
    if (rule.kind == SplitRule::Kind::PpgDalia)
        return {daliaSet(groupNames, rule)[static_cast<std::size_t>(rule.turn)]};
    if (rule.kind != SplitRule::Kind::LeaveOneOut)
        return {};
    for (const auto& name : rule.test)
        static_cast<void>(groupNumber(groupNames, name, "the test"));
    return rule.test;
}

std::vector<std::uint8_t> testExamples(const Dataset& all, const SplitRule& rule)
{
    std::vector<std::uint8_t> isTest;
    if (rule.kind == SplitRule::Kind::Repetitions) {
        checkRepetitions(all, {}, "the test");
        if (rule.testRepetitions.empty())
            return {};
        for (const auto repetition : all.repetitions)
            isTest.push_back(std::ranges::find(rule.testRepetitions, repetition) != rule.testRepetitions.end() ? 1 : 0);
        return isTest;
    }
    if (rule.kind != SplitRule::Kind::LeaveOneOut && rule.kind != SplitRule::Kind::PpgDalia)
        return {};
    checkGroups(all);
    const auto names = testGroups(all.groupNames, rule);
    if (names.empty())
        return {};
    for (const auto group : all.groups)
        isTest.push_back(std::ranges::find(names, all.groupNames[static_cast<std::size_t>(group)]) != names.end() ? 1
                                                                                                                  : 0);
    return isTest;
}

} // namespace pitlane
