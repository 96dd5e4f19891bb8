// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/methods/decisions.h"

namespace pitlane {

/// The channel masks of FBNetV2 (Wan et al., CVPR 2020). Each group blends nested masks "the first c channels" with the
/// weights softmax((logits + Gumbel noise) / temperature); the temperature falls with equal ratios over the search. The
/// cost is R with the channels that the same weights expect. The likeliest count of each group is what the search ends
/// with; logits start at 0.
class FbNetV2Masks : public MaskSource
{
public:
    FbNetV2Masks(SearchSpace space, Choices choices, const FbNetV2Settings& settings, Regulariser regulariser,
                 std::uint64_t seedNumber);

    [[nodiscard]] std::vector<torch::Tensor> parameters() const override;
    [[nodiscard]] Moment moment(const SearchStep& step) override;
    [[nodiscard]] MaskReading reading() const override;
    /// alpha: the chance that a channel stays.
    [[nodiscard]] std::vector<LayerMasks> describe() const override;

    [[nodiscard]] double temperature(const SearchStep& step) const;
    [[nodiscard]] const Decisions& decisions() const { return m_decisions; }
    [[nodiscard]] torch::Tensor& logits() { return m_logits; }

private:
    /// One Gumbel(0, 1) number per choice, from seed number, epoch and step alone.
    [[nodiscard]] torch::Tensor noise(const SearchStep& step) const;

    Decisions m_decisions;
    FbNetV2Settings m_settings;
    std::uint64_t m_seedNumber;
    torch::Tensor m_logits;
};

} // namespace pitlane
