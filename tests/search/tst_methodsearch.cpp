// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/network/cost.h"
#include "core/network/seeds.h"
#include "core/search/runjob.h"

#include "tests/search/methodcases.h"

#include <QTemporaryDir>
#include <QTest>

using namespace pitlane;
using namespace pitlane::test;
namespace fs = std::filesystem;

Q_DECLARE_METATYPE(pitlane::SearchConfig)

/// Whole jobs with every method, on few synthetic heartbeats.
class TestMethodSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void resumeEqualsUninterrupted_data() { rows(); }
    void resumeEqualsUninterrupted();
    void sizeFallsWithLambda_data() { rows(); }
    void sizeFallsWithLambda();

private:
    static void rows()
    {
        QTest::addColumn<SearchConfig>("method");
        for (const auto& row : methodCases())
            QTest::newRow(row.name) << row.config;
    }

    /// `method` on the data; the warm-up is shared by all.
    [[nodiscard]] JobSpec job(SearchConfig config, const std::string& runFolder) const
    {
        config.seed = ecgtcn().seed;
        config.data.generator.trainExamples = 100;
        config.data.generator.testExamples = 20;
        config.warmup.epochs = 3;
        config.search = {.minEpochs = 4, .maxEpochs = 4, .minSteps = 0, .lrTheta = 0.1};
        config.fineTune.epochs = 1;
        JobSpec job;
        job.kind = JobKind::Search;
        job.config = std::move(config);
        job.lambda = 1e-4;
        job.projectFolder = m_folder.path().toStdString();
        job.runFolder = runFolder;
        job.warmupFolder = "warmups/a";
        return job;
    }

    QTemporaryDir m_folder;
};

void TestMethodSearch::initTestCase()
{
    QVERIFY(m_folder.isValid());
    auto warmup = job({}, "warmups/a");
    warmup.kind = JobKind::Warmup;
    runJob(warmup, [](const JobEvent&) {}, {});
}

/// Cancelled in every one of the four search epochs and in the fine-tune, the job ends with the same bytes.
void TestMethodSearch::resumeEqualsUninterrupted()
{
    QFETCH(SearchConfig, method);
    const std::string tag = QTest::currentDataTag();
    std::vector<MasksEvent> wholeMasks;
    const auto whole = job(method, "runs/whole " + tag);
    runJob(whole,
           [&](const JobEvent& event) {
               if (const auto* masks = std::get_if<MasksEvent>(&event))
                   wholeMasks.push_back(*masks);
           },
           {});
    QCOMPARE(wholeMasks.size(), std::size_t{5});

    const auto broken = job(method, "runs/broken " + tag);
    std::vector<MasksEvent> masksSeen;
    int cancelled = 0;
    for (bool done = false; !done;) {
        std::stop_source stop;
        int epochs = 0;
        try {
            runJob(broken,
                   [&](const JobEvent& event) {
                       if (std::holds_alternative<EpochEvent>(event) && ++epochs == 1)
                           stop.request_stop(); // read at the next batch, in the middle of what follows
                       if (const auto* masks = std::get_if<MasksEvent>(&event))
                           masksSeen.push_back(*masks);
                       done = done || std::holds_alternative<DoneEvent>(event);
                   },
                   {.now = stop.get_token()});
        } catch (const Cancelled&) {
            ++cancelled;
            QVERIFY(cancelled < 10);
        }
    }
    QCOMPARE(cancelled, 5); // after each search epoch, and after the fine-tune, before its quality in int8
    QVERIFY(masksSeen == wholeMasks);
    const auto root = fs::path(whole.projectFolder);
    for (const auto* file : {runfile::network, runfile::weights})
        QVERIFY2(readFile(root / whole.runFolder / file) == readFile(root / broken.runFolder / file), file);
}

void TestMethodSearch::sizeFallsWithLambda()
{
    QFETCH(SearchConfig, method);
    const std::string tag = QTest::currentDataTag();
    std::vector<std::int64_t> sizes;
    for (const auto lambda : {1e-7, 3e-5, 1e-2}) {
        auto search = job(method, "runs/size " + tag + " " + std::to_string(sizes.size()));
        search.lambda = lambda;
        search.config.search.minEpochs = search.config.search.maxEpochs = 20;
        SearchPoint point;
        double firstCost = 0;
        runJob(search,
               [&](const JobEvent& event) {
                   if (const auto* epoch = std::get_if<EpochEvent>(&event))
                       firstCost = firstCost > 0 ? firstCost : epoch->lambdaR;
                   if (const auto* done = std::get_if<DoneEvent>(&event))
                       point = done->points.front();
               },
               {});
        QVERIFY(point.status == PointStatus::Done && point.validation.has_value());
        QVERIFY(firstCost > 0);
        sizes.push_back(point.parameters);
    }
    const auto text = QStringLiteral("%1, %2, %3 parameters").arg(sizes[0]).arg(sizes[1]).arg(sizes[2]);
    qInfo("%s", qPrintable(text));
    QVERIFY2(sizes[0] >= sizes[1] && sizes[1] >= sizes[2], qPrintable(text));
    QVERIFY2(sizes[2] < 0.8 * static_cast<double>(sizes[0]), qPrintable(text));
}

QTEST_GUILESS_MAIN(TestMethodSearch)
#include "tst_methodsearch.moc"
