// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
// "One search, many sizes" in a project: one job, and a point for each copy.
#include "core/project/projectstore.h"
#include "tests/session/sessionfixture.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

const std::vector<double> budgets{9000, 3000, 1000};

SearchConfig snapshotConfig(int lambdas = 1)
{
    auto config = SessionFixture::config(lambdas);
    config.budgets = budgets;
    return config;
}

std::vector<SearchPoint> foundPoints(const ProjectSession& session, SweepId sweep)
{
    auto points = session.points(sweep);
    std::erase_if(points, [](const SearchPoint& point) { return point.role != PointRole::Found; });
    return points;
}

} // namespace

class TestSnapshotImport : public QObject
{
    Q_OBJECT

    /// The three copies of one search, as the fake worker makes them.
    static void checkCopies(const ProjectSession& session, SweepId sweep)
    {
        const auto points = foundPoints(session, sweep);
        QCOMPARE(points.size(), budgets.size());
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto& point = points[i];
            const auto copy = static_cast<int>(i) + 1;
            QCOMPARE(point.number, copy);
            QCOMPARE(point.status, PointStatus::Done);
            QCOMPARE(point.parameters, static_cast<std::int64_t>(budgets[i]) - 1);
            QVERIFY((point.snapshot == SnapshotOrigin{.copy = copy, .epoch = copy, .budget = budgets[i]}));
            QCOMPARE(point.runFolder, copy == 1 ? "runs/1/1" : "runs/1/1/snapshots/" + std::to_string(copy));
            QCOMPARE(point.sweep, sweep);
            QVERIFY(session.network(point.id) == SessionFixture::config().seed);
            QVERIFY(!session.log(point.id).filter(QStringLiteral("search epoch 6 of 6")).isEmpty());
            // warm-up, the search up to the copy, its own fine-tune counted from 1
            const auto history = session.history(point.id);
            QCOMPARE(history.size(), 4U + i + 1U + 3U);
            for (std::size_t e = 0; e < 3; ++e) {
                const auto& epoch = history[4U + i + 1U + e].epoch;
                QVERIFY(epoch.phase == Phase::FineTune);
                QCOMPARE(epoch.epoch, static_cast<int>(e) + 1);
                QCOMPARE(epoch.epochs, 3);
                QCOMPARE(epoch.trainLoss, 1.0 / static_cast<double>(6 + 3 * i + e + 1)); // of its own part
            }
            QVERIFY(history[4].masks && history[4].epoch.phase == Phase::Search);
        }
    }

