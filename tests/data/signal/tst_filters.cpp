// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../testdata.h"
#include "core/data/signal/filters.h"
#include "reference.h"

#include <QtTest>

#include <limits>

using namespace pitlane;
using namespace pitlane::test;

class TestFilters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void butterworthAsScipy_data();
    void butterworthAsScipy();
    void removesMeanAndLine();
    void rectifies();
    void zeroPhaseKeepsAConstantAndTime();
    void refuses_data();
    void refuses();
};

namespace {

/// The sections as difference equations, written out apart from the library.
std::vector<double> impulseResponse(const std::vector<Section>& sections, std::size_t samples)
{
    std::vector<double> x(samples);
    x[0] = 1;
    for (const auto& s : sections) {
        std::vector<double> y(samples);
        for (std::size_t t = 0; t < samples; ++t)
            for (std::size_t k = 0; k < 3 && k <= t; ++k)
                y[t] += s[k] * x[t - k] - (k > 0 ? s[3 + k] * y[t - k] : 0);
        x = y;
    }
    return x;
}

} // namespace

void TestFilters::butterworthAsScipy_data()
{
    QTest::addColumn<FilterStep::Kind>("kind");
    QTest::addColumn<int>("order");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<int>("rate");
    using enum FilterStep::Kind;
    const auto row = [](FilterStep::Kind kind, int order, double low, double high, int rate) {
        const char* name = kind == LowPass ? "lowpass" : kind == HighPass ? "highpass" : "bandpass";
        const auto text = QStringLiteral("%1/%2/%3/%4/%5").arg(QLatin1String(name)).arg(order).arg(low).arg(high);
        QTest::newRow(qPrintable(text.arg(rate))) << kind << order << low << high << rate;
    };
    for (int order = 1; order <= 5; ++order) {
        row(LowPass, order, 0, 12, 100);
        row(HighPass, order, 7.5, 0, 100);
        row(BandPass, order, 5, 20, 100);
    }
    row(LowPass, 1, 0, 1, 100);
    row(HighPass, 1, 1, 0, 100);
    row(BandPass, 4, 0.4, 4, 125);
    row(BandPass, 1, 0.5, 40, 100);
}

void TestFilters::butterworthAsScipy()
{
    QFETCH(FilterStep::Kind, kind);
    QFETCH(int, order);
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(int, rate);
    const std::string name = QTest::currentDataTag();
    const auto near = [&](const auto& found, const char* what) {
        const auto& expected = reference(name + what);
        return largestDifference(found, expected) <= 1e-5 * peakOf(expected);
    };
    const auto sections = butterworth(kind, order, low, high, rate);
    QCOMPARE(std::ssize(sections), kind == FilterStep::Kind::BandPass ? order : (order + 1) / 2);
    for (const auto& section : sections)
        QCOMPARE(section[3], 1.0);
    QVERIFY(near(impulseResponse(sections, 40), "/impulse"));

    FilterStep step{.kind = kind, .order = order, .lowHz = low, .highHz = high, .zeroPhase = false};
    auto once = referenceFloats("input");
    applyFilter(step, once, rate);
    QVERIFY(near(once, "/once"));
    step.zeroPhase = true;
    auto twice = referenceFloats("input");
    applyFilter(step, twice, rate);
    QVERIFY(near(twice, "/twice"));
}

void TestFilters::removesMeanAndLine()
{
    auto constant = referenceFloats("input");
    applyFilter({.kind = FilterStep::Kind::RemoveMean}, constant, 0); // no rate needed
    QVERIFY(largestDifference(constant, reference("constant")) <= 1e-5 * peakOf(reference("constant")));
    auto linear = referenceFloats("input");
    applyFilter({.kind = FilterStep::Kind::Detrend}, linear, 0);
    QVERIFY(largestDifference(linear, reference("linear")) <= 1e-5 * peakOf(reference("linear")));

    std::vector<float> line{1, 3, 5, 7};
    applyFilter({.kind = FilterStep::Kind::Detrend}, line, 0);
    QVERIFY(peakOf(line) < 1e-6);
    std::vector<float> one{5};
    applyFilter({.kind = FilterStep::Kind::Detrend}, one, 0);
    QCOMPARE(one, std::vector<float>{0});
    std::vector<float> none;
    applyFilter({.kind = FilterStep::Kind::RemoveMean}, none, 0);
    QVERIFY(none.empty());
}

