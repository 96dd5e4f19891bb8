// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/maskednet.h"

#include "core/search/pitmasks.h"

#include <algorithm>

namespace pitlane {

using torch::Tensor;

MaskedNet::MaskedNet(GraphNet net, std::unique_ptr<MaskSource> source)
    : m_net(std::move(net)), m_source(std::move(source))
{
    const auto theta = m_source->parameters();
    for (const auto& parameter : m_net.parameters())
        if (std::ranges::none_of(theta, [&](const Tensor& other) { return other.is_same(parameter); }))
            m_weights.push_back(parameter);
}

MaskedNet::MaskedNet(GraphNet net, const MaskConfig& masks, Regulariser regulariser)
    : MaskedNet(net, std::make_unique<PitMasks>(analyse(net.spec(), masks), masks, regulariser))
{
}

NodeMasks MaskedNet::masksFor(const Tensor& values) const
{
    return nodeMasks(m_net.spec(), m_source->space(), m_source->layout(), values);
}

SearchNetwork::Outputs MaskedNet::forward(const Tensor& x, bool dropout)
{
    const auto moment = m_source->moment(m_step);
    return {m_net.forward(x, true, dropout, masksFor(moment.values)), moment.cost};
}

Tensor MaskedNet::predict(const Tensor& x)
{
    const torch::NoGradGuard noGrad;
    return m_net.forward(x, false, false, masksFor(m_source->settled()));
}

NetworkSpec MaskedNet::extractedSpec() const
{
    return extractNetwork(m_net.spec(), space(), reading());
}

Weights MaskedNet::extractedWeights() const
{
    return extractWeights(m_net.spec(), space(), reading(), m_net.weights());
}

} // namespace pitlane
