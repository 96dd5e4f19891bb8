// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/network/cost.h"
#include "core/network/seeds.h"
#include "core/network/weights.h"
#include "core/search/runjob.h"
#include "core/search/snapshot.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

/// What a job told, its cancellings included.
struct Told
{
    std::vector<EpochEvent> epochs;
    std::vector<PhaseEvent> phases;
    std::vector<SearchPoint> points;
    int cancelled = 0;

    void take(const JobEvent& event)
    {
        if (const auto* epoch = std::get_if<EpochEvent>(&event))
            epochs.push_back(*epoch);
        if (const auto* phase = std::get_if<PhaseEvent>(&event))
            phases.push_back(*phase);
        if (const auto* done = std::get_if<DoneEvent>(&event))
            points = done->points;
    }

    [[nodiscard]] std::vector<EpochEvent> of(Phase phase) const
    {
        std::vector<EpochEvent> found;
        for (const auto& epoch : epochs)
            if (epoch.phase == phase)
                found.push_back(epoch);
        return found;
    }
};

} // namespace

/// "One search, many sizes" as whole jobs on few synthetic heartbeats.
class TestSnapshotSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void copiesInOrder();
    void twoBudgetsOfOneEpochGiveOneCopy();
    void noBudgetMetKeepsTheEnd();
    void smallestBudgetEndsTheSearch();
    void budgetsInMacs();
    void stopInTheSearch();
    void stopInAFineTune();
    void withoutFineTune();
    void resumeEqualsUninterrupted_data();
    void resumeEqualsUninterrupted();
    void eachCopyCanBeTested();

private:
    /// Ten search epochs in which the seed's 24871 parameters fall over several epochs, then two epochs for each copy.
    [[nodiscard]] JobSpec job(const std::string& runFolder, std::vector<double> budgets) const
    {
        JobSpec job;
        job.kind = JobKind::Search;
        job.point = {7};
        job.sweep = {1};
        job.number = 1;
        auto& config = job.config;
        config.seed = ecgtcn().seed;
        config.data.generator.trainExamples = 100;
        config.data.generator.testExamples = 20;
        config.warmup.epochs = 3;
        config.search = {.minEpochs = searchEpochs, .maxEpochs = searchEpochs, .minSteps = 0, .lrTheta = 5e-2};
        config.fineTune.epochs = tuneEpochs;
        config.budgets = std::move(budgets);
        job.lambda = 1e-4;
        job.projectFolder = m_folder.path().toStdString();
        job.runFolder = runFolder;
        job.warmupFolder = "warmups/a";
        return job;
    }

    [[nodiscard]] static Told run(const JobSpec& job, const RunControl& control = {})
    {
        Told told;
        runJob(
            job, [&](const JobEvent& event) { told.take(event); }, control);
        return told;
    }

    /// Cancelled after every single epoch, until it is done.
    [[nodiscard]] static Told runBroken(const JobSpec& job)
    {
        Told told;
        while (told.points.empty() && told.cancelled < 100) {
            std::stop_source stop;
            int epochs = 0;
            try {
                runJob(job,
                       [&](const JobEvent& event) {
                           told.take(event);
                           if (std::holds_alternative<EpochEvent>(event) && ++epochs == 1)
                               stop.request_stop(); // read at the next batch, in the middle of what follows
                       },
                       {.now = stop.get_token()});
            } catch (const Cancelled&) {
                ++told.cancelled;
            }
        }
        return told;
    }

    [[nodiscard]] static fs::path pathOf(const JobSpec& job) { return fs::path(job.projectFolder) / job.runFolder; }

    /// The first epoch, from 1, at whose end the network meets `budget`.
    [[nodiscard]] int epochOf(double budget) const
    {
        const auto first =
            std::ranges::find_if(m_sizes, [&](std::int64_t size) { return static_cast<double>(size) <= budget; });
        return static_cast<int>(first - m_sizes.begin()) + 1;
    }

    static constexpr int searchEpochs = 10;
    static constexpr int tuneEpochs = 2;
    QTemporaryDir m_folder;
    std::vector<std::int64_t> m_sizes; ///< parameters at the end of each epoch of a search without budgets
    std::vector<double> m_budgets;     ///< three of those sizes, falling
};

