// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/curves.h"
#include "tests/plots/testtheme.h"

#include <QTest>

#include <cmath>

using namespace pitlane;

namespace {

std::vector<EpochEvent> epochs()
{
    std::vector<EpochEvent> list;
    const auto add = [&](Phase phase, int count, double lambdaR) {
        for (int i = 1; i <= count; ++i)
            list.push_back({.phase = phase,
                            .epoch = i,
                            .epochs = count,
                            .trainLoss = std::exp(-i / 10.0) + 0.1,
                            .lambdaR = lambdaR * (1.0 - i / 100.0),
                            .validation = {.score = 0.9, .loss = std::exp(-i / 9.0) + 0.2, .rows = 100},
                            .parameters = 24'871 - 100 * i,
                            .macs = 1000,
                            .seconds = 0.2});
    };
    add(Phase::Warmup, 12, 0);
    add(Phase::Search, 30, 0.6);
    add(Phase::FineTune, 50, 0);
    return list;
}

} // namespace

class tst_Curves : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bandsLieEndToEnd();
    void curvesHoldTheirEpochs();
    void panelsShareTheEpochAxis();
    void emptyAndBrokenValues();
};

void tst_Curves::bandsLieEndToEnd()
{
    const auto bands = phaseBands(epochs());
    QCOMPARE(bands.size(), std::size_t{3});
    QCOMPARE(bands[0], (PhaseBand{Phase::Warmup, 0, 12}));
    QCOMPARE(bands[1], (PhaseBand{Phase::Search, 12, 42}));
    QCOMPARE(bands[2], (PhaseBand{Phase::FineTune, 42, 92}));
}

void tst_Curves::curvesHoldTheirEpochs()
{
    Curves curves;
    curves.resize(864, 126);
    curves.setTheme(themeForTests());
    curves.setEpochs(epochs());
    QCOMPARE(curves.epochCount(), 92);
    QCOMPARE(curves.graph(0, 0)->dataCount(), 92);
    QCOMPARE(curves.graph(0, 1)->dataCount(), 92);
    QCOMPARE(curves.graph(1, 0)->dataCount(), 30);
    QCOMPARE(curves.graph(1, 1)->dataCount(), 30);
    QCOMPARE(curves.graph(1, 1)->data()->at(0)->key, 13.0);
    QCOMPARE(curves.graph(2, 0)->dataMainValue(0), 24'771.0);
    QVERIFY(!curves.grab().isNull());
}

void tst_Curves::panelsShareTheEpochAxis()
{
    Curves curves;
    curves.resize(864, 126);
    curves.setEpochs(epochs());
    curves.axisRect(0)->axis(QCPAxis::atBottom)->setRange(10, 40);
    QCOMPARE(curves.axisRect(1)->axis(QCPAxis::atBottom)->range(), QCPRange(10, 40));
    QCOMPARE(curves.axisRect(2)->axis(QCPAxis::atBottom)->range(), QCPRange(10, 40));
}

void tst_Curves::emptyAndBrokenValues()
{
    Curves curves;
    curves.resize(864, 126);
    curves.setTheme(themeForTests());
    curves.setEpochs({});
    QCOMPARE(curves.epochCount(), 0);
    auto list = epochs();
    list[3].trainLoss = std::nan("");
    list[4].trainLoss = 0;
    curves.setEpochs(list);
    QCOMPARE(curves.graph(0, 0)->dataCount(), 90);
    const auto range = curves.axisRect(0)->axis(QCPAxis::atLeft)->range();
    QVERIFY(std::isfinite(range.lower) && range.lower > 0);
    QVERIFY(!curves.grab().isNull());
}

QTEST_MAIN(tst_Curves)
#include "tst_curves.moc"
