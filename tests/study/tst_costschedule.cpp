// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonreader.h"
#include "core/study/costschedule.h"

#include <QTest>

#include <array>
#include <cmath>
#include <random>

using namespace pitlane;

namespace {

/// A search in small: layers in a row whose channels are alphas, each of which is worth something to the loss:
/// L = sum a (1 - min(1, |alpha|))^2, and costs as in TC'23: R_size = sum C_in C_out K, and a second cost with other
/// weights for the layers. Adam, as in the real search.
class ToySearch
{
public:
    static constexpr int layers = 4;
    static constexpr int channels = 32;
    static constexpr int stepsPerEpoch = 14;
    static constexpr int epochs = 30;

    ToySearch(unsigned seed, double spread) : m_random(seed)
    {
        std::uniform_real_distribution<double> uniform(0, 1);
        for (auto& layer : m_layers)
            for (auto& channel : layer)
                channel.worth = std::pow(10, -spread * uniform(m_random));
    }

    [[nodiscard]] std::array<double, 2> effective() const { return costs(sizes(false)); }
    [[nodiscard]] std::array<double, 2> discrete() const { return costs(sizes(true)); }

    void step(const std::vector<double>& strengths)
    {
        ++m_steps;
        const auto size = sizes(false);
        std::normal_distribution<double> noise(0, 0.02);
        for (int i = 0; i < layers; ++i) {
            double slope = 0; // of the cost term
            for (std::size_t term = 0; term < strengths.size(); ++term)
                slope += strengths[term] * (factor(term, i) * (i > 0 ? size[i - 1] : 1) +
                                            (i + 1 < layers ? factor(term, i + 1) * size[i + 1] : 0));
            for (auto& c : m_layers[i]) {
                auto gradient = std::abs(c.alpha) < 1 ? -2 * c.worth * (1 - std::abs(c.alpha)) : 0;
                gradient = (gradient + slope) * (c.alpha < 0 ? -1 : 1) + noise(m_random) * c.worth;
                c.first = 0.9 * c.first + 0.1 * gradient;
                c.second = 0.999 * c.second + 0.001 * gradient * gradient;
                c.alpha -= 3e-2 * (c.first / (1 - std::pow(0.9, m_steps))) /
                           (std::sqrt(c.second / (1 - std::pow(0.999, m_steps))) + 1e-8);
            }
        }
    }

private:
    struct Channel
    {
        double alpha = 1, worth = 1, first = 0, second = 0;
    };

    static double factor(std::size_t term, int layer) { return term == 0 ? 9 : 1e-6 * (1 + 5 * layer); }

    [[nodiscard]] std::array<double, layers> sizes(bool decided) const
    {
        std::array<double, layers> result{};
        for (int i = 0; i < layers; ++i) {
            for (const auto& c : m_layers[i])
                result[i] += decided ? (std::abs(c.alpha) >= 0.5) : std::abs(c.alpha);
            if (decided)
                result[i] = std::max(1.0, result[i]); // keep-alive
        }
        return result;
    }

    static std::array<double, 2> costs(const std::array<double, layers>& size)
    {
        std::array<double, 2> result{};
        for (std::size_t term = 0; term < 2; ++term)
            for (int i = 0; i < layers; ++i)
                result[term] += factor(term, i) * (i > 0 ? size[i - 1] : 1) * size[i];
        return result;
    }

    std::array<std::array<Channel, channels>, layers> m_layers;
    std::mt19937 m_random;
    int m_steps = 0;
};

CostSchedule planned(double lambda, const std::vector<std::optional<double>>& shares, ToySearch& search)
{
    std::vector<ScheduledTerm> terms;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        ScheduledTerm term{.seedCost = search.effective()[i]};
        if (shares[i])
            term.limit = *shares[i] * term.seedCost;
        terms.push_back(term);
    }
    return {lambda, terms, ToySearch::epochs * ToySearch::stepsPerEpoch, ToySearch::stepsPerEpoch};
}

void advance(ToySearch& search, CostSchedule& schedule)
{
    search.step(schedule.strengths());
    const auto discrete = search.discrete();
    const auto effective = search.effective();
    const auto terms = schedule.strengths().size();
    schedule.update({discrete.data(), terms}, {effective.data(), terms});
}

} // namespace

