// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/maskednet.h"

namespace pitlane {

MaskedNet::MaskedNet(GraphNet net, const MaskConfig& masks, Regulariser regulariser)
    : m_net(std::move(net)), m_masks(m_net.spec(), analyse(m_net.spec(), masks), masks, regulariser)
{
}

SearchNetwork::Outputs MaskedNet::forward(const torch::Tensor& x, bool dropout)
{
    const auto theta = m_masks.theta();
    return {m_net.forward(x, true, dropout, m_masks.nodeMasks(theta)), m_masks.cost(theta)};
}

torch::Tensor MaskedNet::predict(const torch::Tensor& x)
{
    const torch::NoGradGuard noGrad;
    return m_net.forward(x, false, false, m_masks.nodeMasks(m_masks.theta()));
}

MaskReading MaskedNet::reading() const
{
    const torch::NoGradGuard noGrad;
    const auto theta = m_masks.theta();
    return {m_masks.keptChannels(theta), m_masks.shapes(theta)};
}

std::vector<LayerMasks> MaskedNet::describe() const
{
    const torch::NoGradGuard noGrad;
    return m_masks.describe(m_masks.theta());
}

NetworkSpec MaskedNet::extractedSpec() const { return extractNetwork(m_net.spec(), space(), reading()); }

Weights MaskedNet::extractedWeights() const
{
    return extractWeights(m_net.spec(), space(), reading(), m_net.weights());
}

} // namespace pitlane
