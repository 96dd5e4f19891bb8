// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/scaling.h"
#include "testdata.h"

#include <QtTest>

#include <limits>

using namespace pitlane;
using namespace pitlane::test;

class TestScaling : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onePairForAllValues();
    void testPartMayLeaveTheRange();
    void missingValuesStayMissing();
    void refuses_data();
    void refuses();
};

namespace {

Dataset twoByTwo(std::vector<float> values, std::int64_t channels = 1)
{
    const auto series = static_cast<std::size_t>(static_cast<std::int64_t>(values.size()) / (2 * channels));
    return {.name = "toy",
            .channels = channels,
            .length = 2,
            .values = std::move(values),
            .labels = std::vector<std::int64_t>(series),
            .classNames = {"x"}};
}

} // namespace

void TestScaling::onePairForAllValues()
{
    auto dataset = twoByTwo({-7, -3, 0, 1});
    const auto scaling = fitMinMax(dataset);
    QCOMPARE(scaling, (MinMaxScaling{-7, 1}));
    apply(scaling, dataset);
    QCOMPARE(dataset.values, (std::vector<float>{0, 0.5F, 0.875F, 1}));
}

void TestScaling::testPartMayLeaveTheRange()
{
    auto test = twoByTwo({-1, 3});
    apply({.minimum = 0, .maximum = 2}, test);
    QCOMPARE(test.values, (std::vector<float>{-0.5F, 1.5F}));
}

void TestScaling::missingValuesStayMissing()
{
    auto test = twoByTwo({std::numeric_limits<float>::quiet_NaN(), 1});
    apply({.minimum = 0, .maximum = 2}, test);
    QVERIFY(std::isnan(test.values[0]));
    QCOMPARE(test.values[1], 0.5F);
}

void TestScaling::refuses_data()
{
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    constexpr float infinity = std::numeric_limits<float>::infinity();
    constexpr float largest = std::numeric_limits<float>::max();
    QTest::addColumn<QList<float>>("values");
    QTest::addColumn<int>("channels");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const QList<float>& values, int channels, const char* message) {
        QTest::newRow(name) << values << channels << QString::fromLatin1(message);
    };
    row("nothing", {}, 1, "Scaling toy: there is no value to scale by.");
    row("constant", {2, 2, 2, 2}, 1, "Scaling toy: all values are 2.000000, so there is no range");
    row("missing", {1, 2, 3, nan}, 1,
        "Scaling toy: series 2, sample 2 is missing. Fill in the value or remove the series.");
    row("missing first", {nan, 2}, 1, "Scaling toy: series 1, sample 1 is missing.");
    row("infinite", {1, 2, -infinity, 3}, 1, "Scaling toy: series 2, sample 1 is infinite.");
    row("channel", {1, 2, 3, 4, 1, 2, nan, 4}, 2, "Scaling toy: series 2, channel 2, sample 1 is missing.");
    row("too wide", {-largest, largest}, 1, "Scaling toy: the values span more than single precision can hold.");
}

void TestScaling::refuses()
{
    QFETCH(QList<float>, values);
    QFETCH(int, channels);
    QFETCH(QString, message);
    const auto dataset = twoByTwo({values.begin(), values.end()}, channels);
    const auto found = messageOf<DatasetError>([&] { static_cast<void>(fitMinMax(dataset)); });
    QVERIFY2(found, "no error");
    QCOMPARE(QString::fromStdString(*found).left(message.size()), message);
}

QTEST_GUILESS_MAIN(TestScaling)
#include "tst_scaling.moc"
