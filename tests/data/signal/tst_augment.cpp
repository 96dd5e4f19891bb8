// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../testdata.h"
#include "core/data/signal/augment.h"
#include "reference.h"

#include <QtTest>

#include <numbers>
#include <set>

using namespace pitlane;
using namespace pitlane::test;

class TestAugment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jitterMeetsTheRatioInEveryChannel();
    void scalingIsOneFactor();
    void magnitudeWarpIsASplineOfItsDraws();
    void magnitudeWarpDeviates();
    void timeWarpFollowsItsSpeed();
    void timeWarpKeepsARamp();
    void timeShiftFillsZeros_data();
    void timeShiftFillsZeros();
    void noiseMeetsTheRatio();
    void noiseInSilence();
    void noiseRecordings();
    void probability();
    void nothingToChange();
    void sameDrawSameResult();
    void orderDoesNotMatter();
    void stepsRunInOrder();
};

namespace {

using Kind = Augmentation::Kind;
constexpr std::size_t points = 51; ///< of the curves in reference.txt

std::vector<float> waves(std::size_t length, double amplitude, double turns)
{
    std::vector<float> signal;
    for (std::size_t t = 0; t < length; ++t)
        signal.push_back(static_cast<float>(
            amplitude * std::sin(2 * std::numbers::pi * turns * static_cast<double>(t) / static_cast<double>(length))));
    return signal;
}

std::vector<float> changed(std::vector<float> example, std::int64_t channels, const Augmentation& step, Random& random,
                           std::optional<double> rate = {}, const std::vector<std::vector<float>>& noise = {})
{
    augment(example, channels, std::span(&step, 1), rate, noise, random);
    return example;
}

double power(std::span<const float> signal)
{
    double sum = 0;
    for (const auto value : signal)
        sum += static_cast<double>(value) * static_cast<double>(value);
    return sum / static_cast<double>(signal.size());
}

/// Signal-to-noise ratio in decibel, the noise being what was added.
double ratioOf(std::span<const float> before, std::span<const float> after)
{
    std::vector<float> added;
    for (std::size_t i = 0; i < before.size(); ++i)
        added.push_back(after[i] - before[i]);
    return 10 * std::log10(power(before) / power(added));
}

/// The natural cubic spline through six draws of normal(1, deviation), put together from scipy's six curves.
std::vector<double> drawnCurve(double deviation, Random& random)
{
    std::vector<double> curve(points);
    for (std::size_t knot = 0; knot < 6; ++knot) {
        const double y = random.normal(1, deviation);
        for (std::size_t i = 0; i < points; ++i)
            curve[i] += y * reference("spline")[knot * points + i];
    }
    return curve;
}

Dataset windows(std::int64_t count, std::int64_t channels, std::int64_t length)
{
    Dataset dataset{.name = "toy", .channels = channels, .length = length, .sampleRateHz = 10};
    dataset.labels.resize(static_cast<std::size_t>(count));
    dataset.classNames = {"x"};
    Noise noise;
    for (std::int64_t i = 0; i < count * channels * length; ++i)
        dataset.values.push_back(static_cast<float>(noise.draw()));
    return dataset;
}

const std::vector<Augmentation> everyKind{{.kind = Kind::Jitter, .amount = 20, .probability = 0.8},
                                          {.kind = Kind::Scaling, .amount = 0.1, .probability = 0.7},
                                          {.kind = Kind::MagnitudeWarp, .amount = 0.2, .probability = 0.6},
                                          {.kind = Kind::TimeWarp, .amount = 0.2, .probability = 0.5},
                                          {.kind = Kind::TimeShift, .amount = 0.4, .probability = 0.9},
                                          {.kind = Kind::Noise, .amount = 5, .amountHigh = 15, .probability = 0.5}};

} // namespace

void TestAugment::jitterMeetsTheRatioInEveryChannel()
{
    constexpr std::size_t length = 20'000;
    auto example = waves(length, 3, 7);
    const auto quiet = waves(length, 0.01, 90);
    example.insert(example.end(), quiet.begin(), quiet.end());
    for (const double decibel : {6.0, 25.0}) {
        Random random(3);
        const auto after = changed(example, 2, {.kind = Kind::Jitter, .amount = decibel}, random);
        for (const std::size_t c : {0U, 1U}) {
            const auto found =
                ratioOf(std::span(example).subspan(c * length, length), std::span(after).subspan(c * length, length));
            QVERIFY2(std::abs(found - decibel) < 0.2, qPrintable(QString::number(found)));
        }
        double mean = 0; // white: no mean, neighbours unrelated
        double neighbours = 0;
        for (std::size_t t = 1; t < length; ++t) {
            const double now = static_cast<double>(after[t] - example[t]);
            mean += now / length;
            neighbours += now * static_cast<double>(after[t - 1] - example[t - 1]) / length;
        }
        const double variance = 4.5 * std::pow(10, -decibel / 10);
        QVERIFY(std::abs(mean) < 4 * std::sqrt(variance / length));
        QVERIFY(std::abs(neighbours) < 4 * variance / std::sqrt(length));
    }
}