private Q_SLOTS:
    void oneJobGivesAPointForEachCopy()
    {
        const SessionFixture fixture;
        auto session = fixture.create(1);
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        std::set<int> told;
        connect(session.get(), &ProjectSession::pointChanged, this, [&](const SearchPoint& point) {
            if (point.status == PointStatus::Done && point.role == PointRole::Found)
                told.insert(point.number);
        });
        const auto sweep = session->launch(snapshotConfig());
        QCOMPARE(foundPoints(*session, sweep).size(), 1U);
        QCOMPARE(session->work().totalPoints, 1);
        QVERIFY(finished.wait(20000));
        checkCopies(*session, sweep);
        QVERIFY((told == std::set<int>{1, 2, 3}));
        QCOMPARE(session->work().totalPoints, 3);
        QCOMPARE(session->work().donePoints, 3);
        const auto before = session->points(sweep);
        session.reset();
        session = fixture.open();
        QVERIFY(session->points(sweep) == before);
        checkCopies(*session, sweep);
    }

    void severalStrengthsNumberTheirCopies()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        const auto sweep = session->launch(snapshotConfig(2));
        QVERIFY(finished.wait(20000));
        const auto points = foundPoints(*session, sweep);
        QCOMPARE(points.size(), 6U);
        for (std::size_t i = 0; i < points.size(); ++i)
            QCOMPARE(points[i].number, static_cast<int>(i) + 1);
        QCOMPARE(points[0].runFolder, std::string("runs/1/1"));
        QCOMPARE(points[1].runFolder, std::string("runs/1/2"));
    }

    void finishedWhileNobodyListened()
    {
        const SessionFixture fixture;
        auto session = fixture.create(1);
        fixture.script({{"found", {{"epochMs", 50}}}});
        const auto sweep = session->launch(snapshotConfig());
        QTRY_VERIFY_WITH_TIMEOUT(pointNumber(*session, sweep, 1).epoch > 1, 20000);
        session.reset();
        // The job goes on without a program that listens, and is found when the project is opened again.
        QCOMPARE(QProcess::execute(
                     QStringLiteral(PITLANE_FAKE_WORKER),
                     {QStringLiteral("--job"),
                      QString::fromStdString((fixture.folder() / "runs" / "1" / "1" / runfile::job).string())}),
                 0);
        session = fixture.open();
        checkCopies(*session, sweep);
        session.reset();
        session = fixture.open();
        checkCopies(*session, sweep);
    }

    void importInterruptedHalfwayIsDoneOnce()
    {
        const SessionFixture fixture;
        auto session = fixture.create(1);
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        const auto sweep = session->launch(snapshotConfig());
        QVERIFY(finished.wait(20000));
        session.reset();
        { // As after a crash between the copies' import and the moment when the job's own point became Done.
            auto store = ProjectStore::open(fixture.folder());
            for (auto point : store->points())
                if (point.role == PointRole::Found && point.number == 1) {
                    point.status = PointStatus::Running;
                    point.snapshot.reset();
                    store->savePoint(point);
                }
        }
        session = fixture.open();
        checkCopies(*session, sweep);
    }

    void interruptedRunGoesOn()
    {
        const SessionFixture fixture;
        auto session = fixture.create(1);
        fixture.script({{"found", {{"crashAt", 12}}}}); // in the fine-tune of the second copy
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        const auto sweep = session->launch(snapshotConfig());
        QVERIFY(finished.wait(20000));
        QCOMPARE(foundPoints(*session, sweep).size(), 1U);
        QCOMPARE(pointNumber(*session, sweep, 1).status, PointStatus::Failed);
        QCOMPARE(pointNumber(*session, sweep, 1).epoch, 5); // all fine-tunes are told as one count
        QCOMPARE(pointNumber(*session, sweep, 1).epochs, 9);
        session->resumeAll(sweep);
        QVERIFY(finished.wait(20000));
        checkCopies(*session, sweep);
    }

    void aCopyCanBeTested()
    {
        const SessionFixture fixture;
        auto session = fixture.create(1);
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        const auto sweep = session->launch(snapshotConfig());
        QVERIFY(finished.wait(20000));
        QSignalSpy tested(session.get(), &ProjectSession::testFinished);
        const auto copy = pointNumber(*session, sweep, 2);
        session->test(copy.id);
        QVERIFY(tested.wait(20000));
        QCOMPARE(session->testResults().front().point, copy.id);
        QVERIFY(fs::exists(fixture.folder() / copy.runFolder / runfile::test));
    }

    void timeLeftCountsEveryFineTune()
    {
        const SessionFixture fixture;
        auto session = fixture.create(1);
        fixture.script({{"all", {{"epochMs", 20}}}});
        const auto sweep = session->launch(snapshotConfig());
        QTRY_VERIFY_WITH_TIMEOUT(pointNumber(*session, sweep, 1).status == PointStatus::Running &&
                                     pointNumber(*session, sweep, 1).epoch >= 1,
                                 20000);
        const auto point = pointNumber(*session, sweep, 1);
        QVERIFY(point.phase == Phase::Search);
        // 6 search epochs and 3 x 3 of fine-tune, 20 ms each as the worker says
        const auto left = 0.02 * (6 - point.epoch) + 9 * 0.02 * 0.7 / 1.3; // fine-tunes are guessed from the search ...
        const auto known = 0.02 * (6 - point.epoch) + 9 * 0.02;            // ... or were measured on the hand-tuned one
        const auto told = session->secondsLeft(point.id);
        QVERIFY2(told > 0.9 * left && told < 1.1 * known, qPrintable(QString::number(told)));
    }
};

QTEST_GUILESS_MAIN(TestSnapshotImport)
#include "tst_snapshotimport.moc"
