// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/extraction.h"
#include "core/search/graphnet.h"
#include "core/search/pitmasks.h"

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

/// SearchNetwork with LibTorch's own operators.
class MaskedNet : public SearchNetwork
{
public:
    MaskedNet(GraphNet net, const MaskConfig& masks, Regulariser regulariser);

    [[nodiscard]] Outputs forward(const torch::Tensor& x, bool dropout) override;
    [[nodiscard]] torch::Tensor predict(const torch::Tensor& x) override;
    [[nodiscard]] std::vector<torch::Tensor> weightParameters() const override { return m_net.parameters(); }
    [[nodiscard]] std::vector<torch::Tensor> thetaParameters() const override { return m_masks.parameters(); }
    [[nodiscard]] std::vector<torch::Tensor> buffers() const override { return m_net.buffers(); }
    [[nodiscard]] MaskReading reading() const override;
    [[nodiscard]] std::vector<LayerMasks> describe() const override;
    [[nodiscard]] const SearchSpace& space() const override { return m_masks.space(); }
    [[nodiscard]] NetworkSpec extractedSpec() const override;
    [[nodiscard]] Weights extractedWeights() const override;

    [[nodiscard]] PitMasks& masks() { return m_masks; }
    [[nodiscard]] GraphNet& net() { return m_net; }

private:
    GraphNet m_net;
    PitMasks m_masks;
};

} // namespace pitlane