void TestSnapshotSearch::initTestCase()
{
    QVERIFY(m_folder.isValid());
    auto warmup = job("warmups/a", {});
    warmup.kind = JobKind::Warmup;
    (void)run(warmup);
    for (const auto& epoch : run(job("runs/classic", {})).of(Phase::Search))
        m_sizes.push_back(epoch.parameters);
    QCOMPARE(m_sizes.size(), static_cast<std::size_t>(searchEpochs));
    QString text;
    for (const auto size : m_sizes)
        text += QString::number(size) + QLatin1Char(' ');
    qInfo("parameters after each epoch: %s", qPrintable(text));
    // What the other tests take budgets from: sizes that the search reaches in epochs of their own.
    m_budgets = {static_cast<double>(m_sizes.front())};
    for (const auto size : m_sizes)
        if (static_cast<double>(size) < m_budgets.back())
            m_budgets.push_back(static_cast<double>(size));
    m_budgets.erase(m_budgets.begin());
    QVERIFY2(m_budgets.size() >= 3, qPrintable(text));
    m_budgets = {m_budgets.front(), m_budgets[m_budgets.size() / 2], m_budgets.back()};
    QVERIFY2(epochOf(m_budgets.front()) + 1 < searchEpochs, qPrintable(text));
}

/// Budgets at sizes that the search is known to have: each copy is the network of the first epoch that meets its
/// budget.
void TestSnapshotSearch::copiesInOrder()
{
    const auto& budgets = m_budgets;
    const auto whole = job("runs/1/1", budgets);
    const auto told = run(whole);
    QCOMPARE(told.points.size(), 3U);
    const auto stored = parseJson(readFile(pathOf(whole) / runfile::result), "stored");
    QCOMPARE(stored.size(), 3U);
    double seconds = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto& point = told.points[i];
        const auto epoch = epochOf(budgets[i]);
        QCOMPARE(point.snapshot->epoch, epoch);
        QCOMPARE(point.parameters, m_sizes[static_cast<std::size_t>(epoch) - 1]);
        QCOMPARE(point.snapshot->budget, budgets[i]);
        QCOMPARE(point.snapshot->copy, static_cast<int>(i) + 1);
        QVERIFY(point.role == PointRole::Found && point.status == PointStatus::Done && !point.stoppedEarly);
        QVERIFY(point.phase == Phase::FineTune && point.epoch == tuneEpochs && point.epochs == tuneEpochs);
        QVERIFY(point.validation && point.validation->rows == 20);
        QCOMPARE(point.lambda, whole.lambda);
        QVERIFY(searchPointFromJson(stored[i], "result.json") == point);
        const auto folder = fs::path(whole.projectFolder) / point.runFolder;
        const auto network = networkFromJson(parseJson(readFile(folder / runfile::network), "stored"), "network.json");
        QCOMPARE(parameterCount(network), point.parameters);
        QCOMPARE(macCount(network), point.macs);
        QCOMPARE(loadWeights(folder / runfile::weights).size(), weightShapes(network).size());
        seconds += point.seconds;
    }
    QCOMPARE(told.points[0].id, whole.point);
    QCOMPARE(told.points[0].runFolder, whole.runFolder);
    QCOMPARE(told.points[2].runFolder, std::string("runs/1/1/snapshots/3"));
    QVERIFY(!told.points[1].id.isValid());

    // The fine-tunes are told as one count, and each gave what was validated last.
    const auto tuned = told.of(Phase::FineTune);
    QCOMPARE(tuned.size(), 6U);
    for (std::size_t i = 0; i < tuned.size(); ++i) {
        QCOMPARE(tuned[i].epoch, static_cast<int>(i) + 1);
        QCOMPARE(tuned[i].epochs, 6);
        QCOMPARE(tuned[i].parameters, told.points[i / 2].parameters);
    }
    QVERIFY(tuned[3].validation == told.points[1].validation);
    double all = 0;
    for (const auto& epoch : told.epochs)
        all += epoch.seconds;
    QVERIFY(std::abs(seconds / all - 1) < 1e-9); // each its own fine-tune and a share of the search
}

