// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/data/health.h"
#include "core/data/split.h"
#include "core/data/synthetic/generators.h"
#include "core/data/synthetic/syntheticecg.h"
#include "tests/data/testdata.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>

using namespace pitlane;
using namespace pitlane::test;

class TestGenerators : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void registry();
    void shapes_data();
    void shapes();
    void worksAtOnce_data();
    void worksAtOnce();
    void fewExamples_data();
    void fewExamples();
    void sameValuesEverywhere_data();
    void sameValuesEverywhere();
    void partsAndSeedsDiffer_data();
    void partsAndSeedsDiffer();
    void spansAreWindowsOfOneSignal_data();
    void spansAreWindowsOfOneSignal();
    void ecgStaysAsItWas();
    void heartRateIsInThePulse();
    void heartRateChanges();
    void motionIsInTheAcceleration();
    void peopleDiffer();
    void classesAreFar_data();
    void classesAreFar();
    void nextStepCanBeLearned();
    void progressAndCancel_data();
    void progressAndCancel();
    void refuses();
};

namespace {

Dataset draw(const char* id, const char* part, std::int64_t count, std::uint64_t seed = 1)
{
    return generate({.id = id, .seed = seed}, part, count);
}

void addEveryGenerator()
{
    QTest::addColumn<QString>("id");
    for (const auto& info : generators())
        QTest::newRow(info.id.c_str()) << QString::fromStdString(info.id);
}

using Features = std::vector<double>;

double meanOf(std::span<const float> values)
{
    double sum = 0;
    for (const auto value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

double deviationOf(std::span<const float> values)
{
    const auto mean = meanOf(values);
    double sum = 0;
    for (const auto value : values)
        sum += (value - mean) * (value - mean);
    return std::sqrt(sum / static_cast<double>(values.size()));
}

/// Mean and logarithm of the deviation of every channel.
Features levels(const Dataset& data, std::int64_t n)
{
    Features features;
    for (std::int64_t c = 0; c < data.channels; ++c) {
        features.push_back(meanOf(data.series(n, c)));
        features.push_back(std::log(deviationOf(data.series(n, c)) + 1e-4));
    }
    return features;
}

/// Of eight pieces of the loud part of a clip: logarithm of the energy, and zero crossings.
Features sounds(const Dataset& data, std::int64_t n)
{
    const auto clip = data.series(n);
    constexpr std::size_t frame = 160;
    std::vector<double> energy;
    for (std::size_t t = 0; t + frame <= clip.size(); t += frame)
        energy.push_back(deviationOf(clip.subspan(t, frame)));
    const auto loud = *std::ranges::max_element(energy) / 8;
    const auto isLoud = [&](double e) { return e >= loud; };
    const auto first = static_cast<std::size_t>(std::ranges::find_if(energy, isLoud) - energy.begin());
    auto last = energy.size();
    while (last > first + 1 && !isLoud(energy[last - 1]))
        --last;
    Features features{std::log(static_cast<double>(last - first))};
    constexpr std::size_t pieces = 8;
    const auto samples = (last - first) * frame;
    for (std::size_t i = 0; i < pieces; ++i) {
        const auto from = first * frame + i * samples / pieces;
        const auto piece = clip.subspan(from, samples / pieces);
        double crossings = 0;
        for (std::size_t t = 1; t < piece.size(); ++t)
            crossings += (piece[t] >= 0) != (piece[t - 1] >= 0) ? 1 : 0;
        features.push_back(std::log(deviationOf(piece) + 1e-3));
        features.push_back(crossings / static_cast<double>(piece.size()));
    }
    return features;
}

/// Share of the test part whose class has the nearest mean, every feature in units of its deviation.
double nearestCentroid(const Dataset& train, const Dataset& test, Features (*features)(const Dataset&, std::int64_t))
{
    std::vector<Features> rows;
    for (std::int64_t n = 0; n < train.size(); ++n)
        rows.push_back(features(train, n));
    const auto width = rows.front().size();
    Features mean(width);
    Features deviation(width);
    for (std::size_t i = 0; i < width; ++i) {
        for (const auto& row : rows)
            mean[i] += row[i] / static_cast<double>(rows.size());
        for (const auto& row : rows)
            deviation[i] += (row[i] - mean[i]) * (row[i] - mean[i]) / static_cast<double>(rows.size());
        deviation[i] = std::sqrt(deviation[i]) + 1e-9;
    }
    const auto counts = classCounts(train);
    std::vector<Features> centroids(counts.size(), Features(width));
    for (std::size_t n = 0; n < rows.size(); ++n)
        for (std::size_t i = 0; i < width; ++i) {
            const auto label = static_cast<std::size_t>(train.labels[n]);
            centroids[label][i] += rows[n][i] / static_cast<double>(counts[label]);
        }
    std::int64_t hits = 0;
    for (std::int64_t n = 0; n < test.size(); ++n) {
        const auto row = features(test, n);
        std::vector<double> distances;
        for (const auto& centroid : centroids) {
            double distance = 0;
            for (std::size_t i = 0; i < width; ++i)
                distance += std::pow((row[i] - centroid[i]) / deviation[i], 2);
            distances.push_back(distance);
        }
        hits += std::ranges::min_element(distances) - distances.begin() == test.labels[static_cast<std::size_t>(n)];
    }
    return static_cast<double>(hits) / static_cast<double>(test.size());
}

/// Frequency of the largest component of 40 to 200 per minute, by an explicit sum.
double spectralPeakBpm(std::span<const float> signal, double rateHz)
{
    const auto mean = meanOf(signal);
    double best = 0;
    double strongest = -1;
    for (double bpm = 40; bpm <= 200; bpm += 0.5) {
        double re = 0;
        double im = 0;
        for (std::size_t t = 0; t < signal.size(); ++t) {
            const auto i = static_cast<double>(t);
            const double hann = 1 - std::cos(2 * std::numbers::pi * i / static_cast<double>(signal.size()));
            const double angle = 2 * std::numbers::pi * bpm / 60 * i / rateHz;
            re += hann * (signal[t] - mean) * std::cos(angle);
            im += hann * (signal[t] - mean) * std::sin(angle);
        }
        if (re * re + im * im > strongest) {
            strongest = re * re + im * im;
            best = bpm;
        }
    }
    return best;
}

bool isStill(const Dataset& data, std::int64_t n)
{
    return deviationOf(data.series(n, 1)) + deviationOf(data.series(n, 2)) + deviationOf(data.series(n, 3)) < 0.05;
}

/// Rounded so far that no mathematics library makes a difference.
std::string summary(const Dataset& data)
{
    std::string text;
    const auto add = [&](double value) { text += std::to_string(std::llround(value * 1000)) + " "; };
    for (std::int64_t c = 0; c < data.channels; ++c)
        for (const std::int64_t n : {std::int64_t{0}, data.size() / 2, data.size() - 1}) {
            add(meanOf(data.series(n, c)));
            add(deviationOf(data.series(n, c)));
        }
    for (const auto label : data.labels)
        text += std::to_string(label) + ",";
    for (const auto target : data.targets)
        add(target);
    for (const auto length : data.lengths)
        text += std::to_string(length) + ",";
    for (const auto group : data.groups)
        text += std::to_string(group) + ",";
    for (const auto& name : data.groupNames)
        text += name + ",";
    return text;
}

} // namespace

void TestGenerators::registry()
{
    std::set<std::string> ids;
    for (const auto& info : generators()) {
        ids.insert(info.id);
        QVERIFY2(info.title.find("Synthetic") != std::string::npos, info.title.c_str());
        QVERIFY(!info.shapedLike.empty() && !info.source.empty());
        QCOMPARE(generatorNamed(info.id).title, info.title);
        QCOMPARE(info.pipeline.layout == Layout::Sequences, info.pipeline.task == Task::NextStep);
        QCOMPARE(info.pipeline.measure == QualityMeasure::Mae, info.pipeline.task == Task::Regression);
        QCOMPARE(info.pipeline.measure == QualityMeasure::Nll, info.pipeline.task == Task::NextStep);
    }
    QCOMPARE(ids, (std::set<std::string>{"activity", "ecg", "emg", "gestures", "keywords", "piano", "ppg"}));
    QCOMPARE(generatorNamed("keywords").pipeline.frontEnd.kind, FrontEnd::Kind::Mfcc);
}

void TestGenerators::shapes_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("length");
    QTest::addColumn<double>("rateHz");
    QTest::addColumn<int>("classes");
    QTest::addColumn<int>("groups");
    QTest::newRow("ecg") << "ecg" << 1 << 140 << 0.0 << 5 << 0;
    QTest::newRow("ppg") << "ppg" << 4 << 256 << 32.0 << 0 << 15;
    QTest::newRow("emg") << "emg" << 10 << 180 << 100.0 << 13 << 6;
    QTest::newRow("gestures") << "gestures" << 8 << 200 << 200.0 << 6 << 4;
    QTest::newRow("keywords") << "keywords" << 1 << 16000 << 16000.0 << 12 << 24;
    QTest::newRow("piano") << "piano" << 88 << 0 << 0.0 << 0 << 0;
    QTest::newRow("activity") << "activity" << 9 << 128 << 50.0 << 6 << 30;
}

void TestGenerators::shapes()
{
    QFETCH(QString, id);
    QFETCH(int, channels);
    QFETCH(int, length);
    QFETCH(double, rateHz);
    QFETCH(int, classes);
    QFETCH(int, groups);
    const auto& pipeline = generatorNamed(id.toStdString()).pipeline;
    std::set<std::int32_t> trainGroups;
    for (const char* part : {"train", "test"}) {
        const auto data = draw(qPrintable(id), part, 100);
        QVERIFY(data.name.find("Synthetic") != std::string::npos);
        QCOMPARE(data.task, pipeline.task);
        QCOMPARE(data.size(), 100);
        QCOMPARE(data.channels, channels);
        if (id == QLatin1String("piano")) {
            QVERIFY(std::ranges::all_of(data.lengths, [](auto l) { return l >= 40 && l <= 400; }));
            QVERIFY(std::set(data.lengths.begin(), data.lengths.end()).size() > 50);
            QCOMPARE(data.length, *std::ranges::max_element(data.lengths));
        } else {
            QCOMPARE(data.length, length);
            QVERIFY(data.lengths.empty());
        }
        QCOMPARE(std::ssize(data.values), data.startOf(100));
        QCOMPARE(data.sampleRateHz.value_or(0), rateHz);
        if (data.task != Task::NextStep)
            QCOMPARE(pipeline.sampleRateHz.value_or(0), rateHz);
        QCOMPARE(std::ssize(data.classNames), classes);
        QCOMPARE(std::ssize(data.groupNames), groups);
        QVERIFY(data.channelNames.empty() || std::ssize(data.channelNames) == channels);
        if (classes > 0)
            QVERIFY(std::ranges::all_of(classCounts(data), [](auto count) { return count >= 4; }));
        if (groups == 0)
            continue;
        QCOMPARE(data.groups.size(), std::size_t{100});
        if (id == QLatin1String("emg")) { // other repetitions of the same people
            QCOMPARE(data.repetitions.size(), std::size_t{100});
            const std::set<std::int64_t> testRepetitions{2, 5, 7};
            for (const auto repetition : data.repetitions)
                QCOMPARE(testRepetitions.contains(repetition), std::string_view(part) == "test");
        } else
            for (const auto group : data.groups) {
                if (std::string_view(part) == "train")
                    trainGroups.insert(group);
                else
                    QVERIFY(!trainGroups.contains(group));
            }
    }
}

void TestGenerators::worksAtOnce_data()
{
    addEveryGenerator();
}

/// Healthy, and split by its own rule without a leak.
void TestGenerators::worksAtOnce()
{
    QFETCH(QString, id);
    const auto data = draw(qPrintable(id), "train", 300);
    for (const auto& finding : healthCheck(data))
        QVERIFY2(finding.severity == Severity::Passed || finding.key == "small-class",
                 (finding.sentence + " " + finding.detail).c_str());
    const auto split = drawSplit(data, generatorNamed(id.toStdString()).pipeline.split, 1);
    QCOMPARE(std::ssize(split.train) + std::ssize(split.validation), 300);
    QVERIFY(!findOverlap(data, split).isThere());
    if (data.task == Task::Classification)
        for (const auto count : classCounts(subset(data, split.validation)))
            QVERIFY(count > 0);
}

void TestGenerators::fewExamples_data()
{
    addEveryGenerator();
}

void TestGenerators::fewExamples()
{
    QFETCH(QString, id);
    for (const std::int64_t count : {1, 2, 7, 40})
        for (const char* part : {"train", "test"})
            QCOMPARE(draw(qPrintable(id), part, count).size(), count);
    const auto data = draw(qPrintable(id), "train", 40);
    QVERIFY(!drawSplit(data, generatorNamed(id.toStdString()).pipeline.split, 1).validation.empty());
}

void TestGenerators::sameValuesEverywhere_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("hash");
    QTest::newRow("ecg") << "ecg"
                         << "c5884360603a8564";
    QTest::newRow("ppg") << "ppg"
                         << "83dd9e68c6a830a5";
    QTest::newRow("emg") << "emg"
                         << "e5a50e801ec42da1";
    QTest::newRow("gestures") << "gestures"
                              << "d5a7758f98dc7c78";
    QTest::newRow("keywords") << "keywords"
                              << "a5094d363f2f7cdc";
    QTest::newRow("piano") << "piano"
                           << "cd48287293c8e740";
    QTest::newRow("activity") << "activity"
                              << "77ae394d447153c8";
}

