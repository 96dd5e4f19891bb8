// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/maskednet.h"
#include "core/search/tensors.h"

#include <optional>

namespace pitlane {

/// What a training phase sees of the thing that it trains.
class Learner
{
public:
    struct Losses
    {
        torch::Tensor task;  ///< L, of the labels alone: what is shown
        torch::Tensor cost;  ///< lambda R; undefined outside a search
        torch::Tensor total; ///< what is minimised
    };

    virtual ~Learner() = default;
    /// Losses of one batch: x [N, C, T], y [N], `rows` = positions of the batch in the training rows, [N].
    [[nodiscard]] virtual Losses losses(const torch::Tensor& x, const torch::Tensor& y, const torch::Tensor& rows) = 0;
    /// Logits in evaluation mode, without gradients.
    [[nodiscard]] virtual torch::Tensor predict(const torch::Tensor& x) = 0;
    [[nodiscard]] virtual std::vector<torch::Tensor> weightParameters() const = 0;
    [[nodiscard]] virtual std::vector<torch::Tensor> thetaParameters() const { return {}; }
    [[nodiscard]] virtual std::vector<torch::Tensor> buffers() const = 0;
    /// The network as it stands now, for sizes.
    [[nodiscard]] virtual NetworkSpec currentSpec() const = 0;
    [[nodiscard]] virtual std::vector<LayerMasks> masks() const { return {}; }
};

/// Soft outputs that a student learns from (Hinton, Vinyals, Dean 2015).
struct Teacher
{
    torch::Tensor logits;   ///< [rows of the training part, classes]
    double share = 0.5;     ///< of the distillation term in the loss
    double temperature = 2;
};

/// Trains a plain network on its labels, and on a teacher where there is one: warm-up, references, fine-tune.
class PlainLearner : public Learner
{
public:
    PlainLearner(GraphNet& net, bool dropout, std::optional<Teacher> teacher = {});
    [[nodiscard]] Losses losses(const torch::Tensor& x, const torch::Tensor& y, const torch::Tensor& rows) override;
    [[nodiscard]] torch::Tensor predict(const torch::Tensor& x) override;
    [[nodiscard]] std::vector<torch::Tensor> weightParameters() const override { return m_net.parameters(); }
    [[nodiscard]] std::vector<torch::Tensor> buffers() const override { return m_net.buffers(); }
    [[nodiscard]] NetworkSpec currentSpec() const override { return m_net.spec(); }

private:
    GraphNet& m_net;
    bool m_dropout;
    std::optional<Teacher> m_teacher;
};

/// Trains weights and theta on L + lambda R.
class SearchLearner : public Learner
{
public:
    SearchLearner(SearchNetwork& net, double lambda, bool dropout);
    [[nodiscard]] Losses losses(const torch::Tensor& x, const torch::Tensor& y, const torch::Tensor& rows) override;
    [[nodiscard]] torch::Tensor predict(const torch::Tensor& x) override { return m_net.predict(x); }
    [[nodiscard]] std::vector<torch::Tensor> weightParameters() const override { return m_net.weightParameters(); }
    [[nodiscard]] std::vector<torch::Tensor> thetaParameters() const override { return m_net.thetaParameters(); }
    [[nodiscard]] std::vector<torch::Tensor> buffers() const override { return m_net.buffers(); }
    [[nodiscard]] NetworkSpec currentSpec() const override { return m_net.extractedSpec(); }
    [[nodiscard]] std::vector<LayerMasks> masks() const override { return m_net.describe(); }

private:
    SearchNetwork& m_net;
    double m_lambda;
    bool m_dropout;
};

/// Accuracy and mean cross-entropy of logits-producing `predict` on `data`, in blocks that bound memory.
[[nodiscard]] Quality evaluate(Learner& learner, const TensorData& data);

/// The optimiser of a phase: Adam, one group of weights and one of theta with its own rate and no weight decay.
[[nodiscard]] std::unique_ptr<torch::optim::Adam> makeOptimiser(const Learner& learner, double lrW, double lrTheta,
                                                                double weightDecay);

/// One training step: gradients, clipping of the joint norm (0: off), update. Returns the losses for reading.
Learner::Losses trainStep(Learner& learner, torch::optim::Adam& optimiser, const TensorData& data,
                          const torch::Tensor& rows, double gradientClip);

} // namespace pitlane
