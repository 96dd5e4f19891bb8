// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/pitmasks.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace pitlane {

using torch::Tensor;

namespace {

constexpr float threshold = 0.5F;

/// Values of a one-dimensional float tensor, for reading.
const float* valuesOf(const Tensor& tensor) { return tensor.data_ptr<float>(); }

/// Number of trailing zero bits of a tap's index, at most `most` (tap 0: `most`).
std::int64_t trailingZeros(std::int64_t tap, std::int64_t most)
{
    return tap == 0 ? most : std::min<std::int64_t>(most, std::countr_zero(static_cast<std::uint64_t>(tap)));
}

/// k(i) of Eq. 11: number of p in 1 .. len-1 with i mod 2^p != 0.
std::int64_t gammaLevel(std::int64_t tap, std::int64_t length) { return length - 1 - trailingZeros(tap, length - 1); }

/// beta group of a tap: ceil(i / g).
std::int64_t betaGroup(std::int64_t tap, std::int64_t granularity) { return (tap + granularity - 1) / granularity; }

} // namespace

PitMasks::PitMasks(SearchSpace space, const MaskConfig& masks, Regulariser regulariser)
    : MaskSource(std::move(space)), m_granularity(masks.granularity), m_regulariser(regulariser)
{
    layOutTheta();
    buildTapMatrices();
    buildCost();
}

void PitMasks::layOutTheta()
{
    std::int64_t alphas = 0;
    for (const auto& group : m_space.groups) {
        const auto count = group.frozen == Frozen::No ? group.channels : 0;
        m_alphaRange.push_back({alphas, count});
        alphas += count;
    }
    std::int64_t betas = 0;
    std::int64_t gammas = 0;
    std::int64_t taps = 0;
    for (const auto& layer : m_space.layers) {
        const auto beta = layer.field == Frozen::No ? betaLength(layer.F_seed, m_granularity) - 1 : 0;
        const auto gamma = layer.dilation == Frozen::No ? gammaLength(layer.F_seed) - 1 : 0;
        const auto rows = searchesTaps(layer) ? layer.F_seed : 0;
        m_betaRange.push_back({betas, beta});
        m_gammaRange.push_back({gammas, gamma});
        m_tapRange.push_back({taps, rows});
        betas += beta;
        gammas += gamma;
        taps += rows;
    }
    const auto ones = [](std::int64_t count) { return torch::ones({count}).set_requires_grad(true); };
    m_alpha = ones(alphas);
    m_beta = ones(betas);
    m_gamma = ones(gammas);
    m_fieldOffset = torch::zeros({taps});
    m_dilationOffset = torch::zeros({taps});
    m_tapWeight = torch::ones({taps});
    m_fieldMatrix = torch::zeros({taps, betas});
    m_dilationMatrix = torch::zeros({taps, gammas});
    m_tapSum = torch::zeros({static_cast<std::int64_t>(m_space.layers.size()), taps});
}

void PitMasks::buildTapMatrices()
{
    auto sum = m_tapSum.accessor<float, 2>();
    auto fieldMatrix = m_fieldMatrix.accessor<float, 2>();
    auto fieldOffset = m_fieldOffset.accessor<float, 1>();
    auto dilationMatrix = m_dilationMatrix.accessor<float, 2>();
    auto dilationOffset = m_dilationOffset.accessor<float, 1>();
    auto weight = m_tapWeight.accessor<float, 1>();
    for (std::size_t l = 0; l < m_space.layers.size(); ++l) {
        const auto& layer = m_space.layers[l];
        const auto range = m_tapRange[l];
        const auto betaCount = betaLength(layer.F_seed, m_granularity);
        const auto gammaCount = gammaLength(layer.F_seed);
        for (std::int64_t tap = 0; tap < range.count; ++tap) {
            const auto row = range.first + range.count - 1 - tap; // weight order: the newest sample comes last
            sum[static_cast<std::int64_t>(l)][row] = 1;
            const auto group = betaGroup(tap, m_granularity);
            const auto level = gammaLevel(tap, gammaCount);
            if (layer.field == Frozen::No) {
                for (auto j = std::max<std::int64_t>(1, group); j < betaCount; ++j)
                    fieldMatrix[row][m_betaRange[l].first + j - 1] = 1;
                fieldOffset[row] = group == 0 ? 1 : 0; // the fixed beta[0]
                weight[row] /= static_cast<float>(betaCount - group);
            } else {
                fieldOffset[row] = 1;
            }
            if (layer.dilation == Frozen::No) {
                for (auto j = std::max<std::int64_t>(1, level); j < gammaCount; ++j)
                    dilationMatrix[row][m_gammaRange[l].first + j - 1] = 1;
                dilationOffset[row] = level == 0 ? 1 : 0; // the fixed gamma[0]
                weight[row] /= static_cast<float>(gammaCount - level);
            } else {
                dilationOffset[row] = 1;
            }
        }
    }
}

