// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/workerprocess.h"
#include "tests/jobs/jobfixture.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace pitlane;

namespace {

/// A worker with everything that it said.
struct Watched
{
    explicit Watched(const QString& program = fakeWorker()) : worker(program, 1)
    {
        worker.setPatience({.askMs = 200, .terminateMs = 200});
        QObject::connect(&worker, &WorkerProcess::eventsReceived, &worker,
                         [this](JobId job, const std::vector<JobEvent>& received) {
                             lastJob = job;
                             events.insert(events.end(), received.begin(), received.end());
                         });
        QObject::connect(&worker, &WorkerProcess::jobEnded, &worker,
                         [this](JobId, const JobOutcome& ended) { outcomes.push_back(ended); });
        QObject::connect(&worker, &WorkerProcess::exited, &worker, [this] { gone = true; });
    }

    template <class Event> [[nodiscard]] int count() const
    {
        return static_cast<int>(std::count_if(events.begin(), events.end(),
                                              [](const JobEvent& e) { return std::holds_alternative<Event>(e); }));
    }

    WorkerProcess worker;
    std::vector<JobEvent> events;
    std::vector<JobOutcome> outcomes;
    JobId lastJob;
    bool gone = false;
};

QString text(const JobOutcome& outcome)
{
    return QString::fromStdString(outcome.sentence);
}

} // namespace

