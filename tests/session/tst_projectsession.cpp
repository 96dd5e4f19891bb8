// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/session/sessionfixture.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

QString text(const std::string& message)
{
    return QString::fromStdString(message);
}

/// The message of the Error that `work` throws; empty: it throws none.
template <class Work> QString messageOf(Work&& work)
{
    try {
        work();
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace

class TestProjectSession : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void newProjectHasASensibleDraft()
    {
        const SessionFixture fixture;
        auto session = ProjectSession::create(fixture.folder(), QStringLiteral("wrist"));
        QCOMPARE(session->name(), QStringLiteral("wrist"));
        QVERIFY(!session->isReadOnly());
        const auto& config = session->draft().config;
        QVERIFY(validate(config).empty());
        QCOMPARE(config.lambdas.size(), 8U);
        QCOMPARE(config.lambdas.front(), 1e-6);
        QCOMPARE(config.lambdas.back(), 5e-4);
        QVERIFY(config.handTuned);
        QVERIFY(session->points().empty());
    }

    void draftAndDecisionsAreKept()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        auto draft = session->draft();
        draft.config.seedNumber = 7;
        draft.workers = 1;
        const QSignalSpy changed(session.get(), &ProjectSession::draftChanged);
        session->setDraft(draft);
        session->setDraft(draft);
        QCOMPARE(changed.size(), 1);
        session->decide(QStringLiteral("leak"), QStringLiteral("one patient"));
        session.reset();
        session = fixture.open();
        QVERIFY(session->draft() == draft);
        QCOMPARE(session->workers(), 1);
        QCOMPARE(session->decisions().front().note, QStringLiteral("one patient"));
        session->revokeDecision(QStringLiteral("leak"));
        QVERIFY(session->decisions().empty());
    }

    void sweepRunsToItsEnd()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        std::vector<std::pair<PointRole, int>> begun;
        std::map<PointId, int> epochs;
        int withMasks = 0;
        connect(session.get(), &ProjectSession::pointChanged, this, [&](const SearchPoint& point) {
            const std::pair key(point.role, point.number);
            if (point.status == PointStatus::Running && std::find(begun.begin(), begun.end(), key) == begun.end())
                begun.push_back(key);
        });
        connect(session.get(), &ProjectSession::epochRecorded, this, [&](PointId id, const EpochRecord& record) {
            ++epochs[id];
            QCOMPARE(record.masks.has_value(), record.epoch.phase == Phase::Search);
            withMasks += record.masks ? 1 : 0;
        });
        session->setWorkers(1);
        const auto sweep = session->launch(SessionFixture::config(5));
        QCOMPARE(session->points(sweep).size(), 7U);
        QCOMPARE(session->points(sweep)[0].role, PointRole::Seed);
        QCOMPARE(session->points(sweep)[1].role, PointRole::HandTuned);
        QVERIFY(finished.wait(20000));
        QCOMPARE(countOf(*session, sweep, PointStatus::Done), 7);
        using R = PointRole;
        const std::vector<std::pair<PointRole, int>> order{
            {R::Seed, 0}, {R::HandTuned, 0}, {R::Found, 5}, {R::Found, 1}, {R::Found, 3}, {R::Found, 2}, {R::Found, 4}};
        QVERIFY(begun == order);

        const auto point = pointNumber(*session, sweep, 3);
        QCOMPARE(point.phase, Phase::FineTune);
        QCOMPARE(point.epoch, 3);
        QVERIFY(point.validation);
        QVERIFY(point.parameters > 0 && point.parameters < 24871);
        QCOMPARE(point.layers.size(), 1U);
        QCOMPARE(text(point.runFolder), QStringLiteral("runs/1/3"));
        QCOMPARE(epochs[point.id], 9);
        QCOMPARE(withMasks, 5 * 6);
        QCOMPARE(session->history(point.id).size(), 4U + 9U); // the warm-up's, too
        QCOMPARE(session->history(point.id).front().epoch.phase, Phase::Warmup);
        QVERIFY(session->network(point.id) == SessionFixture::config().seed);
        QVERIFY(!session->log(point.id).filter(QStringLiteral("search epoch 6 of 6")).isEmpty());
        const auto work = session->work();
        QCOMPARE(work.donePoints, 5);
        QCOMPARE(work.totalPoints, 5);
        QCOMPARE(work.running + work.queued, 0);
    }

    void secondSweepReusesReferences()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        const auto first = session->launch(SessionFixture::config(2));
        QVERIFY(finished.wait(20000));
        auto config = SessionFixture::config(3);
        config.regulariser = Regulariser::Ops;
        const auto second = session->launch(config);
        QVERIFY(finished.wait(20000));
        QCOMPARE(session->points(second).size(), 5U);
        for (const auto role : {PointRole::Seed, PointRole::HandTuned})
            QCOMPARE(reference(*session, second, role).id, reference(*session, first, role).id);
        QCOMPARE(session->points().size(), 2U + 2U + 3U);
        // other training settings are another warm-up
        config.batchSize = 60;
        const auto third = session->launch(config);
        QVERIFY(finished.wait(20000));
        QVERIFY(reference(*session, third, PointRole::Seed).id != reference(*session, first, PointRole::Seed).id);
        // and other fine-tuning is another hand-tuned network on the same warm-up
        config.fineTune.epochs = 4;
        const auto fourth = session->launch(config);
        QVERIFY(finished.wait(20000));
        QCOMPARE(reference(*session, fourth, PointRole::Seed).id, reference(*session, third, PointRole::Seed).id);
        QVERIFY(reference(*session, fourth, PointRole::HandTuned).id !=
                reference(*session, third, PointRole::HandTuned).id);
        session.reset();
        session = fixture.open();
        QCOMPARE(session->points(second).size(), 5U);
        QCOMPARE(session->sweeps().size(), 4U);
    }

    void launchNamesEveryProblem()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        auto config = SessionFixture::config();
        config.lambdas.clear();
        config.threads = 4096;
        config.batchSize = 0;
        const auto message = messageOf([&] { (void)session->launch(config); });
        for (const auto* part : {"lambdas", "4096 threads", "batchSize"})
            QVERIFY2(message.contains(QString::fromUtf8(part)), qPrintable(message));
        QVERIFY(session->sweeps().empty());
    }

    void failedPointLetsOthersGoOnAndResumes()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        fixture.script({{"2", {{"crashAt", 5}}}, {"3", {{"failAt", 2}}}});
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        const auto sweep = session->launch(SessionFixture::config());
        QVERIFY(finished.wait(20000));
        QCOMPARE(countOf(*session, sweep, PointStatus::Failed), 2);
        QCOMPARE(countOf(*session, sweep, PointStatus::Done), 4);
        const auto crashed = pointNumber(*session, sweep, 2);
        QCOMPARE(
            text(crashed.message),
            QStringLiteral("The system ended the worker of point 2, probably because memory ran out. The checkpoint "
                           "of search epoch 4 is safe; resume it."));
        QVERIFY(text(pointNumber(*session, sweep, 3).message).contains(QStringLiteral("not finite in epoch 2")));
        QCOMPARE(session->work().failedPoints, 2);
        session->resume(crashed.id);
        QCOMPARE(pointNumber(*session, sweep, 2).status, PointStatus::Queued);
        QVERIFY(messageOf([&] { session->resume(crashed.id); }).contains(QStringLiteral("worked on already")));
        QVERIFY(finished.wait(20000));
        QCOMPARE(pointNumber(*session, sweep, 2).status, PointStatus::Done);
        QVERIFY(pointNumber(*session, sweep, 2).message.empty());
        QCOMPARE(session->history(crashed.id).size(), 4U + 9U); // no epoch twice
        session->resumeAll(sweep);
        QVERIFY(finished.wait(20000));
        QCOMPARE(countOf(*session, sweep, PointStatus::Done), 6);
        QVERIFY(messageOf([&] { session->resume(crashed.id); }).contains(QStringLiteral("is done")));
    }

    void failedWarmupIsExplainedAndResumedWithItsPoints()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        fixture.script({{"seed", {{"failAt", 3}}}});
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        const auto sweep = session->launch(SessionFixture::config());
        QVERIFY(finished.wait(20000));
        QCOMPARE(countOf(*session, sweep, PointStatus::Failed), 5);
        QCOMPARE(reference(*session, sweep, PointRole::HandTuned).status, PointStatus::Done);
        const auto waiting = pointNumber(*session, sweep, 1);
        QCOMPARE(text(waiting.message),
                 QStringLiteral("The warm-up that it needs failed: The loss is not finite in epoch "
                                "3, batch 2."));
        session->resume(waiting.id); // takes the warm-up along
        QVERIFY(finished.wait(20000));
        QCOMPARE(reference(*session, sweep, PointRole::Seed).status, PointStatus::Done);
        QCOMPARE(pointNumber(*session, sweep, 1).status, PointStatus::Done);
        QCOMPARE(pointNumber(*session, sweep, 2).status, PointStatus::Failed);
    }

    void cancelIsSeenAtOnceAndResumes()
    {
        const SessionFixture fixture;
        auto session = fixture.create(1);
        fixture.script({{"found", {{"epochMs", 100}}}});
        const auto sweep = session->launch(SessionFixture::config());
        QTRY_VERIFY_WITH_TIMEOUT(pointNumber(*session, sweep, 4).epoch >= 1, 10000);
        const auto running = pointNumber(*session, sweep, 4);
        QElapsedTimer timer;
        timer.start();
        session->cancel(running.id);
        session->cancel(pointNumber(*session, sweep, 2).id);
        QVERIFY(timer.elapsed() < 100);
        const auto cancelled = pointNumber(*session, sweep, 4);
        QCOMPARE(cancelled.status, PointStatus::Cancelled);
        QVERIFY2(text(cancelled.message).startsWith(QStringLiteral("Cancelled at search epoch")),
                 cancelled.message.c_str());
        QVERIFY2(text(pointNumber(*session, sweep, 2).message).startsWith(QStringLiteral("Cancelled before its first")),
                 pointNumber(*session, sweep, 2).message.c_str());
        session->resume(running.id);
        fixture.script({});
        QTRY_COMPARE_WITH_TIMEOUT(pointNumber(*session, sweep, 4).status, PointStatus::Done, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(session->work().running, 0, 20000);
        QCOMPARE(pointNumber(*session, sweep, 2).status, PointStatus::Cancelled);
        QCOMPARE(session->history(running.id).size(), 4U + 9U);
    }

    void cancelAllLeavesNothingBlocked()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        fixture.script({{"all", {{"epochMs", 50}}}});
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        const auto sweep = session->launch(SessionFixture::config());
        QTRY_VERIFY(reference(*session, sweep, PointRole::Seed).epoch >= 1);
        session->cancelAll();
        QCOMPARE(countOf(*session, sweep, PointStatus::Cancelled), 6);
        QCOMPARE(finished.size(), 1);
        fixture.script({});
        session->resumeAll(sweep);
        QVERIFY(finished.wait(20000));
        QCOMPARE(countOf(*session, sweep, PointStatus::Done), 6);
    }

    void stopAfterEpochKeepsTheNetwork()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        fixture.script({{"found", {{"epochMs", 60}}}});
        const auto sweep = session->launch(SessionFixture::config(1));
        QTRY_VERIFY_WITH_TIMEOUT(pointNumber(*session, sweep, 1).epoch >= 1, 10000);
        session->stopAfterEpoch(pointNumber(*session, sweep, 1).id);
        QTRY_COMPARE(pointNumber(*session, sweep, 1).status, PointStatus::Done);
        QVERIFY(pointNumber(*session, sweep, 1).stoppedEarly);
        QCOMPARE(pointNumber(*session, sweep, 1).phase, Phase::Search);
    }

    void testIsAJobOfItsOwn()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        const auto sweep = session->launch(SessionFixture::config(1));
        const auto id = pointNumber(*session, sweep, 1).id;
        QVERIFY(messageOf([&] { session->test(id); }).contains(QStringLiteral("is not done yet")));
        QVERIFY(finished.wait(20000));
        QVERIFY(session->testResults().empty());
        const auto before = session->points();
        QSignalSpy tested(session.get(), &ProjectSession::testFinished);
        session->test(id);
        QVERIFY(tested.wait(10000));
        const auto results = session->testResults();
        QCOMPARE(results.size(), 1U);
        QCOMPARE(results.front().point, id);
        QCOMPARE(results.front().quality.rows, 4500);
        QVERIFY(!results.front().openedAt.empty());
        QVERIFY(session->points() == before); // points never carry test figures
        fixture.script({{"test", {{"failAt", 1}}}});
        QSignalSpy failed(session.get(), &ProjectSession::testFailed);
        session->test(id);
        QVERIFY(failed.wait(10000));
        QVERIFY(failed.front()[1].toString().contains(QStringLiteral("not finite")));
        QCOMPARE(session->testResults().size(), 1U);
    }

    void timeLeftIsEstimated()
    {
        const SessionFixture fixture;
        auto session = fixture.create(1);
        fixture.script({{"all", {{"epochMs", 40}}}});
        const auto sweep = session->launch(SessionFixture::config(2));
        QVERIFY(session->work().secondsLeft < 0);
        QTRY_VERIFY(reference(*session, sweep, PointRole::Seed).epoch >= 1);
        // at most: 3 + 7 + 2 * 9 epochs, the search's guessed at 1.3 times the warm-up's cost
        const auto left = session->work().secondsLeft;
        QVERIFY2(left > 0.5 && left < 28 * 0.04 * 1.3 + 0.1, qPrintable(QString::number(left)));
        QVERIFY(session->secondsLeft(pointNumber(*session, sweep, 1).id) > 0.1);
    }

    void halfEditedDraftDoesNotLockTheProject()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        Draft broken;
        broken.config.seed.name = "empty";
        session->setDraft(broken);
        session.reset();
        session = fixture.open();
        QVERIFY(validate(session->draft().config).empty());
    }
};

QTEST_GUILESS_MAIN(TestProjectSession)
#include "tst_projectsession.moc"