/// Pinned: a project made on one machine or by one version has the same data on another.
void TestGenerators::sameValuesEverywhere()
{
    QFETCH(QString, id);
    QFETCH(QString, hash);
    const auto data = draw(qPrintable(id), "train", 50, 42);
    QVERIFY(draw(qPrintable(id), "train", 50, 42) == data);
    QCOMPARE(QString::fromStdString(sha256(summary(data)).substr(0, 16)), hash);
}

void TestGenerators::partsAndSeedsDiffer_data()
{
    addEveryGenerator();
}

void TestGenerators::partsAndSeedsDiffer()
{
    QFETCH(QString, id);
    const auto data = draw(qPrintable(id), "train", 30);
    QVERIFY(draw(qPrintable(id), "test", 30).values != data.values);
    QVERIFY(draw(qPrintable(id), "train", 30, 2).values != data.values);
}

void TestGenerators::spansAreWindowsOfOneSignal_data()
{
    QTest::addColumn<QString>("id");
    for (const char* id : {"ppg", "gestures", "activity"})
        QTest::newRow(id) << id;
}

void TestGenerators::spansAreWindowsOfOneSignal()
{
    QFETCH(QString, id);
    const auto data = draw(qPrintable(id), "train", 400);
    std::int64_t shared = 0;
    for (std::int64_t n = 1; n < data.size(); ++n) {
        const auto& before = data.spans[static_cast<std::size_t>(n - 1)];
        const auto& span = data.spans[static_cast<std::size_t>(n)];
        QCOMPARE(span.count, data.length);
        if (before.recording != span.recording) {
            QCOMPARE(span.first, 0);
            continue;
        }
        QCOMPARE(data.groups[static_cast<std::size_t>(n)], data.groups[static_cast<std::size_t>(n - 1)]);
        const auto hop = span.first - before.first;
        QVERIFY(hop > 0 && hop < data.length);
        for (std::int64_t c = 0; c < data.channels; ++c)
            for (auto t = hop; t < data.length; ++t, ++shared)
                QCOMPARE(data.series(n - 1, c)[static_cast<std::size_t>(t)],
                         data.series(n, c)[static_cast<std::size_t>(t - hop)]);
    }
    QVERIFY(shared > 50'000);
    QVERIFY(messageOf<DatasetError>([&] { static_cast<void>(drawSplit(data, {}, 1)); })); // a random split leaks
}

void TestGenerators::ecgStaysAsItWas()
{
    const auto seed = derivedSeed(7, "synthetic train part");
    QVERIFY(draw("ecg", "train", 60, 7).values == syntheticEcg({.series = 60, .seed = seed}).values);
}

void TestGenerators::heartRateIsInThePulse()
{
    const auto data = draw("ppg", "train", 600);
    int still = 0;
    int found = 0;
    for (std::int64_t n = 0; n < data.size(); ++n) {
        if (!isStill(data, n))
            continue;
        ++still;
        const auto bpm = spectralPeakBpm(data.series(n, 0), 32);
        found += std::abs(bpm - static_cast<double>(data.targets[static_cast<std::size_t>(n)])) <= 10 ? 1 : 0;
    }
    qInfo("%d of %d still windows", found, still);
    QVERIFY(still >= 150);
    QVERIFY(found >= 0.6 * still);
}

/// Over the range of the real data, continuously.
void TestGenerators::heartRateChanges()
{
    const auto data = draw("ppg", "train", 1200);
    const auto [low, high] = std::ranges::minmax(data.targets);
    QVERIFY(low >= 50 && low < 65);
    QVERIFY(high <= 180 && high > 130);
    for (std::size_t n = 1; n < data.targets.size(); ++n)
        if (data.spans[n].recording == data.spans[n - 1].recording)
            QVERIFY(std::abs(data.targets[n] - data.targets[n - 1]) < 20);
    const auto histogram = targetHistogram(data, 5);
    QVERIFY(std::ranges::all_of(histogram.counts, [](auto count) { return count > 10; }));
}

/// Where people move, the pulse moves with one of the axes.
void TestGenerators::motionIsInTheAcceleration()
{
    const auto data = draw("ppg", "train", 600);
    double moving = 0;
    double still = 0;
    int movingCount = 0;
    int stillCount = 0;
    for (std::int64_t n = 0; n < data.size(); ++n) {
        const auto pulse = data.series(n, 0);
        double strongest = 0;
        for (std::int64_t axis = 1; axis <= 3; ++axis) {
            const auto acceleration = data.series(n, axis);
            for (std::size_t lag = 0; lag < 6; ++lag) {
                double sum = 0;
                const auto size = pulse.size() - lag;
                const auto late = pulse.subspan(lag, size);
                const auto early = acceleration.subspan(0, size);
                for (std::size_t t = 0; t < size; ++t)
                    sum += (late[t] - meanOf(late)) * (early[t] - meanOf(early)) / static_cast<double>(size);
                strongest = std::max(strongest, std::abs(sum) / (deviationOf(late) * deviationOf(early)));
            }
        }
        const auto motion = deviationOf(data.series(n, 1));
        if (motion > 0.15) {
            moving += strongest;
            ++movingCount;
        } else if (isStill(data, n)) {
            still += strongest;
            ++stillCount;
        }
        if (movingCount > 60 && stillCount > 60)
            break;
    }
    QVERIFY(movingCount > 20 && stillCount > 20);
    QVERIFY2(moving / movingCount > 0.5, qPrintable(QString::number(moving / movingCount)));
    QVERIFY2(still / stillCount < 0.3, qPrintable(QString::number(still / stillCount)));
}

/// The same gesture is more alike from the same arm than from another one.
void TestGenerators::peopleDiffer()
{
    const auto data = draw("emg", "train", 78 * 4);
    const auto pattern = [&](std::int64_t n) { // of the electrodes, whatever the strength
        Features means;
        double norm = 0;
        for (std::int64_t c = 0; c < 10; ++c) {
            means.push_back(meanOf(data.series(n, c)));
            norm += means.back() * means.back();
        }
        for (auto& mean : means)
            mean /= std::sqrt(norm);
        return means;
    };
    std::array<double, 2> distance{}; // of the same person, of others
    std::array<int, 2> pairs{};
    for (std::int64_t a = 0; a < data.size(); ++a)
        for (std::int64_t b = 0; b < a; ++b) {
            const auto i = static_cast<std::size_t>(a);
            const auto j = static_cast<std::size_t>(b);
            if (data.labels[i] != data.labels[j] || data.labels[i] == 0)
                continue;
            const auto x = pattern(a);
            const auto y = pattern(b);
            const std::size_t whose = data.groups[i] == data.groups[j] ? 0 : 1;
            ++pairs.at(whose);
            for (std::size_t c = 0; c < x.size(); ++c)
                distance.at(whose) += (x[c] - y[c]) * (x[c] - y[c]);
        }
    QVERIFY(pairs[0] > 300 && pairs[1] > 1000);
    QVERIFY2(distance[1] / pairs[1] > 2 * distance[0] / pairs[0],
             qPrintable(QString::number(distance[1] / pairs[1] / (distance[0] / pairs[0]))));
}

void TestGenerators::classesAreFar_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("least");
    QTest::addColumn<bool>("isSound");
    QTest::newRow("emg, chance 0.08") << "emg" << 0.5 << false;
    QTest::newRow("gestures, chance 0.17") << "gestures" << 0.5 << false;
    QTest::newRow("activity, chance 0.17") << "activity" << 0.6 << false;
    QTest::newRow("keywords, chance 0.08") << "keywords" << 0.35 << true;
}