void PitMasks::buildCost()
{
    const auto count = static_cast<std::int64_t>(m_space.layers.size());
    m_inMatrix = torch::zeros({count, m_alpha.size(0)});
    m_outMatrix = torch::zeros({count, m_alpha.size(0)});
    m_inOffset = torch::zeros({count});
    m_outOffset = torch::zeros({count});
    m_tapCount = torch::zeros({count});
    m_layerWeight = torch::ones({count});
    const auto connect = [&](Tensor& matrix, Tensor& offset, std::int64_t row, std::size_t group, std::int64_t repeat) {
        const auto range = m_alphaRange[group];
        if (range.count > 0)
            matrix[row].narrow(0, range.first, range.count).fill_(static_cast<float>(repeat));
        else
            offset[row] = static_cast<float>(m_space.groups[group].channels * repeat);
    };
    for (std::int64_t row = 0; row < count; ++row) {
        const auto& layer = m_space.layers[static_cast<std::size_t>(row)];
        connect(m_outMatrix, m_outOffset, row, layer.group, 1);
        if (layer.depthwise)
            m_inOffset[row] = 1.0F;
        else if (layer.inputGroup)
            connect(m_inMatrix, m_inOffset, row, *layer.inputGroup, layer.inputRepeat);
        else
            m_inOffset[row] = static_cast<float>(layer.C_in);
        if (m_tapRange[static_cast<std::size_t>(row)].count == 0)
            m_tapCount[row] = static_cast<float>(layer.K_seed);
        if (m_regulariser == Regulariser::Ops)
            m_layerWeight[row] = static_cast<float>(layer.T);
    }
}

std::vector<Tensor> PitMasks::parameters() const
{
    std::vector<Tensor> result;
    for (const auto& tensor : {m_alpha, m_beta, m_gamma})
        if (tensor.numel() > 0)
            result.push_back(tensor);
    return result;
}

Theta PitMasks::theta() const
{
    Theta theta;
    theta.channelsSoft = m_alpha.abs();
    theta.fieldSoft = torch::addmv(m_fieldOffset, m_fieldMatrix, m_beta.abs());
    theta.dilationSoft = torch::addmv(m_dilationOffset, m_dilationMatrix, m_gamma.abs());
    auto channels = theta.channelsSoft.detach().ge(threshold).to(torch::kFloat);
    auto field = theta.fieldSoft.detach().ge(threshold).to(torch::kFloat);
    auto dilation = theta.dilationSoft.detach().ge(threshold).to(torch::kFloat);

    auto* channelValues = channels.data_ptr<float>();
    const auto* softValues = valuesOf(theta.channelsSoft);
    for (std::size_t g = 0; g < m_space.groups.size(); ++g)
        if (const auto range = m_alphaRange[g]; range.count > 0)
            for (const auto m : keptByStrength(softValues + range.first, m_space.groups[g], threshold))
                channelValues[range.first + m] = 1;
    // Theta_B is non-increasing towards old taps and Theta_G depends on the tap's level alone: by construction of the
    // sums, and here also where rounding makes two equal sums differ.
    auto* fieldValues = field.data_ptr<float>();
    auto* dilationValues = dilation.data_ptr<float>();
    for (std::size_t l = 0; l < m_space.layers.size(); ++l) {
        const auto range = m_tapRange[l];
        const auto newest = range.first + range.count - 1;
        for (std::int64_t tap = 1; tap < range.count; ++tap)
            if (fieldValues[newest - tap + 1] == 0)
                fieldValues[newest - tap] = 0;
        if (m_space.layers[l].dilation != Frozen::No)
            continue;
        const auto levels = gammaLength(m_space.layers[l].F_seed) - 1;
        std::int64_t zeros = 0;
        while (zeros < levels && dilationValues[newest - (std::int64_t{1} << zeros)] == 0)
            ++zeros;
        for (std::int64_t tap = 0; tap < range.count; ++tap)
            dilationValues[newest - tap] = trailingZeros(tap, levels) >= zeros ? 1 : 0;
    }

    theta.channels = straightThrough(theta.channelsSoft, channels);
    theta.field = straightThrough(theta.fieldSoft, field);
    theta.dilation = straightThrough(theta.dilationSoft, dilation);
    theta.alive.resize(m_space.groups.size());
    for (std::size_t g = 0; g < m_space.groups.size(); ++g)
        if (m_space.groups[g].mayVanish) {
            const auto largest = theta.channelsSoft.narrow(0, m_alphaRange[g].first, m_alphaRange[g].count).max();
            theta.alive[g] = straightThrough(largest, largest.detach().ge(threshold).to(torch::kFloat));
        }
    return theta;
}

