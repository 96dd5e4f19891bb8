// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/scaling.h"
#include "signal/reference.h"
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
    void onePairPerChannel();
    void zScore();
    void robust();
    void robustWithEqualQuartiles();
    void asNumpy_data();
    void asNumpy();
    void minMaxToTheBit();
    void testPartMayLeaveTheRange();
    void missingValuesStayMissing();
    void noRuleChangesNothing();
    void sequencesOfUnequalLength();
    void refuses_data();
    void refuses();
    void refusesOtherChannels();
    void weighsClasses();
};

namespace {

using Kind = ScalingRule::Kind;

Dataset twoLong(std::vector<float> values, std::int64_t channels = 1)
{
    const auto series = static_cast<std::size_t>(static_cast<std::int64_t>(values.size()) / (2 * channels));
    return {.name = "toy",
            .channels = channels,
            .length = 2,
            .values = std::move(values),
            .labels = std::vector<std::int64_t>(series),
            .classNames = {"x"}};
}

std::vector<float> scaled(const ScalingRule& rule, Dataset dataset)
{
    apply(fitScaler(rule, dataset), dataset);
    return dataset.values;
}

/// Channels a and b; two rolls of 3 and 1 steps.
Dataset rolls()
{
    return {.name = "rolls",
            .task = Task::NextStep,
            .channels = 2,
            .length = 3,
            .values = {0, 1, 2, 10, 20, 30, 4, 50},
            .lengths = {3, 1},
            .channelNames = {"a", "b"}};
}

} // namespace

void TestScaling::onePairForAllValues()
{
    auto dataset = twoLong({-7, -3, 0, 1});
    const auto scaler = fitScaler({.kind = Kind::MinMax}, dataset);
    QCOMPARE(scaler, (Scaler{{-7}, {8}}));
    apply(scaler, dataset);
    QCOMPARE(dataset.values, (std::vector<float>{0, 0.5F, 0.875F, 1}));
    // Two channels, still one pair.
    QCOMPARE(fitScaler({.kind = Kind::MinMax}, twoLong({-7, -3, 0, 1}, 2)), (Scaler{{-7}, {8}}));
}

void TestScaling::onePairPerChannel()
{
    auto dataset = twoLong({0, 4, 100, 300, 2, 1, 200, 500}, 2); // channel 1: 0 4 2 1, channel 2: 100 300 200 500
    const auto scaler = fitScaler({.kind = Kind::MinMax, .perChannel = true}, dataset);
    QCOMPARE(scaler, (Scaler{{0, 100}, {4, 400}}));
    apply(scaler, dataset);
    QCOMPARE(dataset.values, (std::vector<float>{0, 1, 0, 0.5F, 0.5F, 0.25F, 0.25F, 1}));
}

void TestScaling::zScore()
{
    // Mean 5, squares of the distances 9 + 1 + 1 + 9 = 20, deviation sqrt(5).
    const auto scaler = fitScaler({.kind = Kind::ZScore}, twoLong({2, 4, 6, 8}));
    QCOMPARE(scaler, (Scaler{{5}, {std::sqrt(5.F)}}));
    // Per channel: 1 1 3 3 has mean 2, deviation 1; 0 0 0 8 has mean 2, squares 3 * 4 + 36 = 48, deviation sqrt(12).
    const auto both = fitScaler({.kind = Kind::ZScore, .perChannel = true}, twoLong({1, 3, 0, 0, 3, 1, 8, 0}, 2));
    QCOMPARE(both, (Scaler{{2, 2}, {1, std::sqrt(12.F)}}));
}

void TestScaling::robust()
{
    // Sorted 0 1 2 3 4 5 100 1000: the quartiles lie at places 1.75 and 5.25, the median at 3.5.
    const auto scaler = fitScaler({.kind = Kind::Robust}, twoLong({1000, 0, 5, 1, 4, 2, 3, 100}));
    QCOMPARE(scaler, (Scaler{{3.5F}, {5 + 0.25F * 95 - 1.75F}}));
    // The same values as channels 1000 0 4 2 (sorted 0 2 4 1000: 1.5, 3, 253) and 5 1 3 100 (1 3 5 100: 2.5, 4, 28.75).
    const auto both = fitScaler({.kind = Kind::Robust, .perChannel = true}, twoLong({1000, 0, 5, 1, 4, 2, 3, 100}, 2));
    QCOMPARE(both, (Scaler{{3, 4}, {251.5F, 26.25F}}));
}

