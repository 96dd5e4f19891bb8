// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/localpool.h"
#include "tests/jobs/jobfixture.h"

#include <QElapsedTimer>
#include <QTest>

using namespace pitlane;

namespace {

/// A pool with a record of what happened.
struct Watched
{
    explicit Watched(int cores) : pool(fakeWorker(), cores)
    {
        pool.setPatience({.askMs = 200, .terminateMs = 200});
        QObject::connect(&pool, &LocalPool::jobStarted, &pool, [this](JobId job) {
            started.push_back(job.value);
            mostThreads = std::max(mostThreads, pool.threadsInUse());
            mostRunning = std::max(mostRunning, pool.runningJobs().size());
        });
        QObject::connect(&pool, &LocalPool::eventsReceived, &pool,
                         [this](JobId job, const std::vector<JobEvent>& received) {
                             events[job.value] += static_cast<int>(received.size());
                         });
        QObject::connect(&pool, &LocalPool::jobEnded, &pool,
                         [this](JobId job, const JobOutcome& outcome) { ended.emplace(job.value, outcome); });
        QObject::connect(&pool, &LocalPool::jobReleased, &pool, [this](JobId job) { released.push_back(job.value); });
    }

    void add(const JobFixture& fixture, int number, std::vector<JobId> waitsFor = {}, int threads = 1)
    {
        pool.enqueue({.id = {number},
                      .jobFile = fixture.job(number),
                      .name = QStringLiteral("point %1").arg(number),
                      .runFolder = "runs/" + std::to_string(number),
                      .threads = threads,
                      .waitsFor = std::move(waitsFor)});
    }

    [[nodiscard]] bool has(int job, JobOutcome::Kind kind) const
    {
        const auto found = ended.find(job);
        return found != ended.end() && found->second.kind == kind;
    }

    LocalPool pool;
    std::vector<std::int64_t> started;
    std::map<std::int64_t, int> events;
    std::map<std::int64_t, JobOutcome> ended;
    std::vector<std::int64_t> released;
    int mostThreads = 0;
    std::size_t mostRunning = 0;
};

using Kind = JobOutcome::Kind;

} // namespace

