// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/masksource.h"
#include "core/study/methodspace.h"

namespace pitlane {

/// Choices between nested masks, as matrices on one flat vector of weights: a group decides how many of its first
/// channels stay, a layer how many of its newest taps, and of these which dilation. The decisions are independent of
/// each other; their product is the path of a layer. Weights of one decision add up to 1.
class Decisions
{
public:
    /// One list to choose from, with two entries at least.
    struct Decision
    {
        std::int64_t first = 0;
        std::int64_t count = 0;
    };

    Decisions(const SearchSpace& space, const MaskLayout& layout, Choices choices, Regulariser regulariser);

    [[nodiscard]] const std::vector<Decision>& list() const { return m_list; }
    [[nodiscard]] std::int64_t size() const { return m_size; } ///< entries of all decisions

    /// Softmax over each decision.
    [[nodiscard]] torch::Tensor softmax(const torch::Tensor& logits) const;
    /// Mask values in the order of the layout: the weighted sum of each decision's masks; taps are the product of both
    /// sums of a layer.
    [[nodiscard]] torch::Tensor values(const torch::Tensor& weights) const;
    /// R of Eqs. 14 and 17 (TC'23) with expected channels and taps: sum over layers of C_in C_out K, or times T.
    [[nodiscard]] torch::Tensor cost(const torch::Tensor& weights) const;

    /// The network of the largest logit of each decision; the largest network on ties.
    [[nodiscard]] MaskReading reading(const torch::Tensor& logits) const;
    /// With the weighted sums behind it.
    [[nodiscard]] std::vector<LayerMasks> describe(const torch::Tensor& logits) const;

private:
    void layOut();
    void buildMasks();
    void buildCost(Regulariser regulariser);
    /// Sums of field and of dilation masks over the taps, and of channel masks.
    struct Sums
    {
        torch::Tensor field, dilation, channels;
    };
    [[nodiscard]] Sums sums(const torch::Tensor& weights) const;

    const SearchSpace& m_space;
    const MaskLayout& m_layout;
    Choices m_choices;
    std::vector<Decision> m_list;
    std::vector<std::int64_t> m_channels, m_fields, m_dilations; ///< first entry of the group's or layer's; -1: none
    std::int64_t m_size = 0;
    std::int64_t m_longest = 1;
    std::int64_t m_tapCount = 0;

    torch::Tensor m_padIndex;  ///< [decisions x longest], positions in (logits, -inf)
    torch::Tensor m_flatIndex; ///< [size], back from there
    torch::Tensor m_fieldMatrix, m_fieldOffset, m_dilationMatrix, m_dilationOffset; ///< [taps, size]
    torch::Tensor m_channelMatrix, m_channelOffset;
    torch::Tensor m_inMatrix, m_inOffset, m_outMatrix, m_outOffset; ///< [layers, size]
    torch::Tensor m_pairField, m_pairDilation;  ///< of each pair of a layer's lists, positions in (weights, 1)
    torch::Tensor m_pairMatrix, m_kernelOffset; ///< [layers, pairs]: K of each pair
    torch::Tensor m_layerWeight;
};

} // namespace pitlane
