// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/lambdarange.h"

#include <QTest>

using namespace pitlane;

class TestLambdaRange : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void byHand()
    {
        // 0.1 x 0.2 / 20000 and 0.2 / 400
        QVERIFY(lambdaRange({.loss = 0.2, .cost = 20000}) == std::pair(1e-6, 5e-4));
        QVERIFY(lambdaRange({.loss = 0.2, .cost = 20000, .leastCost = 2000}) == std::pair(1e-6, 1e-4));
    }

    /// Ranges that were used: SPEC.md, section 5 (TC'23, Table 3, and the measured range of ECG5000). What the rule
    /// proposes lies within a factor of ten of both ends of the measured one, and inside the published ones.
    void recordedRanges_data()
    {
        QTest::addColumn<double>("loss");
        QTest::addColumn<double>("cost");
        QTest::addColumn<double>("first");
        QTest::addColumn<double>("last");
        QTest::newRow("ECG size, measured front 1e-6 to 5e-4") << 0.25 << 24.5e3 << 1e-6 << 5e-4;
        QTest::newRow("ECG size, published") << 0.25 << 24.5e3 << 5e-7 << 7.5e-3;
        QTest::newRow("ECG ops, published") << 0.25 << 2.37e6 << 5e-8 << 5e-4;
        QTest::newRow("PPG size, published") << 5.0 << 1.62e6 << 1e-7 << 5e-4;
        QTest::newRow("PPG ops, published") << 5.0 << 69.1e6 << 1e-8 << 5e-5;
        QTest::newRow("KWS size, published") << 0.3 << 3.84e6 << 5e-10 << 1e-5;
    }

    void recordedRanges()
    {
        QFETCH(double, loss);
        QFETCH(double, cost);
        QFETCH(double, first);
        QFETCH(double, last);
        const auto [low, high] = lambdaRange({.loss = loss, .cost = cost});
        qInfo("%g .. %g, used: %g .. %g", low, high, first, last);
        QVERIFY(low < high);
        QVERIFY(low >= first / 10 && low <= last);
        QVERIFY(high <= last * 10 && high >= first);
    }

    void impossibleProbesAreRefused()
    {
        QVERIFY_EXCEPTION_THROWN((void)lambdaRange({.loss = 0, .cost = 1}), Error);
        QVERIFY_EXCEPTION_THROWN((void)lambdaRange({.loss = -0.5, .cost = 1}), Error);
        QVERIFY_EXCEPTION_THROWN((void)lambdaRange({.loss = std::nan(""), .cost = 1}), Error);
        QVERIFY_EXCEPTION_THROWN((void)lambdaRange({.loss = 1, .cost = 0}), Error);
        QVERIFY_EXCEPTION_THROWN((void)lambdaRange({.loss = 1, .cost = 10, .leastCost = 9}), Error);
    }
};

QTEST_GUILESS_MAIN(TestLambdaRange)
#include "tst_lambdarange.moc"
