// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/learners.h"

namespace pitlane {

using torch::Tensor;
namespace F = torch::nn::functional;

PlainLearner::PlainLearner(GraphNet& net, bool dropout, std::optional<Teacher> teacher)
    : m_net(net), m_dropout(dropout), m_teacher(std::move(teacher))
{
}

Learner::Losses PlainLearner::losses(const Tensor& x, const Tensor& y, const Tensor& rows)
{
    const auto logits = m_net.forward(x, true, m_dropout);
    const auto task = torch::cross_entropy_loss(logits, y);
    if (!m_teacher || m_teacher->share == 0)
        return {.task = task, .total = task};
    const auto t = m_teacher->temperature;
    const auto soft = torch::softmax(m_teacher->logits.index_select(0, rows) / t, 1);
    const auto divergence = torch::kl_div(torch::log_softmax(logits / t, 1), soft, at::Reduction::Sum) /
                            static_cast<double>(y.size(0));
    return {.task = task, .total = (1 - m_teacher->share) * task + m_teacher->share * t * t * divergence};
}

Tensor PlainLearner::predict(const Tensor& x)
{
    const torch::NoGradGuard noGrad;
    return m_net.forward(x, false);
}

SearchLearner::SearchLearner(SearchNetwork& net, double lambda, bool dropout)
    : m_net(net), m_lambda(lambda), m_dropout(dropout)
{
}

Learner::Losses SearchLearner::losses(const Tensor& x, const Tensor& y, const Tensor& /*rows*/)
{
    const auto outputs = m_net.forward(x, m_dropout);
    const auto task = torch::cross_entropy_loss(outputs.logits, y);
    const auto cost = outputs.cost * m_lambda;
    return {.task = task, .cost = cost, .total = task + cost};
}

Quality evaluate(Learner& learner, const TensorData& data)
{
    constexpr std::int64_t block = 512;
    double loss = 0;
    std::int64_t right = 0;
    for (std::int64_t first = 0; first < data.size(); first += block) {
        const auto count = std::min(block, data.size() - first);
        const auto y = data.y.narrow(0, first, count);
        const auto logits = learner.predict(data.x.narrow(0, first, count));
        loss += torch::cross_entropy_loss(logits, y).item<double>() * static_cast<double>(count);
        right += logits.argmax(1).eq(y).sum().item<std::int64_t>();
    }
    const auto rows = static_cast<double>(data.size());
    return {.accuracy = static_cast<double>(right) / rows, .loss = loss / rows, .rows = data.size()};
}

std::unique_ptr<torch::optim::Adam> makeOptimiser(const Learner& learner, double lrW, double lrTheta,
                                                  double weightDecay)
{
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(learner.weightParameters(),
                        std::make_unique<torch::optim::AdamOptions>(torch::optim::AdamOptions(lrW).weight_decay(weightDecay)));
    if (auto theta = learner.thetaParameters(); !theta.empty())
        groups.emplace_back(std::move(theta), std::make_unique<torch::optim::AdamOptions>(lrTheta));
    return std::make_unique<torch::optim::Adam>(std::move(groups), torch::optim::AdamOptions(lrW));
}

Learner::Losses trainStep(Learner& learner, torch::optim::Adam& optimiser, const TensorData& data, const Tensor& rows,
                          double gradientClip)
{
    const auto losses = learner.losses(data.x.index_select(0, rows), data.y.index_select(0, rows), rows);
    optimiser.zero_grad();
    losses.total.backward();
    if (gradientClip > 0) {
        std::vector<Tensor> all;
        for (const auto& group : optimiser.param_groups())
            all.insert(all.end(), group.params().begin(), group.params().end());
        torch::nn::utils::clip_grad_norm_(all, gradientClip);
    }
    optimiser.step();
    return losses;
}

} // namespace pitlane
