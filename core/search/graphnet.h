// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/net.h"

namespace pitlane {

/// What a search lays over a plain network, per node; undefined tensors change nothing. Applied by GraphNet::forward().
struct NodeMasks
{
    struct Entry
    {
        torch::Tensor taps;     ///< convolution: multiplies the weights, [K], last = newest sample
        torch::Tensor channels; ///< convolution, linear: multiplies weights and bias; attention: rows and columns of
                                ///< its weights; batch-norm: its output. [C]
        std::vector<torch::Tensor> inputFlags; ///< add: multiplies one input each (scalars), or empty
    };
    std::vector<Entry> nodes; ///< one per node, or empty: no masks at all
};

/// Runs a NetworkSpec with LibTorch's own operators. Activations [N, C, T]; logits [N, classes].
class GraphNet : public Net
{
public:
    /// Draws initial weights from `seedNumber`: uniform in +-1 / sqrt(fan in), as torch.nn does; batch-norm 1 and 0.
    GraphNet(NetworkSpec spec, std::uint64_t seedNumber);
    /// Takes trained weights. Throws NetworkError when a tensor is missing or has another shape.
    GraphNet(NetworkSpec spec, const Weights& weights);

    [[nodiscard]] const NetworkSpec& spec() const override { return m_spec; }

    [[nodiscard]] torch::Tensor forward(const torch::Tensor& x, bool training, bool dropout = false) override
    {
        return forward(x, training, dropout, {});
    }
    /// Under masks.
    [[nodiscard]] torch::Tensor forward(const torch::Tensor& x, bool training, bool dropout, const NodeMasks& masks);

    /// In node order.
    [[nodiscard]] std::vector<torch::Tensor> parameters() const override;
    /// In node order.
    [[nodiscard]] std::vector<torch::Tensor> buffers() const override;
    /// Per node the weights of its batch-norm, the very tensors of parameters(); undefined elsewhere.
    [[nodiscard]] std::vector<torch::Tensor> normScales() const;
    [[nodiscard]] Weights weights() const override;
    void setOutputBias(float value) override;

private:
    struct Values
    {
        torch::Tensor weight, bias, context, mean, variance;
    };
    void allocate();
    [[nodiscard]] torch::Tensor run(std::size_t index, const std::vector<torch::Tensor>& inputs, bool training,
                                    bool dropout, const NodeMasks::Entry& masks);

    NetworkSpec m_spec;
    std::vector<Values> m_values;                   ///< per node
    std::vector<std::vector<std::int64_t>> m_inputs; ///< per node: indices of its inputs, -1 = the network's
};

} // namespace pitlane
