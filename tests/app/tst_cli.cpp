// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/filelock.h"
#include "core/session/projectsession.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

#include <csignal>

using namespace pitlane;

namespace {

struct Result
{
    int code = -1;
    QString out;
    QString err;
};

QString programPath()
{
    return QStringLiteral(PITLANE_BIN_DIR "/pitlane-cli");
}

Result cli(const QStringList& arguments)
{
    QProcess process;
    process.start(programPath(), arguments);
    process.waitForFinished(180000);
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

/// Settings that make a sweep of two points a matter of seconds.
QStringList shortSweep(const QString& project)
{
    return {QStringLiteral("sweep"),
            project,
            QStringLiteral("--lambda"),
            QStringLiteral("1e-5,2e-4"),
            QStringLiteral("--warmup-epochs"),
            QStringLiteral("2"),
            QStringLiteral("--search-steps"),
            QStringLiteral("0"),
            QStringLiteral("--search-min-epochs"),
            QStringLiteral("6"),
            QStringLiteral("--search-epochs"),
            QStringLiteral("6"),
            QStringLiteral("--theta-lr"),
            QStringLiteral("0.05"),
            QStringLiteral("--finetune-epochs"),
            QStringLiteral("2"),
            QStringLiteral("--workers"),
            QStringLiteral("1")};
}

QJsonArray pointsOf(const QString& project)
{
    const auto shown = cli({QStringLiteral("show"), project, QStringLiteral("--json")});
    return QJsonDocument::fromJson(shown.out.toUtf8()).object().value(QLatin1String("points")).toArray();
}

QByteArray contentOf(const QString& file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

} // namespace

class TestCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void version();
    void wrongUsage_data();
    void wrongUsage();
    void plainErrors_data();
    void plainErrors();
    void describesTheData();
    void sweepFromNothing();
    void automaticStrengthsAndGaps();
    void testIsLogged();
    void csv();
    void killedWorkerCostsOnePointUntilResumed();
    void interruptLeavesPointsThatResume();

private:
    [[nodiscard]] QString fresh(const char* name);
    QTemporaryDir m_folder;
    QString m_whole; ///< project whose sweep ran uninterrupted
};

QString TestCli::fresh(const char* name)
{
    const auto project = m_folder.filePath(QLatin1String(name));
    const auto made = cli({QStringLiteral("new"), project, QStringLiteral("--demo")});
    return made.code == 0 ? project : QString();
}

void TestCli::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_whole = fresh("whole");
    QVERIFY(!m_whole.isEmpty());
}

void TestCli::version()
{
    const auto result = cli({QStringLiteral("--version")});
    QCOMPARE(result.code, 0);
    QVERIFY(result.out.startsWith(QLatin1String("pitlane-cli ")));
}

void TestCli::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("nothing") << QStringList();
    QTest::newRow("unknown command") << QStringList{QStringLiteral("dance")};
    QTest::newRow("no project") << QStringList{QStringLiteral("sweep")};
    QTest::newRow("neither data nor demo")
        << QStringList{QStringLiteral("new"), m_folder.filePath(QStringLiteral("a"))};
    QTest::newRow("bad strength") << QStringList{QStringLiteral("sweep"), m_whole, QStringLiteral("--lambda"),
                                                 QStringLiteral("x")};
    QTest::newRow("unknown option") << QStringList{QStringLiteral("show"), QStringLiteral("."),
                                                   QStringLiteral("--fast")};
}

void TestCli::wrongUsage()
{
    QFETCH(QStringList, arguments);
    QCOMPARE(cli(arguments).code, 2);
}

void TestCli::plainErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("words");
    const auto in = [this](const char* name) { return m_folder.filePath(QLatin1String(name)); };
    const auto row = [](const char* name, const QStringList& arguments, const char* words) {
        QTest::newRow(name) << arguments << QString::fromLatin1(words);
    };
    row("no such project", {QStringLiteral("show"), in("nowhere")}, "There is no project in");
    row("a project is there already", {QStringLiteral("new"), m_whole, QStringLiteral("--demo")}, "holds a project");
    row("data file missing", {QStringLiteral("new"), in("a"), QStringLiteral("--data"), in("b.tsv")}, "b.tsv");
    row("no search yet", {QStringLiteral("show"), m_whole}, "no search yet");
    row("nothing to search", {QStringLiteral("sweep"), m_whole, QStringLiteral("--masks"), QStringLiteral("none")},
        "Nothing is searched");
}

void TestCli::plainErrors()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, words);
    const auto result = cli(arguments);
    QCOMPARE(result.code, 1);
    QVERIFY2(result.err.startsWith(QLatin1String("pitlane-cli: ")), qPrintable(result.err));
    QVERIFY2(result.err.contains(words), qPrintable(result.err));
}

void TestCli::describesTheData()
{
    const auto result = cli({QStringLiteral("data"), QStringLiteral("check"), m_whole, QStringLiteral("--json")});
    QCOMPARE(result.code, 0);
    const auto data = QJsonDocument::fromJson(result.out.toUtf8()).object();
    QCOMPARE(data.value(QLatin1String("examples")).toInt(), 500);
    QCOMPARE(data.value(QLatin1String("classes")).toArray().size(), 5);
}

