// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/network/seeds.h"
#include "core/network/weights.h"
#include "core/session/projectsession.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

struct Answer
{
    int code = -1;
    QString out;
    QString error;
};

Answer run(const QString& program, const QStringList& arguments, const QStringList& environment = {})
{
    QProcess process;
    process.setEnvironment(QProcess::systemEnvironment() + environment);
    process.start(program, arguments);
    if (!process.waitForFinished(180000))
        return {};
    return {.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            .out = QString::fromUtf8(process.readAllStandardOutput()),
            .error = QString::fromUtf8(process.readAllStandardError())};
}

Answer cli(const QStringList& arguments, const QStringList& environment = {})
{
    return run(QStringLiteral(PITLANE_BIN_DIR "/pitlane-cli"), arguments, environment);
}

/// Few series and epochs: a sweep in seconds.
SearchConfig quick(SearchConfig config)
{
    config.data.generator.trainExamples = 60;
    config.data.generator.testExamples = 10;
    config.lambdas = {1e-4, 1e38};
    config.warmup = {.epochs = 3, .patience = 3};
    config.search = {.minEpochs = 3, .maxEpochs = 3, .minSteps = 0, .lrTheta = 0.1};
    config.fineTune.epochs = 2;
    return config;
}

} // namespace

/// What can go wrong, with real workers: points fail with a sentence while the sweep goes on, and a finished point can
/// be made again.
class TestTrust : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void lossThatIsNotFiniteFailsItsPointAlone();
    void everyPointKnowsWhatItWasMadeWith();
    void rerunIsIdentical_data();
    void rerunIsIdentical();
    void rerunMakesItsWarmupWhereThatHasGone();
    void rerunTellsWhatDiffers();
    void rerunTellsOtherSurroundings();
    void rerunOfWhatIsNotDone();
    void refitIsRecordedAndTested();
    void outOfMemory_data();
    void outOfMemory();
    void sweepOutOfMemoryEnds();

private:
    [[nodiscard]] fs::path limitedWorker() const;
    [[nodiscard]] static PointId pointOf1(const ProjectSession& session)
    {
        for (const auto& point : session.points())
            if (point.number == 1)
                return point.id;
        return {};
    }

    QTemporaryDir m_folder;
    QString m_project;
};

void TestTrust::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_project = m_folder.filePath(QStringLiteral("study"));
    const auto session = ProjectSession::create(m_project.toStdString(), QStringLiteral("study"));
    session->setDraft({.config = quick(session->draft().config), .workers = 1});
}

/// With a strength of 1e38 the cost overflows at the first step.
void TestTrust::lossThatIsNotFiniteFailsItsPointAlone()
{
    const auto swept = cli({QStringLiteral("sweep"), m_project});
    QCOMPARE(swept.code, 3);
    QVERIFY2(swept.out.contains(QLatin1String("point 2 failed: The loss is not finite in epoch 1, batch 1 of the "
                                              "search. Lower the learning rates or look for extreme values in the "
                                              "data.")),
             qPrintable(swept.out));
    const auto session = ProjectSession::open(m_project.toStdString());
    for (const auto& point : session->points())
        QVERIFY(point.status == (point.number == 2 ? PointStatus::Failed : PointStatus::Done));
}

void TestTrust::everyPointKnowsWhatItWasMadeWith()
{
    const auto session = ProjectSession::open(m_project.toStdString());
    for (const auto& point : session->points()) {
        if (point.status != PointStatus::Done)
            continue;
        const auto list = parseJson(readFile(session->folder() / point.runFolder / runfile::result), "result");
        const auto stored = searchPointFromJson(list.at(0), "result");
        QVERIFY(stored.madeWith.has_value());
        QCOMPARE(stored.madeWith->program, std::string(PITLANE_VERSION));
        QVERIFY(stored.madeWith->torch.starts_with("LibTorch "));
        QVERIFY(!stored.madeWith->kernels.empty());
        QVERIFY(!stored.madeWith->instructions.empty() && stored.madeWith->instructions != "unknown");
        QCOMPARE(stored.madeWith->threads, 1);
    }
}

void TestTrust::rerunIsIdentical_data()
{
    QTest::addColumn<QString>("point");
    for (const auto* point : {"1", "seed", "hand-tuned"})
        QTest::newRow(point) << QString::fromUtf8(point);
}