/// Mostly one value: quartiles are equal, and the range takes their place.
void TestScaling::robustWithEqualQuartiles()
{
    const auto message = messageOf<DatasetError>(
        [] { static_cast<void>(fitScaler({.kind = Kind::Robust}, twoLong({3, 3, 3, 3, 3, 3, 3, 7}))); });
    QCOMPARE(message.value_or("no error"), std::string("Scaling toy: half of all values are 3, so the quartiles give no "
                                                       "range. Scale by deviation instead."));
}

void TestScaling::asNumpy_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<bool>("perChannel");
    QTest::newRow("zscore") << Kind::ZScore << false;
    QTest::newRow("zscore/channel") << Kind::ZScore << true;
    QTest::newRow("robust") << Kind::Robust << false;
    QTest::newRow("robust/channel") << Kind::Robust << true;
}

void TestScaling::asNumpy()
{
    QFETCH(Kind, kind);
    QFETCH(bool, perChannel);
    const Dataset dataset{.name = "reference",
                          .channels = 3,
                          .length = 7,
                          .values = referenceFloats("unscaled"),
                          .labels = {0, 0, 0},
                          .classNames = {"x"}};
    const auto found = scaled({.kind = kind, .perChannel = perChannel}, dataset);
    QVERIFY(largestDifference(found, reference(QTest::currentDataTag())) < 1e-5);
}

/// Results of earlier versions of the programme depend on these very operations.
void TestScaling::minMaxToTheBit()
{
    Noise noise;
    std::vector<float> values;
    for (int i = 0; i < 10'000; ++i)
        values.push_back(static_cast<float>(noise.draw() * 3.7 + 0.3));
    const float minimum = *std::ranges::min_element(values);
    const float maximum = *std::ranges::max_element(values);
    auto expected = values;
    for (auto& x : expected)
        x = (x - minimum) / (maximum - minimum);
    for (const bool perChannel : {false, true}) {
        const auto found = scaled({.kind = Kind::MinMax, .perChannel = perChannel}, twoLong(values));
        QCOMPARE(std::memcmp(found.data(), expected.data(), sizeof(float) * expected.size()), 0);
    }
}

void TestScaling::testPartMayLeaveTheRange()
{
    auto test = twoLong({-1, 3});
    apply({.offset = {0}, .range = {2}}, test);
    QCOMPARE(test.values, (std::vector<float>{-0.5F, 1.5F}));
}

void TestScaling::missingValuesStayMissing()
{
    auto test = twoLong({std::numeric_limits<float>::quiet_NaN(), 1});
    apply({.offset = {0}, .range = {2}}, test);
    QVERIFY(std::isnan(test.values[0]));
    QCOMPARE(test.values[1], 0.5F);
}

void TestScaling::noRuleChangesNothing()
{
    const auto constant = twoLong({2, 2, 2, 2}); // no error where nothing is fitted
    QCOMPARE(fitScaler({.kind = Kind::None}, constant), Scaler{});
    QCOMPARE(scaled({.kind = Kind::None}, constant), constant.values);
}

void TestScaling::sequencesOfUnequalLength()
{
    QCOMPARE(fitScaler({.kind = Kind::MinMax}, rolls()), (Scaler{{0}, {50}}));
    QCOMPARE(fitScaler({.kind = Kind::MinMax, .perChannel = true}, rolls()), (Scaler{{0, 10}, {4, 40}}));
    QCOMPARE(scaled({.kind = Kind::MinMax, .perChannel = true}, rolls()),
             (std::vector<float>{0, 0.25F, 0.5F, 0, 0.25F, 0.5F, 1, 1}));
    auto missing = rolls();
    missing.values[7] = std::numeric_limits<float>::quiet_NaN();
    const auto found = messageOf<DatasetError>([&] { static_cast<void>(fitScaler({}, missing)); });
    QVERIFY(found);
    QCOMPARE(*found,
             "Scaling rolls: series 2, channel 2, sample 1 is missing. Fill in the value or remove the series.");
    auto constant = rolls();
    std::ranges::fill(std::span(constant.values).subspan(3, 3), 1.F);
    constant.values[7] = 1;
    const auto flat = messageOf<DatasetError>([&] { static_cast<void>(fitScaler({.perChannel = true}, constant)); });
    QVERIFY(flat);
    QVERIFY2(flat->starts_with("Scaling rolls: all values of channel b are 1, so there is no range"),
             flat->c_str());
}

void TestScaling::refuses_data()
{
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    constexpr float infinity = std::numeric_limits<float>::infinity();
    constexpr float largest = std::numeric_limits<float>::max();
    QTest::addColumn<ScalingRule>("rule");
    QTest::addColumn<QList<float>>("values");
    QTest::addColumn<int>("channels");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const ScalingRule& rule, const QList<float>& values, int channels,
                        const char* message) {
        QTest::newRow(name) << rule << values << channels << QString::fromLatin1(message);
    };
    const ScalingRule all{.kind = Kind::MinMax};
    const ScalingRule each{.kind = Kind::MinMax, .perChannel = true};
    row("nothing", all, {}, 1, "Scaling toy: there is no value to scale by.");
    row("nothing per channel", each, {}, 2, "Scaling toy: there is no value to scale by.");
    row("constant", all, {2, 2, 2, 2}, 1, "Scaling toy: all values are 2, so there is no range");
    row("constant, z-score", {.kind = Kind::ZScore}, {2, 2, 2, 2}, 1,
        "Scaling toy: all values are 2, so there is no spread");
    row("constant, robust", {.kind = Kind::Robust}, {2, 2, 2, 2}, 1,
        "Scaling toy: all values are 2, so there is no spread");
    row("constant channel", each, {1, 2, 3, 3, 4, 5, 3, 3}, 2,
        "Scaling toy: all values of channel 2 are 3, so there is no range");
    row("constant channel, z-score", {.kind = Kind::ZScore, .perChannel = true}, {3, 3, 1, 2, 3, 3, 1, 2}, 2,
        "Scaling toy: all values of channel 1 are 3, so there is no spread");
    row("missing", all, {1, 2, 3, nan}, 1,
        "Scaling toy: series 2, sample 2 is missing. Fill in the value or remove the series.");
    row("missing first", {.kind = Kind::Robust}, {nan, 2}, 1, "Scaling toy: series 1, sample 1 is missing.");
    row("infinite", {.kind = Kind::ZScore}, {1, 2, -infinity, 3}, 1, "Scaling toy: series 2, sample 1 is infinite.");
    row("channel", each, {1, 2, 3, 4, 1, 2, nan, 4}, 2, "Scaling toy: series 2, channel 2, sample 1 is missing.");
    row("too wide", all, {-largest, largest}, 1, "Scaling toy: the values span more than single precision can hold.");
}

