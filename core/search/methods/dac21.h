// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/masksource.h"

namespace pitlane {

/// The masks of DAC'21: gamma[0] = 1 and L - 1 free binary parameters per layer, L = floor(log2(F_seed - 1)) + 1. All
/// lie in one flat tensor that starts at 1. A parameter is on when it is >= 0.5 (no absolute value), with the
/// straight-through estimator; Gamma[i] is the product of gamma[0 .. L-1-i] (Eq. 3), and tap i stays when
/// Gamma[min(tz(i), L-1)] does, tz = trailing zero bits. Only the dilation is searched.
class Dac21Masks : public MaskSource
{
public:
    Dac21Masks(SearchSpace space, Regulariser regulariser);

    [[nodiscard]] std::vector<torch::Tensor> parameters() const override;
    /// The cost is the lasso regulariser (Eq. 6): sum over layers of C_in C_out and over i = 1 .. L-1 of
    /// round((F_seed - 1) / 2^(L-i)) |gamma[i]|, with the seed's channels; for MACs each layer times its T.
    [[nodiscard]] Moment moment(const SearchStep& step) override;
    [[nodiscard]] MaskReading reading() const override;
    /// gamma: the smallest parameter of each product, so that 0.5 divides on from off.
    [[nodiscard]] std::vector<LayerMasks> describe() const override;

    /// gamma[1 ..] of a layer, for tests.
    [[nodiscard]] MaskLayout::Range gammaRange(std::size_t layer) const { return m_range[layer]; }
    [[nodiscard]] torch::Tensor& gamma() { return m_gamma; }

private:
    [[nodiscard]] std::int64_t dilationOf(std::size_t layer) const;

    std::vector<MaskLayout::Range> m_range; ///< per layer, into m_gamma; count 0: not searched
    torch::Tensor m_gamma;
    torch::Tensor m_rows;     ///< [layers searched x longest], positions in (gamma, 1): gamma[0 .. L-1], then ones
    torch::Tensor m_tapIndex; ///< [taps], positions in the running products of m_rows
    torch::Tensor m_ones;     ///< [values - taps]: nothing else is masked
    torch::Tensor m_weight;   ///< lasso weight of each gamma
    std::int64_t m_longest = 1;
};

} // namespace pitlane
