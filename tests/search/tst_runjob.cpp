// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/runjob.h"

#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/data/guess.h"
#include "core/data/scaling.h"
#include "core/data/split.h"
#include "core/data/synthetic/syntheticecg.h"
#include "core/network/cost.h"
#include "core/network/seeds.h"
#include "core/network/weights.h"
#include "core/quant/integerexecutor.h"
#include "core/quant/quantise.h"
#include "core/search/learners.h"
#include "core/search/net.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>
#include <numbers>
#include <set>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

/// A small problem that runs in seconds: a two-block network on few synthetic beats.
SearchConfig smallConfig()
{
    SearchConfig config;
    config.seed = ecgtcn().seed;
    config.handTuned = ecgtcn().handTuned;
    config.data.generator.trainExamples = 100;
    config.data.generator.testExamples = 60;
    config.lambdas = {1e-4};
    config.warmup.epochs = 3;
    config.search = {.minEpochs = 4, .maxEpochs = 4, .minSteps = 0, .lrTheta = 5e-2};
    config.fineTune.epochs = 3;
    return config;
}

JobSpec jobFor(const SearchConfig& config, const QString& folder, JobKind kind, const std::string& runFolder)
{
    JobSpec job;
    job.kind = kind;
    job.point = {7};
    job.sweep = {1};
    job.number = 1;
    job.config = config;
    job.lambda = config.lambdas.front();
    job.projectFolder = folder.toStdString();
    job.runFolder = runFolder;
    job.warmupFolder = "warmups/a";
    return job;
}

/// Runs a job and collects what it tells.
struct Recorder
{
    std::vector<JobEvent> events;
    EventSink sink = [this](const JobEvent& event) { events.push_back(event); };

    template <class Event> [[nodiscard]] std::vector<Event> all() const
    {
        std::vector<Event> result;
        for (const auto& event : events)
            if (const auto* wanted = std::get_if<Event>(&event))
                result.push_back(*wanted);
        return result;
    }
};

std::vector<JobEvent> runAll(const JobSpec& job, const RunControl& control = {})
{
    Recorder recorder;
    runJob(job, recorder.sink, control);
    return recorder.events;
}

} // namespace

class TestRunJob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eventsAndFiles();
    void resumeEqualsUninterrupted_data();
    void resumeEqualsUninterrupted();
    void stopAfterEpochKeepsTheResult();
    void stoppedWarmupIsNotDone();
    void reference();
    void qualityInInt8();
    void refitTrainsOnAllRows();
    void testOpensTheTestPart();
    void onlyTheTestJobNeedsTheTestPart();
    void errors_data();
    void errors();
    void distillationMatchesTheFormula();
    void clippingBoundsTheJointNorm();

private:
    QTemporaryDir m_folder;
};

void TestRunJob::initTestCase()
{
    QVERIFY(m_folder.isValid());
    const auto job = jobFor(smallConfig(), m_folder.path(), JobKind::Warmup, "warmups/a");
    Recorder recorder;
    runJob(job, recorder.sink, {});
    const auto done = recorder.all<DoneEvent>();
    QCOMPARE(done.size(), std::size_t{1});
    const auto& point = done.front().points.front();
    QVERIFY(point.role == PointRole::Seed);
    QCOMPARE(point.parameters, std::int64_t{24871});
    QVERIFY(point.validation.has_value());
}

