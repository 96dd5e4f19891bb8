// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pareto/comparison.h"

#include <QTest>

using namespace pitlane;

namespace {

SearchPoint found(std::int64_t id, std::int64_t sweep, std::uint64_t seedNumber, std::int64_t parameters, double score)
{
    return {.id = {id},
            .sweep = {sweep},
            .number = static_cast<int>(id),
            .seedNumber = seedNumber,
            .status = PointStatus::Done,
            .parameters = parameters,
            .macs = 10 * parameters,
            .validation = Quality{.score = score, .loss = 1 - score, .rows = 100},
            .seconds = 2};
}

/// Two searches over a seed of 10 000 parameters, the first with two seed numbers.
std::vector<SearchPoint> study()
{
    return {{.id = {1}, .sweep = {1}, .role = PointRole::Seed, .status = PointStatus::Done, .parameters = 10'000},
            found(2, 1, 1, 100, 0.8),
            found(3, 1, 1, 1000, 0.9),
            found(4, 1, 2, 1000, 0.8),
            found(5, 2, 1, 10, 0.7),
            found(6, 2, 1, 1000, 0.85)};
}

} // namespace

class TestComparison : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cornerIsTheWorstQualityAtTheSeed()
    {
        const auto corner = comparisonCorner(study(), CostMetric::Parameters);
        QVERIFY(corner.has_value());
        QCOMPARE(corner->cost, 10'000.0);
        QCOMPARE(corner->quality, 0.7);
        QVERIFY(!comparisonCorner({found(1, 1, 1, 10, 0.5)}, CostMetric::Parameters)); // no seed
        QVERIFY(!comparisonCorner({study().front()}, CostMetric::Parameters));         // nothing found
    }

    void scoresByHand()
    {
        const auto scores = compareSweeps(study(), CostMetric::Parameters, {.cost = 10'000, .quality = 0.7});
        QCOMPARE(scores.size(), std::size_t{2});
        // Seed number 1: from 100 on 0.1 over two decades, from 1000 on 0.1 more over one. 2: 0.1 over one decade.
        QCOMPARE(scores[0].seedNumbers, 2);
        QCOMPARE(scores[0].points, 3);
        QVERIFY(std::abs(scores[0].hypervolume.high - 0.3) < 1e-12);
        QVERIFY(std::abs(scores[0].hypervolume.low - 0.1) < 1e-12);
        QVERIFY(std::abs(scores[0].hypervolume.mean - 0.2) < 1e-12);
        QCOMPARE(scores[0].best.mean, (0.9 + 0.8) / 2);
        QCOMPARE(scores[0].bestCost.mean, 1000.0);
        QCOMPARE(scores[0].seconds.high, 4.0);
        QCOMPARE(scores[0].seconds.low, 2.0);
        // The point on the corner's quality adds nothing.
        QVERIFY(std::abs(scores[1].hypervolume.mean - 0.15) < 1e-12);
    }

    void budgets()
    {
        QCOMPARE(bestWithin(study(), {1}, CostMetric::Parameters, 500)->mean, 0.8); // seed number 2 has none
        QCOMPARE(bestWithin(study(), {1}, CostMetric::Parameters, 5000)->low, 0.8);
        QCOMPARE(bestWithin(study(), {1}, CostMetric::Macs, 1000)->high, 0.8);
        QVERIFY(!bestWithin(study(), {1}, CostMetric::Parameters, 50));
    }
};

QTEST_GUILESS_MAIN(TestComparison)
#include "tst_comparison.moc"
