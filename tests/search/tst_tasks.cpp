// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/phases.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <random>

using namespace pitlane;
using torch::Tensor;

/// Small networks for regression and next-step prediction, trained on made-up data.
namespace {

/// Waves whose height is the answer: 60 + 40 height, in bpm.
Dataset waves(int count, unsigned seed)
{
    Dataset data{.name = "waves", .task = Task::Regression, .channels = 1, .length = 16};
    data.targetUnit = "bpm";
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> height(0, 1), noise(-0.05F, 0.05F);
    for (int n = 0; n < count; ++n) {
        const auto h = height(random);
        for (int t = 0; t < 16; ++t)
            data.values.push_back(h * std::sin(0.8F * static_cast<float>(t)) + noise(random));
        data.targets.push_back(60 + 40 * h);
    }
    return data;
}

/// Three keys that follow one another, from any of them on, in sequences of 4 to 15 steps.
Dataset scales(int count)
{
    Dataset data{.name = "scales", .task = Task::NextStep, .channels = 3};
    for (int n = 0; n < count; ++n) {
        const int length = 4 + (7 * n) % 12;
        data.lengths.push_back(length);
        data.length = std::max<std::int64_t>(data.length, length);
        for (int c = 0; c < 3; ++c)
            for (int t = 0; t < length; ++t)
                data.values.push_back((t + n) % 3 == c ? 1.0F : 0.0F);
    }
    return data;
}

NetworkSpec networkFor(Task task)
{
    if (task == Task::NextStep)
        return {.name = "next",
                .input = {3, 15},
                .nodes = {{.name = "conv0", .inputs = {"input"}, .op = Conv1d{.C_out = 8, .K = 3, .padding = {2, 0}}},
                          {.name = "relu", .inputs = {"conv0"}, .op = Relu{}},
                          {.name = "fc", .inputs = {"relu"}, .op = Linear{.C_out = 3}}}};
    return {.name = "regressor",
            .input = {1, 16},
            .nodes = {{.name = "conv0", .inputs = {"input"}, .op = Conv1d{.C_out = 4, .K = 5, .padding = {4, 0}}},
                      {.name = "relu", .inputs = {"conv0"}, .op = Relu{}},
                      {.name = "flatten", .inputs = {"relu"}, .op = Flatten{}},
                      {.name = "fc", .inputs = {"flatten"}, .op = Linear{.C_out = 1}}}};
}

Dataset dataFor(Task task, bool validation)
{
    return task == Task::NextStep ? scales(validation ? 20 : 60) : waves(validation ? 40 : 120, validation ? 2 : 1);
}

Objective objectiveFor(Task task)
{
    return {.task = task, .measure = measuresFor(task).front(), .unit = task == Task::Regression ? "bpm" : ""};
}

/// What the best constant answer scores: the mean; for each key, how often it is on.
double trivialScore(const Dataset& train, const Dataset& validation)
{
    double sum = 0;
    if (train.task == Task::Regression) {
        double mean = 0;
        for (const auto target : train.targets)
            mean += static_cast<double>(target) / static_cast<double>(train.targets.size());
        for (const auto target : validation.targets)
            sum += std::abs(static_cast<double>(target) - mean) / static_cast<double>(validation.targets.size());
        return sum;
    }
    for (int c = 0; c < 3; ++c) // each key is on in a third of the steps
        sum += -(std::log(1.0 / 3) + 2 * std::log(2.0 / 3)) / 3;
    return sum;
}

/// Everything that one phase needs.
struct Trial
{
    explicit Trial(Task task, const QString& folder, int epochs)
        : objective(objectiveFor(task)), train(toTensors(dataFor(task, false))),
          validation(toTensors(dataFor(task, true)))
    {
        job.config.seed = networkFor(task);
        job.config.batchSize = 8;
        job.projectFolder = folder.toStdString();
        job.runFolder = "run";
        std::filesystem::create_directories(std::filesystem::path(job.projectFolder) / job.runFolder);
        plan = {.phase = Phase::Warmup,
                .purpose = "test",
                .maxEpochs = epochs,
                .keepBest = true,
                .lrStart = 2e-2,
                .lrEnd = 1e-3,
                .lrTheta = 2e-2};
    }

