// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/workerprotocol.h"
#include "core/study/jobevent.h"
#include "tests/jobs/jobfixture.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace pitlane;

namespace {

QByteArray runCommand(const std::filesystem::path& job)
{
    return QByteArray::fromStdString(toJsonLine(WorkerCommand{WorkerCommand::Kind::Run, job.string()})) + '\n';
}

std::vector<JobEvent> eventsIn(const std::filesystem::path& file)
{
    std::vector<JobEvent> events;
    QFile in(QString::fromStdString(file.string()));
    if (!in.open(QIODevice::ReadOnly))
        return events;
    for (auto line = in.readLine(); line.endsWith('\n'); line = in.readLine())
        if (const auto event = jobEventFromJsonLine(line.trimmed().toStdString()))
            events.push_back(*event);
    return events;
}

/// Exit code of the fake worker; what it says is not shown.
int runQuietly(const QStringList& arguments)
{
    QProcess worker;
    worker.setStandardOutputFile(QProcess::nullDevice());
    worker.start(fakeWorker(), arguments);
    return worker.waitForFinished() ? worker.exitCode() : -1;
}

bool isThere(const std::filesystem::path& file)
{
    return std::filesystem::exists(file);
}

} // namespace

class TestWorkerShell : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void commandsRoundTrip()
    {
        using K = WorkerCommand::Kind;
        for (const auto& command : {WorkerCommand{K::Run, "/a \"b\"/job.json"}, WorkerCommand{K::StopNow, {}},
                                    WorkerCommand{K::StopAfterEpoch, {}}, WorkerCommand{K::Quit, {}}})
            QVERIFY(workerCommandFromJsonLine(toJsonLine(command)) == command);
        QVERIFY(!workerCommandFromJsonLine(R"({"dance":true})"));
        QVERIFY_EXCEPTION_THROWN((void)workerCommandFromJsonLine("run!"), JsonError);
        QVERIFY_EXCEPTION_THROWN((void)workerCommandFromJsonLine(R"({"stop":"later"})"), JsonError);
    }

    void runsOneJob()
    {
        const JobFixture fixture;
        QProcess worker;
        worker.start(fakeWorker(), {QStringLiteral("--job"), QString::fromStdString(fixture.job(1).string())});
        QVERIFY(worker.waitForFinished());
        QCOMPARE(worker.exitCode(), 0);
        QVERIFY(isThere(fixture.run(1) / runfile::result));
        // the file holds what standard output said, with the time of each event
        const auto file = eventsIn(fixture.run(1) / runfile::events);
        std::vector<JobEvent> said;
        for (const auto& line : worker.readAllStandardOutput().trimmed().split('\n'))
            said.push_back(jobEventFromJsonLine(line.toStdString()).value());
        QVERIFY(file == said);
        QVERIFY(std::holds_alternative<HelloEvent>(said.front()));
        QVERIFY(std::holds_alternative<DoneEvent>(said.back()));
        QVERIFY(readFile(fixture.run(1) / runfile::events).starts_with("{\"at\":\"2"));
    }

    void exitCodes_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<int>("code");
        QTest::newRow("failed") << QStringLiteral(R"({"all":{"failAt":2}})") << 1;
        QTest::newRow("done") << QStringLiteral("{}") << 0;
    }

    void exitCodes()
    {
        QFETCH(QString, script);
        QFETCH(int, code);
        const JobFixture fixture;
        fixture.script(nlohmann::json::parse(script.toStdString()));
        QCOMPARE(
            runQuietly({QStringLiteral("--job"), QString::fromStdString(fixture.job(1).string())}),
            code);
    }

    void terminateStopsAtOnce()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"epochMs", 50}}}});
        QProcess worker;
        worker.start(fakeWorker(), {QStringLiteral("--job"), QString::fromStdString(fixture.job(1).string())});
        QTRY_VERIFY(isThere(fixture.run(1) / runfile::checkpoint));
        worker.terminate();
        QVERIFY(worker.waitForFinished());
        QCOMPARE(worker.exitStatus(), QProcess::NormalExit);
        QCOMPARE(worker.exitCode(), static_cast<int>(WorkerExit::Cancelled));
        const auto events = eventsIn(fixture.run(1) / runfile::events);
        QVERIFY(std::get<ErrorEvent>(events.back()).cancelled);
        QVERIFY(!isThere(fixture.run(1) / runfile::result));
    }

    void finishesItsJobWhenTheParentIsGone()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"epochMs", 20}}}});
        qint64 pid = 0;
        {
            QProcess worker;
            worker.start(fakeWorker(), QStringList());
            QVERIFY(worker.waitForStarted());
            pid = worker.processId();
            worker.write(runCommand(fixture.job(1)));
            QVERIFY(worker.waitForBytesWritten());
            QTRY_VERIFY(isThere(fixture.run(1) / runfile::checkpoint));
            worker.closeReadChannel(QProcess::StandardOutput); // nobody reads
            worker.closeWriteChannel();                        // and nobody commands
            QVERIFY(worker.waitForFinished());
            QCOMPARE(worker.exitStatus(), QProcess::NormalExit);
            QCOMPARE(worker.exitCode(), 0);
        }
        QVERIFY(pid > 0);
        QVERIFY(isThere(fixture.run(1) / runfile::result));
        QVERIFY(!FileLock::isHeld(fixture.run(1) / runfile::lock));
        QVERIFY(std::holds_alternative<DoneEvent>(eventsIn(fixture.run(1) / runfile::events).back()));
    }

    void resumedRunAppends()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"crashAt", 3}}}});
        const QStringList arguments{QStringLiteral("--job"), QString::fromStdString(fixture.job(1).string())};
        runQuietly(arguments);
        const auto file = fixture.run(1) / runfile::events;
        {
            QFile out(QString::fromStdString(file.string()));
            QVERIFY(out.open(QIODevice::Append));
            out.write("{\"type\":\"epo"); // killed while it wrote
        }
        QCOMPARE(runQuietly(arguments), 0);
        const auto text = QByteArray::fromStdString(readFile(file));
        QCOMPARE(text.count("\"type\":\"hello\""), 2);
        QCOMPARE(text.count("\"type\":\"epoch\""), 7);
        QCOMPARE(text.split('\n').count(QByteArray("{\"type\":\"epo")), 1);
    }

    void errorsOfLibrariesAreKept()
    {
        const JobFixture fixture;
        fixture.script({{"all", {{"exitAt", 2}, {"exitCode", 9}}}});
        runQuietly({QStringLiteral("--job"), QString::fromStdString(fixture.job(1).string())});
        QCOMPARE(readFile(fixture.run(1) / runfile::log), std::string("The fake worker leaves early.\n"));
    }

    void testJobLeavesTheTrainingRecordAlone()
    {
        const JobFixture fixture;
        const auto training = fixture.job(1);
        runQuietly({QStringLiteral("--job"), QString::fromStdString(training.string())});
        const auto before = readFile(fixture.run(1) / runfile::events);
        const auto test = fixture.job(1, JobKind::Test);
        QVERIFY(test != training);
        QCOMPARE(runQuietly({QStringLiteral("--job"), QString::fromStdString(test.string())}), 0);
        QCOMPARE(readFile(fixture.run(1) / runfile::events), before);
        QVERIFY(isThere(fixture.run(1) / runfile::testEvents));
    }
};

QTEST_GUILESS_MAIN(TestWorkerShell)
#include "tst_workershell.moc"
