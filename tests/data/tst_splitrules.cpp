// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/random.h"
#include "core/data/split.h"
#include "testdata.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

using namespace pitlane;
using namespace pitlane::test;
using Kind = SplitRule::Kind;

class TestSplitRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingLostOrTwice_data();
    void nothingLostOrTwice();
    void foldsValidateEveryRowOnce();
    void regressionIsDealtOverTargets();
    void groupsStayTogether();
    void fewGroups();
    void leaveOneOut();
    void daliaTestsEverySubjectOnce();
    void daliaDoesNotDependOnOrder();
    void listed();
    void repetitions();
    void overlapByHand();
    void overlapEqualsAllPairs();
    void overlapOfManyWindows();
    void overlapIsBlocked();
    void refuses_data();
    void refuses();
};

namespace {

/// `subjects` groups S1 ..., each with `each` examples of three classes in 5 repetitions; not sorted by subject.
Dataset withSubjects(std::int64_t subjects, std::int64_t each, Task task = Task::Classification)
{
    Dataset data{.name = "people", .task = task, .channels = 1, .length = 1};
    for (std::int64_t s = 0; s < subjects; ++s)
        data.groupNames.push_back("S" + std::to_string(s + 1));
    if (task == Task::Classification)
        data.classNames = {"a", "b", "c"};
    for (std::int64_t n = 0; n < subjects * each; ++n) {
        data.values.push_back(static_cast<float>(n));
        data.groups.push_back(static_cast<std::int32_t>(n % subjects));
        data.repetitions.push_back(1 + n / subjects % 5);
        data.listedForValidation.push_back(n % 7 == 0 ? 1 : 0);
        if (task == Task::Classification)
            data.labels.push_back(n / subjects % 3);
        else if (task == Task::Regression)
            data.targets.push_back(static_cast<float>(n * 37 % 101));
        else
            data.lengths.push_back(1);
    }
    return data;
}

/// Windows of `length` samples every `hop`, `each` of them in each of `recordings` recordings.
Dataset windows(std::int64_t recordings, std::int64_t each, std::int64_t length, std::int64_t hop)
{
    auto data = withSubjects(recordings, each);
    for (std::int64_t n = 0; n < data.size(); ++n)
        data.spans.push_back(
            {.recording = static_cast<std::int32_t>(n % recordings), .first = n / recordings * hop, .count = length});
    return data;
}

std::vector<std::int64_t> allRows(const Dataset& data)
{
    std::vector<std::int64_t> rows(static_cast<std::size_t>(data.size()));
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
}

std::vector<std::int64_t> sortedUnion(const Split& split)
{
    auto rows = split.train;
    rows.insert(rows.end(), split.validation.begin(), split.validation.end());
    std::ranges::sort(rows);
    return rows;
}

std::set<std::string> groupsOf(const Dataset& data, const std::vector<std::int64_t>& rows)
{
    std::set<std::string> names;
    for (const auto row : rows)
        names.insert(data.groupNames[static_cast<std::size_t>(data.groups[static_cast<std::size_t>(row)])]);
    return names;
}

bool areDisjoint(const auto& a, const auto& b)
{
    return std::ranges::none_of(a, [&](const auto& item) { return b.contains(item); });
}

/// The rows that the rule leaves to train and validate.
Dataset withoutTest(const Dataset& all, const SplitRule& rule)
{
    const auto isTest = testExamples(all, rule);
    std::vector<std::int64_t> kept;
    for (std::int64_t row = 0; row < all.size(); ++row)
        if (isTest.empty() || isTest[static_cast<std::size_t>(row)] == 0)
            kept.push_back(row);
    return subset(all, kept);
}

std::string errorOf(const Dataset& data, const SplitRule& rule)
{
    return messageOf<DatasetError>([&] { static_cast<void>(drawSplit(data, rule, 1)); }).value_or("");
}

} // namespace

Q_DECLARE_METATYPE(pitlane::SplitRule)
Q_DECLARE_METATYPE(pitlane::Dataset)

