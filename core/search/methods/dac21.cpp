// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/methods/dac21.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace pitlane {

using torch::Tensor;

namespace {

constexpr float threshold = 0.5F;

} // namespace

Dac21Masks::Dac21Masks(SearchSpace space, Regulariser regulariser) : MaskSource(std::move(space))
{
    std::int64_t gammas = 0;
    std::vector<float> weights;
    for (const auto& layer : m_space.layers) {
        const auto length = gammaLength(layer.F_seed); // ceil(log2 F) = floor(log2(F - 1)) + 1 for F >= 2
        const auto count = layer.dilation == Frozen::No ? length - 1 : 0;
        m_range.push_back({gammas, count});
        gammas += count;
        m_longest = std::max(m_longest, count + 1);
        const auto C_in = layer.depthwise ? 1 : layer.C_in;
        const auto each = C_in * layer.C_out * (regulariser == Regulariser::Ops ? layer.T : 1);
        for (std::int64_t i = 1; i <= count; ++i) {
            const auto taps = std::round(static_cast<double>(layer.F_seed - 1) / std::exp2(length - i));
            weights.push_back(static_cast<float>(static_cast<double>(each) * taps));
        }
    }
    m_gamma = torch::ones({gammas}).set_requires_grad(true);
    m_weight = torch::tensor(weights, torch::kFloat);
    std::vector<std::int64_t> rows;
    std::vector<std::int64_t> taps;
    for (std::size_t l = 0; l < m_space.layers.size(); ++l) {
        if (m_layout.taps[l].count == 0)
            continue;
        const auto first = static_cast<std::int64_t>(rows.size());
        const auto range = m_range[l];
        rows.push_back(gammas); // gamma[0]
        for (std::int64_t i = 1; i < m_longest; ++i)
            rows.push_back(i <= range.count ? range.first + i - 1 : gammas);
        const auto last = range.count;                        // L - 1
        for (auto tap = m_layout.taps[l].count; tap-- > 0;) { // weight order: the newest sample comes last
            const auto zeros =
                tap == 0 ? last : std::min<std::int64_t>(last, std::countr_zero(static_cast<std::uint64_t>(tap)));
            taps.push_back(first + last - zeros); // Gamma[zeros] = product of gamma[0 .. L-1-zeros]
        }
    }
    m_rows = torch::tensor(rows, torch::kInt64);
    m_tapIndex = torch::tensor(taps, torch::kInt64);
    m_ones = torch::ones({m_layout.size - static_cast<std::int64_t>(taps.size())});
}

std::vector<Tensor> Dac21Masks::parameters() const
{
    return m_gamma.numel() > 0 ? std::vector{m_gamma} : std::vector<Tensor>{};
}

MaskSource::Moment Dac21Masks::moment(const SearchStep& /*step*/)
{
    const auto binary = straightThrough(m_gamma, m_gamma.detach().ge(threshold).to(torch::kFloat));
    const auto padded = torch::cat({binary, torch::ones({1})}).index_select(0, m_rows).view({-1, m_longest});
    const auto taps = padded.cumprod(1).flatten().index_select(0, m_tapIndex);
    return {torch::cat({taps, m_ones}), m_gamma.abs().dot(m_weight)};
}

/// 2^(number of zeros in Gamma): the first parameter that is off clears the products from there on.
std::int64_t Dac21Masks::dilationOf(std::size_t layer) const
{
    const auto range = m_range[layer];
    const auto* gamma = m_gamma.data_ptr<float>() + range.first;
    std::int64_t on = 0;
    while (on < range.count && gamma[on] >= threshold)
        ++on;
    return std::int64_t{1} << (range.count - on);
}

MaskReading Dac21Masks::reading() const
{
    MaskReading reading = untouched(m_space);
    for (std::size_t l = 0; l < m_space.layers.size(); ++l)
        if (const auto& layer = m_space.layers[l]; searchesTaps(layer))
            reading.layers[l] = shapeOf(layer, layer.C_out, layer.F_seed, dilationOf(l));
    return reading;
}

std::vector<LayerMasks> Dac21Masks::describe() const
{
    std::vector<LayerMasks> result;
    const auto read = reading();
    for (std::size_t l = 0; l < m_space.layers.size(); ++l) {
        auto& masks = result.emplace_back(LayerMasks{.shape = read.layers[l]});
        if (!searchesTaps(m_space.layers[l]))
            continue;
        masks.gamma.push_back(1);
        const auto* gamma = m_gamma.data_ptr<float>() + m_range[l].first;
        for (std::int64_t i = 0; i < m_range[l].count; ++i)
            masks.gamma.push_back(std::min(masks.gamma.back(), gamma[i]));
    }
    return result;
}

} // namespace pitlane
