// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/methods/decisions.h"

namespace pitlane {

/// ProxylessNAS (Cai, Zhu, Han, ICLR 2019) over a few channel counts, fields and dilations of each layer. In a step,
/// two choices of each decision are drawn with their chances (softmax of the logits), and one of these two acts, so
/// that one path of each layer runs. The gradient of a logit is that of the binary gates of the two (Eq. 4 there, with
/// the chances of the two alone), and the logits of all others stay; afterwards the two are shifted together so that
/// the chances of the others stay as well. The likeliest choice of each decision is what the search ends with; logits
/// start at 0.
///
/// Paths share the weights of the seed ("super-weights"): a path is a mask on them, because a path of its own weights
/// would start untrained where every other method here starts from the warm seed. Weights and logits learn from the
/// same batch, where the paper alternates between training and validation batches: validation rows stay unseen.
class ProxylessNasMasks : public MaskSource
{
public:
    ProxylessNasMasks(SearchSpace space, Choices choices, Regulariser regulariser, std::uint64_t seedNumber);

    [[nodiscard]] std::vector<torch::Tensor> parameters() const override;
    /// The cost is R with expected channels and taps; its gradient, too, moves chance between the two drawn choices
    /// only.
    [[nodiscard]] Moment moment(const SearchStep& step) override;
    void afterStep() override;
    [[nodiscard]] MaskReading reading() const override;
    /// alpha, beta, gamma: the chance that a channel, a tap, a level stays.
    [[nodiscard]] std::vector<LayerMasks> describe() const override;

    /// Two entries of one decision that take part in a step; the first of them acts.
    struct Pair
    {
        std::int64_t active = 0;
        std::int64_t other = 0;
    };
    /// The draws of a step, per decision, from seed number, epoch and step alone.
    [[nodiscard]] std::vector<Pair> draw(const SearchStep& step) const;
    [[nodiscard]] const Decisions& decisions() const { return m_decisions; }
    [[nodiscard]] torch::Tensor& logits() { return m_logits; }

private:
    Decisions m_decisions;
    std::uint64_t m_seedNumber;
    torch::Tensor m_logits;
    std::vector<Pair> m_drawn;   ///< of the running step; empty between steps
    std::vector<float> m_before; ///< logits at its begin
};

} // namespace pitlane
