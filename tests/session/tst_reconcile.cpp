// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a project looks like after its program, its workers or both were killed.
#include "core/base/filelock.h"
#include "core/project/projectstore.h"
#include "tests/session/sessionfixture.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

/// The command line, searching in the fake worker, until it is killed.
class Program
{
public:
    Program(const SessionFixture& fixture, const QStringList& arguments)
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PITLANE_WORKER"), QStringLiteral(PITLANE_FAKE_WORKER));
        m_process.setProcessEnvironment(environment);
        m_process.setStandardOutputFile(QProcess::nullDevice());
        m_process.setStandardErrorFile(QProcess::nullDevice());
        m_process.start(QStringLiteral(PITLANE_CLI),
                        QStringList{arguments.first(), QString::fromStdString(fixture.folder().string())} +
                            arguments.mid(1));
        m_process.waitForStarted();
    }

    void kill()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

private:
    QProcess m_process;
};

/// Makes the project and leaves a search running in a program of its own.
void startSweep(const SessionFixture& fixture, std::unique_ptr<Program>& program)
{
    (void)fixture.create();
    program = std::make_unique<Program>(
        fixture, QStringList{QStringLiteral("sweep"), QStringLiteral("--lambda"), QStringLiteral("1e-6:5e-4:4")});
}

/// Waits until the worker of that run folder has finished so many epochs.
bool waitForEpochs(const SessionFixture& fixture, const char* run, int epochs)
{
    const auto file = fixture.folder() / run / runfile::checkpoint;
    return QTest::qWaitFor([&] { return fs::exists(file) && std::atoi(readFile(file).c_str()) >= epochs; }, 15000);
}

std::int64_t workerOf(const SessionFixture& fixture, const char* run)
{
    return FileLock::holder(fixture.folder() / run / runfile::lock).value_or(FileLock::Holder{}).pid;
}

bool isWorkedOn(const SessionFixture& fixture, const char* run)
{
    return FileLock::isHeld(fixture.folder() / run / runfile::lock);
}

} // namespace

