// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/snapshots.h"

#include "core/base/jsonreader.h"
#include "core/network/cost.h"
#include "core/network/seeds.h"
#include "core/study/job.h"

#include <QTest>

#include <cmath>

using namespace pitlane;

namespace {

SearchConfig ecgConfig()
{
    SearchConfig config;
    config.seed = ecgtcn().seed; // 24871 parameters
    config.lambdas = {1e-6, 1e-5};
    return config;
}

} // namespace

class TestSnapshots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sizesInTheUnitOfTheCost()
    {
        auto config = ecgConfig();
        QCOMPARE(budgetedSize(config, config.seed), 24871.0);
        QCOMPARE(QString::fromStdString(budgetUnit(config)), QStringLiteral("parameters"));
        config.regulariser = Regulariser::Ops;
        QCOMPARE(budgetedSize(config, config.seed), static_cast<double>(macCount(config.seed)));
        const auto gap8 = targetNamed("gap8", {});
        config.costs = {{.kind = CostKind::Latency, .target = gap8}, {.kind = CostKind::Size}};
        QCOMPARE(budgetedSize(config, config.seed), costOf(config.seed, *makeCostModel(CostKind::Latency, &gap8)));
        QCOMPARE(QString::fromStdString(budgetUnit(config)), QStringLiteral("ms"));
    }

    void defaultsFallGeometrically()
    {
        const auto config = ecgConfig();
        const auto budgets = defaultBudgets(config, 8);
        QCOMPARE(budgets.size(), 8U);
        QCOMPARE(budgets.front(), 15000.0);              // 0.6 x 24871 in two digits
        QCOMPARE(budgets.back(), 750.0);                 // 0.03 x 24871
        for (std::size_t i = 1; i < budgets.size(); ++i) // 20 ^ (1/7), but for the rounding to two digits
            QVERIFY(std::abs(budgets[i - 1] / budgets[i] / std::pow(20.0, 1.0 / 7) - 1) < 0.1);
    }

    void budgetsThatASizeMeets()
    {
        const std::vector<double> budgets{1000, 500, 250};
        QCOMPARE(budgetsMet(budgets, 1001), 0U);
        QCOMPARE(budgetsMet(budgets, 1000), 1U);
        QCOMPARE(budgetsMet(budgets, 250.5), 2U);
        QCOMPARE(budgetsMet(budgets, 0), 3U);
        QCOMPARE(budgetsMet({}, 0), 0U);
    }

    void useSetsWhatSuitsAndGoesBack()
    {
        auto config = ecgConfig();
        useSnapshots(config, {12000, 800});
        QVERIFY(validate(config).empty());
        QCOMPARE(config.lambdas, std::vector<double>{4e-5}); // 1 / 24871 in two digits
        QCOMPARE(config.search.lrTheta, 1e-2);
        QCOMPARE(config.search.maxEpochs, 20);
        QCOMPARE(config.search.minSteps, 420);
        useStrengths(config);
        config.lambdas = ecgConfig().lambdas;
        QVERIFY(config == ecgConfig());
        SearchConfig seedless;
        seedless.lambdas = {1e-3};
        useSnapshots(seedless, {10});
        QCOMPARE(seedless.lambdas, std::vector<double>{1e-3});
    }

    void problems_data()
    {
        QTest::addColumn<std::vector<double>>("budgets");
        QTest::addColumn<QString>("words"); // empty: nothing is wrong
        QTest::newRow("none") << std::vector<double>{} << QString();
        QTest::newRow("falling") << std::vector<double>{12000, 800.5} << QString();
        QTest::newRow("rising") << std::vector<double>{800, 12000} << QStringLiteral("12000 parameters stands behind");
        QTest::newRow("twice") << std::vector<double>{800, 800} << QStringLiteral("Budgets must fall");
        QTest::newRow("zero") << std::vector<double>{800, 0} << QStringLiteral("above 0, found 0.");
        QTest::newRow("not a number") << std::vector<double>{std::nan("")} << QStringLiteral("above 0, found nan");
        QTest::newRow("the seed itself") << std::vector<double>{24871, 800}
                                         << QStringLiteral("not below the size of the seed, 24871 parameters");
    }

    void problems()
    {
        QFETCH(std::vector<double>, budgets);
        QFETCH(QString, words);
        auto config = ecgConfig();
        config.budgets = budgets;
        const auto found = validate(config);
        QCOMPARE(found.empty(), words.isEmpty());
        if (words.isEmpty())
            return;
        QCOMPARE(found.front().field, std::string("budgets"));
        QVERIFY2(QString::fromStdString(found.front().sentence).contains(words), found.front().sentence.c_str());
    }

    void noStrengthIsAProblem()
    {
        auto config = ecgConfig();
        config.budgets = {800};
        config.lambdas = {0};
        QCOMPARE(validate(config).size(), 1U);
        config.budgets.clear();
        QVERIFY(validate(config).empty());
    }

    void jsonRoundTrip()
    {
        auto config = ecgConfig();
        QVERIFY(!toJson(config).contains("budgets")); // files of the classic search look as they did
        config.budgets = {12000, 0.1 + 0.2};
        QVERIFY(searchConfigFromJson(nlohmann::json::parse(toJson(config).dump()), "test") == config);
        QCOMPARE(warmupHash(config), warmupHash(ecgConfig())); // the warm-up is shared with the classic search

        SearchPoint point{.number = 3, .lambda = 4e-5, .runFolder = "runs/1/1/snapshots/3"};
        QVERIFY(searchPointFromJson(toJson(point), "test") == point);
        point.snapshot = SnapshotOrigin{.copy = 3, .epoch = 11, .budget = 0.7};
        QVERIFY(searchPointFromJson(nlohmann::json::parse(toJson(point).dump()), "test") == point);
    }
};

QTEST_GUILESS_MAIN(TestSnapshots)
#include "tst_snapshots.moc"
