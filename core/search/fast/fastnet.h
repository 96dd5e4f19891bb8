// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/weights.h"
#include "core/search/fast/maskplaces.h"
#include "core/search/net.h"

#include <memory>

namespace pitlane {

namespace fast {
class FastEngine;
}

/// Runs a NetworkSpec as one autograd node around hand-written loops (FastEngine): what masks switch off costs nothing,
/// and nothing is approximated. All trained values lie in one flat tensor, whose gradient is overwritten by every
/// backward pass. GraphNet is the reference that it is tested against.
///
/// A forward pass in training must be followed by its backward pass before the next one.
class FastNet : public Net
{
public:
    /// Why `network` cannot run here, as a sentence; empty: it can.
    [[nodiscard]] static std::string obstacle(const NetworkSpec& network);

    /// Takes trained weights. `layout`: where nodes find their masks; none: the network is plain. Throws NetworkError
    /// when a tensor is missing or has another shape, or when the network has an obstacle().
    FastNet(NetworkSpec spec, const Weights& weights, MaskPlaces layout = {});
    ~FastNet() override;

    [[nodiscard]] const NetworkSpec& spec() const override { return m_spec; }
    [[nodiscard]] torch::Tensor forward(const torch::Tensor& x, bool training, bool dropout = false) override;
    /// With masks, [layout.size]; gradients reach them where they ask for it. `wanted` names those that are of use
    /// (PitMasks: a tap that two masks switch off learns nothing); empty: all.
    [[nodiscard]] torch::Tensor forward(const torch::Tensor& x, bool training, bool dropout, const torch::Tensor& masks,
                                        const std::vector<char>& wanted);
    [[nodiscard]] std::vector<torch::Tensor> parameters() const override { return {m_values}; }
    [[nodiscard]] std::vector<torch::Tensor> buffers() const override { return {m_statistics}; }
    [[nodiscard]] Weights weights() const override { return named(m_values, m_statistics); }
    /// The gradients of the last backward pass by name, for tests.
    [[nodiscard]] Weights gradients() const;
    void setOutputBias(float value) override;

private:
    struct Engines;
    class NetworkFunction;
    [[nodiscard]] static torch::Tensor outputsOf(const fast::FastEngine& engine, std::int64_t N);
    [[nodiscard]] Weights named(const torch::Tensor& values, const torch::Tensor& statistics) const;

    NetworkSpec m_spec;
    torch::Tensor m_values;     ///< leaf, flat
    torch::Tensor m_statistics; ///< mean and variance of each batch-norm, flat
    std::unique_ptr<Engines> m_engines;
};

} // namespace pitlane
