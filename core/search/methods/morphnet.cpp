// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/methods/morphnet.h"

namespace pitlane {

using torch::Tensor;

MorphNetMasks::MorphNetMasks(SearchSpace space, const std::vector<Tensor>& scales, double threshold,
                             Regulariser regulariser)
    : MaskSource(std::move(space)), m_threshold(static_cast<float>(threshold))
{
    std::int64_t channels = 0;
    for (const auto& group : m_space.groups) {
        const auto count = group.frozen == Frozen::No ? group.channels : 0;
        m_range.push_back({channels, count});
        channels += count;
        auto& norms = m_norms.emplace_back();
        for (const auto& norm : group.batchNorms)
            if (count > 0)
                norms.push_back({scales[norm.node], norm.repeat});
    }
    const auto layers = static_cast<std::int64_t>(m_space.layers.size());
    m_inMatrix = torch::zeros({layers, channels});
    m_outMatrix = torch::zeros({layers, channels});
    m_inOffset = torch::zeros({layers});
    m_outOffset = torch::zeros({layers});
    m_layerWeight = torch::zeros({layers});
    const auto connect = [&](Tensor& matrix, Tensor& offset, std::int64_t row, std::size_t group, std::int64_t repeat) {
        if (const auto range = m_range[group]; range.count > 0)
            matrix[row].narrow(0, range.first, range.count).fill_(static_cast<float>(repeat));
        else
            offset[row] = static_cast<float>(m_space.groups[group].channels * repeat);
    };
    for (std::int64_t row = 0; row < layers; ++row) {
        const auto& layer = m_space.layers[static_cast<std::size_t>(row)];
        connect(m_outMatrix, m_outOffset, row, layer.group, 1);
        if (layer.depthwise)
            m_inOffset[row] = 1;
        else if (layer.inputGroup)
            connect(m_inMatrix, m_inOffset, row, *layer.inputGroup, layer.inputRepeat);
        else
            m_inOffset[row] = static_cast<float>(layer.C_in);
        m_layerWeight[row] = static_cast<float>(layer.K_seed * (regulariser == Regulariser::Ops ? layer.T : 1));
    }
}

std::vector<Tensor> MorphNetMasks::parameters() const
{
    std::vector<Tensor> result;
    for (const auto& norms : m_norms)
        for (const auto& norm : norms)
            result.push_back(norm.scale);
    return result;
}

Tensor MorphNetMasks::strengths() const
{
    std::vector<Tensor> parts{torch::zeros({0})};
    for (const auto& norms : m_norms) {
        Tensor largest;
        for (const auto& norm : norms) {
            const auto scale = norm.scale.abs().view({-1, norm.repeat}).amax(1);
            largest = largest.defined() ? torch::maximum(largest, scale) : scale;
        }
        if (largest.defined())
            parts.push_back(largest);
    }
    return torch::cat(parts);
}

std::vector<std::vector<std::int64_t>> MorphNetMasks::kept(const Tensor& strengths) const
{
    auto channels = untouched(m_space).channels;
    for (std::size_t g = 0; g < m_space.groups.size(); ++g)
        if (const auto range = m_range[g]; range.count > 0)
            channels[g] = keptByStrength(strengths.data_ptr<float>() + range.first, m_space.groups[g], m_threshold);
    return channels;
}

MaskSource::Moment MorphNetMasks::moment(const SearchStep& /*step*/)
{
    const auto scale = strengths();
    auto alive = torch::zeros_like(scale);
    auto weight = m_layerWeight;
    {
        const torch::NoGradGuard noGrad;
        auto* value = alive.data_ptr<float>();
        const auto channels = kept(scale.detach());
        for (std::size_t g = 0; g < m_space.groups.size(); ++g) {
            if (m_range[g].count > 0)
                for (const auto m : channels[g])
                    value[m_range[g].first + m] = 1;
            if (!channels[g].empty() || m_space.groups[g].removedLayers.empty())
                continue;
            weight = weight.is_same(m_layerWeight) ? weight.clone() : weight;
            for (const auto l : m_space.groups[g].removedLayers)
                weight[static_cast<std::int64_t>(l)] = 0;
        }
    }
    const auto S_in = torch::addmv(m_inOffset, m_inMatrix, scale);
    const auto S_out = torch::addmv(m_outOffset, m_outMatrix, scale);
    const auto A_in = torch::addmv(m_inOffset, m_inMatrix, alive);
    const auto B_out = torch::addmv(m_outOffset, m_outMatrix, alive);
    return {torch::ones({m_layout.size}), (S_in * B_out + A_in * S_out).dot(weight) / 2};
}

MaskReading MorphNetMasks::reading() const
{
    const torch::NoGradGuard noGrad;
    auto reading = untouched(m_space);
    reading.channels = kept(strengths());
    for (std::size_t l = 0; l < m_space.layers.size(); ++l)
        reading.layers[l].C_out = static_cast<std::int64_t>(reading.channels[m_space.layers[l].group].size());
    markRemoved(m_space, reading);
    return reading;
}

std::vector<LayerMasks> MorphNetMasks::describe() const
{
    const torch::NoGradGuard noGrad;
    const auto scale = strengths() / (2 * m_threshold);
    const auto read = reading();
    std::vector<LayerMasks> result;
    for (std::size_t l = 0; l < m_space.layers.size(); ++l) {
        const auto& layer = m_space.layers[l];
        auto& masks = result.emplace_back(LayerMasks{.shape = read.layers[l]});
        if (const auto range = m_range[layer.group]; range.count > 0 && layer.ownsGroup) {
            const auto* first = scale.data_ptr<float>() + range.first;
            masks.alpha.assign(first, first + range.count);
        }
    }
    return result;
}

} // namespace pitlane
