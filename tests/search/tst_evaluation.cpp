// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/evaluation.h"
#include "core/search/fits.h"

#include <QTest>

#include <cmath>

using namespace pitlane;
using torch::Tensor;

namespace {

/// Logits of a network that answers with 80 %, 10 % and 10 %.
TensorData classified(const std::vector<std::int64_t>& labels, const std::vector<std::int64_t>& answers)
{
    TensorData data;
    data.y = torch::tensor(labels, torch::kInt64);
    data.x = torch::full({data.size(), 1, 3}, std::log(0.1));
    for (std::size_t i = 0; i < answers.size(); ++i)
        data.x[static_cast<std::int64_t>(i)][0][answers[i]] = std::log(0.8);
    return data;
}

Tensor asItIs(const Tensor& x)
{
    return x.squeeze(1);
}

bool near(double a, double b)
{
    return std::abs(a - b) < 1e-6 * std::max(1.0, std::abs(b));
}

/// Rolls of `channels` keys and unequal lengths; values repeat in no simple pattern.
Dataset rolls(const std::vector<std::int64_t>& lengths, std::int64_t channels)
{
    Dataset data{.name = "rolls", .task = Task::NextStep, .channels = channels};
    data.lengths = lengths;
    for (const auto length : lengths)
        for (std::int64_t i = 0; i < channels * length; ++i)
            data.values.push_back((i * i + length) % 3 == 0 ? 1.0F : 0.0F);
    data.length = *std::ranges::max_element(lengths);
    return data;
}

double nats(double logit, double target)
{
    const auto p = 1 / (1 + std::exp(-logit));
    return -target * std::log(p) - (1 - target) * std::log(1 - p);
}

} // namespace