class TestCostSchedule : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void withoutLimitsStrengthsStay()
    {
        CostSchedule schedule(1e-5, {{.seedCost = 20000}, {.weight = 0.5, .seedCost = 4}}, 100, 10);
        // the second: 1e-5 x 0.5 x 20000 / 4
        QCOMPARE(schedule.strengths().at(0), 1e-5);
        QCOMPARE(schedule.strengths().at(1), 0.025);
        QVERIFY(std::abs(schedule.weighted(std::array{20000.0, 4.0}) - (0.2 + 0.1)) < 1e-15);
        schedule.update(std::array{10000.0, 2.0}, std::array{9000.0, 1.5});
        QCOMPARE(schedule.strengths().at(0), 1e-5);
        QCOMPARE(schedule.strengths().at(1), 0.025);
        QVERIFY(!schedule.hasLimits() && schedule.met());
    }

    /// One update worked out by hand: limit 1000 of 4000, tau' = 970, N = 100, E = 10.
    void oneUpdateByHand()
    {
        CostSchedule schedule(1e-4, {{.limit = 1000, .seedCost = 4000}}, 100, 10);
        QCOMPARE(schedule.strengths().at(0), 1e-6);
        QVERIFY(!schedule.met());
        schedule.update(std::array{3900.0}, std::array{3990.0});
        // p_1 = 970 (4000 / 970)^(1 - 1 / 60); e = ln(3900 / p_1) + 10 ln(3990 / 4000)
        const auto path = 970 * std::pow(4000.0 / 970, 59.0 / 60);
        const auto error = std::log(3900 / path) + 10 * std::log(3990.0 / 4000);
        QVERIFY(std::abs(error - (-0.0267)) < 1e-3);
        QVERIFY(std::abs(schedule.strengths().at(0) / (1e-6 * std::exp(3 * error / 10)) - 1) < 1e-12);
        QCOMPARE(schedule.exceeded().value(), std::size_t{0});
        // far above the path: twice in an epoch at most; far below: a third less
        auto up = schedule, down = schedule;
        up.update(std::array{4000.0 * 100}, std::array{3990.0});
        QVERIFY(std::abs(up.strengths()[0] / schedule.strengths()[0] - std::pow(2, 0.1)) < 1e-12);
        down.update(std::array{1.0}, std::array{3990.0});
        QVERIFY(std::abs(down.strengths()[0] / schedule.strengths()[0] - std::pow(1.5, -0.1)) < 1e-12);
        QVERIFY(down.met());
    }

    void limitsAreMet_data()
    {
        QTest::addColumn<double>("share");
        QTest::addColumn<double>("lambda"); // times 1 / R of the seed
        for (const auto share : {0.05, 0.1, 0.3, 0.6})
            for (const auto lambda : {0.1, 1.0, 10.0})
                QTest::addRow("%g of the seed, lambda %g", share, lambda) << share << lambda;
    }

    void limitsAreMet()
    {
        QFETCH(double, share);
        QFETCH(double, lambda);
        for (const auto& [seed, spread] : {std::pair(1U, 3.0), std::pair(2U, 2.0), std::pair(3U, 1.0)}) {
            ToySearch search(seed, spread);
            auto schedule = planned(lambda / search.effective()[0], {share}, search);
            const auto limit = share * search.effective()[0];
            double best = 0; // the largest network within the limit once the path has ended
            double deepest = 1e9;
            for (int step = 0; step < ToySearch::epochs * ToySearch::stepsPerEpoch; ++step) {
                advance(search, schedule);
                const auto relative = search.discrete()[0] / limit;
                QCOMPARE(schedule.met(), relative <= 1);
                deepest = std::min(deepest, relative);
                if (schedule.pathEnded() && schedule.met())
                    best = std::max(best, relative);
            }
            const auto last = search.discrete()[0] / limit;
            qInfo("best %.2f, last %.2f, deepest %.2f", best, last, deepest);
            QVERIFY2(best > 0.85, qPrintable(QStringLiteral("met with %1").arg(best)));
            QVERIFY2(last < 1.1, qPrintable(QStringLiteral("ends at %1").arg(last)));
            // one channel of the toy is 8 % of the smallest network
            QVERIFY2(deepest > 0.7, qPrintable(QStringLiteral("undershot to %1").arg(deepest)));
        }
    }

    void severalLimitsHoldTogether()
    {
        ToySearch search(4, 3);
        auto schedule = planned(1 / search.effective()[0], {0.3, 0.1}, search);
        int metSteps = 0, steps = 0;
        for (int step = 0; step < ToySearch::epochs * ToySearch::stepsPerEpoch; ++step) {
            advance(search, schedule);
            steps += schedule.pathEnded();
            metSteps += schedule.pathEnded() && schedule.met();
        }
        QVERIFY2(metSteps > steps / 4, qPrintable(QStringLiteral("%1 of %2").arg(metSteps).arg(steps)));
        ToySearch seed(4, 3);
        QVERIFY(search.discrete()[1] / seed.discrete()[1] > 0.07);
    }

    void aLimitThatHoldsAlreadyPullsNothing()
    {
        ToySearch search(5, 3);
        auto schedule = planned(1 / search.effective()[0], {1.5}, search);
        for (int step = 0; step < ToySearch::epochs * ToySearch::stepsPerEpoch; ++step)
            advance(search, schedule);
        QVERIFY(search.discrete()[0] > 0.9 * ToySearch(5, 3).discrete()[0]);
    }

    void resumedBitByBit()
    {
        ToySearch search(6, 3);
        auto schedule = planned(1 / search.effective()[0], {0.2, std::nullopt}, search);
        for (int step = 0; step < 200; ++step)
            advance(search, schedule);
        const auto text = schedule.state().dump();
        ToySearch fresh(6, 3);
        auto resumed = planned(1 / fresh.effective()[0], {0.2, std::nullopt}, fresh);
        resumed.restore(parseJson(text, "checkpoint"), "checkpoint");
        auto other = search;
        for (int step = 0; step < 100; ++step) {
            advance(search, schedule);
            advance(other, resumed);
            QVERIFY(schedule.strengths() == resumed.strengths()); // the same bits
        }
        QCOMPARE(schedule.state().dump(), resumed.state().dump());
        QVERIFY(schedule.pathEnded() && resumed.pathEnded());
    }

    void badStatesAreRefused()
    {
        CostSchedule schedule(1e-5, {{.limit = 10, .seedCost = 20}}, 10, 1);
        auto state = schedule.state();
        state["strengths"] = {1.0, 2.0};
        QVERIFY_EXCEPTION_THROWN(schedule.restore(state, "checkpoint"), JsonError);
        state = schedule.state();
        state.erase("updates");
        QVERIFY_EXCEPTION_THROWN(schedule.restore(state, "checkpoint"), JsonError);
        state = schedule.state();
        state["effective"] = {nullptr};
        QVERIFY_EXCEPTION_THROWN(schedule.restore(state, "checkpoint"), JsonError);
    }

    void impossiblePlansAreRefused()
    {
        QVERIFY_EXCEPTION_THROWN(CostSchedule(1, {}, 10, 1), Error);
        QVERIFY_EXCEPTION_THROWN(CostSchedule(0, {{.limit = 1}}, 10, 1), Error);
        QVERIFY_EXCEPTION_THROWN(CostSchedule(1, {{.limit = 0}}, 10, 1), Error);
        QVERIFY_EXCEPTION_THROWN(CostSchedule(1, {{.weight = 0}}, 10, 1), Error);
        QVERIFY_EXCEPTION_THROWN(CostSchedule(1, {{.seedCost = 0}}, 10, 1), Error);
        QVERIFY_EXCEPTION_THROWN(CostSchedule(1, {{}}, 0, 1), Error);
        CostSchedule schedule(1, {{}}, 1, 1);
        QVERIFY_EXCEPTION_THROWN(schedule.update({}, {}), Error);
    }
};

QTEST_GUILESS_MAIN(TestCostSchedule)
#include "tst_costschedule.moc"