void TestGenerators::classesAreFar()
{
    QFETCH(QString, id);
    QFETCH(double, least);
    QFETCH(bool, isSound);
    const auto share = nearestCentroid(draw(qPrintable(id), "train", 480), draw(qPrintable(id), "test", 240),
                                       isSound ? sounds : levels);
    qInfo("%.3f", share);
    QVERIFY(share >= least);
    QVERIFY(share < 0.995); // something is left to a network
}

/// What is on now tells what is on next: each key by the key before, against how often it is on at all.
void TestGenerators::nextStepCanBeLearned()
{
    const auto train = draw("piano", "train", 60);
    const auto test = draw("piano", "test", 20);
    std::array<std::array<double, 2>, 88> bigramOn{};
    std::array<std::array<double, 2>, 88> bigramAll{};
    std::array<double, 88> on{};
    double steps = 0;
    const auto visit = [](const Dataset& data, auto&& action) {
        for (std::int64_t n = 0; n < data.size(); ++n)
            for (std::int64_t key = 0; key < 88; ++key) {
                const auto roll = data.series(n, key);
                for (std::size_t t = 1; t < roll.size(); ++t)
                    action(static_cast<std::size_t>(key), roll[t - 1] > 0 ? 1U : 0U, roll[t] > 0);
            }
    };
    visit(train, [&](std::size_t key, unsigned before, bool now) {
        bigramAll.at(key).at(before) += 1;
        bigramOn.at(key).at(before) += now ? 1 : 0;
        on.at(key) += now ? 1 : 0;
        steps += key == 0 ? 1 : 0;
    });
    double bigram = 0;
    double unigram = 0;
    double testSteps = 0;
    visit(test, [&](std::size_t key, unsigned before, bool now) {
        const auto loss = [&](double p) { return -std::log(now ? p : 1 - p); };
        bigram += loss((bigramOn.at(key).at(before) + 0.5) / (bigramAll.at(key).at(before) + 1));
        unigram += loss((on.at(key) + 0.5) / (steps + 1));
        testSteps += key == 0 ? 1 : 0;
    });
    qInfo("per step: bigram %.2f, frequencies %.2f", bigram / testSteps, unigram / testSteps);
    QVERIFY(bigram < 0.75 * unigram);
    QVERIFY(unigram / testSteps > 5 && unigram / testSteps < 20);
    for (const auto value : test.values)
        QVERIFY(value == 0 || value == 1);
}

