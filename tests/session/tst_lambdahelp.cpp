// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/lambdahelp.h"

#include "core/network/cost.h"
#include "tests/session/sessionfixture.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace pitlane;

namespace {

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::abs(b);
}

/// A project whose point 1 meets a recorded history.
SearchConfig oneStrength(int epochs = 12)
{
    auto config = SessionFixture::config(1);
    config.search.minEpochs = config.search.maxEpochs = epochs;
    return config;
}

SweepId runToEnd(ProjectSession& session, const SearchConfig& config)
{
    QSignalSpy finished(&session, &ProjectSession::sweepFinished);
    const auto sweep = session.launch(config);
    if (!finished.wait(20000))
        throw Error("the search did not end");
    return sweep;
}

} // namespace

class TestLambdaHelp : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// Loss 0.25, R = 24871: 0.1 x 0.25 / 24871 = 1.005e-6, and 50 x 0.25 / 24871 = 5.026e-4: what was found by hand.
    void rangeOfTheSeed()
    {
        auto config = SessionFixture::config();
        QCOMPARE(parameterCount(config.seed), std::int64_t{24871});
        const auto range = rangeFromLoss(config, 0.25);
        const auto size = costOf(config.seed, *makeCostModel(CostKind::Size));
        QVERIFY(isClose(range.cost, size));
        QCOMPARE(range.first, logSpaced(0.025 / size, 1, 1).front());
        QCOMPARE(range.last, logSpaced(12.5 / size, 1, 1).front());
        const auto words = QString::fromStdString(inWords(range));
        for (const auto* part : {"loss of 0.25", "weights", "a tenth of the loss"})
            QVERIFY2(words.contains(QLatin1String(part)), qPrintable(words));

        // MACs: the same pull in another unit
        config.regulariser = Regulariser::Ops;
        const auto macs = costOf(config.seed, *makeCostModel(CostKind::Ops));
        QCOMPARE(rangeFromLoss(config, 0.25).first, logSpaced(0.025 / macs, 1, 1).front());

        // two terms that pull 2 + 1 at the seed
        setCostTerms(config, {{.kind = CostKind::Ops, .weight = 2}, {.kind = CostKind::Size, .weight = 1}});
        QVERIFY(isClose(rangeFromLoss(config, 0.25).cost, 1.5 * macs));
        QVERIFY_THROWS_EXCEPTION(Error, (void)rangeFromLoss(config, 0));
    }

    void wordsOfTheOption()
    {
        QVERIFY(automaticLambdas("auto") == 0);
        QVERIFY(automaticLambdas("auto:12") == 12);
        QVERIFY(!automaticLambdas("1e-6:5e-4:8"));
        QVERIFY(!automaticLambdas("automatic"));
        for (const auto* text : {"auto:", "auto:0", "auto:x", "auto:3x", "auto:1001"})
            QVERIFY_THROWS_EXCEPTION(Error, (void)automaticLambdas(text));
    }

    /// The warm-up of the probe is that of the search: trained once, with its curve.
    void probeServesTheLaunch()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        auto config = SessionFixture::config(2);
        QVERIFY(!session->lambdaRange(config));
        QSignalSpy done(session.get(), &ProjectSession::probeFinished);
        QSignalSpy progress(session.get(), &ProjectSession::probeProgressed);
        session->probe(config);
        QVERIFY(session->isProbing());
        QVERIFY_THROWS_EXCEPTION(Error, session->probe(config));
        QVERIFY(done.wait(20000));
        QVERIFY(!session->isProbing());
        QCOMPARE(progress.size(), 4);
        QCOMPARE(progress.back().at(0).toInt(), 4);
        QVERIFY(session->points().empty());
        const auto range = session->lambdaRange(config);
        QVERIFY(range);
        QCOMPARE(range->loss, 0.25); // what the fake worker says
        QVERIFY(done.front().at(0).value<LambdaRange>() == *range);

        const auto sweep = runToEnd(*session, config);
        QCOMPARE(progress.size(), 4); // not trained again
        const auto seed = reference(*session, sweep, PointRole::Seed);
        QCOMPARE(seed.status, PointStatus::Done);
        QCOMPARE(session->history(seed.id).size(), 4U);
        QCOMPARE(countOf(*session, sweep, PointStatus::Done), 4);
        // another warm-up is another probe
        config.batchSize = 60;
        QVERIFY(!session->lambdaRange(config));
    }

    void launchDuringAProbeTakesItOver()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        fixture.script({{"seed", {{"epochMs", 100}}}});
        const auto config = SessionFixture::config(2);
        QSignalSpy done(session.get(), &ProjectSession::probeFinished);
        QSignalSpy progress(session.get(), &ProjectSession::probeProgressed);
        session->probe(config);
        QVERIFY(progress.wait(20000));
        const auto sweep = runToEnd(*session, config);
        QCOMPARE(done.size(), 1);
        QCOMPARE(countOf(*session, sweep, PointStatus::Done), 4);
        QCOMPARE(session->history(reference(*session, sweep, PointRole::Seed).id).size(), 4U);
        QCOMPARE(progress.size(), 4); // no epoch was trained twice
    }

    void failedProbeSaysWhy()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        fixture.script({{"seed", {{"failAt", 2}}}});
        QSignalSpy failed(session.get(), &ProjectSession::probeFailed);
        session->probe(SessionFixture::config());
        QVERIFY(failed.wait(20000));
        const auto sentence = failed.front().at(0).toString();
        QVERIFY2(sentence.contains(QStringLiteral("not finite in epoch 2")), qPrintable(sentence));
        session->probe(SessionFixture::config()); // goes on behind the first epoch
        QSignalSpy done(session.get(), &ProjectSession::probeFinished);
        QVERIFY(done.wait(20000));
    }

    void cornersAreTold_data()
    {
        QTest::addColumn<QString>("history");
        QTest::addColumn<int>("epochs");
        QTest::addColumn<int>("end");
        QTest::addColumn<QString>("words");
        QTest::newRow("too strong") << QStringLiteral("closes") << 12 << 6 << QStringLiteral("ten times smaller");
        QTest::newRow("too weak") << QStringLiteral("still") << 40 << 30 << QStringLiteral("times larger");
    }

    void cornersAreTold()
    {
        QFETCH(QString, history);
        QFETCH(int, epochs);
        QFETCH(int, end);
        QFETCH(QString, words);
        const SessionFixture fixture;
        auto session = fixture.create();
        fixture.script({{"found", {{"history", history.toStdString()}}}});
        auto config = oneStrength(epochs);
        const auto sweep = runToEnd(*session, config);
        const auto whole = pointNumber(*session, sweep, 1);
        QCOMPARE(whole.status, PointStatus::Done);
        const auto message = QString::fromStdString(whole.message);
        if (history == QStringLiteral("still")) {
            QVERIFY(whole.stoppedEarly);
            QCOMPARE(whole.phase, Phase::Search);
            QCOMPARE(whole.epoch, end);
            QVERIFY2(message.contains(QStringLiteral("ended after epoch %1").arg(end)), qPrintable(message));
        } else { // the smallest network of all is fine-tuned like any other
            QVERIFY(!whole.stoppedEarly);
            QCOMPARE(whole.phase, Phase::FineTune);
            QVERIFY2(message.contains(QStringLiteral("In epoch %1:").arg(end)), qPrintable(message));
        }
        QVERIFY2(message.contains(words), qPrintable(message));

        // killed at any epoch and resumed: the same end with the same reason
        for (const int crash : {2, end - 1, end}) {
            fixture.script({{"found", {{"history", history.toStdString()}, {"crashAt", crash}}}});
            const auto again = runToEnd(*session, config);
            auto broken = pointNumber(*session, again, 1);
            QCOMPARE(broken.status, PointStatus::Failed);
            QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
            session->resume(broken.id);
            QVERIFY(finished.wait(20000));
            broken = pointNumber(*session, again, 1);
            QCOMPARE(broken.status, PointStatus::Done);
            QCOMPARE(broken.epoch, whole.epoch);
            QCOMPARE(broken.message, whole.message);
        }

        // the reason is stored
        session.reset();
        session = fixture.open();
        QCOMPARE(pointNumber(*session, sweep, 1).message, whole.message);

        config.stopCorners = false;
        fixture.script({{"found", {{"history", history.toStdString()}}}});
        const auto patient = pointNumber(*session, runToEnd(*session, config), 1);
        QVERIFY(!patient.stoppedEarly);
        QVERIFY(patient.message.empty());
        QCOMPARE(patient.phase, Phase::FineTune);
    }

    void gapsOfTheFrontAndTheirSearch()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        auto config = SessionFixture::config(2);
        config.lambdas = {1e-6, 1e-4}; // the fake worker finds 24871 / (1 + 1e6 lambda), at least 500: 12435 and 500
        const auto sweep = runToEnd(*session, config);
        const auto sweeps = session->sweeps();
        const auto next = nextLambdas(sweeps.front(), sweeps, session->points(), 1);
        QCOMPARE(next.size(), 1U);
        QCOMPARE(next[0].lambda, 1e-5);
        QCOMPARE(next[0].least, std::int64_t{500});
        QCOMPARE(next[0].most, std::int64_t{12435});
        QVERIFY(!next[0].isMacs);

        // what it finds, 2261, counts for both searches: the gaps are now 12435 to 2261, ln 1.70, and 2261 to 500, 1.51
        auto more = sweeps.front().config;
        more.lambdas = {next[0].lambda};
        (void)runToEnd(*session, more);
        const auto after = session->sweeps();
        const auto then = nextLambdas(after.front(), after, session->points(), 1);
        QVERIFY(then == nextLambdas(after.back(), after, session->points(), 1));
        QCOMPARE(then[0].lambda, 3.2e-6);
        QCOMPARE(then[0].least, std::int64_t{2261});

        // other settings are another front, and a point that still waits may fill the gap
        more.batchSize = 60;
        (void)runToEnd(*session, more);
        const auto others = session->sweeps();
        QVERIFY(nextLambdas(others.back(), others, session->points()).empty()); // one point
        auto points = session->points(sweep);
        points.back().status = PointStatus::Running;
        QVERIFY(nextLambdas(others.front(), others, points).empty());
    }
};

QTEST_GUILESS_MAIN(TestLambdaHelp)
#include "tst_lambdahelp.moc"