void TestCli::sweepFromNothing()
{
    const auto result = cli(shortSweep(m_whole));
    QVERIFY2(result.code == 0, qPrintable(result.err));
    const auto points = pointsOf(m_whole);
    QCOMPARE(points.size(), 4); // seed, hand-tuned, two strengths
    for (const auto& point : points)
        QCOMPARE(point.toObject().value(QLatin1String("status")).toString(), QStringLiteral("done"));
    const auto parameters = [&](int row) { return points[row].toObject().value(QLatin1String("parameters")).toInt(); };
    QCOMPARE(parameters(0), 24871);
    QCOMPARE(parameters(1), 15191);
    QVERIFY(parameters(3) < parameters(2)); // the larger strength leaves fewer
    QVERIFY(!result.out.contains(QLatin1String("test")));
}

void TestCli::automaticStrengthsAndGaps()
{
    const auto project = fresh("auto");
    auto arguments = shortSweep(project);
    arguments[3] = QStringLiteral("auto:2");
    const auto result = cli(arguments);
    QVERIFY2(result.code == 0, qPrintable(result.err));
    QVERIFY2(result.out.contains(QLatin1String("has to be trained first")), qPrintable(result.out));
    QVERIFY2(result.out.contains(QLatin1String("The trained seed has a loss of")), qPrintable(result.out));
    const auto points = pointsOf(project);
    QCOMPARE(points.size(), 4);
    const auto number = [&](int row, const char* field) {
        return points[row].toObject().value(QLatin1String(field)).toDouble();
    };
    // a tenth of the loss over the seed's size, and 50 times the loss over it
    const auto loss = points[0].toObject().value(QLatin1String("validation")).toObject().value(QLatin1String("loss"));
    QVERIFY(loss.toDouble() > 0);
    QVERIFY(std::abs(number(2, "lambda") * 24871 / (0.1 * loss.toDouble()) - 1) < 0.1);
    QVERIFY(std::abs(number(3, "lambda") * 24871 / (50 * loss.toDouble()) - 1) < 0.1);

    // once more: the training is there already
    arguments[3] = QStringLiteral("auto:1");
    const auto again = cli(arguments);
    QVERIFY2(again.code == 0, qPrintable(again.err));
    QVERIFY(!again.out.contains(QLatin1String("has to be trained first")));

    const auto gaps = cli({QStringLiteral("suggest"), project, QStringLiteral("1"), QStringLiteral("--count"),
                           QStringLiteral("1")});
    QCOMPARE(gaps.code, 0);
    QVERIFY2(gaps.out.contains(QLatin1String("the front has a gap between")), qPrintable(gaps.out));
    const auto filled = cli({QStringLiteral("suggest"), project, QStringLiteral("1"), QStringLiteral("--count"),
                             QStringLiteral("1"), QStringLiteral("--run")});
    QVERIFY2(filled.code == 0, qPrintable(filled.err));
    const auto added = pointsOf(project); // of the search that was added
    QCOMPARE(added.size(), 3);            // with the references of the first
    const auto between = added[2].toObject().value(QLatin1String("lambda")).toDouble();
    QVERIFY(between > number(2, "lambda") && between < number(3, "lambda"));
}

void TestCli::testIsLogged()
{
    const auto result = cli({QStringLiteral("test"), m_whole, QStringLiteral("2")});
    QVERIFY2(result.code == 0, qPrintable(result.err));
    QVERIFY(result.out.contains(QLatin1String("logged in the project")));
    const auto session = ProjectSession::open(m_whole.toStdString());
    QCOMPARE(session->testResults().size(), std::size_t{1});
    QCOMPARE(session->testResults().front().quality.rows, std::int64_t{500});
}

void TestCli::csv()
{
    const auto result = cli({QStringLiteral("export-csv"), m_whole});
    QCOMPARE(result.code, 0);
    const auto lines = result.out.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 5);
    QVERIFY(lines.front().startsWith(QLatin1String("sweep,number,role,state")));
}

void TestCli::killedWorkerCostsOnePointUntilResumed()
{
    const auto project = fresh("killed");
    QProcess process;
    process.start(programPath(), shortSweep(project));
    // Kill the worker as soon as the first point has a checkpoint.
    const auto folder = project + QStringLiteral("/runs/1/2");
    const auto checkpoint = folder + QStringLiteral("/checkpoint.pt");
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(checkpoint), 60000);
    const auto holder = FileLock::holder((folder + QStringLiteral("/lock")).toStdString());
    QVERIFY(holder && holder->pid > 1);
    ::kill(static_cast<pid_t>(holder->pid), SIGKILL);
    QVERIFY(process.waitForFinished(120000));
    QCOMPARE(process.exitCode(), 3);
    QVERIFY(process.readAllStandardError().contains("pitlane-cli resume"));

    const auto resumed = cli({QStringLiteral("resume"), project});
    QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
    for (const auto* file : {"network.json", "weights.safetensors"}) // the same numbers as without the kill
        for (const auto* point : {"/runs/1/1/", "/runs/1/2/"}) {
            const auto name = QLatin1String(point) + QLatin1String(file);
            QVERIFY2(!contentOf(project + name).isEmpty() && contentOf(project + name) == contentOf(m_whole + name),
                     qPrintable(name));
        }
}

void TestCli::interruptLeavesPointsThatResume()
{
    const auto project = fresh("interrupted");
    QProcess process;
    process.start(programPath(), shortSweep(project));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(project + QStringLiteral("/runs/1/2/checkpoint.pt")), 60000);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(cli({QStringLiteral("resume"), project}).code, 0);
    const auto name = QStringLiteral("/runs/1/2/weights.safetensors");
    QVERIFY(contentOf(project + name) == contentOf(m_whole + name));
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
