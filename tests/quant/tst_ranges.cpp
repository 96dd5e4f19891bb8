// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/ranges.h"
#include "tests/network/networks.h"
#include "tests/quant/quantfixture.h"

#include <QTest>

#include <algorithm>

using namespace pitlane;
using namespace pitlane::test;

namespace {

/// Statistics of a tensor that takes these values: those of the input of a network.
ActivationHistogram histogramOf(const std::vector<float>& values)
{
    const auto T = static_cast<std::int64_t>(std::min<std::size_t>(values.size(), 1'000));
    const auto network = chain({1, T}, {Relu{}});
    return collectStatistics(network, {}, values).tensors.at("input");
}

/// Mean squared error of rounding to the 256 values that a range gives, value by value.
double squaredError(const std::vector<float>& values, Range range)
{
    const auto step = (range.high - range.low) / 255;
    const auto zero = std::round(-range.low / step);
    double sum = 0;
    for (const auto value : values) {
        const auto stored = std::clamp(std::round(static_cast<double>(value) / step) + zero, 0.0, 255.0);
        sum += std::pow((stored - zero) * step - static_cast<double>(value), 2);
    }
    return sum / static_cast<double>(values.size());
}

std::vector<float> normalValues(std::size_t count)
{
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    std::generate(values.begin(), values.end(), [&] { return normal(random); });
    return values;
}

constexpr RangeMethod leastSquares{.kind = RangeMethod::Kind::MeanSquaredError};
RangeMethod percentile(double value)
{
    return {.kind = RangeMethod::Kind::Percentile, .percentile = value};
}

} // namespace

class TestRanges : public QObject
{
    Q_OBJECT

private slots:
    void statisticsByHand();
    void percentilesByHand();
    void outliers();
    void leastSquaresIsNearTheBest();
    void errors();
};

void TestRanges::statisticsByHand()
{
    const auto network = chain({1, 4}, {Relu{}, GlobalAvgPool{}});
    const std::vector<float> examples = {-1, 0, 2, 4, 0, 0, 0, -3};
    const auto statistics = collectStatistics(network, {}, examples);
    QCOMPARE(statistics.exampleCount, std::int64_t{2});
    QCOMPARE(statistics.tensors.size(), std::size_t{3});
    const auto& input = statistics.tensors.at("input");
    QCOMPARE(input.span, (Range{-3, 4}));
    QCOMPARE(input.zeros, std::uint64_t{4});
    QCOMPARE(input.counts.front(), std::uint64_t{1});
    QCOMPARE(input.counts.back(), std::uint64_t{1});
    const auto ranges = rangesOf(statistics, {});
    QCOMPARE(ranges.at("n0"), (Range{0, 4}));
    QCOMPARE(ranges.at("n1"), (Range{0, 1.5})); // mean of 0 0 2 4, and of nothing but 0
}

void TestRanges::percentilesByHand()
{
    std::vector<float> values;
    for (int i = -1000; i < 1000; ++i)
        values.push_back(static_cast<float>(i) + 0.5F); // 2000 values, evenly over -1000 to 1000
    const auto histogram = histogramOf(values);
    const auto bin = 1999.0 / ActivationHistogram::binCount;
    const auto [low, high] = rangeOf(histogram, percentile(90)); // 5 % on either side: 100 values
    QVERIFY(std::abs(low + 900) <= 1 + bin);
    QVERIFY(std::abs(high - 900) <= 1 + bin);
    QCOMPARE(rangeOf(histogram, percentile(100)), (Range{-999.5, 999.5}));

    for (auto& value : values)
        value = std::max(value, 0.0F);
    const auto rectified = rangeOf(histogramOf(values), percentile(90));
    QCOMPARE(rectified.low, 0.0);
    QVERIFY(std::abs(rectified.high - 900) <= 1 + bin);
    // Everything but one value is 0: the range still holds 0.
    QCOMPARE(rangeOf(histogramOf({0, 0, 0, 0, 0, 0, 0, 5}), percentile(60)), (Range{0, 0}));
    QCOMPARE(rangeOf(histogramOf({-5, -4, -4, -4}), percentile(60)).high, 0.0);
}

void TestRanges::outliers()
{
    // Two values in two million are far out: clipping them costs less than the coarse steps that would hold them.
    auto values = normalValues(2'000'000);
    values[7] = 60;
    values[11] = -45;
    const auto histogram = histogramOf(values);
    const auto all = squaredError(values, rangeOf(histogram, {}));
    const auto least = squaredError(values, rangeOf(histogram, leastSquares));
    const auto most = squaredError(values, rangeOf(histogram, percentile(99.99)));
    QVERIFY2(least < 0.4 * all, qPrintable(QStringLiteral("%1 %2").arg(least).arg(all)));
    QVERIFY2(most < 0.4 * all, qPrintable(QStringLiteral("%1 %2").arg(most).arg(all)));
    const auto range = rangeOf(histogram, percentile(99.99));
    QVERIFY(range.high > 3.5 && range.high < 4.2); // 0.005 % of a normal distribution lie above 3.89
    QVERIFY(range.low < -3.5 && range.low > -4.2);
}

void TestRanges::leastSquaresIsNearTheBest()
{
    for (const bool rectified : {false, true}) {
        auto values = normalValues(5'000);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = i % 50 == 0 ? 6 * values[i] : values[i];
            values[i] = rectified ? std::max(values[i], 0.0F) : values[i];
        }
        const auto histogram = histogramOf(values);
        const auto found = squaredError(values, rangeOf(histogram, leastSquares));
        auto best = squaredError(values, histogram.span);
        for (int i = 1; i <= 40; ++i)
            for (int j = rectified ? 40 : 1; j <= 40; ++j)
                best = std::min(best, squaredError(values, {.low = histogram.span.low * j / 40,
                                                            .high = histogram.span.high * i / 40}));
        QVERIFY2(found < 1.05 * best, qPrintable(QStringLiteral("%1 %2").arg(found).arg(best)));
    }
}

void TestRanges::errors()
{
    const auto network = chain({1, 4}, {Relu{}});
    QVERIFY_EXCEPTION_THROWN((void)collectStatistics(network, {}, {}), NetworkError);
    const std::vector<float> broken(5);
    QVERIFY_EXCEPTION_THROWN((void)collectStatistics(network, {}, broken), NetworkError);
    const auto histogram = histogramOf({1, 2});
    QVERIFY_EXCEPTION_THROWN((void)rangeOf(histogram, percentile(50)), NetworkError);
    QVERIFY_EXCEPTION_THROWN((void)rangeOf(histogram, percentile(NAN)), NetworkError);
    auto scaled = chain({1, 1}, {Linear{.C_out = 1, .bias = false}});
    const std::vector<float> one = {1e30F};
    try {
        (void)collectStatistics(scaled, {{"n0.weight", {{1, 1}, {1e30F}}}}, one);
        QFAIL("an infinite activation passes");
    } catch (const NetworkError& error) {
        QVERIFY(QByteArray(error.what()).contains("node n0"));
    }
}

QTEST_GUILESS_MAIN(TestRanges)
#include "tst_ranges.moc"