void TestAugment::scalingIsOneFactor()
{
    Random random(4);
    double sum = 0;
    double squares = 0;
    constexpr int draws = 4000;
    for (int i = 0; i < draws; ++i) {
        const auto after = changed({1, -2, 0, 4}, 2, {.kind = Kind::Scaling, .amount = 0.1}, random);
        QCOMPARE(after[1], -2 * after[0]); // powers of two: exact, over all channels
        QCOMPARE(after[2], 0.F);
        QCOMPARE(after[3], 4 * after[0]);
        sum += static_cast<double>(after[0]);
        squares += (static_cast<double>(after[0]) - 1) * (static_cast<double>(after[0]) - 1);
    }
    QVERIFY(std::abs(sum / draws - 1) < 4 * 0.1 / std::sqrt(draws));
    QVERIFY(std::abs(std::sqrt(squares / draws) - 0.1) < 0.005);
}

void TestAugment::magnitudeWarpIsASplineOfItsDraws()
{
    Random random(5);
    const auto after =
        changed(std::vector<float>(2 * points, 1), 2, {.kind = Kind::MagnitudeWarp, .amount = 0.2}, random);
    Random again(5);
    static_cast<void>(again.uniform());  // the probability
    for (const std::size_t c : {0U, 1U}) // each channel has its own curve
        QVERIFY(largestDifference(std::span(after).subspan(c * points, points), drawnCurve(0.2, again)) < 1e-6);
}

void TestAugment::magnitudeWarpDeviates()
{
    Random random(6);
    double sum = 0;
    double squares = 0;
    constexpr int draws = 4000;
    for (int i = 0; i < draws; ++i) {
        const auto after = changed(std::vector<float>(11, 2), 1, {.kind = Kind::MagnitudeWarp, .amount = 0.2}, random);
        const double factor = static_cast<double>(after[4]) / 2; // place 2 of 5: a knot
        sum += factor;
        squares += (factor - 1) * (factor - 1);
    }
    QVERIFY(std::abs(sum / draws - 1) < 4 * 0.2 / std::sqrt(draws));
    QVERIFY(std::abs(std::sqrt(squares / draws) - 0.2) < 0.01);
}

void TestAugment::timeWarpFollowsItsSpeed()
{
    std::vector<float> ramp;
    for (std::size_t c = 0; c < 2; ++c)
        for (std::size_t t = 0; t < points; ++t)
            ramp.push_back(static_cast<float>(t));
    Random random(7);
    const auto after = changed(ramp, 2, {.kind = Kind::TimeWarp, .amount = 0.2}, random);
    Random again(7);
    static_cast<void>(again.uniform());
    const auto speed = drawnCurve(0.2, again);
    std::vector<double> times{0};
    for (std::size_t t = 1; t < points; ++t)
        times.push_back(times.back() + speed[t]);
    for (auto& time : times)
        time *= (points - 1) / times.back();
    for (auto& time : times)
        QVERIFY(time >= 0 && time <= points - 1);
    for (const std::size_t c : {0U, 1U}) // one clock for all channels
        QVERIFY(largestDifference(std::span(after).subspan(c * points, points), times) < 1e-4);
}

void TestAugment::timeWarpKeepsARamp()
{
    std::vector<float> ramp;
    for (int t = 0; t < 200; ++t)
        ramp.push_back(static_cast<float>(t) / 10 - 3);
    Random random(8);
    int moved = 0;
    for (int i = 0; i < 200; ++i) { // with a deviation at which the speed is often below zero too
        const auto after = changed(ramp, 1, {.kind = Kind::TimeWarp, .amount = i % 2 == 0 ? 0.2 : 1.0}, random);
        QCOMPARE(after.size(), ramp.size());
        QCOMPARE(after.front(), ramp.front());
        QVERIFY(std::abs(after.back() - ramp.back()) < 1e-4F);
        QVERIFY(std::ranges::is_sorted(after));
        moved += largestDifference(after, ramp) > 0.2 ? 1 : 0;
    }
    QVERIFY(moved > 150);
    QCOMPARE(changed({5}, 1, {.kind = Kind::TimeWarp, .amount = 0.2}, random), std::vector<float>{5});
    QCOMPARE(changed({5, 6}, 1, {.kind = Kind::TimeWarp, .amount = 0.2}, random), (std::vector<float>{5, 6}));
}

