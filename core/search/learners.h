// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/evaluation.h"
#include "core/search/maskednet.h"
#include "core/search/net.h"
#include "core/search/optimiser.h"

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
    /// Called before the losses of a step, and after the optimiser has taken it.
    virtual void beginStep(const SearchStep& /*step*/) {}
    virtual void endStep() {}
    /// Losses of one batch of the training rows.
    [[nodiscard]] virtual Losses losses(const Batch& batch) = 0;
    /// The training rows of the next epochs, where they have changed.
    virtual void takeRows(const TensorData& /*train*/) {}
    /// Outputs in evaluation mode, without gradients: logits, or the regressed value.
    [[nodiscard]] virtual torch::Tensor predict(const torch::Tensor& x) = 0;
    [[nodiscard]] virtual std::vector<torch::Tensor> weightParameters() const = 0;
    [[nodiscard]] virtual std::vector<torch::Tensor> thetaParameters() const { return {}; }
    [[nodiscard]] virtual std::vector<torch::Tensor> buffers() const = 0;
    /// The network as it stands now, for sizes.
    [[nodiscard]] virtual NetworkSpec currentSpec() const = 0;
    [[nodiscard]] virtual std::vector<LayerMasks> masks() const { return {}; }
    /// What a checkpoint keeps beside weights, theta and buffers: tensors, and a text.
    [[nodiscard]] virtual std::vector<torch::Tensor> extraTensors() const { return {}; }
    [[nodiscard]] virtual std::string extraState() const { return {}; }
    virtual void restoreExtraState(const std::string& /*state*/, const std::string& /*document*/) {}
};

/// Outputs that a student learns from: total loss = (1 - share) task loss + share distillationLoss().
struct Teacher
{
    torch::Tensor outputs{}; ///< [rows of the training part, classes or 1]; NextStep: undefined
    double share = 0.5;      ///< of the distillation term in the loss
    double temperature = 2;
    std::vector<torch::Tensor> sequences{}; ///< NextStep: [C, T_n - 1] of each training row
    std::shared_ptr<Net> net{};        ///< answers anew when the training rows change

    /// Computes the outputs of `net` on `train`.
    void answer(const TensorData& train);
    /// Outputs for a batch, shaped like the student's.
    [[nodiscard]] torch::Tensor outputsFor(const Batch& batch) const;
};

/// Trains a plain network on its labels, and on a teacher where there is one: warm-up, references, fine-tune.
class PlainLearner : public Learner
{
public:
    PlainLearner(Net& net, bool dropout, std::optional<Teacher> teacher = {}, Objective objective = {});
    [[nodiscard]] Losses losses(const Batch& batch) override;
    void takeRows(const TensorData& train) override;
    [[nodiscard]] torch::Tensor predict(const torch::Tensor& x) override;
    [[nodiscard]] std::vector<torch::Tensor> weightParameters() const override { return m_net.parameters(); }
    [[nodiscard]] std::vector<torch::Tensor> buffers() const override { return m_net.buffers(); }
    [[nodiscard]] NetworkSpec currentSpec() const override { return m_net.spec(); }

private:
    Net& m_net;
    bool m_dropout;
    std::optional<Teacher> m_teacher;
    Objective m_objective;
};

/// Trains weights and theta on L + lambda R.
class SearchLearner : public Learner
{
public:
    SearchLearner(SearchNetwork& net, double lambda, bool dropout, Objective objective = {});
    void beginStep(const SearchStep& step) override { m_net.beginStep(step); }
    void endStep() override { m_net.endStep(); }
    [[nodiscard]] Losses losses(const Batch& batch) override;
    [[nodiscard]] torch::Tensor predict(const torch::Tensor& x) override { return m_net.predict(x); }
    [[nodiscard]] std::vector<torch::Tensor> weightParameters() const override { return m_net.weightParameters(); }
    [[nodiscard]] std::vector<torch::Tensor> thetaParameters() const override { return m_net.thetaParameters(); }
    [[nodiscard]] std::vector<torch::Tensor> buffers() const override { return m_net.buffers(); }
    [[nodiscard]] NetworkSpec currentSpec() const override { return m_net.extractedSpec(); }
    [[nodiscard]] std::vector<LayerMasks> masks() const override { return m_net.describe(); }
    [[nodiscard]] std::vector<torch::Tensor> extraTensors() const override { return m_net.extraTensors(); }
    [[nodiscard]] std::string extraState() const override { return m_net.extraState(); }
    void restoreExtraState(const std::string& state, const std::string& document) override
    {
        m_net.restoreExtraState(state, document);
    }

private:
    SearchNetwork& m_net;
    double m_lambda;
    bool m_dropout;
    Objective m_objective;
};

/// Quality of the learner as it stands.
[[nodiscard]] Quality evaluate(Learner& learner, const TensorData& data, const Objective& objective = {});

/// Regression: sets the bias of the network's last layer to the mean of the training targets. So a network starts at
/// the best constant answer, and its output is the target in its own unit (bpm) with nothing to undo after export.
/// Other tasks are left alone.
void startAtMean(Net& net, const TensorData& train);

/// The optimiser of a phase: Adam, one group of weights and one of theta with its own rate and no weight decay.
[[nodiscard]] Adam makeOptimiser(const Learner& learner, double lrW, double lrTheta, double weightDecay);

/// One training step: gradients, clipping of the joint norm (0: off), update. Returns the losses for reading.
Learner::Losses trainStep(Learner& learner, Adam& optimiser, const TensorData& data,
                          const torch::Tensor& rows, double gradientClip);

} // namespace pitlane
