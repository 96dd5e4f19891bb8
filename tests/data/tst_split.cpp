// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/random.h"
#include "core/data/split.h"
#include "testdata.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <numeric>

using namespace pitlane;
using namespace pitlane::test;

class TestSplit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void folds_data();
    void folds();
    void fiveHundredRowsGiveFourHundred();
    void fractions_data();
    void fractions();
    void sameSeedSameSplit();
    void knownSplit();
    void warnings();
    void refuses();
    void boundedDrawIsFair();
    void shuffleIsFair();
};

namespace {

std::vector<std::int64_t> sortedUnion(const Split& split)
{
    auto rows = split.train;
    rows.insert(rows.end(), split.validation.begin(), split.validation.end());
    std::ranges::sort(rows);
    return rows;
}

std::vector<std::int64_t> allRows(std::int64_t count)
{
    std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
}

} // namespace

void TestSplit::folds_data()
{
    QTest::addColumn<QList<qint64>>("counts");
    QTest::addColumn<int>("k");
    QTest::newRow("like ECG5000, 5 folds") << QList<qint64>{292, 177, 10, 19, 2} << 5;
    QTest::newRow("like ECG5000, 10 folds") << QList<qint64>{292, 177, 10, 19, 2} << 10;
    QTest::newRow("two folds, odd counts") << QList<qint64>{3, 5, 7} << 2;
    QTest::newRow("as many folds as rows") << QList<qint64>{2, 2, 3} << 7;
    QTest::newRow("an empty class") << QList<qint64>{6, 0, 6} << 3;
    QTest::newRow("one class") << QList<qint64>{11} << 4;
}

void TestSplit::folds()
{
    QFETCH(QList<qint64>, counts);
    QFETCH(int, k);
    const auto dataset = withCounts({counts.begin(), counts.end()});
    const auto folds = stratifiedFolds(dataset, k, 42);
    QCOMPARE(folds.size(), static_cast<std::size_t>(k));
    std::vector<std::int64_t> validated;
    for (const auto& fold : folds) {
        QCOMPARE(sortedUnion(fold), allRows(dataset.size())); // disjoint and complete
        QVERIFY(std::ranges::is_sorted(fold.train) && std::ranges::is_sorted(fold.validation));
        validated.insert(validated.end(), fold.validation.begin(), fold.validation.end());
        const auto size = static_cast<std::int64_t>(fold.validation.size());
        QVERIFY(size == dataset.size() / k || size == (dataset.size() + k - 1) / k);
        const auto foldCounts = classCounts(subset(dataset, fold.validation));
        for (std::size_t label = 0; label < foldCounts.size(); ++label) {
            const auto count = counts[static_cast<qsizetype>(label)];
            QVERIFY(foldCounts[label] == count / k || foldCounts[label] == (count + k - 1) / k);
        }
    }
    std::ranges::sort(validated);
    QCOMPARE(validated, allRows(dataset.size())); // every row validates once
}

void TestSplit::fiveHundredRowsGiveFourHundred()
{
    const auto dataset = withCounts({292, 177, 10, 19, 2});
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto split = drawSplit(dataset, {.fraction = 0.2}, seed);
        QCOMPARE(split.train.size(), std::size_t{400});
        QCOMPARE(split.validation.size(), std::size_t{100});
        QCOMPARE(split.validation, stratifiedFolds(dataset, 5, seed).front().validation);
    }
}

void TestSplit::fractions_data()
{
    QTest::addColumn<double>("fraction");
    QTest::addColumn<int>("validation");
    QTest::newRow("a half") << 0.5 << 60;
    QTest::newRow("a third") << 1.0 / 3 << 40;
    QTest::newRow("a quarter") << 0.25 << 30;
    QTest::newRow("0.4 is nearest to a third") << 0.4 << 40;
    QTest::newRow("a tenth") << 0.1 << 12;
    QTest::newRow("one row") << 1.0 / 120 << 1;
}

void TestSplit::fractions()
{
    QFETCH(double, fraction);
    QFETCH(int, validation);
    const auto split = drawSplit(withCounts({60, 40, 20}), {.fraction = fraction}, 5);
    QCOMPARE(static_cast<int>(split.validation.size()), validation);
    QCOMPARE(sortedUnion(split), allRows(120));
}