void TestRunJob::eventsAndFiles()
{
    const auto job = jobFor(smallConfig(), m_folder.path(), JobKind::Search, "runs/1/1");
    Recorder recorder;
    runJob(job, recorder.sink, {});
    const auto phases = recorder.all<PhaseEvent>();
    QCOMPARE(phases.size(), std::size_t{2});
    QVERIFY(phases[0].phase == Phase::Search && phases[1].phase == Phase::FineTune);
    const auto epochs = recorder.all<EpochEvent>();
    QCOMPARE(epochs.size(), std::size_t{7});
    QVERIFY(epochs.front().lambdaR > 0 && epochs.back().lambdaR == 0);
    QCOMPARE(epochs.front().validation.rows, std::int64_t{20});
    QCOMPARE(recorder.all<MasksEvent>().size(), std::size_t{5}); // before the first step and after each epoch
    const auto point = recorder.all<DoneEvent>().front().points.front();
    QVERIFY(point.status == PointStatus::Done);
    QVERIFY(point.parameters < 24871);
    const fs::path folder = fs::path(job.projectFolder) / job.runFolder;
    const auto network = networkFromJson(parseJson(readFile(folder / runfile::network), "stored"), "network.json");
    QCOMPARE(parameterCount(network), point.parameters);
    QCOMPARE(macCount(network), point.macs);
    const auto weights = loadWeights(folder / runfile::weights);
    QCOMPARE(weights.size(), weightShapes(network).size());
    const auto stored = parseJson(readFile(folder / runfile::result), "stored");
    QVERIFY(searchPointFromJson(stored.at(0), "result.json") == point);
}

void TestRunJob::resumeEqualsUninterrupted_data()
{
    QTest::addColumn<bool>("dropout");
    QTest::addColumn<int>("batch");
    // A batch of the job, counted over all its steps (3 a epoch of 80 rows), at which it is cancelled.
    for (const auto& [name, batch] : {std::pair{"in the first search epoch", 1},
                                      {"in the third search epoch", 7},
                                      {"at the end of the search", 12},
                                      {"in the fine-tune", 16}})
        QTest::newRow(name) << false << batch;
    QTest::newRow("with dropout") << true << 8;
}

void TestRunJob::resumeEqualsUninterrupted()
{
    QFETCH(bool, dropout);
    QFETCH(int, batch);
    auto config = smallConfig();
    config.dropout = dropout;
    const auto number = QString::number(batch) + (dropout ? QStringLiteral("d") : QString());
    const auto whole = jobFor(config, m_folder.path(), JobKind::Search, "runs/whole" + number.toStdString());
    const auto broken = jobFor(config, m_folder.path(), JobKind::Search, "runs/broken" + number.toStdString());
    runAll(whole);

    // Cancelled when the epoch before the wanted batch has been told; the token is read at the next batch.
    const int epochsBefore = (batch - 1) / 3;
    std::stop_source stop;
    int epochs = 0;
    if (epochsBefore == 0)
        stop.request_stop();
    QVERIFY_THROWS_EXCEPTION(Cancelled,
                             runJob(broken,
                                    [&](const JobEvent& event) {
                                        if (std::holds_alternative<EpochEvent>(event) && ++epochs == epochsBefore)
                                            stop.request_stop();
                                    },
                                    {.now = stop.get_token()}));
    const auto root = fs::path(broken.projectFolder);
    QVERIFY(!fs::exists(root / broken.runFolder / runfile::result));
    runAll(broken);
    for (const auto* file : {runfile::network, runfile::weights})
        QVERIFY2(readFile(root / whole.runFolder / file) == readFile(root / broken.runFolder / file), file);
}

void TestRunJob::stopAfterEpochKeepsTheResult()
{
    const auto job = jobFor(smallConfig(), m_folder.path(), JobKind::Search, "runs/early");
    std::stop_source stop;
    SearchPoint point;
    int epochs = 0;
    runJob(job,
           [&](const JobEvent& event) {
               if (std::holds_alternative<EpochEvent>(event) && ++epochs == 2)
                   stop.request_stop();
               if (const auto* done = std::get_if<DoneEvent>(&event))
                   point = done->points.front();
           },
           {.afterEpoch = stop.get_token()});
    QCOMPARE(epochs, 2);
    QVERIFY(point.status == PointStatus::Done && point.stoppedEarly);
    QVERIFY(fs::exists(fs::path(job.projectFolder) / job.runFolder / runfile::result));
}