void TestFilters::rectifies()
{
    std::vector<float> signal{-2, 0, 1.5F};
    applyFilter({.kind = FilterStep::Kind::Rectify}, signal, 0);
    QCOMPARE(signal, (std::vector<float>{2, 0, 1.5F}));
}

void TestFilters::zeroPhaseKeepsAConstantAndTime()
{
    std::vector<float> constant(50, 4.25F);
    applyFilter({.kind = FilterStep::Kind::LowPass, .order = 3, .highHz = 2}, constant, 100);
    QVERIFY(largestDifference(constant, std::vector<double>(50, 4.25)) < 1e-5);

    std::vector<float> pulse(401); // symmetrical before, symmetrical after, its peak where it was
    for (int t = 0; t < 401; ++t)
        pulse[static_cast<std::size_t>(t)] = std::exp(-static_cast<float>((t - 200) * (t - 200)) / 50);
    applyFilter({.kind = FilterStep::Kind::LowPass, .order = 2, .highHz = 4}, pulse, 100);
    QCOMPARE(std::ranges::max_element(pulse) - pulse.begin(), 200);
    const std::vector<float> turned(pulse.rbegin(), pulse.rend());
    QVERIFY(largestDifference(pulse, turned) < 1e-5);
}

void TestFilters::refuses_data()
{
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    constexpr float infinity = std::numeric_limits<float>::infinity();
    QTest::addColumn<FilterStep>("step");
    QTest::addColumn<QList<float>>("signal");
    QTest::addColumn<double>("rate");
    QTest::addColumn<QString>("message");
    using enum FilterStep::Kind;
    const auto row = [](const char* name, const FilterStep& step, const QList<float>& signal, double rate,
                        const char* message) {
        QTest::newRow(name) << step << signal << rate << QString::fromLatin1(message);
    };
    const QList<float> good(100, 1);
    row("missing", {.kind = LowPass}, {1, 2, nan}, 100, "sample 3 is missing or not finite");
    row("missing, no filter", {.kind = Rectify}, {nan, 2, nan}, 100, "sample 1 is missing or not finite");
    row("infinite", {.kind = Detrend}, {1, infinity}, 100, "sample 2 is missing or not finite");
    row("no rate", {.kind = LowPass}, good, 0, "a filter needs the sample rate, which is not known");
    row("corner at half the rate", {.kind = LowPass, .highHz = 50}, good, 100,
        "Designing a filter: the corner 50 Hz is outside 0 to 50 Hz, half the sample rate.");
    row("corner 0", {.kind = HighPass, .lowHz = 0}, good, 100, "Designing a filter: the corner 0 Hz is outside");
    row("corner nan", {.kind = HighPass, .lowHz = std::nan("")}, good, 100, "Designing a filter: the corner nan Hz");
    row("turned round", {.kind = BandPass, .lowHz = 4, .highHz = 2}, good, 100,
        "Designing a filter: the lower corner 4 Hz is not below the upper one, 2 Hz.");
    row("order 0", {.kind = LowPass, .order = 0}, good, 100, "Designing a filter: order 0, expected 1 to 10.");
    row("order 11", {.kind = LowPass, .order = 11}, good, 100, "Designing a filter: order 11, expected 1 to 10.");
    // scipy.signal.sosfiltfilt asks for more than 3 (order + 1) samples too.
    row("too short", {.kind = LowPass, .order = 1}, QList<float>(6, 1), 100,
        "the signal has 6 samples, but filtering forwards and backwards needs more than 6.");
    row("empty", {.kind = LowPass, .order = 1}, {}, 100, "the signal has 0 samples");
}

void TestFilters::refuses()
{
    QFETCH(FilterStep, step);
    QFETCH(QList<float>, signal);
    QFETCH(double, rate);
    QFETCH(QString, message);
    std::vector<float> values(signal.begin(), signal.end());
    const auto found = messageOf<DatasetError>([&] { applyFilter(step, values, rate); });
    QVERIFY2(found, "no error");
    QCOMPARE(QString::fromStdString(*found).left(message.size()), message);
    QVERIFY(found->ends_with('.'));
    if (QTest::currentDataTag() == std::string("too short")) {
        values.push_back(1);
        applyFilter(step, values, rate); // one more is enough
        QVERIFY(largestDifference(values, std::vector<double>(7, 1)) < 1e-6);
        step.zeroPhase = false;
        std::vector<float> one{1};
        applyFilter(step, one, rate); // a device takes any
        QVERIFY(std::isfinite(one[0]));
    }
}

QTEST_GUILESS_MAIN(TestFilters)
#include "tst_filters.moc"