class TestReconcile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void finishedWhileNobodyListened()
    {
        const SessionFixture fixture;
        std::unique_ptr<Program> program;
        startSweep(fixture, program);
        fixture.script({{"4", {{"epochMs", 60}}}, {"1", {{"epochMs", 60}}}});
        QVERIFY(waitForEpochs(fixture, "runs/1/4", 2));
        program->kill();
        // the workers go on and finish
        QTRY_VERIFY_WITH_TIMEOUT(!isWorkedOn(fixture, "runs/1/4") && !isWorkedOn(fixture, "runs/1/1"), 15000);
        auto session = fixture.open();
        const auto sweep = session->sweeps().front().id;
        for (const auto number : {1, 4}) {
            const auto point = pointNumber(*session, sweep, number);
            QCOMPARE(point.status, PointStatus::Done);
            QCOMPARE(session->history(point.id).size(), 4U + 9U);
            QVERIFY(session->history(point.id)[8].masks);
        }
        QCOMPARE(pointNumber(*session, sweep, 2).status, PointStatus::Interrupted);
        QVERIFY(QString::fromStdString(pointNumber(*session, sweep, 2).message)
                    .startsWith(QStringLiteral("It was waiting when Pitlane was closed")));
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        session->resumeAll(sweep);
        QVERIFY(finished.wait(15000));
        QCOMPARE(countOf(*session, sweep, PointStatus::Done), 6);
    }

    void livingWorkersAreFollowed()
    {
        const SessionFixture fixture;
        std::unique_ptr<Program> program;
        startSweep(fixture, program);
        fixture.script({{"4", {{"epochMs", 300}}}, {"1", {{"failAt", 6}, {"epochMs", 250}}}});
        QVERIFY(waitForEpochs(fixture, "runs/1/4", 1) && waitForEpochs(fixture, "runs/1/1", 1));
        program->kill();
        auto session = fixture.open();
        const auto sweep = session->sweeps().front().id;
        QCOMPARE(pointNumber(*session, sweep, 4).status, PointStatus::Running);
        QCOMPARE(session->work().running, 2);
        int seen = 0;
        connect(session.get(), &ProjectSession::epochRecorded, this, [&] { ++seen; });
        // a third job has no core to run on until one of them is done
        session->setWorkers(2);
        session->resume(pointNumber(*session, sweep, 2).id);
        QTest::qWait(50);
        if (QThread::idealThreadCount() <= 2)
            QCOMPARE(pointNumber(*session, sweep, 2).status, PointStatus::Queued);
        QTRY_COMPARE_WITH_TIMEOUT(pointNumber(*session, sweep, 4).status, PointStatus::Done, 15000);
        QTRY_COMPARE_WITH_TIMEOUT(pointNumber(*session, sweep, 1).status, PointStatus::Failed, 15000);
        QVERIFY(QString::fromStdString(pointNumber(*session, sweep, 1).message).contains(QStringLiteral("not finite")));
        QTRY_COMPARE_WITH_TIMEOUT(pointNumber(*session, sweep, 2).status, PointStatus::Done, 15000);
        QVERIFY(seen > 9);
        QCOMPARE(session->history(pointNumber(*session, sweep, 4).id).size(), 4U + 9U);
    }

    void followedWarmupReleasesItsPoints()
    {
        const SessionFixture fixture;
        std::unique_ptr<Program> program;
        startSweep(fixture, program);
        fixture.script({{"seed", {{"epochMs", 400}}}});
        const auto folder = fixture.folder() / projectfile::warmups;
        QVERIFY(QTest::qWaitFor([&] { return fs::exists(folder) && !fs::is_empty(folder); }, 10000));
        const auto warmup = "warmups/" + fs::directory_iterator(folder)->path().filename().string();
        QVERIFY(waitForEpochs(fixture, warmup.c_str(), 1));
        program->kill();
        auto session = fixture.open();
        const auto sweep = session->sweeps().front().id;
        QCOMPARE(reference(*session, sweep, PointRole::Seed).status, PointStatus::Running);
        session->resumeAll(sweep);
        QCOMPARE(pointNumber(*session, sweep, 4).status, PointStatus::Queued);
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        QVERIFY(finished.wait(15000));
        QCOMPARE(countOf(*session, sweep, PointStatus::Done), 6);
    }

    void followedWorkerCanBeCancelled()
    {
        const SessionFixture fixture;
        std::unique_ptr<Program> program;
        startSweep(fixture, program);
        fixture.script({{"4", {{"epochMs", 250}}}});
        QVERIFY(waitForEpochs(fixture, "runs/1/4", 1));
        program->kill();
        auto session = fixture.open();
        const auto sweep = session->sweeps().front().id;
        const auto id = pointNumber(*session, sweep, 4).id;
        session->cancel(id);
        QCOMPARE(pointNumber(*session, sweep, 4).status, PointStatus::Cancelled);
        QTRY_VERIFY(!isWorkedOn(fixture, "runs/1/4"));
        QTRY_COMPARE(session->work().running, 0);
        fixture.script({});
        session->resume(id);
        QTRY_COMPARE_WITH_TIMEOUT(pointNumber(*session, sweep, 4).status, PointStatus::Done, 15000);
        QCOMPARE(session->history(id).size(), 4U + 9U);
    }

    void programAndWorkersKilled()
    {
        const SessionFixture fixture;
        std::unique_ptr<Program> program;
        startSweep(fixture, program);
        fixture.script({{"4", {{"epochMs", 150}}}, {"1", {{"epochMs", 150}}}});
        QVERIFY(waitForEpochs(fixture, "runs/1/4", 3) && waitForEpochs(fixture, "runs/1/1", 1));
        const auto first = workerOf(fixture, "runs/1/4");
        const auto second = workerOf(fixture, "runs/1/1");
        program->kill();
        ::kill(static_cast<pid_t>(first), SIGKILL);
        ::kill(static_cast<pid_t>(second), SIGKILL);
        QTRY_VERIFY(!isWorkedOn(fixture, "runs/1/4") && !isWorkedOn(fixture, "runs/1/1"));
        fixture.script({});
        auto session = fixture.open();
        const auto sweep = session->sweeps().front().id;
        const auto point = pointNumber(*session, sweep, 4);
        QCOMPARE(point.status, PointStatus::Interrupted);
        QVERIFY(point.epoch >= 3);
        const auto expected =
            QStringLiteral("Its worker ended while Pitlane was closed. The checkpoint of search epoch "
                           "%1 is safe; resume it.")
                .arg(point.epoch);
        QCOMPARE(QString::fromStdString(point.message), expected);
        QCOMPARE(reference(*session, sweep, PointRole::Seed).status, PointStatus::Done);
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        session->resumeAll(sweep);
        QVERIFY(finished.wait(15000));
        QCOMPARE(countOf(*session, sweep, PointStatus::Done), 6);
        QCOMPARE(session->history(point.id).size(), 4U + 9U);
    }

    void closingInterruptsAndKeepsCheckpoints()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        fixture.script({{"found", {{"epochMs", 100}}}});
        const auto sweep = session->launch(SessionFixture::config());
        QTRY_VERIFY_WITH_TIMEOUT(pointNumber(*session, sweep, 4).epoch >= 2, 15000);
        session.reset();
        QVERIFY(!isWorkedOn(fixture, "runs/1/4"));
        fixture.script({});
        session = fixture.open();
        const auto point = pointNumber(*session, sweep, 4);
        QCOMPARE(point.status, PointStatus::Interrupted);
        QVERIFY2(QString::fromStdString(point.message)
                     .startsWith(QStringLiteral("Pitlane was closed. The checkpoint of search epoch")),
                 point.message.c_str());
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        session->resumeAll(sweep);
        QVERIFY(finished.wait(15000));
        QCOMPARE(session->history(point.id).size(), 4U + 9U);
    }

    void lostEpochsComeBackFromTheEventFile()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        const auto sweep = session->launch(SessionFixture::config(1));
        QVERIFY(finished.wait(15000));
        const auto done = pointNumber(*session, sweep, 1);
        session.reset();
        {
            auto store = ProjectStore::open(fixture.folder());
            auto point = done;
            point.status = PointStatus::Running;
            point.validation.reset();
            store->savePoint(point);
            store->dropEpochsAfter(done.id, Phase::Search, 2);
        }
        session = fixture.open();
        QVERIFY(pointNumber(*session, sweep, 1) == done);
        QCOMPARE(session->history(done.id).size(), 4U + 9U);
    }

    void unreadableResultIsAFailure()
    {
        const SessionFixture fixture;
        auto session = fixture.create();
        QSignalSpy finished(session.get(), &ProjectSession::sweepFinished);
        const auto sweep = session->launch(SessionFixture::config(1));
        QVERIFY(finished.wait(15000));
        auto point = pointNumber(*session, sweep, 1);
        session.reset();
        {
            auto store = ProjectStore::open(fixture.folder());
            point.status = PointStatus::Running;
            store->savePoint(point);
        }
        writeFileAtomically(fixture.folder() / "runs/1/1/result.json", "[{");
        session = fixture.open();
        QCOMPARE(pointNumber(*session, sweep, 1).status, PointStatus::Failed);
        QVERIFY(
            QString::fromStdString(pointNumber(*session, sweep, 1).message).contains(QStringLiteral("result.json")));
    }

    void secondOpenerWatchesTheWriter()
    {
        const SessionFixture fixture;
        auto writer = fixture.create();
        auto reader = fixture.open();
        QVERIFY(reader->isReadOnly());
        QVERIFY(reader->writer().contains(QStringLiteral("process")));
        QVERIFY_EXCEPTION_THROWN((void)reader->launch(SessionFixture::config()), StorageError);
        QSignalSpy added(reader.get(), &ProjectSession::sweepAdded);
        std::map<PointId, std::vector<int>> epochs;
        connect(reader.get(), &ProjectSession::epochRecorded, this,
                [&](PointId id, const EpochRecord& record) { epochs[id].push_back(record.epoch.epoch); });
        fixture.script({{"all", {{"epochMs", 100}}}});
        const auto sweep = writer->launch(SessionFixture::config(1));
        QTRY_COMPARE(added.size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(countOf(*reader, sweep, PointStatus::Done), 3, 15000);
        const std::vector<int> expected{1, 2, 3, 4, 5, 6, 1, 2, 3};
        QCOMPARE(epochs[pointNumber(*reader, sweep, 1).id], expected);
        QVERIFY(reader->points() == writer->points());
    }
};

QTEST_GUILESS_MAIN(TestReconcile)
#include "tst_reconcile.moc"