void TestSplitRules::nothingLostOrTwice_data()
{
    QTest::addColumn<SplitRule>("rule");
    QTest::addColumn<int>("task");
    const std::vector<std::pair<const char*, SplitRule>> rules{
        {"stratified", {.kind = Kind::Stratified, .fold = 2}},
        {"random", {.kind = Kind::Random, .fraction = 0.3}},
        {"groups", {.kind = Kind::Groups}},
        {"leave one out", {.kind = Kind::LeaveOneOut, .test = {"S3"}}},
        {"leave several out", {.kind = Kind::LeaveOneOut, .validation = {"S1", "S2"}, .test = {"S3", "S4"}}},
        {"PPG-DaLiA", {.kind = Kind::PpgDalia, .folds = 4, .fold = 1, .turn = 1}},
        {"listed", {.kind = Kind::Listed}},
        {"repetitions", {.kind = Kind::Repetitions, .testRepetitions = {2, 5}}},
        {"given repetitions", {.kind = Kind::Repetitions, .testRepetitions = {2}, .validationRepetitions = {4}}}};
    for (const auto& [name, rule] : rules)
        for (const auto task : {Task::Classification, Task::Regression, Task::NextStep})
            QTest::addRow("%s, task %d", name, static_cast<int>(task)) << rule << static_cast<int>(task);
}

void TestSplitRules::nothingLostOrTwice()
{
    QFETCH(SplitRule, rule);
    QFETCH(int, task);
    const auto data = withoutTest(withSubjects(12, 30, static_cast<Task>(task)), rule);
    const auto split = drawSplit(data, rule, 3);
    QCOMPARE(sortedUnion(split), allRows(data));
    QVERIFY(!split.train.empty() && !split.validation.empty());
    QVERIFY(std::ranges::is_sorted(split.train) && std::ranges::is_sorted(split.validation));
    QCOMPARE(drawSplit(data, rule, 3), split);
    const bool isDrawn = rule.kind == Kind::Stratified || rule.kind == Kind::Random || rule.kind == Kind::Groups;
    if (isDrawn)
        QVERIFY(drawSplit(data, rule, 4).validation != split.validation);
}

void TestSplitRules::foldsValidateEveryRowOnce()
{
    const auto data = withSubjects(10, 15);
    for (const auto kind : {Kind::Stratified, Kind::Random, Kind::Groups, Kind::Repetitions}) {
        std::vector<std::int64_t> validated;
        for (int fold = 0; fold < 5; ++fold) {
            const auto split = drawSplit(data, {.kind = kind, .fraction = 0.2, .fold = fold}, 9);
            validated.insert(validated.end(), split.validation.begin(), split.validation.end());
            QCOMPARE(split.validation.size(), std::size_t{30});
        }
        std::ranges::sort(validated);
        QCOMPARE(validated, allRows(data));
    }
    for (int fold = 0; fold < 5; ++fold)
        QCOMPARE(drawSplit(data, {.fold = fold}, 9).validation,
                 stratifiedFolds(data, 5, 9)[static_cast<std::size_t>(fold)].validation);
}

void TestSplitRules::regressionIsDealtOverTargets()
{
    auto data = withSubjects(10, 20, Task::Regression);
    const auto sorted = [&] {
        auto targets = data.targets;
        std::ranges::sort(targets);
        return targets;
    }();
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const auto split = drawSplit(data, {}, seed);
        QCOMPARE(split.validation.size(), std::size_t{40});
        QVERIFY(split.warnings.empty());
        // 8 of each fifth; equal targets at a border may be counted on either side of it.
        for (std::size_t bin = 0; bin < 5; ++bin) {
            const auto low = sorted[bin * 40];
            const auto high = sorted[bin * 40 + 39];
            const auto inside = std::ranges::count_if(split.validation, [&](auto row) {
                const auto target = data.targets[static_cast<std::size_t>(row)];
                return low <= target && target <= high;
            });
            QVERIFY(inside >= 8 && inside <= 10);
        }
    }
    data.targets[3] = std::nanf("");
    data.targets[90] = std::nanf("");
    QCOMPARE(sortedUnion(drawSplit(data, {}, 1)), allRows(data));
}

void TestSplitRules::groupsStayTogether()
{
    const auto data = withSubjects(15, 11);
    std::set<std::set<std::string>> seen;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const auto split = drawSplit(data, {.kind = Kind::Groups}, seed);
        const auto validation = groupsOf(data, split.validation);
        QCOMPARE(validation.size(), std::size_t{3});
        QVERIFY(areDisjoint(validation, groupsOf(data, split.train)));
        seen.insert(validation);
    }
    QVERIFY(seen.size() > 20); // of 455
}

