// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/timestamps.h"
#include "parsing.h"

#include <QtTest>

#include <chrono>
#include <cmath>

using namespace pitlane;
using namespace pitlane::test;

/// What .ts and ARFF hold beyond series of equal length with classes.
class TestLabelledSeries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unequalLengths();
    void seriesLengthOfUnequalSeries();
    void regression();
    void timeStamps();
    void datesGiveTheRate();
    void secondsOfDates();
    void paddingOfRelations();
    void missingInsideIsNoPadding();
    void notes();
    void controlBytesInNamesAreShown();
};

void TestLabelledSeries::unequalLengths()
{
    const auto arrays = parseTs("@classLabel true a b\n@data\n1,2:3,4:a\n5,6,7:8,9,10:b\n", "a.ts");
    QCOMPARE(arrays.size(), std::size_t{2});
    QCOMPARE(arrays[0].shape, (std::vector<std::int64_t>{2, 2, 0}));
    QCOMPARE(arrays[0].lengths, (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(arrays[0].values, (std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
    QCOMPARE(arrays[0].count(), 10);
    QCOMPARE(arrays[1].values, (std::vector<float>{0, 1}));
}

void TestLabelledSeries::seriesLengthOfUnequalSeries()
{
    const std::string data = "@seriesLength 3\n@classLabel true a\n@data\n1,2:a\n5,6,7:a\n";
    QCOMPARE(parseTs("@equalLength false\n" + data, "a.ts")[0].lengths, (std::vector<std::int64_t>{2, 3}));
    const auto message = messageOf<DatasetError>([&] { static_cast<void>(parseTs(data, "a.ts")); });
    QVERIFY(message && message->find("@seriesLength declares 3") != std::string::npos);
}

void TestLabelledSeries::regression()
{
    const std::string text = "@targetlabel true\n@data\n1,?:0.5\n3,4:-2e1\n";
    const auto arrays = parseTs(text, "a.ts");
    QVERIFY(!arrays[1].isText());
    QCOMPARE(arrays[1].values, (std::vector<float>{0.5F, -20}));
    QVERIFY(std::isnan(arrays[0].values[1]));
    const auto dataset = parseDataset(text, "Rate_TRAIN.ts");
    QCOMPARE(dataset.task, Task::Regression);
    QCOMPARE(dataset.targets, (std::vector<float>{0.5F, -20}));
    QCOMPARE(dataset.name, std::string("Rate"));
    QCOMPARE(dataset.size(), 2);
}

void TestLabelledSeries::timeStamps()
{
    const auto arrays = parseTs("@timeStamps true\n@classLabel true a b\n@data\n(5,1),(6.5,?):(0,3),(1,4):a\n"
                                "(0,7):(0,8):b\n",
                                "a.ts");
    QCOMPARE(arrays.size(), std::size_t{3});
    QCOMPARE(arrays[2].name, std::string("time"));
    QCOMPARE(arrays[2].shape, arrays[0].shape);
    QCOMPARE(arrays[2].lengths, (std::vector<std::int64_t>{2, 1}));
    QCOMPARE(arrays[2].values, (std::vector<float>{0, 1.5F, 0, 1, 0, 0}));
    QCOMPARE(arrays[0].values[0], 1.F);
    QVERIFY(std::isnan(arrays[0].values[1]));
    QVERIFY(!arrays[0].sampleRateHz);
}

void TestLabelledSeries::datesGiveTheRate()
{
    const std::string head = "@timestamps true\n@classLabel true a\n@data\n";
    const auto even =
        parseTs(head + "(2007-02-28 23:59:59.5,1),(2007-03-01 00:00:00,2),(2007-03-01 00:00:00.5,3):a\n", "a.ts");
    QCOMPARE(even[0].sampleRateHz, std::optional(2.0));
    QCOMPARE(even[2].values, (std::vector<float>{0, 0.5F, 1}));
    QCOMPARE(even[2].unit, std::string("s"));
    const auto uneven =
        parseTs(head + "(2007-02-28 00:00:00,1),(2007-02-28 00:00:01,2),(2007-02-28 00:00:03,3):a\n", "a.ts");
    QVERIFY(!uneven[0].sampleRateHz);
}

/// Against the calendar of the standard library.
void TestLabelledSeries::secondsOfDates()
{
    using namespace std::chrono;
    for (int year = 1890; year < 2110; year += 3)
        for (unsigned month = 1; month <= 12; ++month)
            for (const unsigned dayOfMonth : {1U, 28U}) {
                char text[32];
                std::snprintf(text, sizeof text, "%04d-%02u-%02uT01:02:03", year, month, dayOfMonth);
                const auto days = sys_days(std::chrono::year(year) / std::chrono::month(month) / day(dayOfMonth));
                QCOMPARE(secondsOfDateTime(text),
                         std::optional(static_cast<double>(days.time_since_epoch().count()) * 86400 + 3723));
            }
    for (const auto* text : {"", "2007", "2007-13-01", "2007-01-32", "2007-01-01 25:00:00", "2007-01-01 10:61",
                             "2007-01-01 10:00:99", "2007-01-01x", "07-01-2001", "2007-01-01 10:00:xx"})
        QVERIFY2(!secondsOfDateTime(text), text);
    QCOMPARE(secondsOfDateTime("1970-01-02"), std::optional(86400.0));
    QCOMPARE(secondsOfDateTime("1970-01-01 00:01"), std::optional(60.0));
}

void TestLabelledSeries::paddingOfRelations()
{
    const std::string head = "@relation r\n@attribute s relational\n@attribute t0 numeric\n@attribute t1 numeric\n"
                             "@attribute t2 numeric\n@end s\n@attribute c {x,y}\n@data\n";
    const auto arrays = parseArff(head + "\"1,2,?\\n3,4,?\",x\n\"5,6,7\\n8,9,10\",y\n", "a.arff");
    QCOMPARE(arrays[0].shape, (std::vector<std::int64_t>{2, 2, 0}));
    QCOMPARE(arrays[0].lengths, (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(arrays[0].values, (std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
}

void TestLabelledSeries::missingInsideIsNoPadding()
{
    const std::string head = "@relation r\n@attribute s relational\n@attribute t0 numeric\n@attribute t1 numeric\n"
                             "@attribute t2 numeric\n@end s\n@attribute c {x,y}\n@data\n";
    for (const auto* series : {"\"1,2,?\\n3,4,5\",x\n\"5,6,7\\n8,9,10\",y\n", // one channel only
                               "\"1,?,3\\n3,4,5\",x\n\"5,6,?\\n8,9,?\",y\n",  // inside
                               "\"1,2,?\\n3,4,?\",x\n\"5,6,?\\n8,9,?\",y\n",  // all alike
                               "\"?,?,?\\n?,?,?\",x\n\"5,6,7\\n8,9,1\",y\n"}) // nothing left
        QCOMPARE(parseArff(head + series, "a.arff")[0].shape, (std::vector<std::int64_t>{2, 2, 3}));
}

void TestLabelledSeries::notes()
{
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("a.ts")).toStdString();
    writeText(path, "@classLabel true a b\n@data\n1,?:a\n5,6,7:b\n");
    const auto info = describeFile(path);
    QCOMPARE(info.format, FileFormat::Ts);
    QCOMPARE(info.arrays[0].shape, (std::vector<std::int64_t>{2, 1, 0}));
    QCOMPARE(info.notes,
             (std::vector<std::string>{"The series have unequal lengths.", "1 value is missing.", "2 classes: a, b."}));
}

/// A zero byte would end the message.
void TestLabelledSeries::controlBytesInNamesAreShown()
{
    const std::string text("@classLabel true a\0z\n@data\n1,2:b\n", 33);
    const auto message = messageOf<DatasetError>([&] { static_cast<void>(parseTs(text, "a.ts")); });
    QCOMPARE(message.value_or(""), std::string("a.ts:3:5: series 1 has the class label \"b\", @classLabel declares "
                                               "a\\x00z. Correct the label or declare the class."));
}

QTEST_GUILESS_MAIN(TestLabelledSeries)
#include "tst_labelledseries.moc"
