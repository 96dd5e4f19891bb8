// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/cornerstop.h"

#include "core/base/files.h"
#include "core/network/seeds.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <fstream>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

/// Few synthetic beats: 3 steps an epoch.
SearchConfig smallConfig()
{
    SearchConfig config;
    config.seed = ecgtcn().seed;
    config.data.generator.trainExamples = 100;
    config.data.generator.testExamples = 60;
    config.lambdas = {1};
    config.warmup.epochs = 2;
    config.search = {.minEpochs = 200, .maxEpochs = 200, .minSteps = 0, .patience = 200, .lrTheta = 0.2};
    config.fineTune.epochs = 2;
    return config;
}

/// Runs a job as the worker does: events go to the run folder.
void run(const JobSpec& job, const RunControl& control = {}, const std::function<void(const JobEvent&)>& tell = {})
{
    const auto folder = fs::path(job.projectFolder) / job.runFolder;
    fs::create_directories(folder);
    std::ofstream log(folder / runfile::events, std::ios::app);
    const EventSink sink = [&](const JobEvent& event) {
        log << toJsonLine(event) << std::endl;
        if (tell)
            tell(event);
    };
    runJob(job, sink, control);
}

SearchPoint resultOf(const JobSpec& job)
{
    const auto path = fs::path(job.projectFolder) / job.runFolder / runfile::result;
    return searchPointFromJson(nlohmann::json::parse(readFile(path)).at(0), path.string());
}

} // namespace

class TestCornerStop : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        auto job = jobFor(smallConfig(), "warmups/a");
        job.kind = JobKind::Warmup;
        run(job);
    }

    void absurdStrengths_data()
    {
        QTest::addColumn<double>("lambda");
        QTest::addColumn<double>("lrTheta");
        QTest::addColumn<QString>("words");
        QTest::newRow("far too large") << 1e3 << 0.2 << QStringLiteral("outweighs the loss");
        // the published rate: in 420 steps Adam takes no mask below its threshold, whatever the loss says
        QTest::newRow("far too small") << 1e-12 << 1e-3 << QStringLiteral("The loss outweighs the cost term");
    }

    /// A real search whose masks do not move ends itself, one that closes all of them goes on to its fine-tune; killed at some epoch and resumed both give the same network and the same words; also when killed
    /// between the decision and the result.
    void absurdStrengths()
    {
        QFETCH(double, lambda);
        QFETCH(double, lrTheta);
        QFETCH(QString, words);
        auto config = smallConfig();
        config.search.lrTheta = lrTheta;
        auto job = jobFor(config, "runs/" + std::to_string(m_number++));
        job.lambda = lambda;
        run(job);
        const auto whole = resultOf(job);
        const bool ends = lambda < 1;
        QCOMPARE(whole.stoppedEarly, ends);
        QCOMPARE(whole.phase, ends ? Phase::Search : Phase::FineTune);
        const auto message = QString::fromStdString(whole.message);
        QVERIFY2(message.contains(words), qPrintable(message));
        if (ends) {
            QVERIFY2(whole.epoch < 150, qPrintable(QString::number(whole.epoch)));
            QVERIFY2(message.contains(QStringLiteral("ended after epoch %1.").arg(whole.epoch)), qPrintable(message));
        }
        const auto files = fs::path(job.projectFolder);

        for (const int kill : ends ? std::vector{1, whole.epoch - 2, whole.epoch - 1, whole.epoch} : std::vector{1, 4}) {
            auto broken = job;
            broken.runFolder = "runs/" + std::to_string(m_number++);
            bool killed = false;
            try {
                // Thrown by the listener, behind the epoch or, at the last one, where the reason is told.
                run(broken, {}, [&](const JobEvent& event) {
                    const auto* epoch = std::get_if<EpochEvent>(&event);
                    if ((epoch != nullptr && epoch->epoch == kill + 1) || std::holds_alternative<DoneEvent>(event))
                        throw Error("killed");
                });
            } catch (const Error&) {
                killed = true;
            }
            QVERIFY(killed);
            fs::remove(files / broken.runFolder / runfile::result);
            run(broken);
            const auto again = resultOf(broken);
            QCOMPARE(again.epoch, whole.epoch);
            QCOMPARE(again.message, whole.message);
            for (const auto* file : {runfile::network, runfile::weights})
                QVERIFY2(readFile(files / job.runFolder / file) == readFile(files / broken.runFolder / file), file);
        }
    }

    void switchedOffItRunsToItsEnd()
    {
        auto config = smallConfig();
        config.stopCorners = false;
        config.search.minEpochs = config.search.maxEpochs = 20;
        auto job = jobFor(config, "runs/patient");
        job.lambda = 1e3;
        run(job);
        const auto point = resultOf(job);
        QVERIFY(!point.stoppedEarly);
        QVERIFY(point.message.empty());
        QCOMPARE(point.phase, Phase::FineTune);
    }

    void usersStopStillWorks()
    {
        auto job = jobFor(smallConfig(), "runs/stopped");
        job.lambda = 1e-4;
        std::stop_source stop;
        run(job, {.afterEpoch = stop.get_token()}, [&](const JobEvent& event) {
            if (std::holds_alternative<EpochEvent>(event))
                stop.request_stop();
        });
        const auto point = resultOf(job);
        QVERIFY(point.stoppedEarly);
        QCOMPARE(point.epoch, 1);
        QVERIFY(point.message.empty());
    }

private:
    [[nodiscard]] JobSpec jobFor(const SearchConfig& config, const std::string& runFolder) const
    {
        JobSpec job;
        job.kind = JobKind::Search;
        job.point = {7};
        job.number = 1;
        job.config = config;
        job.lambda = config.lambdas.front();
        job.projectFolder = m_folder.path().toStdString();
        job.runFolder = runFolder;
        job.warmupFolder = "warmups/a";
        return job;
    }

    QTemporaryDir m_folder;
    int m_number = 0;
};

QTEST_GUILESS_MAIN(TestCornerStop)
#include "tst_cornerstop.moc"