void TestAugment::timeShiftFillsZeros_data()
{
    QTest::addColumn<double>("amount");
    QTest::addColumn<double>("rate"); // 0: not known
    QTest::addColumn<int>("most");
    QTest::newRow("seconds") << 0.3 << 10.0 << 3;
    QTest::newRow("samples") << 2.0 << 0.0 << 2;
    QTest::newRow("longer than the example") << 1.0 << 10.0 << 10;
    QTest::newRow("not at all") << 0.04 << 10.0 << 0;
}

void TestAugment::timeShiftFillsZeros()
{
    QFETCH(double, amount);
    QFETCH(double, rate);
    QFETCH(int, most);
    const std::vector<float> example{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
    std::map<int, int> seen;
    Random random(9);
    for (int i = 0; i < 2100; ++i) {
        const auto after = changed(example, 2, {.kind = Kind::TimeShift, .amount = amount}, random,
                                   rate > 0 ? std::optional(rate) : std::nullopt);
        bool found = false;
        for (int by = -most; by <= most && !found; ++by) {
            std::vector<float> expected(14);
            for (int c = 0; c < 2; ++c)
                for (int t = std::max(0, by); t < std::min(7, 7 + by); ++t)
                    expected[static_cast<std::size_t>(7 * c + t)] = example[static_cast<std::size_t>(7 * c + t - by)];
            found = after == expected;
            if (found)
                ++seen[std::clamp(by, -7, 7)];
        }
        QVERIFY(found);
    }
    QCOMPARE(std::ssize(seen), std::min(most, 7) * 2 + 1 - (most > 7 ? 1 : 0)); // 7 either way: all zeros, one result
    const double expected = 2100.0 / (2 * most + 1);
    for (const auto& [by, count] : seen)
        if (std::abs(by) < 7)
            QVERIFY(std::abs(count - expected) <= 5 * std::sqrt(expected));
}

void TestAugment::noiseMeetsTheRatio()
{
    std::vector<float> recording;
    Noise source;
    for (int t = 0; t < 50'000; ++t)
        recording.push_back(static_cast<float>(4 * source.draw()));
    const auto example = waves(1000, 0.3, 12);
    Random random(10);
    double low = 100;
    double high = 0;
    for (int i = 0; i < 300; ++i) {
        const Augmentation step{.kind = Kind::Noise, .amount = 5, .amountHigh = 20};
        const auto found = ratioOf(example, changed(example, 1, step, random, {}, {recording}));
        low = std::min(low, found);
        high = std::max(high, found);
    }
    QVERIFY2(low > 4.999 && low < 5.5, qPrintable(QString::number(low)));
    QVERIFY2(high < 20.001 && high > 19.5, qPrintable(QString::number(high)));
    const Augmentation fixed{.kind = Kind::Noise, .amount = 10, .amountHigh = 10};
    const auto two = waves(2000, 1, 3);
    const auto after = changed(two, 2, fixed, random, {}, {recording});
    QVERIFY(std::abs(ratioOf(two, after) - 10) < 1e-3);
}

/// A silent example has no ratio to meet: it becomes the piece of the recording as it is.
void TestAugment::noiseInSilence()
{
    std::vector<float> recording;
    for (int t = 1; t <= 100; ++t)
        recording.push_back(static_cast<float>(t));
    Random random(11);
    std::map<int, int> starts;
    for (int i = 0; i < 500; ++i) {
        const auto after = changed(std::vector<float>(98), 1, {.kind = Kind::Noise}, random, {}, {recording});
        for (std::size_t t = 0; t < 98; ++t)
            QCOMPARE(after[t], after[0] + static_cast<float>(t));
        ++starts[static_cast<int>(after[0])];
    }
    QCOMPARE(std::ssize(starts), 3); // 1, 2 and 3: every piece that fits, and only those
    QVERIFY(starts[1] > 120 && starts[2] > 120 && starts[3] > 120);
}

void TestAugment::noiseRecordings()
{
    Random random(12);
    const Augmentation step{.kind = Kind::Noise};
    const std::vector<float> silence(4);
    QCOMPARE(changed(silence, 1, step, random), silence);               // no recording
    QCOMPARE(changed(silence, 1, step, random, {}, {{}}), silence);     // an empty one
    QCOMPARE(changed(silence, 1, step, random, {}, {{0, 0}}), silence); // a silent one
    QCOMPARE(changed({1, 2}, 1, step, random, {}, {{0, 0}}), (std::vector<float>{1, 2}));
    QCOMPARE(changed(silence, 1, step, random, {}, {{1, 2, 3}}), (std::vector<float>{1, 2, 3, 1})); // a short one
    int first = 0;
    for (int i = 0; i < 1000; ++i)
        first += changed(silence, 1, step, random, {}, {{1, 1, 1, 1}, {2, 2, 2, 2}})[0] == 1 ? 1 : 0;
    QVERIFY(first > 430 && first < 570);
}

void TestAugment::probability()
{
    const auto original = windows(20, 2, 30);
    auto never = original;
    auto steps = everyKind;
    for (auto& step : steps)
        step.probability = 0;
    augmentAll(never, steps, std::vector<std::vector<float>>{{1, 2, 3}}, 1, 0);
    QCOMPARE(std::memcmp(never.values.data(), original.values.data(), sizeof(float) * never.values.size()), 0);

    Random random(13);
    int some = 0;
    for (int i = 0; i < 2000; ++i)
        some += changed({1}, 1, {.kind = Kind::Scaling, .amount = 0.1, .probability = 0.3}, random)[0] == 1 ? 0 : 1;
    QVERIFY2(std::abs(some - 600) < 90, qPrintable(QString::number(some)));
}

void TestAugment::nothingToChange()
{
    Random random(14);
    QVERIFY(changed({}, 1, {.kind = Kind::TimeWarp}, random).empty());
    const auto original = windows(3, 1, 5);
    auto same = original;
    augmentAll(same, {}, {}, 1, 0);
    QCOMPARE(same, original);
}

void TestAugment::sameDrawSameResult()
{
    const std::vector<std::vector<float>> noise{waves(40, 1, 3), waves(15, 2, 2)};
    const auto original = windows(50, 2, 30);
    const auto epoch = [&](std::uint64_t seed, int number) {
        auto dataset = original;
        augmentAll(dataset, everyKind, noise, seed, number);
        return dataset;
    };
    const auto first = epoch(7, 0);
    QCOMPARE(epoch(7, 0), first);
    const auto differ = [&](const Dataset& other) {
        int count = 0;
        for (std::int64_t n = 0; n < 50; ++n)
            count += std::ranges::equal(std::span(other.values).subspan(static_cast<std::size_t>(60 * n), 60),
                                        std::span(first.values).subspan(static_cast<std::size_t>(60 * n), 60))
                         ? 0
                         : 1;
        return count;
    };
    QVERIFY(differ(epoch(7, 1)) > 45); // an example in which no step takes part looks as it did
    QVERIFY(differ(epoch(8, 0)) > 45);
    QCOMPARE(first.labels, original.labels);
}

/// Example n of an epoch draws the same whatever else is in the data set, and no two examples draw alike.
void TestAugment::orderDoesNotMatter()
{
    auto one = windows(6, 1, 20);
    auto other = one;
    std::ranges::fill(std::span(other.values).first(60), 0.F); // the first three are something else
    augmentAll(one, everyKind, {}, 5, 2);
    augmentAll(other, everyKind, {}, 5, 2);
    QVERIFY(std::ranges::equal(std::span(one.values).subspan(60), std::span(other.values).subspan(60)));

    Dataset equal{.name = "equal", .channels = 1, .length = 1, .values = std::vector<float>(300, 1)};
    equal.labels.resize(300);
    std::set<float> factors;
    const std::vector<Augmentation> scaling{{.kind = Kind::Scaling, .amount = 0.1}};
    for (int epoch = 0; epoch < 3; ++epoch) {
        auto now = equal;
        augmentAll(now, scaling, {}, 1, epoch);
        factors.insert(now.values.begin(), now.values.end());
    }
    QVERIFY2(factors.size() > 890, qPrintable(QString::number(factors.size()))); // floats may coincide
}

void TestAugment::stepsRunInOrder()
{
    const Augmentation shift{.kind = Kind::TimeShift, .amount = 2};
    const Augmentation warp{.kind = Kind::MagnitudeWarp, .amount = 0.3};
    const auto start = waves(20, 1, 2);
    auto both = start;
    Random random(15);
    augment(both, 1, std::vector{shift, warp}, {}, {}, random);
    Random again(15);
    QCOMPARE(changed(changed(start, 1, shift, again), 1, warp, again), both);
}

QTEST_GUILESS_MAIN(TestAugment)
#include "tst_augment.moc"
