// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/masksource.h"

namespace pitlane {

/// The binary masks of one moment, with the straight-through estimator behind them.
struct Theta
{
    torch::Tensor channels; ///< Theta_A of all searched groups, one after the other
    torch::Tensor field;    ///< Theta_B of all searched layers, in weight order (last = newest sample)
    torch::Tensor dilation; ///< Theta_G, likewise
    torch::Tensor channelsSoft; ///< |alpha|
    torch::Tensor fieldSoft;    ///< Theta~_B
    torch::Tensor dilationSoft; ///< Theta~_G
    std::vector<torch::Tensor> alive; ///< per group; defined where the group may vanish: max of its Theta_A, scalar
};

/// alpha, beta and gamma of all layers of a network, TC'23 sections 3 and 4. All theta lie in three flat tensors, and the
/// sums of Eqs. 7, 10 and 16 are products with constant matrices: a step costs the same few operators for any number of
/// layers.
class PitMasks : public MaskSource
{
public:
    PitMasks(SearchSpace space, const MaskConfig& masks, Regulariser regulariser);

    /// Free architectural parameters: alpha, beta (without the fixed beta[0]), gamma (without gamma[0]); those that
    /// exist. All start at 1.
    [[nodiscard]] std::vector<torch::Tensor> parameters() const override;
    [[nodiscard]] Moment moment(const SearchStep& step) override;
    [[nodiscard]] MaskReading reading() const override;
    [[nodiscard]] std::vector<LayerMasks> describe() const override;

    /// Masks of this moment (Eqs. 5, 7, 10, 11).
    [[nodiscard]] Theta theta() const;
    /// The masks in the order of layout().
    [[nodiscard]] torch::Tensor values(const Theta& theta) const;
    /// R_size (Eq. 14) or R_ops (Eq. 17), a scalar. Layers of a vanished branch cost nothing.
    [[nodiscard]] torch::Tensor cost(const Theta& theta) const;

    /// Channels that stay, per group (indices in ascending order; all for a frozen group, none for a vanished one).
    [[nodiscard]] std::vector<std::vector<std::int64_t>> keptChannels(const Theta& theta) const;
    /// What the masks say, per layer of the space (SPEC: d = 2^z, K = floor((n - 1) / d) + 1, F = d (K - 1) + 1).
    [[nodiscard]] std::vector<LayerShape> shapes(const Theta& theta) const;
    /// shapes() with the theta behind them, for display.
    [[nodiscard]] std::vector<LayerMasks> describe(const Theta& theta) const;

    /// Positions of one searched layer's values, for tests and hand-set masks.
    using Range = MaskLayout::Range;
    [[nodiscard]] Range alphaRange(std::size_t group) const { return m_alphaRange[group]; }
    [[nodiscard]] Range betaRange(std::size_t layer) const { return m_betaRange[layer]; }   ///< beta[1..]
    [[nodiscard]] Range gammaRange(std::size_t layer) const { return m_gammaRange[layer]; } ///< gamma[1..]
    [[nodiscard]] torch::Tensor& alpha() { return m_alpha; }
    [[nodiscard]] torch::Tensor& beta() { return m_beta; }
    [[nodiscard]] torch::Tensor& gamma() { return m_gamma; }

private:
    void layOutTheta();
    void buildTapMatrices();
    void buildCost();

    std::int64_t m_granularity = 1;
    Regulariser m_regulariser;

    torch::Tensor m_alpha, m_beta, m_gamma;
    std::vector<Range> m_alphaRange; ///< per group; count 0: frozen
    std::vector<Range> m_betaRange, m_gammaRange; ///< per layer
    std::vector<Range> m_tapRange;   ///< per layer: rows of the tap vectors; count 0: taps not searched

    torch::Tensor m_fieldMatrix, m_fieldOffset;       ///< Theta~_B = M |beta| + c
    torch::Tensor m_dilationMatrix, m_dilationOffset; ///< Theta~_G = M |gamma| + c
    torch::Tensor m_tapWeight;                        ///< 1 / (F_seed - i) / (len - k(i)) of Eq. 16
    torch::Tensor m_tapSum, m_tapCount;               ///< K_eff = S (...) + c, per layer
    torch::Tensor m_inMatrix, m_inOffset, m_outMatrix, m_outOffset; ///< C_in,eff and C_out,eff per layer from |alpha|
    torch::Tensor m_layerWeight;                      ///< 1 or T(n)
};

} // namespace pitlane