Tensor PitMasks::values(const Theta& theta) const
{
    std::vector<Tensor> parts{theta.field * theta.dilation, theta.channels};
    for (const auto& alive : theta.alive)
        if (alive.defined())
            parts.push_back(alive.view({1}));
    return torch::cat(parts);
}

MaskSource::Moment PitMasks::moment(const SearchStep& /*step*/)
{
    const auto now = theta();
    return {values(now), cost(now)};
}

MaskReading PitMasks::reading() const
{
    const torch::NoGradGuard noGrad;
    const auto now = theta();
    return {keptChannels(now), shapes(now)};
}

std::vector<LayerMasks> PitMasks::describe() const
{
    const torch::NoGradGuard noGrad;
    return describe(theta());
}

Tensor PitMasks::cost(const Theta& theta) const
{
    const auto C_in = torch::addmv(m_inOffset, m_inMatrix, theta.channelsSoft);
    const auto C_out = torch::addmv(m_outOffset, m_outMatrix, theta.channelsSoft);
    const auto K = torch::addmv(m_tapCount, m_tapSum, theta.fieldSoft * theta.dilationSoft * m_tapWeight);
    auto weight = m_layerWeight;
    for (std::size_t g = 0; g < m_space.groups.size(); ++g) {
        if (!theta.alive[g].defined() || theta.alive[g].item<float>() > 0)
            continue;
        weight = weight.is_same(m_layerWeight) ? weight.clone() : weight;
        for (const auto l : m_space.groups[g].removedLayers)
            weight.index_put_({static_cast<std::int64_t>(l)}, 0);
    }
    return (C_in * C_out * K).dot(weight);
}

std::vector<std::vector<std::int64_t>> PitMasks::keptChannels(const Theta& theta) const
{
    std::vector<std::vector<std::int64_t>> kept(m_space.groups.size());
    const auto* values = valuesOf(theta.channels);
    for (std::size_t g = 0; g < m_space.groups.size(); ++g) {
        const auto range = m_alphaRange[g];
        for (std::int64_t m = 0; m < m_space.groups[g].channels; ++m)
            if (range.count == 0 || values[range.first + m] > 0)
                kept[g].push_back(m);
    }
    return kept;
}

std::vector<LayerShape> PitMasks::shapes(const Theta& theta) const
{
    MaskReading reading{keptChannels(theta), {}};
    const auto* field = valuesOf(theta.field);
    const auto* dilation = valuesOf(theta.dilation);
    for (std::size_t l = 0; l < m_space.layers.size(); ++l) {
        const auto& layer = m_space.layers[l];
        const auto C_out = static_cast<std::int64_t>(reading.channels[layer.group].size());
        const auto range = m_tapRange[l];
        if (range.count == 0) {
            reading.layers.push_back(
                {.name = layer.name, .C_out = C_out, .F = layer.F_seed, .d = layer.d_seed, .K = layer.K_seed});
            continue;
        }
        const auto newest = range.first + range.count - 1;
        std::int64_t n = 0;
        while (n < range.count && field[newest - n] > 0)
            ++n;
        std::int64_t d = 1;
        while (d < range.count && dilation[newest - d] == 0)
            d *= 2;
        reading.layers.push_back(shapeOf(layer, C_out, n, d));
    }
    markRemoved(m_space, reading);
    return std::move(reading.layers);
}

std::vector<LayerMasks> PitMasks::describe(const Theta& theta) const
{
    const auto read = shapes(theta);
    std::vector<LayerMasks> result;
    for (std::size_t l = 0; l < m_space.layers.size(); ++l) {
        const auto& layer = m_space.layers[l];
        auto& masks = result.emplace_back(LayerMasks{.shape = read[l]});
        if (const auto alpha = m_alphaRange[layer.group]; alpha.count > 0 && layer.ownsGroup) {
            const auto* first = valuesOf(theta.channelsSoft) + alpha.first;
            masks.alpha.assign(first, first + alpha.count);
        }
        const auto taps = m_tapRange[l];
        const auto newest = taps.first + taps.count - 1;
        if (layer.field == Frozen::No)
            for (std::int64_t tap = 0; tap < taps.count; ++tap)
                masks.beta.push_back(valuesOf(theta.fieldSoft)[newest - tap]);
        if (layer.dilation == Frozen::No) {
            const auto length = gammaLength(layer.F_seed);
            for (std::int64_t level = 0; level < length; ++level) { // tap 2^q has level len - 1 - q, tap 0 level 0
                const auto tap = level == 0 ? 0 : std::int64_t{1} << (length - 1 - level);
                masks.gamma.push_back(valuesOf(theta.dilationSoft)[newest - tap]);
            }
        }
    }
    return result;
}

} // namespace pitlane
