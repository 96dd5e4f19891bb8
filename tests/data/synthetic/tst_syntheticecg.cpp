// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/data/synthetic/syntheticecg.h"
#include "tests/data/testdata.h"

#include <QtTest>

#include <cstring>

using namespace pitlane;
using namespace pitlane::test;

class TestSyntheticEcg : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shape();
    void sameOptionsSameValues();
    void knownValues();
    void everyClassHasItsShare_data();
    void everyClassHasItsShare();
    void seriesAreNormalised();
    void normalBeatHasItsWaves();
    void noiseAndWanderAreAsAskedFor();
    void nearestCentroidIsGoodButNotPerfect();
    void otherLengthsShowTheSameBeats();
    void isFast();
    void refuses_data();
    void refuses();
};

namespace {

constexpr std::int64_t normalClass = 0;

std::vector<double> centroid(const Dataset& dataset, std::int64_t label)
{
    std::vector<double> mean(static_cast<std::size_t>(dataset.length));
    double count = 0;
    for (std::int64_t n = 0; n < dataset.size(); ++n) {
        if (dataset.labels[static_cast<std::size_t>(n)] != label)
            continue;
        ++count;
        for (std::size_t t = 0; t < mean.size(); ++t)
            mean[t] += dataset.series(n)[t];
    }
    for (auto& value : mean)
        value /= count;
    return mean;
}

/// Mean over the series of the distance of neighbouring samples' second differences: a measure of white noise.
double roughness(const Dataset& dataset)
{
    double sum = 0;
    double count = 0;
    for (std::int64_t n = 0; n < dataset.size(); ++n) {
        const auto x = dataset.series(n);
        for (std::size_t t = 2; t < 15; ++t) { // before the P wave the beat is flat
            const double d = x[t] - 2 * x[t - 1] + x[t - 2];
            sum += d * d / 6; // white noise of variance v has second differences of variance 6 v
            ++count;
        }
    }
    return std::sqrt(sum / count);
}

} // namespace

void TestSyntheticEcg::shape()
{
    const auto dataset = syntheticEcg({.series = 120});
    QCOMPARE(dataset.size(), 120);
    QCOMPARE(dataset.channels, 1);
    QCOMPARE(dataset.length, 140);
    QCOMPARE(dataset.values.size(), std::size_t{120 * 140});
    QCOMPARE(dataset.classNames,
             (std::vector<std::string>{"normal", "R-on-T PVC", "PVC", "supraventricular", "unclassified"}));
    for (const float value : dataset.values)
        QVERIFY(std::isfinite(value));
}

void TestSyntheticEcg::sameOptionsSameValues()
{
    const SyntheticEcgOptions options{.series = 50, .seed = 9};
    QVERIFY(syntheticEcg(options) == syntheticEcg(options));
    auto other = options;
    other.seed = 10;
    QVERIFY(syntheticEcg(other).values != syntheticEcg(options).values);
    QVERIFY(syntheticEcg(other).labels != syntheticEcg(options).labels); // the order of the classes is drawn, too
}

/// Pinned: a project's data must be the same with the next version and on other machines.
void TestSyntheticEcg::knownValues()
{
    const auto dataset = syntheticEcg({.series = 40, .seed = 1});
    std::string bytes(dataset.values.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), dataset.values.data(), bytes.size());
    QCOMPARE(QString::fromStdString(sha256(bytes)),
             QStringLiteral("f0f32d45a4a6e1da8dd5a65f934ef7e7f34a38a3b87a026737593ecdbf78fa65"));
}

void TestSyntheticEcg::everyClassHasItsShare_data()
{
    QTest::addColumn<int>("series");
    for (const int series : {5, 30, 39, 100, 500, 1237})
        QTest::newRow(qPrintable(QString::number(series) + QStringLiteral(" series"))) << series;
}

void TestSyntheticEcg::everyClassHasItsShare()
{
    QFETCH(int, series);
    const auto dataset = syntheticEcg({.series = series, .seed = 2});
    QCOMPARE(dataset.size(), series);
    const auto counts = classCounts(dataset);
    for (const auto count : counts)
        QVERIFY2(count * 100 >= series * 4, "a class has less than 4 %");
    if (series >= 30) {
        QVERIFY(counts[normalClass] > counts[1]);
        QVERIFY(counts[1] > counts[2]);
    }
}

void TestSyntheticEcg::seriesAreNormalised()
{
    const auto dataset = syntheticEcg({.series = 60, .seed = 4});
    for (std::int64_t n = 0; n < dataset.size(); ++n) {
        double sum = 0;
        double squares = 0;
        for (const float value : dataset.series(n)) {
            sum += value;
            squares += static_cast<double>(value) * value;
        }
        QVERIFY(std::abs(sum / 140) < 1e-4);
        QVERIFY(std::abs(squares / 140 - 1) < 1e-4);
    }
}

/// Normal beats, laid upon each other by their R peaks, show P, Q, R, S, T at the angles of the paper's Table I.
void TestSyntheticEcg::normalBeatHasItsWaves()
{
    const auto dataset = syntheticEcg({.series = 400, .seed = 5, .noise = 0});
    const auto at = [&](double degrees) { // mean value at an angle from the R peak
        double sum = 0;
        double count = 0;
        for (std::int64_t n = 0; n < dataset.size(); ++n) {
            const auto x = dataset.series(n);
            const auto r = std::max_element(x.begin(), x.end()) - x.begin();
            const auto t = r + std::lround(degrees / 360 * 140);
            if (dataset.labels[static_cast<std::size_t>(n)] != normalClass || t < 0 || t >= 140)
                continue;
            sum += x[static_cast<std::size_t>(t)];
            ++count;
        }
        return sum / count;
    };
    QVERIFY(at(-70) > at(-120) + 0.1); // P
    QVERIFY(at(-70) > at(-35) + 0.1);
    QVERIFY(at(-16) < at(-35) - 0.1); // Q
    QVERIFY(at(0) > 3);               // R
    QVERIFY(at(16) < at(45) - 0.1);   // S
    QVERIFY(at(100) > at(45) + 0.1);  // T
    QVERIFY(at(100) > at(150) + 0.1);
}

