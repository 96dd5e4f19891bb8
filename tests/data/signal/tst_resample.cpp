// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../testdata.h"
#include "core/data/signal/filters.h"
#include "reference.h"

#include <QtTest>

#include <limits>
#include <numbers>

using namespace pitlane;
using namespace pitlane::test;

class TestResample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sinesStaySines_data();
    void sinesStaySines();
    void aliasesAreDown_data();
    void aliasesAreDown();
    void constantsStayExactly();
    void counts_data();
    void counts();
    void sameRateCopies();
    void measuredRates();
    void refuses_data();
    void refuses();
};

namespace {

std::vector<float> sine(double hertz, double rate, double phase, std::int64_t samples)
{
    std::vector<float> signal;
    for (std::int64_t t = 0; t < samples; ++t)
        signal.push_back(
            static_cast<float>(std::sin(2 * std::numbers::pi * hertz * static_cast<double>(t) / rate + phase)));
    return signal;
}

/// Largest distance away from the edges, where the filter sees beyond the signal.
double innerDifference(const std::vector<float>& found, const std::vector<float>& expected, std::size_t edge)
{
    if (found.size() != expected.size() || found.size() <= 2 * edge)
        return INFINITY;
    const auto inner = [&](const std::vector<float>& all) {
        return std::span(all).subspan(edge, all.size() - 2 * edge);
    };
    return largestDifference(inner(found), inner(expected));
}

void rates()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    for (const auto& [from, to] : {std::pair{125, 32}, {64, 32}, {16000, 8000}, {32, 50}, {700, 32}, {4, 32}})
        QTest::newRow(qPrintable(QStringLiteral("%1 to %2").arg(from).arg(to))) << from << to;
}

} // namespace

/// A sine comes out as the same sine, sampled at the new rate: frequency, amplitude and phase in one comparison.
void TestResample::sinesStaySines_data()
{
    rates();
}

void TestResample::sinesStaySines()
{
    QFETCH(int, from);
    QFETCH(int, to);
    const auto half = std::min(from, to) / 2.0;
    const std::int64_t samples = 200LL * from / std::min(from, to);
    const auto count = (samples * to + from - 1) / from;
    const auto edge = static_cast<std::size_t>(30 * std::max(1, to / from + 1));
    for (const double share : {0.01, 0.1, 0.33, 0.5, 0.7, 0.79})
        for (const double phase : {0.0, 0.4, 1.5707963}) {
            const auto found = resampled(sine(share * half, from, phase, samples), from, to);
            const auto difference = innerDifference(found, sine(share * half, to, phase, count), edge);
            QVERIFY2(
                difference < 0.002,
                qPrintable(
                    QStringLiteral("%1 of half the rate, phase %2: off by %3").arg(share).arg(phase).arg(difference)));
        }
}

/// Lower rate: what does not fit is down 60 dB. Higher rate: no images of what was there.
void TestResample::aliasesAreDown_data()
{
    rates();
}

void TestResample::aliasesAreDown()
{
    QFETCH(int, from);
    QFETCH(int, to);
    if (from < to) { // images would be a distance from the sine of the original: see sinesStaySines, here to 60 dB
        const double hertz = 0.6 * from / 2.0;
        const auto found = resampled(sine(hertz, from, 0.3, 2000), from, to);
        QVERIFY(innerDifference(found, sine(hertz, to, 0.3, std::ssize(found)), 300) < 0.001);
        return;
    }
    const std::int64_t samples = 200LL * from / to;
    for (const double share : {1.005, 1.02, 1.1, 1.5, 1.93, 1.999}) {
        if (share * to >= from)
            continue;
        const auto found = resampled(sine(share * to / 2.0, from, 0.3, samples), from, to);
        const auto difference = innerDifference(found, std::vector<float>(found.size()), 30);
        QVERIFY2(difference < 0.001,
                 qPrintable(QStringLiteral("%1 of half the rate: %2 is left").arg(share).arg(difference)));
    }
}