void TestSnapshotSearch::twoBudgetsOfOneEpochGiveOneCopy()
{
    const auto low = m_budgets[1];
    const auto told = run(job("runs/two", {low + 0.75, low + 0.5, low + 0.25}));
    QCOMPARE(told.points.size(), 1U);
    QCOMPARE(told.points.front().snapshot->budget, low + 0.25); // the smallest that it meets
    QCOMPARE(static_cast<double>(told.points.front().parameters), low);
}

void TestSnapshotSearch::noBudgetMetKeepsTheEnd()
{
    const auto whole = job("runs/none", {1, 0.5});
    const auto told = run(whole);
    QCOMPARE(told.points.size(), 1U);
    const auto& point = told.points.front();
    QCOMPARE(point.parameters, m_sizes.back());
    QVERIFY((point.snapshot == SnapshotOrigin{.copy = 1, .epoch = searchEpochs, .budget = 0}));
    // It is the classic point: the same search, the same fine-tune.
    for (const auto* file : {runfile::network, runfile::weights})
        QVERIFY2(readFile(pathOf(whole) / file) == readFile(pathOf(job("runs/classic", {})) / file), file);
}

void TestSnapshotSearch::smallestBudgetEndsTheSearch()
{
    const auto told = run(job("runs/short", {m_budgets.front()}));
    QCOMPARE(told.of(Phase::Search).size(), static_cast<std::size_t>(told.points.front().snapshot->epoch));
    QCOMPARE(told.points.front().snapshot->epoch, epochOf(m_budgets.front()));
    QVERIFY(!told.points.front().stoppedEarly);
}

void TestSnapshotSearch::budgetsInMacs()
{
    auto counted = job("runs/ops", {1});
    counted.config.regulariser = Regulariser::Ops;
    counted.lambda = 3e-5;
    const auto epochs = run(counted).of(Phase::Search);
    const auto budget = static_cast<double>(epochs[6].macs);
    auto again = counted;
    again.runFolder = "runs/ops again";
    again.config.budgets = {budget};
    const auto told = run(again);
    QCOMPARE(told.points.size(), 1U);
    QVERIFY(static_cast<double>(told.points.front().macs) <= budget);
    QCOMPARE(told.points.front().snapshot->budget, budget);
}

/// Stopped in the search: the copies so far are kept as they are.
void TestSnapshotSearch::stopInTheSearch()
{
    const auto stopped = job("runs/stopped", {m_budgets.front(), 1});
    std::stop_source stop;
    Told told;
    runJob(stopped,
           [&](const JobEvent& event) {
               told.take(event);
               if (static_cast<int>(told.epochs.size()) == epochOf(m_budgets.front()) + 1)
                   stop.request_stop();
           },
           {.afterEpoch = stop.get_token()});
    QCOMPARE(told.points.size(), 1U);
    const auto& point = told.points.front();
    QVERIFY(point.stoppedEarly && point.phase == Phase::Search);
    QCOMPARE(point.epoch, point.snapshot->epoch);
    QVERIFY(told.of(Phase::FineTune).empty());
}

void TestSnapshotSearch::stopInAFineTune()
{
    std::stop_source stop;
    Told told;
    runJob(job("runs/stopped later", m_budgets),
           [&](const JobEvent& event) {
               told.take(event);
               if (told.of(Phase::FineTune).size() == 3)
                   stop.request_stop();
           },
           {.afterEpoch = stop.get_token()});
    QCOMPARE(told.points.size(), 3U);
    QVERIFY(!told.points[0].stoppedEarly && told.points[0].epoch == tuneEpochs);
    QVERIFY(told.points[1].stoppedEarly && told.points[1].epoch == 1);
    QVERIFY(told.points[2].stoppedEarly && told.points[2].phase == Phase::Search);
    QVERIFY(told.points[2].validation);
}