class TestWorkerProcess : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { qunsetenv("PITLANE_FAKE"); }

    void runsJobAfterJob()
    {
        const JobFixture fixture;
        Watched w;
        w.worker.run({1}, fixture.job(1), QStringLiteral("point 1"));
        QTRY_COMPARE(w.outcomes.size(), 1U);
        QCOMPARE(w.outcomes[0], JobOutcome{});
        QCOMPARE(w.count<EpochEvent>(), 7); // 4 + 3 epochs
        QCOMPARE(w.count<PhaseEvent>(), 2);
        QCOMPARE(w.count<DoneEvent>(), 1);
        QCOMPARE(w.count<HelloEvent>(), 0);
        QVERIFY(w.worker.isIdle());
        const auto process = w.worker.processId();
        w.worker.run({2}, fixture.job(2), QStringLiteral("point 2"));
        QTRY_COMPARE(w.outcomes.size(), 2U);
        QCOMPARE(w.lastJob, JobId{2});
        QCOMPARE(w.worker.processId(), process);
        w.worker.quit();
        QTRY_VERIFY(w.gone);
    }

    void stopNowKeepsTheCheckpoint()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"epochMs", 30}}}});
        Watched w;
        w.worker.run({1}, fixture.job(1), QStringLiteral("point 1"));
        QTRY_VERIFY(w.count<EpochEvent>() >= 2);
        w.worker.stopNow();
        QTRY_COMPARE(w.outcomes.size(), 1U);
        QCOMPARE(w.outcomes[0].kind, JobOutcome::Kind::Cancelled);
        QVERIFY(w.count<EpochEvent>() < 7);
        QVERIFY(w.worker.isIdle());
        // the next run goes on behind the checkpoint
        const auto before = w.count<EpochEvent>();
        w.worker.run({2}, fixture.job(1), QStringLiteral("point 1"));
        QTRY_COMPARE(w.outcomes.size(), 2U);
        QCOMPARE(w.outcomes[1], JobOutcome{});
        QCOMPARE(w.count<EpochEvent>() - before, 7 - before);
    }

    void stopAfterEpochKeepsTheResult()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"epochMs", 30}}}});
        Watched w;
        w.worker.run({1}, fixture.job(1), QStringLiteral("point 1"));
        QTRY_VERIFY(w.count<EpochEvent>() >= 1);
        w.worker.stopAfterEpoch();
        QTRY_COMPARE(w.outcomes.size(), 1U);
        QCOMPARE(w.outcomes[0], JobOutcome{});
        QVERIFY(std::get<DoneEvent>(w.events.back()).points.front().stoppedEarly);
    }

    void hangingWorkerIsEnded()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"hangAt", 2}}}});
        Watched w;
        w.worker.run({1}, fixture.job(1), QStringLiteral("point 1"));
        QTRY_COMPARE(w.count<EpochEvent>(), 1);
        QElapsedTimer timer;
        timer.start();
        w.worker.stopNow();
        QTRY_VERIFY(w.gone);
        QVERIFY2(timer.elapsed() >= 400, "asked, then SIGTERM, then SIGKILL");
        QCOMPARE(w.outcomes.size(), 1U);
        QCOMPARE(w.outcomes[0].kind, JobOutcome::Kind::Cancelled);
    }

    void endsBecomeSentences_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QString>("expected");
        QTest::newRow("killed by the system")
            << QStringLiteral(R"({"all":{"crashAt":3}})")
            << QStringLiteral(
                   "The system ended the worker of point 3, probably because memory ran out. The checkpoint of "
                   "warm-up epoch 2 is safe; resume it.");
        QTest::newRow("before the first epoch")
            << QStringLiteral(R"({"all":{"crashAt":1}})")
            << QStringLiteral("The system ended the worker of point 3, probably because memory ran out. No epoch was "
                              "finished; resume it to start again.");
        QTest::newRow("invalid memory access")
            << QStringLiteral(R"({"all":{"crashAt":6,"signal":11}})")
            << QStringLiteral(
                   "The worker of point 3 crashed (signal 11, Segmentation fault). The checkpoint of fine-tune "
                   "epoch 1 is safe; resume it.");
        QTest::newRow("half a line")
            << QStringLiteral(R"({"all":{"halfLineAt":4}})")
            << QStringLiteral(
                   "The system ended the worker of point 3, probably because memory ran out. The checkpoint of "
                   "warm-up epoch 3 is safe; resume it.");
        QTest::newRow("out of memory, found by itself")
            << QStringLiteral(R"({"all":{"exitAt":2,"exitCode":3}})")
            << QStringLiteral(
                   "The worker of point 3 ran out of memory. The checkpoint of warm-up epoch 1 is safe; resume "
                   "it.");
        QTest::newRow("early exit")
            << QStringLiteral(R"({"all":{"exitAt":2,"exitCode":7}})")
            << QStringLiteral(
                   "The worker of point 3 ended with code 7 before the job was done. The checkpoint of warm-up "
                   "epoch 1 is safe; resume it.");
        QTest::newRow("an error of the job") << QStringLiteral(R"({"all":{"failAt":2}})")
                                             << QStringLiteral("The loss is not finite in epoch 2, batch 2.");
    }

    void endsBecomeSentences()
    {
        QFETCH(QString, script);
        QFETCH(QString, expected);
        const JobFixture fixture;
        fixture.script(nlohmann::json::parse(script.toStdString()));
        Watched w;
        w.worker.run({3}, fixture.job(3), QStringLiteral("point 3"));
        QTRY_COMPARE(w.outcomes.size(), 1U);
        QCOMPARE(w.outcomes[0].kind, JobOutcome::Kind::Failed);
        QCOMPARE(text(w.outcomes[0]), expected);
    }

    void garbageIsLogged()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"garbage", true}}}});
        Watched w;
        w.worker.run({1}, fixture.job(1), QStringLiteral("point 1"));
        QTRY_COMPARE(w.outcomes.size(), 1U);
        QCOMPARE(w.outcomes[0], JobOutcome{});
        QCOMPARE(w.count<EpochEvent>(), 7);
        QCOMPARE(w.count<LogEvent>(), 7); // unknown types are skipped, other lines are kept as text
    }

    void strangersAreRefused_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QString>("expected");
        QTest::newRow("another protocol") << QByteArray("old")
                                          << QStringLiteral("speaks protocol 99, but this program "
                                                            "speaks protocol 2");
        QTest::newRow("no greeting") << QByteArray("rude") << QStringLiteral("did not say which protocol");
        QTest::newRow("a library is missing") << QByteArray("mute") << QStringLiteral("libtorch.so");
    }

    void strangersAreRefused()
    {
        QFETCH(QByteArray, kind);
        QFETCH(QString, expected);
        qputenv("PITLANE_FAKE", kind);
        const JobFixture fixture;
        Watched w;
        w.worker.run({1}, fixture.job(1), QStringLiteral("point 1"));
        QTRY_COMPARE(w.outcomes.size(), 1U);
        QCOMPARE(w.outcomes[0].kind, JobOutcome::Kind::Failed);
        QVERIFY2(text(w.outcomes[0]).contains(expected), qPrintable(text(w.outcomes[0])));
        QTRY_VERIFY(w.gone);
    }

    void missingProgramIsNamed()
    {
        const JobFixture fixture;
        Watched w(QStringLiteral("/nowhere/pitlane-worker"));
        w.worker.run({1}, fixture.job(1), QStringLiteral("point 1"));
        QTRY_COMPARE(w.outcomes.size(), 1U);
        QVERIFY2(text(w.outcomes[0]).startsWith(QStringLiteral("The worker program /nowhere/pitlane-worker could not")),
                 qPrintable(text(w.outcomes[0])));
    }

    void missingJobFileIsAnError()
    {
        const JobFixture fixture;
        Watched w;
        w.worker.run({1}, fixture.folder() / "gone.json", QStringLiteral("point 1"));
        QTRY_COMPARE(w.outcomes.size(), 1U);
        QVERIFY2(text(w.outcomes[0]).contains(QStringLiteral("gone.json")), qPrintable(text(w.outcomes[0])));
        QVERIFY(w.worker.isIdle());
    }

    void occupiedRunFolderIsAnError()
    {
        const JobFixture fixture;
        const auto job = fixture.job(1);
        const auto lock = FileLock::tryLock(fixture.run(1) / runfile::lock);
        Watched w;
        w.worker.run({1}, job, QStringLiteral("point 1"));
        QTRY_COMPARE(w.outcomes.size(), 1U);
        QVERIFY2(text(w.outcomes[0]).contains(QStringLiteral("Another worker (process")),
                 qPrintable(text(w.outcomes[0])));
    }
};

QTEST_GUILESS_MAIN(TestWorkerProcess)
#include "tst_workerprocess.moc"