void TestTrust::rerunIsIdentical()
{
    QFETCH(QString, point);
    const auto again = cli({QStringLiteral("rerun"), m_project, point, QStringLiteral("--json")});
    QVERIFY2(again.code == 0, qPrintable(again.out + again.error));
    const auto report = QJsonDocument::fromJson(again.out.toUtf8()).object();
    QVERIFY(report.value(QLatin1String("identical")).toBool());
    QVERIFY(report.contains(QLatin1String("largestWeightDifference")));
    QCOMPARE(report.value(QLatin1String("largestWeightDifference")).toDouble(), 0.0);
    QVERIFY(!report.contains(QLatin1String("sameWarmup")));
    QVERIFY(fs::is_empty(fs::path(m_project.toStdString()) / "cache/rerun"));
}

void TestTrust::rerunMakesItsWarmupWhereThatHasGone()
{
    const auto warmups = m_project + QStringLiteral("/warmups");
    const auto aside = m_project + QStringLiteral("/aside");
    QVERIFY(QFile::rename(warmups, aside));
    const auto again = cli({QStringLiteral("rerun"), m_project, QStringLiteral("1")});
    QVERIFY(QFile::rename(aside, warmups));
    QVERIFY2(again.code == 0, qPrintable(again.out + again.error));
    QVERIFY(again.out.startsWith(QLatin1String("Point 1 is identical: ")));

    const auto both = cli({QStringLiteral("rerun"), m_project, QStringLiteral("1"), QStringLiteral("--with-warmup")});
    QVERIFY2(both.code == 0, qPrintable(both.out + both.error));
    QVERIFY2(both.out.contains(QLatin1String("Its warm-up is identical, too.")), qPrintable(both.out));
}

void TestTrust::rerunTellsWhatDiffers()
{
    const auto file = fs::path(m_project.toStdString()) / "runs/1/1" / runfile::weights;
    const auto before = readFile(file);
    auto weights = loadWeights(file);
    const auto name = weights.begin()->first;
    weights.begin()->second.values.back() += 0.5F;
    saveWeights(weights, file);
    const auto again = cli({QStringLiteral("rerun"), m_project, QStringLiteral("1")});
    writeFileAtomically(file, before);
    QCOMPARE(again.code, 1);
    QVERIFY2(again.out.contains(QLatin1String("Point 1 is different.")), qPrintable(again.out));
    QVERIFY2(again.out.contains(QLatin1String("The weights: up to 0.5, in ") + QString::fromStdString(name)) ||
                 again.out.contains(QLatin1String("The weights: up to 0.49999")) ||
                 again.out.contains(QLatin1String("The weights: up to 0.50000")),
             qPrintable(again.out));
    QVERIFY(again.out.contains(QLatin1String("were the same both times")));
    QVERIFY(again.out.contains(QLatin1String("The second run is kept in cache/rerun/")));
}

/// The baseline kernels sum in another order than the widest ones.
void TestTrust::rerunTellsOtherSurroundings()
{
    const auto list = parseJson(readFile(fs::path(m_project.toStdString()) / "runs/1/1" / runfile::result), "result");
    const auto kernels = searchPointFromJson(list.at(0), "result").madeWith->kernels;
    if (kernels == "baseline")
        QSKIP("This processor has the baseline kernels alone.");
    const auto again =
        cli({QStringLiteral("rerun"), m_project, QStringLiteral("1")}, {QStringLiteral("PITLANE_KERNELS=baseline")});
    QVERIFY(again.code == 0 || again.code == 1);
    const auto sentence = "Instruction set of the fast path: first " + kernels + ", now baseline.";
    QVERIFY2(again.out.contains(QString::fromStdString(sentence)), qPrintable(again.out));
}

