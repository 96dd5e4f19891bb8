// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/fast/fastnet.h"
#include "core/search/maskednet.h"

namespace pitlane {

/// SearchNetwork on the fast path; MaskedNet is its reference.
class FastMaskedNet : public SearchNetwork
{
public:
    /// `source` holds no tensors of the network itself. Throws NetworkError for a network with an obstacle.
    FastMaskedNet(const NetworkSpec& seed, const Weights& weights, std::unique_ptr<MaskSource> source);

    void beginStep(const SearchStep& step) override { m_step = step; }
    void endStep() override;
    [[nodiscard]] std::string settle() override;
    [[nodiscard]] std::vector<torch::Tensor> extraTensors() const override { return m_kept; }
    [[nodiscard]] std::string extraState() const override;
    void restoreExtraState(const std::string& state, const std::string& document) override;
    [[nodiscard]] Outputs forward(const torch::Tensor& x, bool dropout) override;
    [[nodiscard]] torch::Tensor predict(const torch::Tensor& x) override;
    [[nodiscard]] std::vector<torch::Tensor> weightParameters() const override { return m_net.parameters(); }
    [[nodiscard]] std::vector<torch::Tensor> thetaParameters() const override { return m_source->parameters(); }
    [[nodiscard]] std::vector<torch::Tensor> buffers() const override { return m_net.buffers(); }
    [[nodiscard]] MaskReading reading() const override { return m_source->reading(); }
    [[nodiscard]] std::vector<LayerMasks> describe() const override { return m_source->describe(); }
    [[nodiscard]] const SearchSpace& space() const override { return m_source->space(); }
    [[nodiscard]] NetworkSpec extractedSpec() const override;
    [[nodiscard]] Weights extractedWeights() const override;

    [[nodiscard]] FastNet& net() { return m_net; }

private:
    [[nodiscard]] std::vector<torch::Tensor> liveTensors() const;

    std::unique_ptr<MaskSource> m_source;
    FastNet m_net;
    SearchStep m_step;
    /// With limits: weights, statistics and theta of the last step at which they held, and a flag that there was one.
    std::vector<torch::Tensor> m_kept;
};

} // namespace pitlane