class TestLocalPool : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void firstInFirstOut()
    {
        const JobFixture fixture;
        Watched w(4);
        w.pool.setWorkers(1);
        for (const auto number : {3, 1, 2})
            w.add(fixture, number);
        QCOMPARE(w.pool.queuedJobs().size(), 3U);
        QTRY_COMPARE(w.ended.size(), 3U);
        QCOMPARE(w.started, (std::vector<std::int64_t>{3, 1, 2}));
        QCOMPARE(w.mostRunning, 1U);
    }

    void workersTimesThreadsStaysWithinTheCores_data()
    {
        QTest::addColumn<int>("cores");
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("threads");
        QTest::addColumn<int>("expected"); // jobs at a time
        QTest::newRow("one thread each, one per core") << 3 << 0 << 1 << 3;
        QTest::newRow("fewer workers than cores") << 4 << 2 << 1 << 2;
        QTest::newRow("more workers than cores") << 2 << 8 << 1 << 2;
        QTest::newRow("two threads each") << 4 << 0 << 2 << 2;
        QTest::newRow("threads do not divide the cores") << 5 << 0 << 2 << 2;
        QTest::newRow("more threads than cores") << 2 << 0 << 6 << 1;
    }

    void workersTimesThreadsStaysWithinTheCores()
    {
        QFETCH(int, cores);
        QFETCH(int, workers);
        QFETCH(int, threads);
        QFETCH(int, expected);
        const JobFixture fixture;
        fixture.script({{"all", {{"epochMs", 15}}}});
        Watched w(cores);
        w.pool.setWorkers(workers);
        for (int number = 1; number <= 5; ++number)
            w.add(fixture, number, {}, threads);
        QTRY_COMPARE(w.ended.size(), 5U);
        QCOMPARE(static_cast<int>(w.mostRunning), expected);
        QVERIFY(w.mostThreads <= cores);
    }

    void dependentsWaitAndLetOthersPass()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"epochMs", 20}}}});
        Watched w(2);
        w.add(fixture, 1);
        w.add(fixture, 2, {{1}});
        w.add(fixture, 3);
        QTRY_COMPARE(w.started.size(), 2U);
        QVERIFY(w.pool.isQueued({2}));
        QTRY_COMPARE(w.ended.size(), 3U);
        QCOMPARE(w.started, (std::vector<std::int64_t>{1, 3, 2}));
        QVERIFY(w.has(2, Kind::Done));
    }

    void failureBlocksDependents()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"failAt", 2}}}});
        Watched w(2);
        w.add(fixture, 1);
        w.add(fixture, 2, {{1}});
        w.add(fixture, 3, {{2}});
        QTRY_COMPARE(w.ended.size(), 3U);
        QVERIFY(w.has(1, Kind::Failed));
        QVERIFY(w.has(2, Kind::Blocked));
        QVERIFY(w.has(3, Kind::Blocked));
        QCOMPARE(w.started, (std::vector<std::int64_t>{1}));
    }

    void deathCostsOneJob()
    {
        const JobFixture fixture;
        Watched w(1);
        w.add(fixture, 1);
        w.add(fixture, 2);
        fixture.script({{"1", {{"crashAt", 3}}}});
        QTRY_COMPARE(w.ended.size(), 2U);
        QVERIFY(w.has(1, Kind::Failed));
        QVERIFY(w.has(2, Kind::Done));
        // and the same job goes on from its checkpoint
        w.ended.clear();
        w.events.clear();
        w.add(fixture, 1); // the misfortune happens once
        QTRY_VERIFY(w.has(1, Kind::Done));
        QCOMPARE(w.events[1], 2 + 5 + 1); // phases, epochs 3 .. 7, done
    }

    void cancelTakesEffectAtOnce()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"epochMs", 300}}}});
        Watched w(1);
        w.add(fixture, 1);
        w.add(fixture, 2);
        QTRY_VERIFY(w.events[1] > 0);
        QElapsedTimer timer;
        timer.start();
        w.pool.cancel({2});
        QVERIFY(w.has(2, Kind::Cancelled));
        w.pool.cancel({1});
        QVERIFY(w.has(1, Kind::Cancelled));
        QVERIFY2(timer.elapsed() < 100, "the listener knows within 100 ms");
        QVERIFY(w.pool.runningJobs().empty());
        QVERIFY(w.pool.worksIn("runs/1"));
        QTRY_COMPARE(w.released, (std::vector<std::int64_t>{1}));
        QVERIFY(!w.pool.worksIn("runs/1"));
        QCOMPARE(w.started, (std::vector<std::int64_t>{1}));
    }

    void cancelledJobCanBeQueuedAgainAtOnce()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"epochMs", 60}}}});
        Watched w(2);
        w.add(fixture, 1);
        QTRY_VERIFY(w.events[1] > 1);
        w.pool.cancel({1});
        w.pool.enqueue(
            {.id = {7}, .jobFile = fixture.job(1), .name = QStringLiteral("point 1"), .runFolder = "runs/1"});
        QTRY_VERIFY(w.has(7, Kind::Done)); // it waited for the folder
        QCOMPARE(w.released, (std::vector<std::int64_t>{1}));
    }

    void fewerWorkersLetRunningJobsFinish()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"epochMs", 20}}}});
        Watched w(2);
        for (int number = 1; number <= 4; ++number)
            w.add(fixture, number);
        QTRY_COMPARE(w.pool.runningJobs().size(), 2U);
        w.pool.setWorkers(1);
        QTRY_VERIFY(w.ended.size() >= 2);
        QTRY_COMPARE(w.ended.size(), 4U);
        for (int number = 1; number <= 4; ++number)
            QVERIFY(w.has(number, Kind::Done));
    }

    void jobsOutsideCount()
    {
        const JobFixture fixture;
        Watched w(1);
        w.pool.addOutside({9}, "runs/9", 1);
        w.add(fixture, 1, {{9}});
        QTest::qWait(100);
        QVERIFY(w.started.empty());
        w.pool.endOutside({9}, true);
        QTRY_VERIFY(w.has(1, Kind::Done));
        w.pool.addOutside({10}, "runs/10", 1);
        w.add(fixture, 2, {{10}});
        w.pool.endOutside({10}, false);
        QTRY_VERIFY(w.has(2, Kind::Blocked));
    }

    void shutDownEndsEverything()
    {
        const JobFixture fixture;
        fixture.script({{"1", {{"epochMs", 50}}}, {"all", {{"hangAt", 2}}}});
        Watched w(2);
        for (int number = 1; number <= 3; ++number)
            w.add(fixture, number);
        QTRY_COMPARE(w.pool.runningJobs().size(), 2U);
        QTRY_VERIFY(w.events[1] > 0 && w.events[2] > 0);
        QElapsedTimer timer;
        timer.start();
        w.pool.shutDown(300);
        QVERIFY2(timer.elapsed() < 3000, "asked, waited, ended");
        QVERIFY(w.pool.runningJobs().empty());
        QVERIFY(w.pool.queuedJobs().empty());
        QVERIFY(!FileLock::isHeld(fixture.run(1) / runfile::lock));
        QVERIFY(!FileLock::isHeld(fixture.run(2) / runfile::lock));
    }

    void missingProgramFailsEveryJob()
    {
        const JobFixture fixture;
        Watched w(1);
        w.pool.setProgram(QStringLiteral("/nowhere/pitlane-worker"));
        w.add(fixture, 1);
        w.add(fixture, 2);
        QTRY_COMPARE(w.ended.size(), 2U);
        QVERIFY(w.has(1, Kind::Failed) && w.has(2, Kind::Failed));
    }
};

QTEST_GUILESS_MAIN(TestLocalPool)
#include "tst_localpool.moc"