void TestRunJob::stoppedWarmupIsNotDone()
{
    const auto job = jobFor(smallConfig(), m_folder.path(), JobKind::Warmup, "warmups/stopped");
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_THROWS_EXCEPTION(Cancelled, runAll(job, {.afterEpoch = stop.get_token()}));
    const auto folder = fs::path(job.projectFolder) / job.runFolder;
    QVERIFY(!fs::exists(folder / runfile::result));
    QVERIFY(fs::exists(folder / runfile::checkpoint));
    runAll(job);
    QVERIFY(readFile(folder / runfile::weights) ==
            readFile(fs::path(job.projectFolder) / "warmups/a" / runfile::weights));
}

void TestRunJob::reference()
{
    const auto job = jobFor(smallConfig(), m_folder.path(), JobKind::Reference, "runs/1/hand-tuned");
    Recorder recorder;
    runJob(job, recorder.sink, {});
    const auto point = recorder.all<DoneEvent>().front().points.front();
    QVERIFY(point.role == PointRole::HandTuned);
    QCOMPARE(point.parameters, std::int64_t{15191});
    QCOMPARE(recorder.all<EpochEvent>().size(), std::size_t{6});
}

/// The point's figure in int8 is that of its own weights, counted by hand here with the method that it names.
void TestRunJob::qualityInInt8()
{
    const auto folder = fs::path(m_folder.path().toStdString()) / "runs/1/1";
    const auto stored = parseJson(readFile(folder / runfile::result), "stored");
    const auto point = searchPointFromJson(stored.at(0), "result.json");
    QVERIFY(point.int8.has_value());
    QCOMPARE(point.int8->calibrationRows, std::int64_t{64});
    QCOMPARE(point.int8->quality.rows, point.validation->rows);

    const auto config = smallConfig();
    auto data = loadTrainPart(config.data, m_folder.path().toStdString());
    apply(fitScaler(config.data.pipeline.scaling, data), data);
    const auto split = drawSplit(data, config.data.pipeline.split, config.seedNumber);
    std::vector<std::int64_t> rows;
    for (std::size_t i = 0; i < 64; ++i)
        rows.push_back(split.train[i * split.train.size() / 64]);
    const auto calibration = subset(data, rows);
    const auto validation = subset(data, split.validation);
    const auto network = networkFromJson(parseJson(readFile(folder / runfile::network), "stored"), "network.json");
    const auto folded = fold(network, loadWeights(folder / runfile::weights));
    const auto statistics = collectStatistics(folded.network, folded.weights, calibration.values);
    bool found = false;
    using Kind = RangeMethod::Kind;
    for (const auto kind : {Kind::MinMax, Kind::Percentile, Kind::MeanSquaredError}) {
        const RangeMethod method{.kind = kind};
        if (nameOf(method) != point.int8->ranges)
            continue;
        found = true;
        const auto quantised = quantise(folded, rangesOf(statistics, method));
        const IntegerExecutor executor(quantised);
        int right = 0;
        for (std::size_t n = 0; n < split.validation.size(); ++n) {
            const auto size = static_cast<std::size_t>(network.input.C * network.input.T);
            const auto answer = executor.infer(std::span(validation.values).subspan(n * size, size));
            const auto best = std::ranges::max_element(answer) - answer.begin();
            right += best == validation.labels[n] ? 1 : 0;
        }
        QCOMPARE(point.int8->quality.score, right / static_cast<double>(split.validation.size()));
    }
    QVERIFY(found);
}