    Quality run(Learner& learner, const RunControl& control = {}, PhaseRunner::Refresh refresh = {})
    {
        PhaseRunner runner(
            job, train, validation, objective,
            [this](const JobEvent& event) {
                if (const auto* epoch = std::get_if<EpochEvent>(&event))
                    epochs.push_back(*epoch);
            },
            control, std::move(refresh));
        complete = runner.run(plan, learner);
        return runner.validate(learner);
    }

    JobSpec job;
    Objective objective;
    TensorData train, validation;
    PhasePlan plan;
    std::vector<EpochEvent> epochs;
    bool complete = false;
};

bool same(const std::vector<Tensor>& a, const std::vector<Tensor>& b)
{
    return std::ranges::equal(a, b, [](const Tensor& x, const Tensor& y) { return torch::equal(x, y); });
}

} // namespace

class TestTasks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tasks()
    {
        QTest::addColumn<int>("task");
        QTest::newRow("regression") << static_cast<int>(Task::Regression);
        QTest::newRow("next step") << static_cast<int>(Task::NextStep);
    }

    void learns_data() { tasks(); }
    void learns()
    {
        QFETCH(int, task);
        QTemporaryDir folder;
        Trial trial(static_cast<Task>(task), folder.path(), 12);
        GraphNet net(trial.job.config.seed, 3);
        startAtMean(net, trial.train);
        PlainLearner learner(net, false, std::nullopt, trial.objective);
        const auto quality = trial.run(learner);
        const auto trivial = trivialScore(dataFor(trial.objective.task, false), dataFor(trial.objective.task, true));
        QVERIFY2(quality.score < 0.5 * trivial,
                 qPrintable(QStringLiteral("%1, trivial %2").arg(quality.score).arg(trivial)));
        QVERIFY(quality.measure == trial.objective.measure && quality.unit == trial.objective.unit);
        QCOMPARE(trial.epochs.size(), std::size_t{12});
        QVERIFY(trial.epochs.back().trainLoss < trial.epochs.front().trainLoss);
    }

    void searchLearns_data() { tasks(); }
    void searchLearns()
    {
        QFETCH(int, task);
        QTemporaryDir folder;
        Trial trial(static_cast<Task>(task), folder.path(), 12);
        trial.plan.phase = Phase::Search;
        trial.plan.keepBest = false;
        GraphNet seed(trial.job.config.seed, 3);
        startAtMean(seed, trial.train);
        MaskedNet net(std::move(seed), {}, Regulariser::Size);
        SearchLearner learner(net, 1e-4, false, trial.objective);
        const auto quality = trial.run(learner);
        const auto trivial = trivialScore(dataFor(trial.objective.task, false), dataFor(trial.objective.task, true));
        QVERIFY2(quality.score < 0.7 * trivial,
                 qPrintable(QStringLiteral("%1, trivial %2").arg(quality.score).arg(trivial)));
        QVERIFY(trial.epochs.front().lambdaR > 0);
        // The extracted network says the same, in the target's unit, with nothing beside it.
        GraphNet small(net.extractedSpec(), net.extractedWeights());
        PlainLearner plain(small, false);
        const auto extracted = evaluate(plain, trial.validation, trial.objective);
        QVERIFY(std::abs(extracted.score - quality.score) < 1e-4 * quality.score);
    }

    void regressorStartsAtTheMean()
    {
        QTemporaryDir folder;
        Trial trial(Task::Regression, folder.path(), 1);
        GraphNet net(trial.job.config.seed, 3);
        startAtMean(net, trial.train);
        PlainLearner learner(net, false, std::nullopt, trial.objective);
        const auto trivial = trivialScore(dataFor(Task::Regression, false), dataFor(Task::Regression, true));
        QVERIFY(std::abs(evaluate(learner, trial.validation, trial.objective).score - trivial) < 1);
    }

    void resumeEqualsUninterrupted_data() { tasks(); }
    void resumeEqualsUninterrupted()
    {
        QFETCH(int, task);
        const auto changing = [](const TensorData& original) {
            return [x = original.x.clone()](int epoch, TensorData& train) { // other rows in every epoch
                train.x = x * (1 - 0.02 * epoch);
            };
        };
        QTemporaryDir wholeFolder, brokenFolder;
        Trial whole(static_cast<Task>(task), wholeFolder.path(), 6);
        GraphNet wholeNet(whole.job.config.seed, 3);
        PlainLearner wholeLearner(wholeNet, false, std::nullopt, whole.objective);
        const auto expected = whole.run(wholeLearner, {}, changing(whole.train));

        std::stop_source stop;
        {
            Trial broken(static_cast<Task>(task), brokenFolder.path(), 6);
            GraphNet net(broken.job.config.seed, 3);
            PlainLearner learner(net, false, std::nullopt, broken.objective);
            stop.request_stop();
            (void)broken.run(learner, {.afterEpoch = stop.get_token()}, changing(broken.train));
            QVERIFY(!broken.complete);
            QCOMPARE(broken.epochs.size(), std::size_t{1});
        }
        Trial resumed(static_cast<Task>(task), brokenFolder.path(), 6);
        GraphNet net(resumed.job.config.seed, 99); // its weights come from the checkpoint
        PlainLearner learner(net, false, std::nullopt, resumed.objective);
        const auto quality = resumed.run(learner, {}, changing(resumed.train));
        QCOMPARE(resumed.epochs.size(), std::size_t{5});
        QVERIFY(quality == expected);
        QVERIFY(same(net.parameters(), wholeNet.parameters()));
    }

    void changedRowsAreSeen_data() { tasks(); }
    void changedRowsAreSeen()
    {
        QFETCH(int, task);
        std::vector<double> losses;
        for (const double factor : {1.0, 0.5}) {
            QTemporaryDir folder;
            Trial trial(static_cast<Task>(task), folder.path(), 1);
            GraphNet net(trial.job.config.seed, 3);
            PlainLearner learner(net, false, std::nullopt, trial.objective);
            std::vector<int> epochs;
            (void)trial.run(learner, {}, [&](int epoch, TensorData& train) {
                epochs.push_back(epoch);
                train.x = train.x * factor;
            });
            QCOMPARE(epochs, std::vector<int>{1});
            losses.push_back(trial.epochs.front().trainLoss);
        }
        QVERIFY(losses[0] != losses[1]);
    }

    void rowsMayNotChangeTheirNumber()
    {
        QTemporaryDir folder;
        Trial trial(Task::Regression, folder.path(), 1);
        GraphNet net(trial.job.config.seed, 3);
        PlainLearner learner(net, false, std::nullopt, trial.objective);
        QVERIFY_THROWS_EXCEPTION(
            Error, trial.run(learner, {}, [](int, TensorData& train) { train.y = train.y.narrow(0, 0, 5); }));
    }

    /// A student that equals its teacher has nothing to learn from it; the teacher answers anew for changed rows.
    void teacherAnswersForItsRows_data() { tasks(); }
    void teacherAnswersForItsRows()
    {
        QFETCH(int, task);
        QTemporaryDir folder;
        Trial trial(static_cast<Task>(task), folder.path(), 1);
        GraphNet net(trial.job.config.seed, 3);
        Teacher teacher{.share = 1, .net = std::make_shared<GraphNet>(trial.job.config.seed, 3)};
        teacher.answer(trial.train);
        PlainLearner learner(net, false, teacher, trial.objective);
        const auto batch = [&] { return trial.train.batch(torch::tensor({7, 0, 30, 2}, torch::kInt64)); };
        const auto distance = [&] { return std::abs(learner.losses(batch()).total.item<double>()); };
        QVERIFY(distance() < 1e-6);
        QVERIFY(learner.losses(batch()).task.item<double>() > 1e-3);
        trial.train.x = trial.train.x * 0.5;
        QVERIFY(distance() > 1e-6);
        learner.takeRows(trial.train);
        QVERIFY(distance() < 1e-6);
    }
};

QTEST_GUILESS_MAIN(TestTasks)
#include "tst_tasks.moc"