void TestSplit::sameSeedSameSplit()
{
    const auto dataset = withCounts({50, 30, 20});
    QCOMPARE(drawSplit(dataset, {.fraction = 0.2}, 7), drawSplit(dataset, {.fraction = 0.2}, 7));
    QVERIFY(drawSplit(dataset, {.fraction = 0.2}, 7).validation != drawSplit(dataset, {.fraction = 0.2}, 8).validation);
    QVERIFY(stratifiedFolds(dataset, 5, 7) == stratifiedFolds(dataset, 5, 7));

    auto shifted = dataset; // values do not matter, labels do
    for (auto& value : shifted.values)
        value += 1;
    QCOMPARE(drawSplit(shifted, {.fraction = 0.2}, 7), drawSplit(dataset, {.fraction = 0.2}, 7));
}

/// Pinned: a project made by one version must split alike in the next one.
void TestSplit::knownSplit()
{
    QCOMPARE(drawSplit(withCounts({6, 4, 2}), {.fraction = 0.25}, 1).validation, (std::vector<std::int64_t>{2, 3, 8}));
}

void TestSplit::warnings()
{
    const auto dataset = withCounts({20, 3, 0, 1});
    const auto fold = stratifiedFolds(dataset, 4, 1).front();
    QCOMPARE(fold.warnings,
             (std::vector<std::string>{"Class 2 has 3 series, fewer than 4 folds: some folds validate without it.",
                                       "Class 3 has no series in the train part: no network can learn it.",
                                       "Class 4 has 1 series, fewer than 4 folds: some folds validate without it."}));
    QVERIFY(stratifiedFolds(withCounts({4, 8}), 4, 1).front().warnings.empty());

    // 5 + 1 series in two folds: class 2 is dealt sixth, to the second fold, and trains; 4 + 1: to the first, and
    // validates.
    QCOMPARE(
        drawSplit(withCounts({5, 1}), {.fraction = 0.5}, 1).warnings,
        (std::vector<std::string>{"Class 2 has 1 series, none of them for validation: the choice of networks does not "
                                  "see this class."}));
    QCOMPARE(drawSplit(withCounts({4, 1}), {.fraction = 0.5}, 1).warnings,
             (std::vector<std::string>{"Class 2 has 1 series, all of them for validation: no network can learn it."}));
    QVERIFY(drawSplit(withCounts({40, 20}), {.fraction = 0.2}, 1).warnings.empty());
}

void TestSplit::refuses()
{
    const auto dataset = withCounts({5, 3});
    const auto foldsMessage = [&](int k) {
        return messageOf<DatasetError>([&] { static_cast<void>(stratifiedFolds(dataset, k, 1)); }).value_or("");
    };
    QCOMPARE(foldsMessage(1), std::string("Splitting counts: 1 folds, expected at least 2."));
    QCOMPARE(foldsMessage(9),
             std::string("Splitting counts: the train part has 8 series, fewer than 9 folds. Take fewer folds or "
                         "more data."));
    QVERIFY(foldsMessage(8).empty());
    for (const double fraction : {0.0, -0.1, 0.51, 1.0, 1e-300, 0.1, std::nan("")})
        QVERIFY2(messageOf<DatasetError>([&] { static_cast<void>(drawSplit(dataset, {.fraction = fraction}, 1)); }),
                 qPrintable(QString::number(fraction)));
}

void TestSplit::boundedDrawIsFair()
{
    Random random(3);
    std::array<int, 6> counts{};
    for (int i = 0; i < 60000; ++i)
        ++counts.at(random.below(6));
    for (const int count : counts)
        QVERIFY(std::abs(count - 10000) < 400); // 4 standard deviations
    QCOMPARE(random.below(1), std::uint64_t{0});
    // Of a bound of 3/4 of the range, a draw by remainder would fall below 1/3 of it half of the time, not a third.
    constexpr std::uint64_t bound = 3 * (std::uint64_t{1} << 62U);
    int low = 0;
    for (int i = 0; i < 30000; ++i)
        low += random.below(bound) < bound / 3 ? 1 : 0;
    QVERIFY(std::abs(low - 10000) < 400);
}

void TestSplit::shuffleIsFair()
{
    Random random(4);
    std::array<int, 6> counts{}; // of the permutations of three items
    for (int i = 0; i < 60000; ++i) {
        std::array<std::int64_t, 3> items{0, 1, 2};
        random.shuffle(items);
        ++counts.at(static_cast<std::size_t>(items[0] * 2 + (items[1] > items[2] ? 1 : 0)));
    }
    for (const int count : counts)
        QVERIFY(std::abs(count - 10000) < 400);
}

QTEST_GUILESS_MAIN(TestSplit)
#include "tst_split.moc"