void TestResample::constantsStayExactly()
{
    for (const auto& [from, to] :
         {std::pair{125, 32}, {64, 32}, {16000, 8000}, {32, 50}, {441, 160}, {700, 64}, {1, 9}})
        for (const float value : {1.F, -0.1F, 7.7e-6F, 3.1415927F, 65535.F}) {
            const auto found = resampled(std::vector<float>(321, value), from, to);
            for (const auto sample : found)
                QCOMPARE(sample, value);
        }
    QCOMPARE(resampled(std::vector<float>{2.5F}, 125, 32), std::vector<float>{2.5F});
}

void TestResample::counts_data()
{
    QTest::addColumn<int>("samples");
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<int>("count");
    const auto row = [](int samples, double from, double to, int count) {
        QTest::newRow(qPrintable(QStringLiteral("%1 from %2 to %3").arg(samples).arg(from).arg(to)))
            << samples << from << to << count;
    };
    row(0, 125, 32, 0);
    row(1, 125, 32, 1);
    row(3, 125, 32, 1);
    row(4, 125, 32, 2); // 1.024
    row(125, 125, 32, 32);
    row(126, 125, 32, 33);
    row(1000, 125, 32, 256);
    row(7, 64, 32, 4);
    row(8, 64, 32, 4);
    row(10, 32, 50, 16); // 15.625
    row(100, 0.1, 0.05, 50);
    row(100, 31.25, 12.5, 40);
    row(1000, 100, 33.33, 334); // 333.3
    row(10, 1, 9999, 99990);
    row(10000, 9999, 1, 2);
}

void TestResample::counts()
{
    QFETCH(int, samples);
    QFETCH(double, from);
    QFETCH(double, to);
    QFETCH(int, count);
    std::vector<float> ramp;
    for (int t = 0; t < samples; ++t)
        ramp.push_back(static_cast<float>(t));
    QCOMPARE(std::ssize(resampled(ramp, from, to)), count);
}

void TestResample::sameRateCopies()
{
    const std::vector<float> signal{1, -2, std::numeric_limits<float>::quiet_NaN(), 4};
    const auto found = resampled(signal, 44.1, 44.1);
    QCOMPARE(std::memcmp(found.data(), signal.data(), sizeof(float) * 4), 0);
}

/// A rate that was measured from time stamps: the samples stay where they were in time.
void TestResample::measuredRates()
{
    constexpr double measured = 962.4581;
    std::vector<float> ramp;
    for (int t = 0; t < 60'000; ++t)
        ramp.push_back(static_cast<float>(t / measured)); // seconds
    const auto slow = resampled(ramp, measured, 200);
    QCOMPARE(slow.size(), static_cast<std::size_t>(std::ceil(60'000 * 200 / measured)));
    for (std::size_t m = 100; m + 100 < slow.size(); m += 97)
        QVERIFY(std::abs(static_cast<double>(slow[m]) - static_cast<double>(m) / 200) < 1e-4);
}

void TestResample::refuses_data()
{
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, double from, double to, const char* message) {
        QTest::newRow(name) << from << to << QString::fromLatin1(message);
    };
    const char* positive = "rates must be above 0";
    const char* ratio = "the rates are in no ratio of whole numbers below 10000";
    row("from 0", 0, 32, positive);
    row("to 0", 32, 0, positive);
    row("negative", -1, 32, positive);
    row("nan", std::nan(""), 32, positive);
    row("infinite", std::numeric_limits<double>::infinity(), 32, ratio);
    row("to infinity", 32, std::numeric_limits<double>::infinity(), ratio);
    row("ratio too large", 1, 1e5, ratio);
    row("ratio too small", 1e5, 1, ratio);
}

void TestResample::refuses()
{
    QFETCH(double, from);
    QFETCH(double, to);
    QFETCH(QString, message);
    const auto found = messageOf<DatasetError>([&] {
        static_cast<void>(resampled(std::vector<float>{1, 2}, from, to));
    });
    QVERIFY2(found, "no error");
    const auto sentence = QString::fromStdString(*found);
    QVERIFY2(sentence.contains(message) && sentence.startsWith(QStringLiteral("Resampling from ")) &&
                 sentence.endsWith(QLatin1Char('.')),
             found->c_str());
}

QTEST_GUILESS_MAIN(TestResample)
#include "tst_resample.moc"