void TestRunJob::refitTrainsOnAllRows()
{
    const auto job = jobFor(smallConfig(), m_folder.path(), JobKind::Refit, "runs/1/1/refit");
    const auto source = fs::path(job.projectFolder) / "runs/1/1";
    const auto folder = fs::path(job.projectFolder) / job.runFolder;
    const auto before = readFile(source / runfile::weights);
    Recorder recorder;
    runJob(job, recorder.sink, {});
    const auto point = recorder.all<DoneEvent>().front().points.front();
    QVERIFY(!point.validation.has_value());
    QCOMPARE(recorder.all<EpochEvent>().size(), std::size_t{3});
    QVERIFY(readFile(folder / runfile::network) == readFile(source / runfile::network));
    QVERIFY(readFile(source / runfile::weights) == before);
    QVERIFY(readFile(folder / runfile::weights) != before);

    // Independent: the same steps written down here give the same weights.
    const auto& config = job.config;
    auto data = loadTrainPart(config.data, job.projectFolder);
    apply(fitScaler(config.data.pipeline.scaling, data), data);
    auto split = drawSplit(data, config.data.pipeline.split, config.seedNumber);
    split.train.insert(split.train.end(), split.validation.begin(), split.validation.end());
    QCOMPARE(split.train.size(), std::size_t{100});
    const auto rows = toTensors(subset(data, split.train));
    const auto found = networkFromJson(parseJson(readFile(source / runfile::network), "network"), "network");
    const auto net = makeNet(found, loadWeights(source / runfile::start), false);
    Teacher teacher{.share = config.fineTune.distillation,
                    .temperature = config.fineTune.temperature,
                    .net =
                        makeNet(config.seed,
                                loadWeights(fs::path(job.projectFolder) / job.warmupFolder / runfile::weights), false)};
    teacher.answer(rows);
    PlainLearner learner(*net, false, std::move(teacher), {.task = data.task});
    auto optimiser = makeOptimiser(learner, config.fineTune.lrStart, 0, 0);
    const auto parts = batches(rows.size(), config.batchSize);
    for (int epoch = 0; epoch < config.fineTune.epochs; ++epoch) {
        const auto order = epochOrder(rows.size(), config.seedNumber, "fine-tune order", epoch);
        for (std::size_t b = 0; b < parts.size(); ++b) {
            const auto progress =
                (epoch + static_cast<double>(b) / static_cast<double>(parts.size())) / config.fineTune.epochs;
            optimiser.groups().front().lr = config.fineTune.lrEnd + (config.fineTune.lrStart - config.fineTune.lrEnd) /
                                                                        2 * (1 + std::cos(std::numbers::pi * progress));
            (void)trainStep(learner, optimiser, rows, order.narrow(0, parts[b].first, parts[b].second),
                            config.gradientClip);
        }
    }
    QVERIFY(net->weights() == loadWeights(folder / runfile::weights));

    const auto test = jobFor(smallConfig(), m_folder.path(), JobKind::Test, "runs/1/1/refit");
    runAll(test);
    const auto result = testResultFromJson(parseJson(readFile(folder / runfile::test), "stored"), "test.json");
    QVERIFY(result.refit);
}

void TestRunJob::testOpensTheTestPart()
{
    const auto job = jobFor(smallConfig(), m_folder.path(), JobKind::Test, "runs/1/1");
    runAll(job);
    const auto path = fs::path(job.projectFolder) / job.runFolder / runfile::test;
    const auto result = testResultFromJson(parseJson(readFile(path), "stored"), "test.json");
    QCOMPARE(result.point.value, std::int64_t{7});
    QCOMPARE(result.quality.rows, std::int64_t{60});
    QVERIFY(result.quality.score > 0);
}

void TestRunJob::onlyTheTestJobNeedsTheTestPart()
{
    // A project of files whose test file has gone: everything but the test runs.
    QTemporaryDir folder;
    const auto data = syntheticEcg({.series = 60});
    const auto write = [&](const char* name) {
        const auto path = fs::path(folder.path().toStdString()) / name;
        std::ofstream out(path);
        for (std::int64_t n = 0; n < data.size(); ++n) {
            out << data.labels[static_cast<std::size_t>(n)] + 1;
            for (const auto value : data.series(n))
                out << '\t' << value + (name[1] == 'e' ? 0.25F : 0.0F);
            out << '\n';
        }
        return path;
    };
    const auto train = write("train.tsv");
    const auto test = write("test.tsv");
    auto config = smallConfig();
    config.data = sourceFromFiles(train, test, folder.path().toStdString());
    fs::remove(test);
    runAll(jobFor(config, folder.path(), JobKind::Warmup, "warmups/a"));
    runAll(jobFor(config, folder.path(), JobKind::Search, "runs/1/1"));
    QVERIFY_THROWS_EXCEPTION(Error, runAll(jobFor(config, folder.path(), JobKind::Test, "runs/1/1")));
}

