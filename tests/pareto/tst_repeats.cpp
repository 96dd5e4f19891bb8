// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pareto/repeats.h"

#include <QTest>

using namespace pitlane;

namespace {

SearchPoint point(std::int64_t id, double lambda, std::uint64_t seedNumber, std::int64_t parameters, double score)
{
    return {.id = {id},
            .sweep = {1},
            .number = static_cast<int>(id),
            .lambda = lambda,
            .seedNumber = seedNumber,
            .status = PointStatus::Done,
            .parameters = parameters,
            .macs = 10 * parameters,
            .validation = Quality{.score = score, .loss = 1, .rows = 100}};
}

} // namespace

class TestRepeats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void meanAndRangeByHand()
    {
        const std::vector<SearchPoint> points{point(1, 1e-4, 1, 1000, 0.90), point(2, 1e-5, 1, 4000, 0.94),
                                              point(3, 1e-4, 2, 1400, 0.93), point(4, 1e-5, 2, 5000, 0.95),
                                              point(5, 1e-4, 3, 900, 0.96)};
        const auto groups = repeatGroups(points, CostMetric::Parameters);
        QCOMPARE(groups.size(), std::size_t{2});
        QCOMPARE(groups[0].lambda, 1e-5); // rising
        QVERIFY((groups[0].points == std::vector<PointId>{{2}, {4}}));
        QCOMPARE(groups[0].cost.mean, 4500.0);
        QCOMPARE(groups[1].cost.mean, 1100.0); // (1000 + 1400 + 900) / 3
        QCOMPARE(groups[1].cost.low, 900.0);
        QCOMPARE(groups[1].cost.high, 1400.0);
        QCOMPARE(groups[1].score.mean, 0.93);
        QCOMPARE(groups[1].score.low, 0.90);
        QCOMPARE(groups[1].score.high, 0.96);
        QCOMPARE(repeatGroups(points, CostMetric::Macs)[1].cost.high, 14000.0);
    }

    void whatIsNotAGroup()
    {
        auto running = point(2, 1e-4, 2, 1400, 0.93);
        running.status = PointStatus::Running;
        auto elsewhere = point(3, 1e-4, 1, 1400, 0.93);
        elsewhere.sweep = {2};
        auto reference = point(4, 1e-4, 1, 1400, 0.93);
        reference.role = PointRole::Seed;
        QVERIFY(repeatGroups({point(1, 1e-4, 1, 1000, 0.9), running, elsewhere, reference}, CostMetric::Parameters)
                    .empty());
        QVERIFY(repeatGroups({}, CostMetric::Parameters).empty());
    }
};

QTEST_GUILESS_MAIN(TestRepeats)
#include "tst_repeats.moc"
