// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/methods/decisions.h"

#include <algorithm>
#include <limits>

namespace pitlane {

using torch::Tensor;

namespace {

Tensor indices(const std::vector<std::int64_t>& values)
{
    return torch::tensor(values, torch::kInt64);
}

} // namespace

Decisions::Decisions(const SearchSpace& space, const MaskLayout& layout, Choices choices, Regulariser regulariser)
    : m_space(space), m_layout(layout), m_choices(std::move(choices))
{
    layOut();
    buildMasks();
    buildCost(regulariser);
}

void Decisions::layOut()
{
    const auto decide = [this](const std::vector<std::int64_t>& list) -> std::int64_t {
        const auto count = static_cast<std::int64_t>(list.size());
        if (count < 2)
            return -1;
        m_list.push_back({m_size, count});
        m_size += count;
        m_longest = std::max(m_longest, count);
        return m_list.back().first;
    };
    for (const auto& list : m_choices.channels)
        m_channels.push_back(decide(list));
    for (const auto& list : m_choices.fields)
        m_fields.push_back(decide(list));
    for (const auto& list : m_choices.dilations)
        m_dilations.push_back(decide(list));
    for (const auto& range : m_layout.taps)
        m_tapCount += range.count;
    std::vector<std::int64_t> pad;
    std::vector<std::int64_t> flat;
    for (const auto& decision : m_list)
        for (std::int64_t i = 0; i < m_longest; ++i) {
            if (i < decision.count)
                flat.push_back(static_cast<std::int64_t>(pad.size()));
            pad.push_back(i < decision.count ? decision.first + i : m_size);
        }
    m_padIndex = indices(pad);
    m_flatIndex = indices(flat);
}

void Decisions::buildMasks()
{
    const auto channelCount = m_layout.size - m_tapCount;
    m_fieldMatrix = torch::zeros({m_tapCount, m_size});
    m_dilationMatrix = torch::zeros({m_tapCount, m_size});
    m_channelMatrix = torch::zeros({channelCount, m_size});
    m_fieldOffset = torch::zeros({m_tapCount});
    m_dilationOffset = torch::zeros({m_tapCount});
    m_channelOffset = torch::zeros({channelCount});
    // Row `row` of a sum: 1 for the entries of `list` that leave it on; a list of one leaves a constant.
    const auto put = [](Tensor& matrix, Tensor& offset, std::int64_t row, std::int64_t first,
                        const std::vector<std::int64_t>& list, auto&& isOn) {
        for (std::size_t i = 0; i < list.size(); ++i)
            if (!isOn(list[i]))
                continue;
            else if (first < 0)
                offset.data_ptr<float>()[row] = 1;
            else
                matrix.data_ptr<float>()[row * matrix.size(1) + first + static_cast<std::int64_t>(i)] = 1;
    };
    for (std::size_t l = 0; l < m_space.layers.size(); ++l) {
        const auto range = m_layout.taps[l];
        for (std::int64_t tap = 0; tap < range.count; ++tap) {
            const auto row = range.first + range.count - 1 - tap; // weight order: the newest sample comes last
            put(m_fieldMatrix, m_fieldOffset, row, m_fields[l], m_choices.fields[l], [&](auto n) { return tap < n; });
            put(m_dilationMatrix, m_dilationOffset, row, m_dilations[l], m_choices.dilations[l],
                [&](auto d) { return tap % d == 0; });
        }
    }
    for (std::size_t g = 0; g < m_space.groups.size(); ++g) {
        const auto range = m_layout.channels[g];
        for (std::int64_t m = 0; m < range.count; ++m)
            put(m_channelMatrix, m_channelOffset, range.first - m_tapCount + m, m_channels[g], m_choices.channels[g],
                [&](auto count) { return m < count; });
    }
}

void Decisions::buildCost(Regulariser regulariser)
{
    const auto layers = static_cast<std::int64_t>(m_space.layers.size());
    m_inMatrix = torch::zeros({layers, m_size});
    m_outMatrix = torch::zeros({layers, m_size});
    m_inOffset = torch::zeros({layers});
    m_outOffset = torch::zeros({layers});
    m_kernelOffset = torch::zeros({layers});
    m_layerWeight = torch::ones({layers});
    const auto connect = [&](Tensor& matrix, Tensor& offset, std::int64_t row, std::size_t group, std::int64_t repeat) {
        const auto& list = m_choices.channels[group];
        for (std::size_t i = 0; i < list.size(); ++i)
            if (m_channels[group] < 0)
                offset[row] = static_cast<float>(list[i] * repeat);
            else
                matrix[row][m_channels[group] + static_cast<std::int64_t>(i)] = static_cast<float>(list[i] * repeat);
    };
    std::vector<std::int64_t> field;
    std::vector<std::int64_t> dilation;
    std::vector<std::pair<std::int64_t, std::int64_t>> kernels; // row, K
    for (std::int64_t row = 0; row < layers; ++row) {
        const auto l = static_cast<std::size_t>(row);
        const auto& layer = m_space.layers[l];
        connect(m_outMatrix, m_outOffset, row, layer.group, 1);
        if (layer.depthwise)
            m_inOffset[row] = 1;
        else if (layer.inputGroup)
            connect(m_inMatrix, m_inOffset, row, *layer.inputGroup, layer.inputRepeat);
        else
            m_inOffset[row] = static_cast<float>(layer.C_in);
        if (regulariser == Regulariser::Ops)
            m_layerWeight[row] = static_cast<float>(layer.T);
        if (m_fields[l] < 0 && m_dilations[l] < 0) {
            m_kernelOffset[row] = static_cast<float>(layer.K_seed);
            continue;
        }
        const auto position = [this](std::int64_t first, std::size_t i) {
            return first < 0 ? m_size : first + static_cast<std::int64_t>(i);
        };
        for (std::size_t i = 0; i < m_choices.fields[l].size(); ++i)
            for (std::size_t j = 0; j < m_choices.dilations[l].size(); ++j) {
                field.push_back(position(m_fields[l], i));
                dilation.push_back(position(m_dilations[l], j));
                kernels.emplace_back(row, (m_choices.fields[l][i] - 1) / m_choices.dilations[l][j] + 1);
            }
    }
    m_pairField = indices(field);
    m_pairDilation = indices(dilation);
    m_pairMatrix = torch::zeros({layers, static_cast<std::int64_t>(kernels.size())});
    for (std::size_t i = 0; i < kernels.size(); ++i)
        m_pairMatrix[kernels[i].first][static_cast<std::int64_t>(i)] = static_cast<float>(kernels[i].second);
}

Tensor Decisions::softmax(const Tensor& logits) const
{
    if (m_list.empty())
        return logits;
    const auto never = torch::full({1}, -std::numeric_limits<float>::infinity());
    return torch::cat({logits, never})
        .index_select(0, m_padIndex)
        .view({-1, m_longest})
        .softmax(1)
        .flatten()
        .index_select(0, m_flatIndex);
}

Decisions::Sums Decisions::sums(const Tensor& weights) const
{
    return {torch::addmv(m_fieldOffset, m_fieldMatrix, weights),
            torch::addmv(m_dilationOffset, m_dilationMatrix, weights),
            torch::addmv(m_channelOffset, m_channelMatrix, weights)};
}

Tensor Decisions::values(const Tensor& weights) const
{
    const auto all = sums(weights);
    return torch::cat({all.field * all.dilation, all.channels});
}

Tensor Decisions::cost(const Tensor& weights) const
{
    const auto C_in = torch::addmv(m_inOffset, m_inMatrix, weights);
    const auto C_out = torch::addmv(m_outOffset, m_outMatrix, weights);
    const auto withOne = torch::cat({weights, torch::ones({1})});
    const auto pairs = withOne.index_select(0, m_pairField) * withOne.index_select(0, m_pairDilation);
    const auto K = torch::addmv(m_kernelOffset, m_pairMatrix, pairs);
    return (C_in * C_out * K).dot(m_layerWeight);
}

MaskReading Decisions::reading(const Tensor& logits) const
{
    const auto* logit = logits.data_ptr<float>();
    const auto best = [&](const std::vector<std::int64_t>& list, std::int64_t first, bool largest) {
        std::size_t choice = 0;
        for (std::size_t i = 1; first >= 0 && i < list.size(); ++i) {
            const auto value = logit[first + static_cast<std::int64_t>(i)];
            const auto known = logit[first + static_cast<std::int64_t>(choice)];
            if (value > known || (largest && value == known))
                choice = i;
        }
        return list[choice];
    };
    auto reading = untouched(m_space);
    for (std::size_t g = 0; g < m_space.groups.size(); ++g)
        reading.channels[g].resize(static_cast<std::size_t>(best(m_choices.channels[g], m_channels[g], true)));
    for (std::size_t l = 0; l < m_space.layers.size(); ++l) {
        const auto& layer = m_space.layers[l];
        const auto C_out = static_cast<std::int64_t>(reading.channels[layer.group].size());
        reading.layers[l].C_out = C_out;
        if (m_layout.taps[l].count > 0)
            reading.layers[l] = shapeOf(layer, C_out, best(m_choices.fields[l], m_fields[l], true),
                                        best(m_choices.dilations[l], m_dilations[l], false));
    }
    return reading;
}

std::vector<LayerMasks> Decisions::describe(const Tensor& logits) const
{
    const auto read = reading(logits);
    const auto all = sums(softmax(logits));
    const auto* channels = all.channels.data_ptr<float>();
    std::vector<LayerMasks> result;
    for (std::size_t l = 0; l < m_space.layers.size(); ++l) {
        const auto& layer = m_space.layers[l];
        auto& masks = result.emplace_back(LayerMasks{.shape = read.layers[l]});
        if (const auto range = m_layout.channels[layer.group]; range.count > 0 && layer.ownsGroup) {
            const auto* first = channels + range.first - m_tapCount;
            masks.alpha.assign(first, first + range.count);
        }
        const auto taps = m_layout.taps[l];
        const auto newest = taps.first + taps.count - 1;
        if (layer.field == Frozen::No)
            for (std::int64_t tap = 0; tap < taps.count; ++tap)
                masks.beta.push_back(all.field.data_ptr<float>()[newest - tap]);
        if (layer.dilation == Frozen::No) {
            const auto length = gammaLength(layer.F_seed);
            for (std::int64_t level = 0; level < length; ++level) { // tap 2^q has level len - 1 - q, tap 0 level 0
                const auto tap = level == 0 ? 0 : std::int64_t{1} << (length - 1 - level);
                masks.gamma.push_back(all.dilation.data_ptr<float>()[newest - tap]);
            }
        }
    }
    return result;
}

} // namespace pitlane