/// Fewer groups than folds: one validates, and the share is told.
void TestSplitRules::fewGroups()
{
    const auto data = withSubjects(3, 8);
    const auto split = drawSplit(data, {.kind = Kind::Groups, .fraction = 0.1}, 1);
    QCOMPARE(groupsOf(data, split.validation).size(), std::size_t{1});
    QCOMPARE(split.warnings,
             (std::vector<std::string>{"33 % of the series validate, where 10 % were asked for: 3 groups "
                                       "cannot be divided otherwise."}));
}

void TestSplitRules::leaveOneOut()
{
    using Names = std::set<std::string>;
    const auto all = withSubjects(12, 6);
    const auto validates = [&](const SplitRule& rule) {
        const auto data = withoutTest(all, rule);
        const auto split = drawSplit(data, rule, 1);
        for (const auto& name : rule.test)
            if (groupsOf(data, split.train).contains(name) || groupsOf(data, split.validation).contains(name))
                return Names{"test leaked"};
        return groupsOf(data, split.validation);
    };
    QCOMPARE(validates({.kind = Kind::LeaveOneOut, .test = {"S9"}}), Names{"S10"}); // not S1: numbers count
    QCOMPARE(validates({.kind = Kind::LeaveOneOut, .test = {"S12"}}), Names{"S1"});
    QCOMPARE(validates({.kind = Kind::LeaveOneOut, .test = {"S12", "S1"}}), Names{"S2"});
    QCOMPARE(validates({.kind = Kind::LeaveOneOut}), Names{"S1"});
    QCOMPARE(validates({.kind = Kind::LeaveOneOut, .validation = {"S4"}, .test = {"S9"}}), Names{"S4"});
    QCOMPARE(validates({.kind = Kind::LeaveOneOut, .validation = {"S4", "S11"}}), (Names{"S4", "S11"}));
    QCOMPARE(testGroups(all.groupNames, {.kind = Kind::LeaveOneOut, .test = {"S9"}}), std::vector<std::string>{"S9"});

    // A train part that has never heard of the test group.
    auto data = withSubjects(4, 6);
    data.groupNames = {"A", "B", "D", "E"};
    QCOMPARE(groupsOf(data, drawSplit(data, {.kind = Kind::LeaveOneOut, .test = {"C"}}, 1).validation), Names{"D"});
}

void TestSplitRules::daliaTestsEverySubjectOnce()
{
    const auto all = withSubjects(15, 20);
    std::map<std::string, int> tested;
    std::vector<std::size_t> setSizes;
    for (int fold = 0; fold < 4; ++fold) {
        std::set<std::string> set; // held out in this fold
        int turns = 0;
        for (int turn = 0; turn < 4; ++turn) {
            SplitRule rule{.kind = Kind::PpgDalia, .folds = 4, .fold = fold, .turn = turn};
            if (fold == 3 && turn == 3) {
                QVERIFY(!messageOf<DatasetError>([&] { static_cast<void>(testExamples(all, rule)); })->empty());
                continue;
            }
            ++turns;
            const auto test = testGroups(all.groupNames, rule);
            QCOMPARE(test.size(), std::size_t{1});
            ++tested[test[0]];
            const auto isTest = testExamples(all, rule);
            for (std::int64_t row = 0; row < all.size(); ++row)
                QCOMPARE(isTest[static_cast<std::size_t>(row)] == 1,
                         all.groupNames[static_cast<std::size_t>(all.groups[static_cast<std::size_t>(row)])] ==
                             test[0]);
            const auto data = withoutTest(all, rule);
            const auto split = drawSplit(data, rule, 5);
            const auto train = groupsOf(data, split.train);
            auto validation = groupsOf(data, split.validation);
            QVERIFY(!train.contains(test[0]) && !validation.contains(test[0]));
            QVERIFY(areDisjoint(train, validation));
            QCOMPARE(train.size() + validation.size(), std::size_t{14});
            validation.insert(test[0]);
            QVERIFY(set.empty() || set == validation); // the same set in every turn
            set = validation;
            QCOMPARE(drawSplit(data, rule, 6), split); // sets do not depend on the seed number of the run
        }
        QCOMPARE(set.size(), static_cast<std::size_t>(turns));
        setSizes.push_back(set.size());
    }
    QCOMPARE(setSizes, (std::vector<std::size_t>{4, 4, 4, 3}));
    QCOMPARE(tested.size(), std::size_t{15});
    for (const auto& [name, times] : tested)
        QCOMPARE(times, 1);
}