void TestGenerators::progressAndCancel_data()
{
    addEveryGenerator();
}

void TestGenerators::progressAndCancel()
{
    QFETCH(QString, id);
    std::vector<double> shares;
    std::stop_source stop;
    Progress progress{.tell = [&](double share, std::string_view) { shares.push_back(share); },
                      .stop = stop.get_token()};
    static_cast<void>(generate({.id = id.toStdString()}, "train", 30, progress));
    QVERIFY(shares.size() > 5);
    QVERIFY(std::ranges::is_sorted(shares));
    QCOMPARE(shares.back(), 1.0);

    shares.clear();
    progress.tell = [&](double share, std::string_view) {
        shares.push_back(share);
        if (share > 0)
            stop.request_stop();
    };
    QVERIFY(messageOf<ReadCancelled>(
        [&] { static_cast<void>(generate({.id = id.toStdString()}, "train", 1'000, progress)); }));
    QVERIFY(shares.back() < 0.5);
}

void TestGenerators::refuses()
{
    const auto message = [](const Generator& generator, const char* part, std::int64_t count) {
        return messageOf<DatasetError>([&] { static_cast<void>(generate(generator, part, count)); }).value_or("");
    };
    QCOMPARE(message({.id = "eeg"}, "train", 5),
             std::string("Drawing synthetic data: there is no generator \"eeg\". Known are ecg, ppg, emg, gestures, "
                         "keywords, piano, activity."));
    QCOMPARE(message({.id = "ppg"}, "validation", 5),
             std::string("Drawing Synthetic PPG with motion and heart rate: the part is \"validation\", expected "
                         "\"train\" or \"test\"."));
    QCOMPARE(message({.id = "ecg"}, "test", 0),
             std::string("Drawing Synthetic ECG: 0 examples are asked for, expected 1 to 1000000."));
    QVERIFY(!message({.id = "ecg"}, "test", 1'000'001).empty());
}

QTEST_GUILESS_MAIN(TestGenerators)
#include "tst_generators.moc"
