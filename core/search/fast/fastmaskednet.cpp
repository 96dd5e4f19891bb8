// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/fast/fastmaskednet.h"

#include "core/base/jsonreader.h"
#include "core/search/extraction.h"
#include "core/search/searchcost.h"

namespace pitlane {

using torch::Tensor;

FastMaskedNet::FastMaskedNet(const NetworkSpec& seed, const Weights& weights, std::unique_ptr<MaskSource> source)
    : m_source(std::move(source)), m_net(seed, weights, placesOf(seed, m_source->space(), m_source->layout()))
{
    if (m_source->limitedCost() == nullptr)
        return;
    for (const auto& tensor : liveTensors())
        m_kept.push_back(tensor.detach().clone());
    m_kept.push_back(torch::zeros({1}));
}

std::vector<Tensor> FastMaskedNet::liveTensors() const
{
    auto tensors = m_net.parameters();
    for (const auto& more : {m_net.buffers(), m_source->parameters()})
        tensors.insert(tensors.end(), more.begin(), more.end());
    return tensors;
}

void FastMaskedNet::endStep()
{
    m_source->afterStep();
    auto* cost = m_source->limitedCost();
    if (cost == nullptr)
        return;
    cost->follow(extractedSpec());
    if (!cost->mayEnd())
        return;
    const torch::NoGradGuard noGrad;
    const auto live = liveTensors();
    for (std::size_t i = 0; i < live.size(); ++i)
        m_kept[i].copy_(live[i]);
    m_kept.back().fill_(1);
}

std::string FastMaskedNet::settle()
{
    auto* cost = m_source->limitedCost();
    if (cost == nullptr || cost->met())
        return {};
    if (m_kept.back().item<float>() == 0)
        return "The limit was not reached: " + cost->excess() +
               ". Search for more epochs, begin with a larger lambda, or allow more.";
    const torch::NoGradGuard noGrad;
    auto live = liveTensors();
    for (std::size_t i = 0; i < live.size(); ++i)
        live[i].copy_(m_kept[i]);
    return {};
}

std::string FastMaskedNet::extraState() const
{
    auto* cost = m_source->limitedCost();
    return cost == nullptr ? std::string() : cost->state().dump();
}

void FastMaskedNet::restoreExtraState(const std::string& state, const std::string& document)
{
    if (auto* cost = m_source->limitedCost(); cost != nullptr)
        cost->restore(parseJson(state, document), document);
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
