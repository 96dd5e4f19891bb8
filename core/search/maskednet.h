// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/masksource.h"

#include <memory>

namespace pitlane {

/// A network while its masks are searched. The operator path below is the reference; a second, faster implementation
/// takes its place behind this interface and is tested against it.
class SearchNetwork
{
public:
    struct Outputs
    {
        torch::Tensor logits; ///< [N, classes]
        torch::Tensor cost;   ///< R, scalar
    };

    virtual ~SearchNetwork() = default;
    /// Says which step the following forward passes belong to.
    virtual void beginStep(const SearchStep& step) = 0;
    /// The optimiser has taken the step.
    virtual void endStep() = 0;
    /// The search is over. With limits it takes the last moment at which they held; a sentence where they never did.
    [[nodiscard]] virtual std::string settle() { return {}; }
    /// What a checkpoint keeps beside weights, theta and statistics.
    [[nodiscard]] virtual std::vector<torch::Tensor> extraTensors() const { return {}; }
    [[nodiscard]] virtual std::string extraState() const { return {}; }
    virtual void restoreExtraState(const std::string& /*state*/, const std::string& /*document*/) {}
    /// One training forward pass; gradients reach weights and theta.
    [[nodiscard]] virtual Outputs forward(const torch::Tensor& x, bool dropout) = 0;
    /// Logits in evaluation mode, without gradients.
    [[nodiscard]] virtual torch::Tensor predict(const torch::Tensor& x) = 0;
    [[nodiscard]] virtual std::vector<torch::Tensor> weightParameters() const = 0;
    [[nodiscard]] virtual std::vector<torch::Tensor> thetaParameters() const = 0;
    [[nodiscard]] virtual std::vector<torch::Tensor> buffers() const = 0;
    [[nodiscard]] virtual MaskReading reading() const = 0;
    [[nodiscard]] virtual std::vector<LayerMasks> describe() const = 0;
    [[nodiscard]] virtual const SearchSpace& space() const = 0;
    /// The small network that the masks describe now, and its weights.
    [[nodiscard]] virtual NetworkSpec extractedSpec() const = 0;
    [[nodiscard]] virtual Weights extractedWeights() const = 0;
};

/// SearchNetwork with LibTorch's own operators: the plain network under the masks of a method.
class MaskedNet : public SearchNetwork
{
public:
    MaskedNet(GraphNet net, std::unique_ptr<MaskSource> source);
    /// Under the masks of PIT, TC'23.
    MaskedNet(GraphNet net, const MaskConfig& masks, Regulariser regulariser);

    void beginStep(const SearchStep& step) override { m_step = step; }
    void endStep() override { m_source->afterStep(); }
    [[nodiscard]] Outputs forward(const torch::Tensor& x, bool dropout) override;
    [[nodiscard]] torch::Tensor predict(const torch::Tensor& x) override;
    [[nodiscard]] std::vector<torch::Tensor> weightParameters() const override { return m_weights; }
    [[nodiscard]] std::vector<torch::Tensor> thetaParameters() const override { return m_source->parameters(); }
    [[nodiscard]] std::vector<torch::Tensor> buffers() const override { return m_net.buffers(); }
    [[nodiscard]] MaskReading reading() const override { return m_source->reading(); }
    [[nodiscard]] std::vector<LayerMasks> describe() const override { return m_source->describe(); }
    [[nodiscard]] const SearchSpace& space() const override { return m_source->space(); }
    [[nodiscard]] NetworkSpec extractedSpec() const override;
    [[nodiscard]] Weights extractedWeights() const override;

    [[nodiscard]] MaskSource& source() { return *m_source; }
    [[nodiscard]] GraphNet& net() { return m_net; }

private:
    [[nodiscard]] NodeMasks masksFor(const torch::Tensor& values) const;

    GraphNet m_net;
    std::unique_ptr<MaskSource> m_source;
    std::vector<torch::Tensor> m_weights; ///< the net's parameters without those that the source trains
    SearchStep m_step;
};

} // namespace pitlane