void TestSplitRules::daliaDoesNotDependOnOrder()
{
    std::vector<std::string> names;
    for (int i = 1; i <= 15; ++i)
        names.push_back("S" + std::to_string(i));
    const SplitRule rule{.kind = Kind::PpgDalia, .folds = 4, .fold = 2, .turn = 1};
    const auto test = testGroups(names, rule);
    std::ranges::sort(names);
    QCOMPARE(testGroups(names, rule), test);
    std::ranges::reverse(names);
    QCOMPARE(testGroups(names, rule), test);
    // A train part that forgot the name of the test group would draw other sets: refused.
    auto data = withSubjects(14, 4);
    const auto message = errorOf(data, rule);
    QVERIFY2(message.find("for the test, but the train part has 4 series of the test part") != std::string::npos,
             message.c_str());
}

void TestSplitRules::listed()
{
    const auto data = withSubjects(5, 7);
    QCOMPARE(drawSplit(data, {.kind = Kind::Listed}, 1).validation, (std::vector<std::int64_t>{0, 7, 14, 21, 28}));
}

void TestSplitRules::repetitions()
{
    const auto all = withSubjects(6, 20); // repetitions 1 .. 5
    const SplitRule rule{.kind = Kind::Repetitions, .fraction = 0.25, .testRepetitions = {2, 5}};
    const auto data = withoutTest(all, rule);
    QCOMPARE(data.size(), 72);
    const auto repetitionsOf = [&](const std::vector<std::int64_t>& rows) {
        std::set<std::int64_t> numbers;
        for (const auto row : rows)
            numbers.insert(data.repetitions[static_cast<std::size_t>(row)]);
        return numbers;
    };
    std::set<std::int64_t> seen;
    for (int fold = 0; fold < 3; ++fold) {
        const auto split =
            drawSplit(data, {.kind = Kind::Repetitions, .fraction = 0.25, .fold = fold, .testRepetitions = {2, 5}}, 1);
        const auto validation = repetitionsOf(split.validation);
        QCOMPARE(validation.size(), std::size_t{1});
        QVERIFY(areDisjoint(validation, repetitionsOf(split.train)));
        seen.merge(std::set(validation));
    }
    QCOMPARE(seen, (std::set<std::int64_t>{1, 3, 4}));
    auto given = rule;
    given.validationRepetitions = {3, 4};
    QCOMPARE(repetitionsOf(drawSplit(data, given, 1).validation), (std::set<std::int64_t>{3, 4}));
}

void TestSplitRules::overlapByHand()
{
    //  recording 0: A 0-10, B 10-20, C 15-25, D 19-21      recording 1: E 0-10, F (empty) 5
    auto data = withCounts({6});
    data.spans = {{0, 0, 10}, {0, 10, 10}, {0, 15, 10}, {0, 19, 2}, {1, 0, 10}, {1, 5, 0}};
    const auto check = [&](std::vector<std::int64_t> train, std::vector<std::int64_t> validation) {
        return findOverlap(data, {.train = std::move(train), .validation = std::move(validation)});
    };
    QVERIFY(!check({0}, {1, 2, 3, 4, 5}).isThere()); // touching is not sharing, nor is another recording
    QVERIFY(!check({4}, {5}).isThere());
    QVERIFY(!check({5}, {4}).isThere());
    auto overlap = check({0, 2, 4}, {1, 3, 5});
    QCOMPARE(overlap.pairs, 2);
    QCOMPARE(overlap.examples, 2);
    QCOMPARE(overlap.trainRow, 2);
    QCOMPARE(overlap.validationRow, 1);
    overlap = check({1, 2, 4}, {0, 3, 5});
    QCOMPARE(overlap.pairs, 2); // D with B and with C
    QCOMPARE(overlap.examples, 1);
    QCOMPARE(overlap.validationRow, 3);
    QCOMPARE(overlap.trainRow, 2); // two samples shared, with B one
    data.spans.clear();
    QVERIFY(!check({0}, {1}).isThere());
}

