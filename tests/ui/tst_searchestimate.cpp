// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/searchestimate.h"

#include "core/network/cost.h"
#include "core/network/seeds.h"

#include <QTest>

using namespace pitlane;

class TestSearchEstimate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void epochsGrowWhereBatchesAreFew()
    {
        SearchConfig config;
        config.search.maxEpochs = 30;
        config.search.minSteps = 420;
        config.fineTune.epochs = 50;
        config.batchSize = 30;
        QCOMPARE(estimate::plannedEpochs(config, 400), 33 + 50); // 13 batches an epoch: 420 steps take 33
        QCOMPARE(estimate::plannedEpochs(config, 60), 210 + 50); // 2 batches an epoch
        QCOMPARE(estimate::plannedEpochs(config, 4000), 30 + 50);
    }

    void unknownWithoutPastPoints()
    {
        SearchConfig config;
        config.seed = ecgtcn().seed;
        QVERIFY(!estimate::secondsPerPoint(config, {}, 400).has_value());
        auto other = config;
        other.seed.nodes.pop_back();
        QVERIFY(!estimate::secondsPerPoint(config, {{other, 10}}, 400).has_value());
    }

    void followsTheEpochs()
    {
        SearchConfig config;
        config.seed = ecgtcn().seed;
        config.search.minSteps = 0;
        config.search.maxEpochs = 30;
        config.fineTune.epochs = 50;
        auto longer = config;
        longer.fineTune.epochs = 130;
        QCOMPARE(*estimate::secondsPerPoint(longer, {{config, 8}, {config, 8}}, 400), 16.0);
        QCOMPARE(estimate::sweepSeconds(8, 10, 2, 5), 45.0);
        QCOMPARE(estimate::sweepSeconds(9, 10, 2, 0), 50.0);
    }

    void workersFollowTheCores()
    {
        Draft draft;
        QCOMPARE(estimate::workersOf(draft, 2), 2);
        draft.config.threads = 2;
        QCOMPARE(estimate::workersOf(draft, 2), 1);
        draft.config.threads = 1;
        draft.workers = 16;
        QCOMPARE(estimate::workersOf(draft, 4), 4);
    }

    void rangeForMacsStartsEquallyStrong()
    {
        const auto seed = ecgtcn().seed;
        const auto size = defaultLambdaRange(Regulariser::Size, seed);
        QCOMPARE(size, (std::pair{1e-6, 5e-4}));
        const auto ops = defaultLambdaRange(Regulariser::Ops, seed);
        const auto share =
            ops.first * static_cast<double>(macCount(seed)) / (size.first * static_cast<double>(parameterCount(seed)));
        QVERIFY2(share > 0.9 && share < 1.1, qPrintable(QString::number(share)));
    }

    void timeInWords_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("seconds") << 12.0 << QStringLiteral("about 15 s");
        QTest::newRow("minutes") << 170.0 << QStringLiteral("about 3 min");
        QTest::newRow("hours") << 7800.0 << QStringLiteral("about 2 h 10 min");
    }

    void timeInWords()
    {
        QFETCH(double, seconds);
        QTEST(estimate::aboutTime(seconds), "text");
    }
};

QTEST_GUILESS_MAIN(TestSearchEstimate)
#include "tst_searchestimate.moc"
