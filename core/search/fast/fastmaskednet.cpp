// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/fast/fastmaskednet.h"

#include "core/search/extraction.h"

namespace pitlane {

using torch::Tensor;

FastMaskedNet::FastMaskedNet(const NetworkSpec& seed, const Weights& weights, std::unique_ptr<MaskSource> source)
    : m_source(std::move(source)), m_net(seed, weights, placesOf(seed, m_source->space(), m_source->layout()))
{
}

SearchNetwork::Outputs FastMaskedNet::forward(const Tensor& x, bool dropout)
{
    const auto moment = m_source->moment(m_step);
    return {m_net.forward(x, true, dropout, moment.values, moment.wanted), moment.cost};
}

Tensor FastMaskedNet::predict(const Tensor& x)
{
    const torch::NoGradGuard noGrad;
    return m_net.forward(x, false, false, m_source->settled(), {});
}

NetworkSpec FastMaskedNet::extractedSpec() const { return extractNetwork(m_net.spec(), space(), reading()); }

Weights FastMaskedNet::extractedWeights() const
{
    return extractWeights(m_net.spec(), space(), reading(), m_net.weights());
}

} // namespace pitlane
