// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/masksource.h"

namespace pitlane {

/// MorphNet (Gordon et al., CVPR 2018), its shrinking half: an L1 term on the scales of the batch-norms, weighted by
/// what their channels cost. The parameters are those scales themselves, tensors of the network; a channel whose scale
/// ends below the threshold is removed. Several batch-norms of one group count as one with the largest scale, as the
/// paper ties channels over skips. No mask acts during training. Widening the result again by a common factor, the
/// other half of the paper's loop, is left to the next search from a wider seed.
class MorphNetMasks : public MaskSource
{
public:
    /// `scales`: per node of the seed, the weights of its batch-norm; undefined elsewhere.
    MorphNetMasks(SearchSpace space, const std::vector<torch::Tensor>& scales, double threshold,
                  Regulariser regulariser);

    [[nodiscard]] std::vector<torch::Tensor> parameters() const override;
    /// The cost is half of the paper's Eq. 7, so that it is the seed's size (or MACs) when every scale is 1:
    /// 1/2 sum over layers of K T' (S_in B_out + A_in S_out), S = sum of scales, A, B = channels alive (constants
    /// between two steps), T' = 1 or T. Channels without a scale count 1 each.
    [[nodiscard]] Moment moment(const SearchStep& step) override;
    [[nodiscard]] MaskReading reading() const override;
    /// alpha: scales in units of twice the threshold, so that 0.5 divides what stays from what goes.
    [[nodiscard]] std::vector<LayerMasks> describe() const override;

private:
    struct Norm
    {
        torch::Tensor scale; ///< [channels x repeat]
        std::int64_t repeat;
    };
    /// Largest |scale| of each channel of all searched groups, one after the other.
    [[nodiscard]] torch::Tensor strengths() const;
    [[nodiscard]] std::vector<std::vector<std::int64_t>> kept(const torch::Tensor& strengths) const;

    float m_threshold;
    std::vector<std::vector<Norm>> m_norms; ///< per group
    std::vector<MaskLayout::Range> m_range; ///< per group, into strengths(); count 0: frozen
    torch::Tensor m_inMatrix, m_outMatrix;  ///< [layers, groups searched x channels]: channels that add to C_in, C_out
    torch::Tensor m_inOffset, m_outOffset;  ///< [layers]: channels without a scale
    torch::Tensor m_layerWeight;            ///< [layers]: K T'
};

} // namespace pitlane