void TestRunJob::errors_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("words");
    QTest::newRow("wrong number of classes") << QStringLiteral("classes") << QStringLiteral("3 x 1 outputs");
    QTest::newRow("wrong length") << QStringLiteral("length") << QStringLiteral("1 x 100 samples");
    QTest::newRow("loss not finite") << QStringLiteral("rate") << QStringLiteral("not finite in epoch");
    QTest::newRow("no warm-up") << QStringLiteral("warm-up") << QStringLiteral("weights.safetensors");
    QTest::newRow("damaged checkpoint") << QStringLiteral("checkpoint") << QStringLiteral("checkpoint.pt");
}

void TestRunJob::errors()
{
    QFETCH(QString, change);
    QFETCH(QString, words);
    auto job = jobFor(smallConfig(), m_folder.path(), JobKind::Search, "runs/" + change.toStdString());
    if (change == QLatin1String("classes"))
        job.config.seed = ecgtcn({1, 140}, 3).seed;
    else if (change == QLatin1String("length"))
        job.config.seed = ecgtcn({1, 100}, 5).seed;
    else if (change == QLatin1String("rate"))
        job.config.search.lrW = 1e30;
    else if (change == QLatin1String("warm-up"))
        job.warmupFolder = "warmups/none";
    else {
        const auto folder = fs::path(job.projectFolder) / job.runFolder;
        fs::create_directories(folder);
        writeFileAtomically(folder / runfile::checkpoint, "half a checkpoint");
    }
    try {
        runAll(job);
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY2(QString::fromUtf8(error.what()).contains(words), error.what());
    }
}

void TestRunJob::distillationMatchesTheFormula()
{
    GraphNet net(ecgtcn().seed, 1);
    torch::manual_seed(2);
    const auto x = torch::rand({6, 1, 140});
    const auto y = torch::tensor({0, 1, 2, 3, 4, 0}, torch::kInt64);
    const auto rows = torch::tensor({3, 0, 5, 1, 2, 4}, torch::kInt64);
    const auto teacher = torch::randn({6, 5});
    PlainLearner learner(net, false, Teacher{teacher, 0.5, 2});
    const auto losses = learner.losses({.x = x, .y = y, .steps = {}, .rows = rows});
    PlainLearner labels(net, false);
    const torch::NoGradGuard noGrad;
    const auto logits = net.forward(x, true);
    double divergence = 0; // 0.5 CE + 0.5 * 4 * KL(softmax(teacher / 2) || softmax(student / 2))
    for (std::int64_t n = 0; n < 6; ++n) {
        const auto p = torch::softmax(teacher[rows[n].item<std::int64_t>()] / 2, 0);
        const auto q = torch::softmax(logits[n] / 2, 0);
        for (std::int64_t c = 0; c < 5; ++c)
            divergence += p[c].item<double>() * std::log(p[c].item<double>() / q[c].item<double>()) / 6;
    }
    const auto expected = 0.5 * losses.task.item<double>() + 0.5 * 4 * divergence;
    QVERIFY(std::abs(losses.total.item<double>() - expected) < 1e-5);
}

void TestRunJob::clippingBoundsTheJointNorm()
{
    const auto seed = ecgtcn().seed;
    MaskedNet net(GraphNet(seed, 1), {}, Regulariser::Size);
    SearchLearner learner(net, 1.0, false); // a huge strength: theta's gradient dwarfs all
    auto optimiser = makeOptimiser(learner, 1e-3, 3e-2, 0);
    const TensorData data{torch::rand({8, 1, 140}), torch::zeros({8}, torch::kInt64)};
    trainStep(learner, optimiser, data, torch::arange(8, torch::kInt64), 1.0);
    double sum = 0; // after one step m is a tenth of the clipped gradient
    for (std::size_t i = 0; i < optimiser.state().size(); i += 2)
        sum += optimiser.state()[i].square().sum().item<double>();
    QVERIFY(std::abs(std::sqrt(sum) * 10 - 1) < 1e-3);
}

QTEST_GUILESS_MAIN(TestRunJob)
#include "tst_runjob.moc"
