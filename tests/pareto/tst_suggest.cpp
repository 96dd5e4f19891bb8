// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pareto/suggest.h"

#include <QTest>

#include <cmath>

using namespace pitlane;

class TestSuggest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// The measured front of ECG5000 (SPEC.md, section 5): 11.8k, 3.9k, 1.9k, 0.93k, 0.82k parameters over lambda 1e-6
    /// to 5e-4. Gaps in ln: 1.11, 0.72, 0.71, 0.13.
    void recordedFront()
    {
        const std::vector<StrengthAndCost> front{
            {1e-6, 11800}, {4.7e-6, 3900}, {2.2e-5, 1900}, {1.1e-4, 930}, {5e-4, 820}};
        // sqrt(1e-6 x 4.7e-6) = 2.17e-6; sqrt(4.7e-6 x 2.2e-5) = 1.02e-5; sqrt(2.2e-5 x 1.1e-4) = 4.92e-5
        QVERIFY(suggestLambdas(front, 1) == std::vector{2.2e-6});
        QVERIFY(suggestLambdas(front, 3) == (std::vector{2.2e-6, 1e-5, 4.9e-5}));
        auto shuffled = front;
        std::swap(shuffled[0], shuffled[3]);
        QVERIFY(suggestLambdas(shuffled, 3) == suggestLambdas(front, 3));
    }

    void aWideGapGetsSeveral()
    {
        // ln 100 = 4.6; halves 2.3, quarters 1.15: the first three all fall into it
        const auto next = suggestLambdas({{1e-6, 100000}, {1e-4, 1000}, {1e-3, 500}}, 3);
        QVERIFY(next == (std::vector{1e-5, 3.2e-6, 3.2e-5}));
    }

    void suggestionsNameTheirGap()
    {
        const auto next = suggestInGaps({{1e-6, 10000}, {1e-4, 1000}, {1e-3, 900}}, 2);
        QCOMPARE(next.size(), 2U); // ln 10 = 2.3, its half 1.15
        QCOMPARE(next[0].lambda, 1e-5);
        for (const auto& suggestion : next) {
            QVERIFY(std::abs(suggestion.leastCost - 1000) < 1e-6);
            QVERIFY(std::abs(suggestion.mostCost - 10000) < 1e-6);
        }
    }

    void denseFrontsNeedNothing()
    {
        QVERIFY(suggestLambdas({{1e-6, 1000}, {2e-6, 800}, {4e-6, 600}}).empty()); // each below 1.5
        QVERIFY(suggestLambdas({{1e-6, 1000}}).empty());
        QVERIFY(suggestLambdas({}).empty());
    }

    void aJumpIsNotDividedForEver()
    {
        const std::vector<StrengthAndCost> jump{{1e-6, 10000}, {1.05e-6, 1000}};
        QVERIFY(suggestLambdas(jump).empty());
        QVERIFY(suggestLambdas({{1e-6, 10000}, {1.2e-6, 1000}}, 50).size() < 4);
    }

    void uselessPointsAreIgnored()
    {
        const std::vector<StrengthAndCost> points{{0, 25000},           {1e-6, 0},   {std::nan(""), 5}, {1e-6, 10000},
                                                  {1e-4, std::nan("")}, {1e-4, 1000}};
        QVERIFY(suggestLambdas(points, 1) == std::vector{1e-5});
        // two seed numbers with one lambda count as their geometric mean, 10000
        QVERIFY(suggestLambdas({{1e-6, 5000}, {1e-6, 20000}, {1e-4, 7000}}).empty());
    }
};

QTEST_GUILESS_MAIN(TestSuggest)
#include "tst_suggest.moc"
