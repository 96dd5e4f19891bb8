// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/random.h"
#include "core/search/extraction.h"
#include "core/search/graphnet.h"
#include "core/study/jobevent.h"
#include "core/study/searchspace.h"

#include <torch/torch.h>

/// The border between what a method searches and the network that runs it: a method turns its architecture parameters
/// into one flat vector of mask values and a cost; a network takes the vector and gives gradients with respect to it.
namespace pitlane {

/// Where the masks of a space lie in one flat vector: taps of each layer, channels of each group, alive flags.
struct MaskLayout
{
    struct Range
    {
        std::int64_t first = 0;
        std::int64_t count = 0;
    };
    std::vector<Range> taps;     ///< per layer, [F_seed] in weight order (last = newest sample); count 0: not searched
    std::vector<Range> channels; ///< per group, [channels]; count 0: frozen, all on
    std::vector<std::int64_t> alive; ///< per group: position of its alive flag; -1: it may not vanish
    std::int64_t size = 0;
};

[[nodiscard]] MaskLayout layoutOf(const SearchSpace& space);

/// The binary values, [layout.size], that leave exactly what `reading` says.
[[nodiscard]] torch::Tensor maskValues(const SearchSpace& space, const MaskLayout& layout, const MaskReading& reading);

/// The masks as GraphNet takes them; views of `values`, so gradients reach it.
[[nodiscard]] NodeMasks nodeMasks(const NetworkSpec& seed, const SearchSpace& space, const MaskLayout& layout,
                                  const torch::Tensor& values);

/// Where in a search a training step stands. Schedules and random draws depend on this and the seed number alone, so
/// that a resumed run repeats them.
struct SearchStep
{
    int epoch = 0;       ///< finished epochs of the search
    int step = 0;        ///< finished steps of this epoch
    double progress = 0; ///< share of the planned steps that is done, 0 .. 1
};

/// The random numbers of a method in one step: depend on seed number, method and step alone.
[[nodiscard]] Random drawsOf(std::uint64_t seedNumber, std::string_view method, const SearchStep& step);

class SearchCost;

/// One method: architecture parameters, what they mask and what that costs. Knows nothing about how a network is run.
class MaskSource
{
public:
    struct Moment
    {
        torch::Tensor values; ///< [layout().size], gradients reach parameters(); need not be binary
        torch::Tensor cost;   ///< R, scalar, gradients reach parameters()
        std::vector<char> wanted{}; ///< per value: 0 where its gradient is of no use; empty: all are
    };

    explicit MaskSource(SearchSpace space) : m_space(std::move(space)), m_layout(layoutOf(m_space)) {}
    MaskSource(const MaskSource&) = delete;
    MaskSource& operator=(const MaskSource&) = delete;
    virtual ~MaskSource() = default;

    /// Trained with the learning rate of theta, kept in checkpoints. May hold tensors of the network itself (batch-norm
    /// scales); the network then leaves them out of its weights.
    [[nodiscard]] virtual std::vector<torch::Tensor> parameters() const = 0;
    /// Masks and cost of one training step.
    [[nodiscard]] virtual Moment moment(const SearchStep& step) = 0;
    /// Called once the optimiser has taken the step of the last moment().
    virtual void afterStep() {}
    /// The network that the search would end with now: always a legal one.
    [[nodiscard]] virtual MaskReading reading() const = 0;
    /// The reading with the parameters behind it, for display.
    [[nodiscard]] virtual std::vector<LayerMasks> describe() const = 0;

    /// The cost with limits that adapts its strengths to what the search achieves; null: there are none.
    [[nodiscard]] virtual SearchCost* limitedCost() { return nullptr; }

    /// Masks of the reading: what evaluation and extraction see, for every method alike.
    [[nodiscard]] torch::Tensor settled() const { return maskValues(m_space, m_layout, reading()); }
    [[nodiscard]] const SearchSpace& space() const { return m_space; }
    [[nodiscard]] const MaskLayout& layout() const { return m_layout; }

protected:
    SearchSpace m_space;
    MaskLayout m_layout;
};

/// The reading of the seed itself.
[[nodiscard]] MaskReading untouched(const SearchSpace& space);

/// Sets the shapes that a vanished group takes with it to removed: all numbers 0.
void markRemoved(const SearchSpace& space, MaskReading& reading);

/// Indices of the channels whose `strength` reaches `threshold`, ascending. Where fewer than keepAtLeast do and the
/// group may not vanish, the strongest others stay, lowest index on ties.
[[nodiscard]] std::vector<std::int64_t> keptByStrength(const float* strength, const AlphaGroup& group, float threshold);

/// The shape of a layer with its newest `n` taps at dilation `d`: K = floor((n - 1) / d) + 1, F = d (K - 1) + 1; K = 1
/// means d = F = 1.
[[nodiscard]] LayerShape shapeOf(const SearchLayer& layer, std::int64_t C_out, std::int64_t n, std::int64_t d);

/// Whether the masks act on the layer's taps.
[[nodiscard]] inline bool searchesTaps(const SearchLayer& layer)
{
    return layer.field == Frozen::No || layer.dilation == Frozen::No;
}

/// H with the straight-through estimator: the value is `binary`, the gradient goes to `soft` unchanged (BinaryConnect).
[[nodiscard]] torch::Tensor straightThrough(const torch::Tensor& soft, const torch::Tensor& binary);

} // namespace pitlane
