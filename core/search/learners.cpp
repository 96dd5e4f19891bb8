// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/learners.h"

namespace pitlane {

using torch::Tensor;
namespace F = torch::nn::functional;

void Teacher::answer(const TensorData& train)
{
    const torch::NoGradGuard noGrad;
    std::vector<Tensor> blocks;
    sequences.clear();
    forEachBlock(train, [&](const Batch& batch) {
        const auto answers = net->forward(batch.x, false, false);
        if (train.task != Task::NextStep) {
            blocks.push_back(answers);
            return;
        }
        const auto shaped = answers.reshape_as(batch.y);
        for (std::int64_t i = 0; i < shaped.size(0); ++i)
            sequences.push_back(
                shaped[i].narrow(1, 0, train.lengths[sequences.size()] - 1).clone()); // without its padding
    });
    if (!blocks.empty())
        outputs = torch::cat(blocks);
}

Tensor Teacher::outputsFor(const Batch& batch) const
{
    if (sequences.empty())
        return outputs.index_select(0, batch.rows);
    std::vector<Tensor> chosen;
    const auto* row = batch.rows.data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < batch.rows.size(0); ++i)
        chosen.push_back(sequences.at(static_cast<std::size_t>(row[i])));
    return padToLongest(chosen);
}

PlainLearner::PlainLearner(Net& net, bool dropout, std::optional<Teacher> teacher, Objective objective)
    : m_net(net), m_dropout(dropout), m_teacher(std::move(teacher)), m_objective(std::move(objective))
{
}

Learner::Losses PlainLearner::losses(const Batch& batch)
{
    const auto outputs = m_net.forward(batch.x, true, m_dropout);
    const auto task = taskLoss(m_objective, outputs, batch);
    if (!m_teacher || m_teacher->share == 0)
        return {.task = task, .total = task};
    const auto distance =
        distillationLoss(m_objective, outputs, m_teacher->outputsFor(batch), batch, m_teacher->temperature);
    return {.task = task, .total = (1 - m_teacher->share) * task + m_teacher->share * distance};
}

void PlainLearner::takeRows(const TensorData& train)
{
    if (m_teacher && m_teacher->net)
        m_teacher->answer(train);
}

Tensor PlainLearner::predict(const Tensor& x)
{
    const torch::NoGradGuard noGrad;
    return m_net.forward(x, false, false);
}

SearchLearner::SearchLearner(SearchNetwork& net, double lambda, bool dropout, Objective objective)
    : m_net(net), m_lambda(lambda), m_dropout(dropout), m_objective(std::move(objective))
{
}

Learner::Losses SearchLearner::losses(const Batch& batch)
{
    const auto outputs = m_net.forward(batch.x, m_dropout);
    const auto task = taskLoss(m_objective, outputs.logits, batch);
    const auto cost = outputs.cost * m_lambda;
    return {.task = task, .cost = cost, .total = task + cost};
}

Quality evaluate(Learner& learner, const TensorData& data, const Objective& objective)
{
    return evaluate([&](const Tensor& x) { return learner.predict(x); }, data, objective);
}

void startAtMean(Net& net, const TensorData& train)
{
    if (train.task == Task::Regression)
        net.setOutputBias(static_cast<float>(train.y.to(torch::kDouble).mean().item<double>()));
}

Adam makeOptimiser(const Learner& learner, double lrW, double lrTheta, double weightDecay)
{
    std::vector<Adam::Group> groups{{.parameters = learner.weightParameters(), .lr = lrW, .weightDecay = weightDecay}};
    if (auto theta = learner.thetaParameters(); !theta.empty())
        groups.push_back({.parameters = std::move(theta), .lr = lrTheta});
    return Adam(std::move(groups));
}

Learner::Losses trainStep(Learner& learner, Adam& optimiser, const TensorData& data, const Tensor& rows,
                          double gradientClip)
{
    const auto losses = learner.losses(data.batch(rows));
    optimiser.clearGradients();
    losses.total.backward();
    optimiser.step(gradientClip);
    return losses;
}

} // namespace pitlane
