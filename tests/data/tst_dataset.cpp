// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"
#include "testdata.h"

#include <QtTest>

#include <limits>

using namespace pitlane;
using namespace pitlane::test;

class TestDataset : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void seriesAreRowMajor();
    void countsIncludeEmptyClasses();
    void subsetKeepsOrderAndClasses();
    void subsetRefusesRowsOutside();
    void missingValuesAreLocated();
};

namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

Dataset twoChannels()
{
    return {.name = "two",
            .channels = 2,
            .length = 3,
            .values = {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15},
            .labels = {2, 0},
            .classNames = {"a", "b", "c"},
            .sampleRateHz = 50};
}

} // namespace

void TestDataset::seriesAreRowMajor()
{
    const auto dataset = twoChannels();
    QCOMPARE(dataset.size(), 2);
    QCOMPARE(dataset.series(1, 1).size(), std::size_t{3});
    QCOMPARE(dataset.series(1, 1)[0], 13.0F);
    QCOMPARE(dataset.series(0)[2], 2.0F);
}

void TestDataset::countsIncludeEmptyClasses()
{
    QCOMPARE(classCounts(twoChannels()), (std::vector<std::int64_t>{1, 0, 1}));
}

void TestDataset::subsetKeepsOrderAndClasses()
{
    const std::vector<std::int64_t> rows{1, 0, 1};
    const auto part = subset(twoChannels(), rows);
    QCOMPARE(dump(part), std::string("two 2x3 [a b c] 0:10,11,12|13,14,15 2:0,1,2|3,4,5 0:10,11,12|13,14,15"));
    QCOMPARE(part.sampleRateHz, std::optional<double>(50));
    QCOMPARE(subset(twoChannels(), {}).size(), 0);
}

void TestDataset::subsetRefusesRowsOutside()
{
    for (const std::int64_t row : {-1, 2}) {
        const std::vector<std::int64_t> rows{0, row};
        const auto message = messageOf<DatasetError>([&] { static_cast<void>(subset(twoChannels(), rows)); });
        QVERIFY(message);
        QCOMPARE(*message, "Taking rows of two: row " + std::to_string(row) +
                               " is asked for, but rows are 0 to 1. The split belongs to other data: split again.");
    }
}

void TestDataset::missingValuesAreLocated()
{
    auto dataset = twoChannels();
    QCOMPARE(findMissing(dataset).count, 0);
    QVERIFY(findMissing(dataset).first.empty());
    dataset.values[4] = missing;
    dataset.values[6] = missing;
    dataset.values[11] = missing;
    const auto found = findMissing(dataset, 2);
    QCOMPARE(found.count, 3);
    QCOMPARE(found.first.size(), std::size_t{2});
    QCOMPARE(found.first[0].series, 0);
    QCOMPARE(found.first[0].channel, 1);
    QCOMPARE(found.first[0].sample, 1);
    QCOMPARE(found.first[1].series, 1);
    QCOMPARE(found.first[1].channel, 0);
    QCOMPARE(found.first[1].sample, 0);
}

QTEST_GUILESS_MAIN(TestDataset)
#include "tst_dataset.moc"