class TestEvaluation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// Class 0: 3 of 4 right; class 1: 1 of 2; class 2: 1 of 1. Answered: 3, 2 and 2 times.
    void classesByHand_data()
    {
        QTest::addColumn<int>("measure");
        QTest::addColumn<double>("score");
        QTest::newRow("accuracy") << static_cast<int>(QualityMeasure::Accuracy) << 5.0 / 7;
        QTest::newRow("balanced") << static_cast<int>(QualityMeasure::BalancedAccuracy) << (0.75 + 0.5 + 1) / 3;
        QTest::newRow("macro F1") << static_cast<int>(QualityMeasure::MacroF1) << (6.0 / 7 + 2.0 / 4 + 2.0 / 3) / 3;
    }

    void classesByHand()
    {
        QFETCH(int, measure);
        QFETCH(double, score);
        const auto data = classified({0, 0, 0, 0, 1, 1, 2}, {0, 0, 0, 1, 1, 2, 2});
        Objective objective{.measure = static_cast<QualityMeasure>(measure)};
        const auto found = evaluate(asItIs, data, objective);
        QVERIFY2(near(found.score, score), std::to_string(found.score).c_str());
        QCOMPARE(found.rows, std::int64_t{7});
        QVERIFY(found.measure == objective.measure);
        const double right = -std::log(0.8), wrong = -std::log(0.1);
        QVERIFY(near(found.loss, (5 * right + 2 * wrong) / 7));
        objective.classWeights = torch::tensor({1.0F, 2.0F, 4.0F});
        const auto weighted = evaluate(asItIs, data, objective);
        QVERIFY(near(weighted.score, score));
        QVERIFY(near(weighted.loss, (3 * right + wrong + 2 * right + 2 * wrong + 4 * right) / (4 + 4 + 4)));
    }

    void classesThatDoNotOccur()
    {
        // Class 1 never occurs, class 2 neither occurs nor is answered.
        const auto data = classified({0, 0, 0, 0}, {0, 0, 0, 1});
        const auto score = [&](QualityMeasure measure) { return evaluate(asItIs, data, {.measure = measure}).score; };
        QVERIFY(near(score(QualityMeasure::BalancedAccuracy), 0.75));
        QVERIFY(near(score(QualityMeasure::MacroF1), (6.0 / 7 + 0) / 2));
    }

    void blocksAddUp()
    {
        std::vector<std::int64_t> labels, answers;
        int right = 0;
        for (std::int64_t i = 0; i < 1300; ++i) {
            labels.push_back(i % 3);
            answers.push_back(i % 7 % 3);
            right += i % 3 == i % 7 % 3 ? 1 : 0;
        }
        int calls = 0;
        const auto found = evaluate(
            [&](const Tensor& x) {
                ++calls;
                return asItIs(x);
            },
            classified(labels, answers), {});
        QCOMPARE(calls, 3);
        QVERIFY(near(found.score, right / 1300.0));
        QVERIFY(near(found.loss, (right * -std::log(0.8) + (1300 - right) * -std::log(0.1)) / 1300));
    }

    void errorsByHand()
    {
        TensorData data{.x = torch::tensor({60.0F, 72.5F, 80.0F}).view({3, 1, 1}),
                        .y = torch::tensor({61.0F, 70.0F, 80.5F}),
                        .task = Task::Regression};
        const Objective objective{.task = Task::Regression, .measure = QualityMeasure::Mae, .unit = "bpm"};
        const auto found = evaluate(asItIs, data, objective);
        QVERIFY(near(found.score, (1 + 2.5 + 0.5) / 3));
        const auto logcosh = [](double d) { return std::log(std::cosh(d)); };
        QVERIFY(near(found.loss, (logcosh(1) + logcosh(2.5) + logcosh(0.5)) / 3));
        QCOMPARE(found.unit, std::string("bpm"));
        const auto far = logCosh(torch::tensor({1e4F, -1e4F, 0.0F}));
        QVERIFY(near(far[0].item<double>(), 1e4 - std::log(2.0)) && near(far[1].item<double>(), 1e4 - std::log(2.0)));
        QCOMPARE(far[2].item<double>(), 0.0);
    }

    void stepsByHand()
    {
        // The network's logits are 2 x - 1; more steps than one block holds.
        const auto rollData = rolls({9000, 3, 8000, 2}, 2);
        const auto data = toTensors(rollData);
        double sum = 0;
        std::int64_t steps = 0;
        for (std::int64_t n = 0; n < rollData.size(); ++n)
            for (std::int64_t t = 0; t + 1 < rollData.lengthOf(n); ++t, ++steps)
                for (std::int64_t c = 0; c < 2; ++c) {
                    const auto keys = rollData.series(n, c);
                    const auto at = static_cast<std::size_t>(t);
                    sum += nats(2 * static_cast<double>(keys[at]) - 1, static_cast<double>(keys[at + 1]));
                }
        int calls = 0;
        const auto found = evaluate(
            [&](const Tensor& x) {
                ++calls;
                return 2 * x - 1;
            },
            data, {.task = Task::NextStep, .measure = QualityMeasure::Nll});
        QVERIFY(calls > 1);
        QVERIFY2(near(found.score, sum / static_cast<double>(steps)), std::to_string(found.score).c_str());
        QCOMPARE(found.score, found.loss);
        QCOMPARE(found.rows, std::int64_t{4});
    }

    void measureMustSuitTheTask()
    {
        const auto data = classified({0}, {0});
        QVERIFY_THROWS_EXCEPTION(Error, (void)evaluate(asItIs, data, {.measure = QualityMeasure::Mae}));
    }

    void batchOfSequences()
    {
        const auto rollData = rolls({4, 2, 6}, 3);
        const auto data = toTensors(rollData);
        const auto batch = data.batch(torch::tensor({2, 1}, torch::kInt64));
        QCOMPARE(batch.x.sizes().vec(), (std::vector<std::int64_t>{2, 3, 5}));
        QCOMPARE(batch.y.sizes().vec(), batch.x.sizes().vec());
        QCOMPARE(batch.steps.sum(1).to(torch::kInt64)[0].item<std::int64_t>(), std::int64_t{5});
        QCOMPARE(batch.steps.sum(1).to(torch::kInt64)[1].item<std::int64_t>(), std::int64_t{1});
        for (std::int64_t i = 0; i < 2; ++i) {
            const std::int64_t n = i == 0 ? 2 : 1;
            for (std::int64_t c = 0; c < 3; ++c)
                for (std::int64_t t = 0; t < 5; ++t) {
                    const bool real = t + 1 < rollData.lengthOf(n);
                    const auto at = static_cast<std::size_t>(t);
                    QCOMPARE(batch.x[i][c][t].item<float>(), real ? rollData.series(n, c)[at] : 0.0F);
                    QCOMPARE(batch.y[i][c][t].item<float>(), real ? rollData.series(n, c)[at + 1] : 0.0F);
                }
        }
    }

    void dataThatCannotBeUsed()
    {
        const auto words = [](const Dataset& data) {
            try {
                (void)toTensors(data);
            } catch (const DatasetError& error) {
                return std::string(error.what());
            }
            return std::string("no error");
        };
        auto short1 = rolls({4, 1}, 2);
        QVERIFY2(words(short1).find("sequence 2 has 1 step") != std::string::npos, words(short1).c_str());
        auto scaled = rolls({4, 3}, 2);
        scaled.values[8 + 4] = 1.5F; // second sequence, second channel, second step
        QVERIFY2(words(scaled).find("series 2, sample 2 is 1.5") != std::string::npos, words(scaled).c_str());
        Dataset numbers{.name = "n", .task = Task::Regression, .channels = 1, .length = 2};
        numbers.values = {1, 2, 3, 4};
        numbers.targets = {1, std::nanf("")};
        QVERIFY2(words(numbers).find("target of series 2") != std::string::npos, words(numbers).c_str());
    }

    void distillationOfNumbers()
    {
        const Objective objective{.task = Task::Regression, .measure = QualityMeasure::Mae};
        const Batch batch{.x = {}, .y = torch::tensor({1.0F, 2.0F}), .steps = {}, .rows = {}};
        const auto student = torch::tensor({3.0F, 5.0F}).view({2, 1}),
                   teacher = torch::tensor({2.0F, 5.5F}).view({2, 1});
        const auto found = distillationLoss(objective, student, teacher, batch, 2).item<double>();
        QVERIFY(near(found, (std::log(std::cosh(1.0)) + std::log(std::cosh(0.5))) / 2));
    }

    void distillationOfSteps()
    {
        const Objective objective{.task = Task::NextStep, .measure = QualityMeasure::Nll};
        const auto batch = toTensors(rolls({4, 2}, 2)).block(0, 2);
        torch::manual_seed(1);
        const auto student = torch::randn({2, 2, 3}), teacher = torch::randn({2, 2, 3});
        double sum = 0; // t^2 KL over the 3 + 1 real steps
        for (std::int64_t n = 0; n < 2; ++n)
            for (std::int64_t t = 0; t < (n == 0 ? 3 : 1); ++t)
                for (std::int64_t c = 0; c < 2; ++c) {
                    const auto p = 1 / (1 + std::exp(-teacher[n][c][t].item<double>() / 2));
                    const auto q = 1 / (1 + std::exp(-student[n][c][t].item<double>() / 2));
                    sum += 4 * (p * std::log(p / q) + (1 - p) * std::log((1 - p) / (1 - q)));
                }
        const auto found = distillationLoss(objective, student, teacher, batch, 2).item<double>();
        QVERIFY2(near(found, sum / 4), std::to_string(found).c_str());
        QVERIFY(std::abs(distillationLoss(objective, student, student, batch, 2).item<double>()) < 1e-6);
    }

    void fits_data()
    {
        QTest::addColumn<QString>("last");
        QTest::addColumn<int>("task");
        QTest::addColumn<QString>("words"); // empty: fits
        const auto row = [](const char* name, const char* last, Task task, const char* words) {
            QTest::newRow(name) << QString::fromUtf8(last) << static_cast<int>(task) << QString::fromUtf8(words);
        };
        row("causal", "causal", Task::NextStep, "");
        row("looks ahead", "centred", Task::NextStep, "sees 1 steps ahead");
        row("strided", "strided", Task::NextStep, "outputs for 2 x 8 inputs");
        row("one answer for all steps", "flat1", Task::NextStep, "needs 2 for each step");
        row("batch-norm", "norm", Task::NextStep, "kind batch_norm");
        row("sigmoid", "sigmoid", Task::NextStep, "the loss applies the sigmoid");
        row("a number", "flat1", Task::Regression, "");
        row("two numbers", "flat2", Task::Regression, "needs one number");
        row("a number a step", "causal", Task::Regression, "2 x 8 outputs");
        row("two classes", "flat2", Task::Classification, "");
        row("one class", "flat1", Task::Classification, "has 2 classes");
    }

    void fits()
    {
        QFETCH(QString, last);
        QFETCH(int, task);
        QFETCH(QString, words);
        NetworkSpec network{.name = "small", .input = {2, 8}};
        const auto add = [&](const char* name, Op op) {
            const auto input = network.nodes.empty() ? std::string(NetworkSpec::inputName) : network.nodes.back().name;
            network.nodes.push_back({.name = name, .inputs = {input}, .op = std::move(op)});
        };
        const bool centred = last == QLatin1String("centred"), strided = last == QLatin1String("strided");
        add("conv",
            Conv1d{.C_out = 2, .K = 3, .s = strided ? 2 : 1, .padding = centred ? Padding{1, 1} : Padding{2, 0}});
        if (last == QLatin1String("norm"))
            add("norm", BatchNorm{});
        if (last == QLatin1String("sigmoid"))
            add("sigmoid", Sigmoid{});
        if (last.startsWith(QLatin1String("flat"))) {
            add("flatten", Flatten{});
            add("fc", Linear{.C_out = last == QLatin1String("flat1") ? 1 : 2});
        }
        Dataset data{.name = "d", .task = static_cast<Task>(task), .channels = 2, .length = 8};
        data.classNames = {"a", "b"};
        try {
            requireFits(network, data);
            QVERIFY2(words.isEmpty(), "it fits");
        } catch (const NetworkError& error) {
            QVERIFY2(!words.isEmpty() && QString::fromUtf8(error.what()).contains(words), error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