void TestSyntheticEcg::noiseAndWanderAreAsAskedFor()
{
    const double quiet = roughness(syntheticEcg({.series = 100, .noise = 0, .baselineWander = 0}));
    const double noisy = roughness(syntheticEcg({.series = 100, .noise = 0.2, .baselineWander = 0}));
    QVERIFY2(quiet < 0.01, qPrintable(QString::number(quiet)));
    QVERIFY2(noisy > 0.18 && noisy < 0.21, qPrintable(QString::number(noisy))); // 0.2 / sqrt(1 + 0.2^2)

    const auto ends = [](double wander) { // spread of the difference between both ends of a beat
        const auto dataset = syntheticEcg({.series = 200, .noise = 0, .baselineWander = wander});
        double squares = 0;
        for (std::int64_t n = 0; n < dataset.size(); ++n)
            squares += std::pow(dataset.series(n)[139] - dataset.series(n)[0], 2);
        return std::sqrt(squares / static_cast<double>(dataset.size()));
    };
    QVERIFY(ends(0.5) > 1.5 * ends(0));
}

void TestSyntheticEcg::nearestCentroidIsGoodButNotPerfect()
{
    const auto train = syntheticEcg({.series = 500, .seed = 1});
    const auto test = syntheticEcg({.series = 1000, .seed = 2});
    std::vector<std::vector<double>> centroids;
    for (std::int64_t label = 0; label < 5; ++label)
        centroids.push_back(centroid(train, label));
    std::vector<std::int64_t> hits(5);
    for (std::int64_t n = 0; n < test.size(); ++n) {
        std::size_t nearest = 0;
        double least = std::numeric_limits<double>::max();
        for (std::size_t label = 0; label < centroids.size(); ++label) {
            double distance = 0;
            for (std::size_t t = 0; t < centroids[label].size(); ++t)
                distance += std::pow(centroids[label][t] - test.series(n)[t], 2);
            if (distance < least) {
                least = distance;
                nearest = label;
            }
        }
        if (static_cast<std::int64_t>(nearest) == test.labels[static_cast<std::size_t>(n)])
            ++hits[nearest];
    }
    const auto counts = classCounts(test);
    double recalls = 0;
    std::int64_t correct = 0;
    for (std::size_t label = 0; label < counts.size(); ++label) {
        correct += hits[label];
        recalls += static_cast<double>(hits[label]) / static_cast<double>(counts[label]) / 5;
    }
    const double accuracy = static_cast<double>(correct) / static_cast<double>(test.size());
    const auto found = QStringLiteral("accuracy %1, mean recall %2").arg(accuracy).arg(recalls);
    qInfo("nearest centroid: %s", qPrintable(found));
    QVERIFY2(accuracy > 0.65 && accuracy < 0.97, qPrintable(found)); // guessing "normal" gives 0.54
    QVERIFY2(recalls > 0.5 && recalls < 0.97, qPrintable(found));    // chance gives 0.2
}

void TestSyntheticEcg::otherLengthsShowTheSameBeats()
{
    const auto coarse = syntheticEcg({.series = 20, .length = 70, .noise = 0});
    const auto fine = syntheticEcg({.series = 20, .length = 280, .noise = 0});
    QCOMPARE(coarse.labels, fine.labels);
    for (std::int64_t n = 0; n < 20; ++n)
        for (std::size_t t = 0; t < 70; ++t)
            QVERIFY(std::abs(coarse.series(n)[t] - fine.series(n)[4 * t]) < 0.1);
}

void TestSyntheticEcg::isFast()
{
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(syntheticEcg({.series = 500}).size(), 500);
    qInfo("500 beats take %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY2(timer.elapsed() < 3000, "ten times the 300 ms that a quiet machine may take");
}

void TestSyntheticEcg::refuses_data()
{
    QTest::addColumn<qint64>("series");
    QTest::addColumn<qint64>("length");
    QTest::addColumn<double>("noise");
    QTest::addColumn<double>("wander");
    QTest::newRow("no series") << qint64{0} << qint64{140} << 0.1 << 0.1;
    QTest::newRow("absurdly many series") << qint64{1} << (qint64{1} << 60) << 0.1 << 0.1;
    QTest::newRow("too short") << qint64{10} << qint64{1} << 0.1 << 0.1;
    QTest::newRow("negative noise") << qint64{10} << qint64{140} << -0.1 << 0.1;
    QTest::newRow("noise is NaN") << qint64{10} << qint64{140} << std::nan("") << 0.1;
    QTest::newRow("infinite wander") << qint64{10} << qint64{140} << 0.1 << std::numeric_limits<double>::infinity();
}

void TestSyntheticEcg::refuses()
{
    QFETCH(qint64, series);
    QFETCH(qint64, length);
    QFETCH(double, noise);
    QFETCH(double, wander);
    const auto message = messageOf<DatasetError>([&] {
        static_cast<void>(syntheticEcg({.series = series, .length = length, .noise = noise, .baselineWander = wander}));
    });
    QVERIFY(message && message->starts_with("Drawing synthetic heartbeats: "));
}

QTEST_GUILESS_MAIN(TestSyntheticEcg)
#include "tst_syntheticecg.moc"
