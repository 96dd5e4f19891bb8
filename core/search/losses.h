// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/tensors.h"
#include "core/study/quality.h"

namespace pitlane {

/// What a network is trained for and judged by.
struct Objective
{
    Task task = Task::Classification;
    QualityMeasure measure = QualityMeasure::Accuracy;
    std::string unit{};           ///< of a regression's target
    torch::Tensor classWeights{}; ///< Classification: weight of each class in the loss, [classes]; undefined: all alike
};

/// log(cosh(d)) of each element, finite for every finite d: square for small differences, absolute for large ones.
[[nodiscard]] torch::Tensor logCosh(const torch::Tensor& difference);

/// The task loss of one batch, a scalar.
/// Classification: cross-entropy of logits [B, classes], in nats; with class weights their weighted mean.
/// Regression: mean log-cosh of outputs [B, 1] against targets.
/// NextStep: binary negative log-likelihood of logits [B, C, T] in nats, summed over channels, mean over real steps of
/// the batch; padding never counts.
[[nodiscard]] torch::Tensor taskLoss(const Objective& objective, const torch::Tensor& outputs, const Batch& batch);

/// How far a student's outputs are from its teacher's, a scalar that is 0 when they agree.
/// Classification: t^2 KL(teacher || student) of softmax(outputs / t), mean over rows (Hinton, Vinyals, Dean 2015).
/// Regression: mean log-cosh of the difference; no temperature. NextStep: t^2 KL of sigmoid(outputs / t), summed over
/// channels, mean over real steps.
[[nodiscard]] torch::Tensor distillationLoss(const Objective& objective, const torch::Tensor& outputs,
                                             const torch::Tensor& teacher, const Batch& batch, double temperature);

} // namespace pitlane