void TestScaling::refuses()
{
    QFETCH(ScalingRule, rule);
    QFETCH(QList<float>, values);
    QFETCH(int, channels);
    QFETCH(QString, message);
    const auto dataset = twoLong({values.begin(), values.end()}, channels);
    const auto found = messageOf<DatasetError>([&] { static_cast<void>(fitScaler(rule, dataset)); });
    QVERIFY2(found, "no error");
    QCOMPARE(QString::fromStdString(*found).left(message.size()), message);
}

void TestScaling::refusesOtherChannels()
{
    auto dataset = twoLong({1, 2, 3, 4, 5, 6}, 3);
    const auto before = dataset;
    const auto found = messageOf<DatasetError>([&] { apply({.offset = {0, 0}, .range = {1, 1}}, dataset); });
    QVERIFY(found);
    QCOMPARE(*found, "Scaling toy: 3 channels, but the scaling was fitted to 2.");
    QCOMPARE(dataset, before);
    dataset = twoLong({1, 2});
    QVERIFY(messageOf<DatasetError>([&] { apply({.offset = {0, 0}, .range = {1, 1}}, dataset); }));
}

void TestScaling::weighsClasses()
{
    const auto dataset = withCounts({6, 2, 0, 4});
    QCOMPARE(classWeights(ClassWeights::None, dataset), (std::vector<double>{1, 1, 1, 1}));
    // N / (classes x N_class): 12 / (4 x 6), 12 / (4 x 2), none, 12 / (4 x 4).
    QCOMPARE(classWeights(ClassWeights::Balanced, dataset), (std::vector<double>{0.5, 1.5, 0, 0.75}));
    QVERIFY(classWeights(ClassWeights::Balanced, rolls()).empty());
}

QTEST_GUILESS_MAIN(TestScaling)
#include "tst_scaling.moc"