void TestSplitRules::overlapEqualsAllPairs()
{
    Random random(11);
    for (int round = 0; round < 50; ++round) {
        auto data = withCounts({80});
        Split split;
        for (std::int64_t row = 0; row < data.size(); ++row) {
            data.spans.push_back({.recording = static_cast<std::int32_t>(random.below(3)),
                                  .first = static_cast<std::int64_t>(random.below(400)) - 100,
                                  .count = static_cast<std::int64_t>(random.below(12))});
            (random.below(3) == 0 ? split.validation : split.train).push_back(row);
        }
        std::int64_t pairs = 0;
        std::set<std::int64_t> examples;
        for (const auto v : split.validation)
            for (const auto t : split.train) {
                const auto& a = data.spans[static_cast<std::size_t>(v)];
                const auto& b = data.spans[static_cast<std::size_t>(t)];
                bool shares = false; // sample by sample
                for (auto sample = a.first; sample < a.first + a.count; ++sample)
                    shares = shares || (a.recording == b.recording && sample >= b.first && sample < b.first + b.count);
                pairs += shares ? 1 : 0;
                if (shares)
                    examples.insert(v);
            }
        const auto overlap = findOverlap(data, split);
        QCOMPARE(overlap.pairs, pairs);
        QCOMPARE(overlap.examples, std::ssize(examples));
        if (pairs > 0)
            QVERIFY(examples.contains(overlap.validationRow));
    }
}

