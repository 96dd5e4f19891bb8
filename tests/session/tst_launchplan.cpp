// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "core/session/estimate.h"
#include "core/session/launchplan.h"
#include "core/session/projectsession.h"

#include <QTest>

using namespace pitlane;

Q_DECLARE_METATYPE(std::vector<double>)
Q_DECLARE_METATYPE(std::vector<std::size_t>)

class TestLaunchPlan : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void repeatsFollowEachOther()
    {
        SearchConfig config;
        config.seedNumber = 7;
        config.lambdas = {1e-6, 1e-5, 1e-4};
        const auto points = foundPoints(config, {1}, 4, 2);
        std::vector<int> numbers;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto& point = points[i];
            numbers.push_back(point.number);
            QCOMPARE(point.lambda, config.lambdas[static_cast<std::size_t>(point.number - 1) % 3]);
            QCOMPARE(point.seedNumber, std::uint64_t(point.number <= 3 ? 7 : 8));
            QCOMPARE(point.runFolder, "runs/4/" + std::to_string(point.number));
            QCOMPARE(turnOf(point, config.lambdas), static_cast<std::ptrdiff_t>(i)); // resumed in the same order
        }
        QVERIFY((numbers == std::vector<int>{3, 1, 2, 6, 4, 5}));
    }

    void endsFirstThenGaps_data()
    {
        QTest::addColumn<std::vector<double>>("lambdas");
        QTest::addColumn<std::vector<std::size_t>>("expected");
        using L = std::vector<double>;
        using O = std::vector<std::size_t>;
        QTest::newRow("one") << L{1e-5} << O{0};
        QTest::newRow("two") << L{1e-6, 1e-4} << O{1, 0};
        QTest::newRow("three") << L{1e-6, 1e-5, 1e-4} << O{2, 0, 1};
        QTest::newRow("five") << L{1, 2, 3, 4, 5} << O{4, 0, 2, 1, 3};
        QTest::newRow("eight") << L{1, 2, 3, 4, 5, 6, 7, 8} << O{7, 0, 3, 5, 1, 2, 4, 6};
        QTest::newRow("falling") << L{5, 4, 3, 2, 1} << O{0, 4, 2, 3, 1};
    }

    void endsFirstThenGaps()
    {
        QFETCH(std::vector<double>, lambdas);
        QFETCH(std::vector<std::size_t>, expected);
        QCOMPARE(orderOfWork(lambdas), expected);
    }

    void sameReferenceSameKey()
    {
        const auto config = defaultDraft(DataSource{}, {}).config;
        auto other = config;
        other.lambdas = {1};
        other.regulariser = Regulariser::Ops;
        other.search.maxEpochs = 99;
        QCOMPARE(seedKey(other), seedKey(config));
        QCOMPARE(handTunedKey(other), handTunedKey(config));
        other.fineTune.epochs = 7;
        QCOMPARE(seedKey(other), seedKey(config));
        QVERIFY(handTunedKey(other) != handTunedKey(config));
        other = config;
        other.seedNumber = 2;
        QVERIFY(seedKey(other) != seedKey(config));
        QVERIFY(handTunedKey(other) != handTunedKey(config));
        QVERIFY(warmupFolder(other) != warmupFolder(config));
        QVERIFY(handTunedKey(config) != seedKey(config));
    }

    void soundBeginsWithItsOwnSeed()
    {
        Dataset features{.channels = 40, .length = 98, .classNames = {"yes", "no"}};
        DataSource source;
        const auto without = draftForData(source, features).config.seed;
        source.pipeline.frontEnd.kind = FrontEnd::Kind::Mfcc;
        const auto seed = draftForData(source, features).config.seed;
        QCOMPARE(seed, builtinSeed("tc-resnet14", seedRequestFor(features)).seed);
        QVERIFY(without != seed);
        QCOMPARE(without, builtinSeeds(seedRequestFor(features)).front().seed);
    }

    void paceGuessesFromOtherPhases()
    {
        Pace pace;
        QVERIFY(!pace.secondsPerEpoch(Phase::Search));
        pace.learn(EpochEvent{.phase = Phase::Warmup, .epoch = 1, .epochs = 50, .seconds = 2});
        QCOMPARE(pace.secondsPerEpoch(Phase::Warmup).value(), 2.0);
        QCOMPARE(pace.secondsPerEpoch(Phase::Search).value(), 2.6);
        pace.learn(EpochEvent{.phase = Phase::Search, .epoch = 1, .epochs = 30, .seconds = 3});
        QCOMPARE(pace.secondsPerEpoch(Phase::Search).value(), 3.0);
        pace.learn(EpochEvent{.phase = Phase::Search, .epoch = 2, .epochs = 30, .seconds = 13});
        QCOMPARE(pace.secondsPerEpoch(Phase::Search).value(), 4.0);
        QVERIFY(!pace.secondsPerEpoch(Phase::Test));
    }

    void secondsOfAPoint()
    {
        SearchConfig config;
        config.search.maxEpochs = 30;
        config.fineTune.epochs = 50;
        Pace pace;
        QVERIFY(secondsLeft({.phase = Phase::Search}, pace, config) < 0);
        pace.learn(EpochEvent{.phase = Phase::Search, .seconds = 2});
        pace.learn(EpochEvent{.phase = Phase::FineTune, .seconds = 1});
        QCOMPARE(secondsLeft({.phase = Phase::Search}, pace, config), 30 * 2 + 50.0);
        pace.learn(PhaseEvent{.phase = Phase::Search, .epochs = 35}); // grown to reach enough steps
        QCOMPARE(secondsLeft({.phase = Phase::Search}, pace, config), 35 * 2 + 50.0);
        QCOMPARE(secondsLeft({.phase = Phase::Search, .epoch = 10, .epochs = 35}, pace, config), 25 * 2 + 50.0);
        QCOMPARE(secondsLeft({.phase = Phase::FineTune, .epoch = 20, .epochs = 50}, pace, config), 30.0);
    }

    void timeOnSeveralWorkers()
    {
        QCOMPARE(timeUntilDone({{.seconds = 10}, {.seconds = 4}, {.seconds = 5}}, 2), 10.0);
        QCOMPARE(timeUntilDone({{.seconds = 10, .running = true}, {.seconds = 4}, {.seconds = 5}}, 1), 19.0);
        const Remaining warmup{.seconds = 6, .running = true, .isWarmup = true};
        const Remaining waiting{.seconds = 3, .waitsForWarmup = true};
        QCOMPARE(timeUntilDone({warmup, waiting, waiting}, 2), 9.0);
        QVERIFY(timeUntilDone({warmup, {.seconds = -1}}, 2) < 0);
    }
};

QTEST_GUILESS_MAIN(TestLaunchPlan)
#include "tst_launchplan.moc"