void TestTrust::refitIsRecordedAndTested()
{
    const auto none = cli({QStringLiteral("test"), m_project, QStringLiteral("1"), QStringLiteral("--refit")});
    QCOMPARE(none.code, 1);
    QVERIFY2(none.error.contains(QLatin1String("Point 1 has no refit. Refit it first.")), qPrintable(none.error));
    const auto reference = cli({QStringLiteral("refit"), m_project, QStringLiteral("seed")});
    QCOMPARE(reference.code, 1);
    const auto refit = cli({QStringLiteral("refit"), m_project, QStringLiteral("1")});
    QVERIFY2(refit.code == 0, qPrintable(refit.out + refit.error));
    const auto session = [&] { return ProjectSession::open(m_project.toStdString()); };
    const auto before = session()->trainedNetwork(pointOf1(*session()));
    QVERIFY(session()->hasRefit(pointOf1(*session())));
    const auto again = session()->refitNetwork(pointOf1(*session()));
    QVERIFY(again.network == before.network);
    QVERIFY(again.weights != before.weights);
    for (const auto& option : {QStringLiteral("--json"), QStringLiteral("--refit")}) {
        const auto opened = cli({QStringLiteral("test"), m_project, QStringLiteral("1"), option});
        QVERIFY2(opened.code == 0, qPrintable(opened.out + opened.error));
    }
    const auto results = session()->testResults();
    QCOMPARE(results.size(), std::size_t{2});
    QVERIFY(!results[0].refit && results[1].refit);
}

void TestTrust::rerunOfWhatIsNotDone()
{
    const auto again = cli({QStringLiteral("rerun"), m_project, QStringLiteral("2")});
    QCOMPARE(again.code, 1);
    QVERIFY2(again.error.contains(QLatin1String("Point 2 is not done yet, so it cannot be run again. Its state is: "
                                                "failed.")),
             qPrintable(again.error));
}

/// pitlane-worker with little address space: what LibTorch needs to start, and not much more.
fs::path TestTrust::limitedWorker() const
{
    auto path = fs::path(m_folder.path().toStdString()) / "limited-worker";
    writeFileAtomically(path, "#!/bin/sh\nulimit -v 1500000\nexec " PITLANE_BIN_DIR "/pitlane-worker \"$@\"\n");
    fs::permissions(path, fs::perms::owner_all);
    return path;
}

void TestTrust::outOfMemory_data()
{
    QTest::addColumn<bool>("operators");
    QTest::newRow("fast path") << false;
    QTest::newRow("LibTorch's operators") << true;
}

void TestTrust::outOfMemory()
{
    QFETCH(bool, operators);
    JobSpec job;
    job.kind = JobKind::Warmup;
    job.config = quick({});
    job.config.seed = ecgtcn().seed;
    job.config.operators = operators;
    job.config.data.generator.trainExamples = 20000;
    job.config.batchSize = 16000;
    job.projectFolder = m_folder.path().toStdString();
    job.runFolder = operators ? "memory/operators" : "memory/fast";
    const auto folder = fs::path(job.projectFolder) / job.runFolder;
    fs::create_directories(folder);
    writeFileAtomically(folder / runfile::job, toJson(job).dump());
    const auto ended = run(QString::fromStdString(limitedWorker().string()),
                           {QStringLiteral("--job"), QString::fromStdString((folder / runfile::job).string())});
    QVERIFY2(ended.out.contains(QLatin1String("The worker ran out of memory. Use fewer workers or a smaller batch "
                                              "size, then resume.")),
             qPrintable(ended.out.right(2000) + ended.error));
    QCOMPARE(ended.code, 3);
}

void TestTrust::sweepOutOfMemoryEnds()
{
    const auto project = m_folder.filePath(QStringLiteral("large"));
    {
        const auto session = ProjectSession::create(project.toStdString(), QStringLiteral("large"));
        auto config = quick(session->draft().config);
        config.data.generator.trainExamples = 20000;
        config.batchSize = 16000;
        session->setDraft({.config = config, .workers = 1});
    }
    const auto swept = cli({QStringLiteral("sweep"), project},
                           {QStringLiteral("PITLANE_WORKER=") + QString::fromStdString(limitedWorker().string())});
    QCOMPARE(swept.code, 1);
    QVERIFY2(swept.out.contains(QLatin1String("hand-tuned failed: The worker ran out of memory.")),
             qPrintable(swept.out)); // after the seed had failed for the same reason
    QVERIFY(swept.out.contains(QLatin1String("point 1 failed: The warm-up that it needs failed: The worker ran out of "
                                             "memory. Use fewer workers or a smaller batch size, then resume.")));
}

QTEST_GUILESS_MAIN(TestTrust)
#include "tst_trust.moc"