/// 200 000 windows of one recording that all overlap their 1 000 neighbours: pairs are counted, not listed.
void TestSplitRules::overlapOfManyWindows()
{
    const auto data = windows(1, 200'000, 1001, 1);
    Split split;
    for (std::int64_t row = 0; row < data.size(); ++row)
        (row % 2 == 0 ? split.train : split.validation).push_back(row);
    const auto overlap = findOverlap(data, split);
    QCOMPARE(overlap.examples, 100'000);
    QVERIFY(overlap.pairs > 99'000'000 && overlap.pairs <= 100'000'000); // 1 000 each, fewer at the ends
}

void TestSplitRules::overlapIsBlocked()
{
    const auto data = windows(4, 30, 256, 64);
    for (const auto kind : {Kind::Stratified, Kind::Random}) {
        const auto message = errorOf(data, {.kind = kind});
        QVERIFY2(message.starts_with("Splitting people: this split leaks. The windows overlap: "), message.c_str());
        for (const char* words : {"192 of its 256 samples", "Split by group", "hop equal to length"})
            QVERIFY2(message.find(words) != std::string::npos, message.c_str());
        const auto split = drawSplit(data, {.kind = kind, .allowOverlap = true}, 1);
        QCOMPARE(sortedUnion(split), allRows(data));
        QVERIFY(
            std::ranges::any_of(split.warnings, [](const auto& w) { return w.starts_with("The windows overlap"); }));
    }
    QVERIFY(errorOf(windows(4, 30, 64, 64), {}).empty());
    QVERIFY(errorOf(data, {.kind = Kind::Groups}).empty()); // a recording is of one subject
    QVERIFY(drawSplit(data, {.kind = Kind::Groups}, 1).warnings.empty() ||
            !drawSplit(data, {.kind = Kind::Groups}, 1).warnings.front().starts_with("The windows"));
    // Repetitions of one recording, windows across their border: said, not refused.
    const auto split = drawSplit(data, {.kind = Kind::Repetitions}, 1);
    QVERIFY(std::ranges::any_of(split.warnings, [](const auto& w) { return w.starts_with("The windows overlap"); }));
}

void TestSplitRules::refuses_data()
{
    QTest::addColumn<Dataset>("data");
    QTest::addColumn<SplitRule>("rule");
    QTest::addColumn<QString>("message");
    const auto people = withSubjects(4, 6);
    auto nobody = people;
    nobody.groups.clear();
    nobody.groupNames.clear();
    nobody.repetitions.clear();
    nobody.listedForValidation.clear();
    auto unknown = people;
    unknown.groups[2] = -1;
    const auto row = [](const char* name, const Dataset& data, const SplitRule& rule, const char* message) {
        QTest::newRow(name) << data << rule << QString::fromUtf8(message);
    };
    for (const auto kind : {Kind::Groups, Kind::LeaveOneOut, Kind::PpgDalia})
        QTest::addRow("no groups, kind %d", static_cast<int>(kind))
            << nobody << SplitRule{.kind = kind}
            << QStringLiteral(
                   "Splitting people: the split is by group, but the examples have no groups. Name the column "
                   "with the subject, or the subject of every file, or choose another kind of split.");
    row("unknown group", unknown, {.kind = Kind::Groups},
        "Splitting people: series 3 has group number -1, expected 0 to 3. Name the group of every file, or choose "
        "another kind of split.");
    row("no such validation group", people, {.kind = Kind::LeaveOneOut, .validation = {"S7"}},
        "Splitting by group: the group S7 named for validation does not exist. The groups are S1, S2, S3, S4.");
    row("both", people, {.kind = Kind::LeaveOneOut, .validation = {"S2"}, .test = {"S2"}},
        "Splitting people: the group S2 is named both for validation and for the test. Take it out of one of them.");
    row("test group in the train part", people, {.kind = Kind::LeaveOneOut, .test = {"S2"}},
        "Splitting people: the split keeps group S2 for the test, but the train part has 6 series of the test part. "
        "Load the data again with this split, so that the test part stays closed.");
    row("nobody trains", people, {.kind = Kind::LeaveOneOut, .validation = {"S1", "S2", "S3", "S4"}},
        "Splitting people: of 24 series, 0 are left to train and 24 to validate, expected at least one each. Change "
        "the split or add data.");
    row("one group", withSubjects(1, 6), {.kind = Kind::Groups},
        "Splitting people: all series are of one group, expected at least 2 to keep a whole group for validation. "
        "Choose another kind of split or add data.");
    row("too many sets", people, {.kind = Kind::PpgDalia, .folds = 3},
        "Splitting by sets of groups: 4 groups for 3 sets, but each set needs one group to test and one to validate. "
        "Take fewer sets or add groups.");
    row("no such set", people, {.kind = Kind::PpgDalia, .folds = 2, .fold = 2},
        "Splitting by sets of groups: set 2 is asked for, but sets are 0 to 1. Choose one of them.");
    row("one set", people, {.kind = Kind::PpgDalia, .folds = 1},
        "Splitting by sets of groups: 1 sets, expected at least 2.");
    row("no list", nobody, {.kind = Kind::Listed},
        "Splitting people: no file or list names a series for validation. Mark files for validation, choose the list "
        "of a folder, or another kind of split.");
    row("no repetitions", nobody, {.kind = Kind::Repetitions},
        "Splitting people: the split is by repetition, but the examples have no repetition numbers. Name the column "
        "with the repetition, or the repetition of every file, or choose another kind of split.");
    row("no such repetition", people, {.kind = Kind::Repetitions, .validationRepetitions = {9}},
        "Splitting people: repetition 9 named for validation does not exist. The repetitions are 1, 2, 3, 4, 5.");
    row("test repetition in the train part", people, {.kind = Kind::Repetitions, .testRepetitions = {2}},
        "Splitting people: the split keeps repetition 2 for the test, but the train part has 4 series of the test "
        "part. Load the data again with this split, so that the test part stays closed.");
    row("no such fold", people, {.fold = 5},
        "Splitting people: fold 5 is asked for, but folds are 0 to 4. Choose one of them.");
    row("no such fold of groups", people, {.kind = Kind::Groups, .fold = 4},
        "Splitting people: fold 4 is asked for, but folds are 0 to 3. Choose one of them.");
    row("fraction", people, {.kind = Kind::Groups, .fraction = 0.7},
        "Splitting people: a validation fraction of 0.700000, expected more than 0 and at most 0.5.");
}

void TestSplitRules::refuses()
{
    QFETCH(Dataset, data);
    QFETCH(SplitRule, rule);
    QFETCH(QString, message);
    QCOMPARE(QString::fromStdString(errorOf(data, rule)), message);
}

QTEST_GUILESS_MAIN(TestSplitRules)
#include "tst_splitrules.moc"
