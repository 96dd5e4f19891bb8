// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/losses.h"

#include <cmath>

namespace pitlane {

using torch::Tensor;

namespace {

/// Mean over real steps of values [B, C, T] summed over channels.
Tensor perStep(const Tensor& values, const Batch& batch)
{
    return (values.sum(1) * batch.steps).sum() / batch.steps.sum();
}

} // namespace

Tensor logCosh(const Tensor& difference)
{
    const auto size = difference.abs();
    return size + torch::softplus(-2 * size) - std::log(2.0);
}

Tensor taskLoss(const Objective& objective, const Tensor& outputs, const Batch& batch)
{
    switch (objective.task) {
    case Task::Classification:
        return torch::cross_entropy_loss(outputs, batch.y, objective.classWeights);
    case Task::Regression:
        return logCosh(outputs.reshape_as(batch.y) - batch.y).mean();
    case Task::NextStep:
        return perStep(
            torch::binary_cross_entropy_with_logits(outputs.reshape_as(batch.y), batch.y, {}, {}, at::Reduction::None),
            batch);
    }
    throw Error("A task has no loss.");
}

Tensor distillationLoss(const Objective& objective, const Tensor& outputs, const Tensor& teacher, const Batch& batch,
                        double temperature)
{
    const auto t = temperature;
    switch (objective.task) {
    case Task::Classification: {
        const auto soft = torch::softmax(teacher / t, 1);
        const auto divergence = torch::kl_div(torch::log_softmax(outputs / t, 1), soft, at::Reduction::Sum) /
                                static_cast<double>(batch.y.size(0));
        return t * t * divergence;
    }
    case Task::Regression:
        return logCosh(outputs.reshape_as(batch.y) - teacher.reshape_as(batch.y)).mean();
    case Task::NextStep: {
        const auto student = outputs.reshape_as(batch.y) / t;
        const auto master = teacher.reshape_as(batch.y) / t;
        const auto soft = torch::sigmoid(master);
        const auto nats = [&](const Tensor& logits) {
            return torch::binary_cross_entropy_with_logits(logits, soft, {}, {}, at::Reduction::None);
        };
        return t * t * perStep(nats(student) - nats(master), batch);
    }
    }
    throw Error("A task has no distillation.");
}

} // namespace pitlane
