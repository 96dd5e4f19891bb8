// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pareto/front.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace pitlane;

namespace {

constexpr auto notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr auto infinity = std::numeric_limits<double>::infinity();

FrontPoint point(std::int64_t id, double cost, double quality, double loss = 0)
{
    return {.id = PointId{id}, .cost = cost, .quality = quality, .loss = loss};
}

std::vector<std::int64_t> idsOf(const std::vector<FrontPoint>& points)
{
    std::vector<std::int64_t> ids;
    for (const auto& each : points)
        ids.push_back(each.id.value);
    return ids;
}

std::int64_t idOf(const std::optional<FrontPoint>& found)
{
    return found ? found->id.value : 0;
}

/// Points on a coarse grid, so that ties of every kind are frequent, with some that are not numbers.
std::vector<FrontPoint> randomPoints(std::mt19937& random, int count)
{
    std::uniform_int_distribution<int> grid(0, 12);
    std::vector<FrontPoint> points;
    for (int i = 0; i < count; ++i) {
        auto next = point(i + 1, grid(random), grid(random), grid(random) / 4);
        switch (grid(random)) {
        case 0:
            next.cost = notANumber;
            break;
        case 1:
            next.quality = notANumber;
            break;
        case 2:
            next.quality = infinity;
            break;
        case 3:
            next.loss = notANumber;
            break;
        default:
            break;
        }
        points.push_back(next);
    }
    return points;
}

bool isNumber(const FrontPoint& each)
{
    return std::isfinite(each.cost) && std::isfinite(each.quality);
}

SearchPoint searchPoint(std::int64_t id, std::int64_t parameters, double accuracy)
{
    SearchPoint result;
    result.id = PointId{id};
    result.status = PointStatus::Done;
    result.parameters = parameters;
    result.macs = 100 * parameters;
    result.validation = Quality{.score = accuracy, .loss = 1 - accuracy, .rows = 100};
    return result;
}

} // namespace

class TestFront : public QObject
{
    Q_OBJECT

private slots:
    void pointsOfASearch();
    void smallFronts_data();
    void smallFronts();
    void frontAgreesWithEveryPair();
    void orderDoesNotMatter();
    void volumeOfKnownFronts();
    void volumeAgreesWithCountedCells();
    void volumeGrowsWithEveryPointOnTheFront();
    void kneeOfKnownFronts();
    void kneeDoesNotDependOnUnits();
    void bestWithinABudget();
    void bestAgreesWithEveryPair();
    void errorsOfASearch();
    void lowerIsBetterOnAKnownFront();
    void lowerIsBetterIsTheMirrorImage();
};

Q_DECLARE_METATYPE(std::vector<pitlane::FrontPoint>)