void TestSnapshotSearch::withoutFineTune()
{
    auto plain = job("runs/plain", {m_budgets.front(), m_budgets.back()});
    plain.config.fineTune.epochs = 0;
    const auto told = run(plain);
    QCOMPARE(told.points.size(), 2U);
    const auto epochs = told.of(Phase::Search);
    for (const auto& point : told.points) {
        QVERIFY(point.phase == Phase::Search && !point.stoppedEarly);
        // The copy answers as the masked network did at that epoch.
        const auto& then = epochs[static_cast<std::size_t>(point.snapshot->epoch) - 1].validation;
        QCOMPARE(point.validation->score, then.score);
        QVERIFY(std::abs(point.validation->loss - then.loss) < 1e-4);
    }
}

void TestSnapshotSearch::resumeEqualsUninterrupted_data()
{
    QTest::addColumn<bool>("best");
    QTest::addColumn<bool>("augmented");
    QTest::newRow("cosine, last epoch") << false << false;
    QTest::newRow("best epoch, from scratch") << true << false;
    QTest::newRow("varied rows") << false << true;
}

/// Cancelled after every epoch of the search and of all fine-tunes, the job ends with the same bytes for every copy.
void TestSnapshotSearch::resumeEqualsUninterrupted()
{
    QFETCH(bool, best);
    QFETCH(bool, augmented);
    const auto change = [&](JobSpec spec) {
        if (best) {
            spec.config.fineTune.patience = 1;
            spec.config.fineTune.epochs = 4;
            spec.config.fineTune.fromScratch = true;
        }
        if (augmented)
            spec.config.data.pipeline.augmentations = {{.kind = Augmentation::Kind::Jitter, .amount = 25}};
        return spec;
    };
    const std::string tag = QTest::currentDataTag();
    const auto whole = change(job("runs/whole " + tag, m_budgets));
    const auto broken = change(job("runs/broken " + tag, m_budgets));
    const auto expected = run(whole);
    QVERIFY(expected.points.size() >= 2U);
    const auto found = runBroken(broken);
    QCOMPARE(found.points.size(), expected.points.size());
    QVERIFY(found.cancelled >= static_cast<int>(expected.epochs.size()) - 1);
    QCOMPARE(found.epochs.size(), expected.epochs.size()); // no epoch twice
    for (std::size_t i = 0; i < expected.epochs.size(); ++i) {
        auto a = expected.epochs[i];
        auto b = found.epochs[i];
        a.seconds = b.seconds = 0;
        QVERIFY(a == b);
    }
    for (std::size_t i = 0; i < expected.points.size(); ++i) {
        auto a = expected.points[i];
        auto b = found.points[i];
        const auto folders = {fs::path(whole.projectFolder) / a.runFolder, fs::path(whole.projectFolder) / b.runFolder};
        for (const auto* file : {runfile::network, runfile::weights})
            QVERIFY2(readFile(*folders.begin() / file) == readFile(*(folders.begin() + 1) / file), file);
        a.seconds = b.seconds = 0;
        a.runFolder = b.runFolder = "";
        QVERIFY(a == b);
    }
}

void TestSnapshotSearch::eachCopyCanBeTested()
{
    auto test = job("runs/1/1/snapshots/2", {});
    test.kind = JobKind::Test;
    test.point = {8};
    (void)run(test);
    const auto result = testResultFromJson(parseJson(readFile(pathOf(test) / runfile::test), "stored"), "test.json");
    QCOMPARE(result.point.value, std::int64_t{8});
    QCOMPARE(result.quality.rows, std::int64_t{20});
}

QTEST_GUILESS_MAIN(TestSnapshotSearch)
#include "tst_snapshotsearch.moc"