void TestFront::pointsOfASearch()
{
    std::vector<SearchPoint> points = {searchPoint(1, 900, 0.93), searchPoint(2, 5'000, 0.95)};
    auto seed = searchPoint(3, 24'871, 0.94);
    seed.role = PointRole::Seed;
    points.push_back(seed);
    auto handTuned = searchPoint(4, 15'191, 0.94);
    handTuned.role = PointRole::HandTuned;
    points.push_back(handTuned);
    for (const auto status : {PointStatus::Queued, PointStatus::Running, PointStatus::Paused, PointStatus::Cancelled,
                              PointStatus::Interrupted, PointStatus::Failed}) {
        points.push_back(searchPoint(5, 800, 0.99));
        points.back().status = status;
    }
    points.push_back(searchPoint(6, 0, 0.99)); // size not known
    points.push_back(searchPoint(7, 700, notANumber));
    points.push_back(searchPoint(8, 700, 0.99));
    points.back().validation.reset();

    const auto bySize = frontPoints(points, CostMetric::Parameters);
    QCOMPARE(idsOf(bySize), (std::vector<std::int64_t>{1, 2}));
    QCOMPARE(bySize[0].cost, 900.0);
    QCOMPARE(bySize[0].quality, 0.93);
    QCOMPARE(bySize[0].loss, 1 - 0.93);
    QCOMPARE(frontPoints(points, CostMetric::Macs)[1].cost, 500'000.0);
}

void TestFront::smallFronts_data()
{
    using Points = std::vector<FrontPoint>;
    QTest::addColumn<Points>("points");
    QTest::addColumn<std::vector<std::int64_t>>("expected");
    const auto row = [](const char* name, const Points& points, const std::vector<std::int64_t>& expected) {
        QTest::newRow(name) << points << expected;
    };
    row("none", {}, {});
    row("one", {point(1, 5, 5)}, {1});
    row("no more than numbers",
        {point(1, notANumber, 5), point(2, 5, notANumber), point(3, infinity, 9), point(4, 1, -infinity)}, {});
    row("not a number beats nothing",
        {point(1, 5, 5), point(2, notANumber, 9), point(3, 1, notANumber), point(4, -infinity, 9)}, {1});
    row("staircase", {point(1, 3, 3), point(2, 1, 1), point(3, 2, 2)}, {2, 3, 1});
    row("dearer and worse", {point(1, 1, 5), point(2, 2, 4)}, {1});
    row("dearer and equally good", {point(1, 2, 5), point(2, 1, 5)}, {2});
    row("as dear and worse", {point(1, 1, 4), point(2, 1, 5)}, {2});
    row("twins are both on the front", {point(9, 1, 5), point(2, 1, 5), point(3, 2, 5)}, {2, 9});
    row("twins off the front", {point(1, 2, 5), point(2, 2, 5), point(3, 1, 5)}, {3});
    row("negative values", {point(1, -2, -5), point(2, -1, -3), point(3, -1, -4)}, {1, 2});
}

void TestFront::smallFronts()
{
    QFETCH(std::vector<FrontPoint>, points);
    QFETCH(std::vector<std::int64_t>, expected);
    QCOMPARE(idsOf(paretoFront(points)), expected);
}

void TestFront::frontAgreesWithEveryPair()
{
    std::mt19937 random(1);
    for (int round = 0; round < 400; ++round) {
        const auto points = randomPoints(random, round % 60);
        const auto flags = dominatedFlags(points);
        QCOMPARE(flags.size(), points.size());
        std::vector<std::int64_t> expected;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto& a = points[i];
            const auto isBeaten = std::any_of(points.begin(), points.end(), [&a](const FrontPoint& b) {
                return isNumber(b) && b.cost <= a.cost && b.quality >= a.quality &&
                       !(b.cost == a.cost && b.quality == a.quality);
            });
            QCOMPARE(static_cast<bool>(flags[i]), isBeaten || !isNumber(a));
            const auto isBeatenByOne =
                std::any_of(points.begin(), points.end(), [&a](const FrontPoint& b) { return dominates(b, a); });
            QCOMPARE(isBeatenByOne, isNumber(a) && isBeaten);
            if (!flags[i])
                expected.push_back(a.id.value);
        }
        const auto front = paretoFront(points);
        auto found = idsOf(front);
        std::sort(found.begin(), found.end());
        QCOMPARE(found, expected);
        for (std::size_t i = 1; i < front.size(); ++i) {
            const auto isTwin = front[i - 1].cost == front[i].cost && front[i - 1].quality == front[i].quality;
            QVERIFY(isTwin ? front[i - 1].id < front[i].id
                           : front[i - 1].cost < front[i].cost && front[i - 1].quality < front[i].quality);
        }
    }
}

void TestFront::orderDoesNotMatter()
{
    std::mt19937 random(2);
    auto points = randomPoints(random, 80);
    const auto front = paretoFront(points);
    const auto volume = hypervolume(points, {.cost = 20, .quality = -1});
    const auto knee = idOf(kneePoint(points));
    const auto best = idOf(bestWithin(points, 6));
    QVERIFY(!front.empty() && best > 0);
    for (int round = 0; round < 20; ++round) {
        std::shuffle(points.begin(), points.end(), random);
        QCOMPARE(paretoFront(points), front);
        QCOMPARE(hypervolume(points, {.cost = 20, .quality = -1}), volume);
        QCOMPARE(idOf(kneePoint(points)), knee);
        QCOMPARE(idOf(bestWithin(points, 6)), best);
    }
}

void TestFront::volumeOfKnownFronts()
{
    const FrontReference reference{.cost = 10, .quality = 0};
    QCOMPARE(hypervolume({}, reference), 0.0);
    QCOMPARE(hypervolume({point(1, 4, 3)}, reference), 18.0);
    QCOMPARE(hypervolume({point(1, 4, 3), point(2, 6, 5)}, reference), 6.0 + 20.0);
    QCOMPARE(hypervolume({point(1, 4, 3), point(2, 6, 2)}, reference), 18.0);
    QCOMPARE(hypervolume({point(1, 10, 3)}, reference), 0.0);
    QCOMPARE(hypervolume({point(1, 12, 9), point(2, 4, 3)}, reference), 18.0);
    QCOMPARE(hypervolume({point(1, 4, -1), point(2, 6, 5)}, reference), 20.0);
    QVERIFY(std::isnan(hypervolume({point(1, 4, 3)}, {.cost = infinity, .quality = 0})));
    QVERIFY(std::isnan(hypervolume({point(1, 4, 3)}, {.cost = 10, .quality = notANumber})));
}

void TestFront::volumeAgreesWithCountedCells()
{
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
        const auto points = randomPoints(random, round % 25);
        for (const auto& reference : {FrontReference{.cost = 14, .quality = -2}, {.cost = 7, .quality = 5}}) {
            int cells = 0; // unit squares between whole numbers of cost and quality
            for (int cost = -1; cost < static_cast<int>(reference.cost); ++cost) {
                for (int quality = static_cast<int>(reference.quality); quality < 14; ++quality) {
                    cells += std::any_of(points.begin(), points.end(), [&](const FrontPoint& each) {
                        return isNumber(each) && each.cost <= cost && each.quality >= quality + 1;
                    });
                }
            }
            QCOMPARE(hypervolume(points, reference), static_cast<double>(cells));
        }
    }
}

void TestFront::volumeGrowsWithEveryPointOnTheFront()
{
    std::mt19937 random(4);
    const FrontReference reference{.cost = 20, .quality = -1};
    for (int round = 0; round < 100; ++round) {
        auto points = randomPoints(random, 12);
        const auto before = hypervolume(points, reference);
        const auto added = point(99, 0.5 + round % 12, 0.5 + (round * 7) % 12);
        points.push_back(added);
        const auto after = hypervolume(points, reference);
        const auto isOnFront = !dominatedFlags(points).back();
        QCOMPARE(after > before, isOnFront);
        if (!isOnFront)
            QCOMPARE(after, before);
    }
}

void TestFront::kneeOfKnownFronts()
{
    QCOMPARE(idOf(kneePoint({})), 0);
    QCOMPARE(idOf(kneePoint({point(1, 10, 1)})), 0);
    QCOMPARE(idOf(kneePoint({point(1, 10, 1), point(2, 100, 2)})), 0);
    QCOMPARE(idOf(kneePoint({point(1, 10, 1), point(2, 10, 1), point(3, 10, 1)})), 0);

    // Sizes and accuracies like those of a search: most of the gain comes by 3 900 parameters.
    const std::vector<FrontPoint> search = {point(1, 820, 0.900),    point(2, 1'900, 0.905),  point(3, 3'900, 0.935),
                                            point(4, 11'800, 0.938), point(5, 24'871, 0.939), point(6, 9'000, 0.910)};
    QCOMPARE(idOf(kneePoint(search)), 3);

    // Straight on the logarithmic scale, bent on the linear one.
    const std::vector<FrontPoint> decades = {point(1, 1, 1), point(2, 10, 2), point(3, 100, 3), point(4, 1'000, 4)};
    QCOMPARE(idOf(kneePoint(decades)), 0);
    QCOMPARE(idOf(kneePoint(decades, CostScale::Linear)), 3);

    // Bent the other way: nothing lies above the line.
    QCOMPARE(idOf(kneePoint({point(1, 1, 1), point(2, 2, 1.1), point(3, 3, 3)}, CostScale::Linear)), 0);
    // Equally far: the cheapest.
    QCOMPARE(idOf(kneePoint({point(1, 0, 0), point(2, 1, 2), point(3, 2, 3), point(4, 4, 5), point(5, 8, 8)},
                            CostScale::Linear)),
             2);
    // A cost of nothing has no logarithm.
    QCOMPARE(idOf(kneePoint({point(7, 0, 0), point(1, 10, 1), point(2, 100, 2.9), point(3, 1'000, 3)})), 2);
    QCOMPARE(idOf(kneePoint({point(7, -1, 0), point(8, 0, 1)})), 0);
}

void TestFront::kneeDoesNotDependOnUnits()
{
    std::mt19937 random(5);
    int found = 0;
    for (int round = 0; round < 100; ++round) {
        const auto points = randomPoints(random, 8);
        auto scaled = points;
        for (auto& each : scaled) {
            each.cost *= 1'024;
            each.quality = each.quality * 64 - 32;
        }
        for (const auto scale : {CostScale::Linear, CostScale::Logarithmic}) {
            QCOMPARE(idOf(kneePoint(scaled, scale)), idOf(kneePoint(points, scale)));
            found += kneePoint(points, scale).has_value();
        }
    }
    QVERIFY2(found > 20, std::to_string(found).c_str());
}

void TestFront::bestWithinABudget()
{
    const std::vector<FrontPoint> points = {point(1, 900, 0.93, 0.30),     point(2, 1'000, 0.93, 0.25),
                                            point(3, 5'000, 0.95, 0.20),   point(4, 950, 0.93, 0.25),
                                            point(5, 10, notANumber, 0.0), point(6, notANumber, 1.0, 0.0)};
    QCOMPARE(idOf(bestWithin(points, 100)), 0);
    QCOMPARE(idOf(bestWithin(points, 900)), 1);
    QCOMPARE(idOf(bestWithin(points, 1'000)), 4); // equal quality and loss: the smaller one
    QCOMPARE(idOf(bestWithin(points, 4'999)), 4);
    QCOMPARE(idOf(bestWithin(points, 5'000)), 3);
    QCOMPARE(idOf(bestWithin(points, infinity)), 3);
    QCOMPARE(idOf(bestWithin(points, notANumber)), 0);
    QCOMPARE(idOf(bestWithin({}, 5)), 0);
    // A loss that is not a number comes last; a twin in everything gives way to the lower id.
    QCOMPARE(idOf(bestWithin({point(1, 1, 1, notANumber), point(2, 2, 1, 9)}, 5)), 2);
    QCOMPARE(idOf(bestWithin({point(3, 1, 1, 1), point(2, 1, 1, 1)}, 5)), 2);
}

void TestFront::bestAgreesWithEveryPair()
{
    std::mt19937 random(6);
    for (int round = 0; round < 300; ++round) {
        const auto points = randomPoints(random, 1 + round % 20);
        const double budget = round % 14;
        const auto best = bestWithin(points, budget);
        int affordable = 0;
        for (const auto& each : points) {
            if (!isNumber(each) || each.cost > budget)
                continue;
            ++affordable;
            QVERIFY(best && best->cost <= budget);
            QVERIFY(each.quality <= best->quality);
            if (each.quality < best->quality || std::isnan(each.loss))
                continue;
            QVERIFY(best->loss <= each.loss);
            if (each.loss == best->loss)
                QVERIFY(best->cost <= each.cost);
        }
        QCOMPARE(best.has_value(), affordable > 0);
    }
}

void TestFront::errorsOfASearch()
{
    const auto inBpm = [](SearchPoint from) {
        from.validation->measure = QualityMeasure::Mae;
        from.validation->unit = "bpm";
        return from;
    };
    const auto old = searchPoint(1, 900, 0.93); // of an earlier search, by accuracy
    std::vector<SearchPoint> points = {old, inBpm(searchPoint(2, 4'700, 6.17)), inBpm(searchPoint(3, 53'200, 5.03))};
    auto seed = searchPoint(4, 900'000, 0.9); // trained for the earlier search
    seed.role = PointRole::Seed;
    points.push_back(seed);
    QVERIFY(sharedMeasure(points) == QualityMeasure::Mae);
    QCOMPARE(sharedQuality(points).unit, std::string("bpm"));
    const auto found = frontPoints(points, CostMetric::Parameters);
    QCOMPARE(idsOf(found), (std::vector<std::int64_t>{2, 3}));
    QVERIFY(found.front().better == Better::Lower);
    QVERIFY(sharedMeasure({}) == QualityMeasure::Accuracy);
    QVERIFY(sharedMeasure({old, seed}) == QualityMeasure::Accuracy);
}

void TestFront::lowerIsBetterOnAKnownFront()
{
    const auto error = [](std::int64_t id, double cost, double bpm) {
        auto result = point(id, cost, bpm);
        result.better = Better::Lower;
        return result;
    };
    // 4 is dearer and worse than 2; the bend is at 2.
    const std::vector<FrontPoint> points = {error(1, 1, 9), error(2, 2, 5), error(3, 8, 4.5), error(4, 4, 6)};
    QCOMPARE(idsOf(paretoFront(points)), (std::vector<std::int64_t>{1, 2, 3}));
    QVERIFY(dominates(points[1], points[3]) && !dominates(points[3], points[1]));
    QCOMPARE(idOf(kneePoint(points)), 2);
    QCOMPARE(idOf(bestWithin(points, 4)), 2);
    QCOMPARE(idOf(bestWithin(points, 1.5)), 1);
    // Columns of 1, 6 and 2 below an error of 10: 1 x 1 + 6 x 5 + 2 x 5.5.
    QCOMPARE(hypervolume(points, {.cost = 10, .quality = 10}), 42.0);
}

void TestFront::lowerIsBetterIsTheMirrorImage()
{
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        const auto points = randomPoints(random, round % 40);
        auto mirrored = points;
        for (auto& each : mirrored) {
            each.quality = -each.quality;
            each.better = Better::Lower;
        }
        QCOMPARE(dominatedFlags(mirrored), dominatedFlags(points));
        QCOMPARE(idsOf(paretoFront(mirrored)), idsOf(paretoFront(points)));
        QCOMPARE(hypervolume(mirrored, {.cost = 14, .quality = 2}), hypervolume(points, {.cost = 14, .quality = -2}));
        QCOMPARE(idOf(kneePoint(mirrored)), idOf(kneePoint(points)));
        QCOMPARE(idOf(bestWithin(mirrored, round % 14)), idOf(bestWithin(points, round % 14)));
    }
}

QTEST_GUILESS_MAIN(TestFront)
#include "tst_front.moc"
