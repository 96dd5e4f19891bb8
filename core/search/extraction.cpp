// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/extraction.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace pitlane {

namespace {

/// Keeps `indices` along `axis`.
WeightTensor selected(const WeightTensor& tensor, std::size_t axis, const std::vector<std::int64_t>& indices)
{
    const auto product = [](auto first, auto last) {
        return std::accumulate(first, last, std::int64_t{1}, std::multiplies<>());
    };
    const auto& shape = tensor.shape;
    const auto at = shape.begin() + static_cast<std::ptrdiff_t>(axis);
    const auto outer = product(shape.begin(), at);
    const auto inner = product(at + 1, shape.end());
    WeightTensor result;
    result.shape = shape;
    result.shape[axis] = static_cast<std::int64_t>(indices.size());
    result.values.reserve(static_cast<std::size_t>(product(result.shape.begin(), result.shape.end())));
    for (std::int64_t o = 0; o < outer; ++o)
        for (const auto index : indices) {
            const auto first = tensor.values.begin() + (o * shape[axis] + index) * inner;
            result.values.insert(result.values.end(), first, first + inner);
        }
    return result;
}

/// Each channel stands for `repeat` features in a row.
std::vector<std::int64_t> expanded(const std::vector<std::int64_t>& channels, std::int64_t repeat)
{
    std::vector<std::int64_t> features;
    for (const auto channel : channels)
        for (std::int64_t r = 0; r < repeat; ++r)
            features.push_back(channel * repeat + r);
    return features;
}

/// Drops the inputs of adds whose branch has vanished, adds left with one input, and nodes that nothing needs.
NetworkSpec withoutVanished(const NetworkSpec& seed, const SearchSpace& space, const MaskReading& reading)
{
    std::set<std::pair<std::size_t, std::size_t>> cut;
    for (std::size_t g = 0; g < space.groups.size(); ++g)
        if (reading.channels[g].empty())
            for (const auto& end : space.groups[g].cuts)
                cut.emplace(end.addNode, end.input);

    std::map<std::string, std::string> standIn; // name of a dropped add -> its one input
    std::vector<Node> nodes;
    for (std::size_t i = 0; i < seed.nodes.size(); ++i) {
        auto node = seed.nodes[i];
        node.inputs.clear();
        for (std::size_t position = 0; position < seed.nodes[i].inputs.size(); ++position) {
            if (cut.contains({i, position}))
                continue;
            const auto& name = seed.nodes[i].inputs[position];
            const auto other = standIn.find(name);
            node.inputs.push_back(other == standIn.end() ? name : other->second);
        }
        const bool add = std::holds_alternative<Add>(node.op);
        // A network that ends in its add keeps it under the add's name only while there is something to add.
        if (add && node.inputs.size() == 1 && seed.nodes[i].inputs.size() > 1)
            standIn[node.name] = node.inputs.front();
        else
            nodes.push_back(std::move(node));
    }

    std::set<std::string> needed{standIn.contains(seed.nodes.back().name) ? standIn[seed.nodes.back().name]
                                                                          : seed.nodes.back().name};
    NetworkSpec small{.name = seed.name, .input = seed.input};
    for (auto node = nodes.rbegin(); node != nodes.rend(); ++node)
        if (needed.contains(node->name)) {
            needed.insert(node->inputs.begin(), node->inputs.end());
            small.nodes.push_back(*node);
        }
    std::ranges::reverse(small.nodes);
    return small;
}

} // namespace

NetworkSpec extractNetwork(const NetworkSpec& seed, const SearchSpace& space, const MaskReading& reading)
{
    auto small = withoutVanished(seed, space, reading);
    for (std::size_t l = 0; l < space.layers.size(); ++l) {
        const auto& layer = space.layers[l];
        const auto index = small.indexOf(layer.name);
        if (index < 0)
            continue;
        auto& op = small.nodes[static_cast<std::size_t>(index)].op;
        const auto& shape = reading.layers[l];
        if (auto* linear = std::get_if<Linear>(&op)) {
            linear->C_out = shape.C_out;
            continue;
        }
        if (layer.attention)
            continue;
        auto& conv = std::get<Conv1d>(op);
        conv.C_out = shape.C_out;
        conv.K = shape.K;
        conv.d = shape.d;
        conv.padding.left -= layer.F_seed - shape.F;
        if (layer.depthwise)
            conv.groups = shape.C_out;
    }
    return small;
}

Weights extractWeights(const NetworkSpec& seed, const SearchSpace& space, const MaskReading& reading,
                       const Weights& weights)
{
    const auto small = extractNetwork(seed, space, reading);
    Weights result;
    const auto put = [&](const std::string& name, WeightTensor tensor) { result.emplace(name, std::move(tensor)); };
    for (std::size_t l = 0; l < space.layers.size(); ++l) {
        const auto& layer = space.layers[l];
        if (small.indexOf(layer.name) < 0)
            continue;
        auto weight = selected(weights.at(layer.name + ".weight"), 0, reading.channels[layer.group]);
        if (layer.inputGroup && !layer.depthwise)
            weight = selected(weight, 1, expanded(reading.channels[*layer.inputGroup], layer.inputRepeat));
        const auto& shape = reading.layers[l];
        if (weight.shape.size() == 3 && (shape.K != layer.K_seed || shape.d != layer.d_seed)) {
            std::vector<std::int64_t> taps; // oldest first; the newest is the last of the seed's
            for (auto k = shape.K; k-- > 0;)
                taps.push_back(layer.K_seed - 1 - k * shape.d);
            weight = selected(weight, 2, taps);
        }
        put(layer.name + ".weight", std::move(weight));
        for (const auto* suffix : {".bias", ".context"})
            if (const auto vector = weights.find(layer.name + suffix); vector != weights.end())
                put(vector->first, selected(vector->second, 0, reading.channels[layer.group]));
    }
    const auto suffixes = {".weight", ".bias", ".running_mean", ".running_var"};
    for (const auto& node : small.nodes) {
        if (!std::holds_alternative<BatchNorm>(node.op))
            continue;
        const auto index = static_cast<std::size_t>(seed.indexOf(node.name));
        std::optional<std::vector<std::int64_t>> features;
        for (std::size_t g = 0; g < space.groups.size(); ++g)
            for (const auto& norm : space.groups[g].batchNorms)
                if (norm.node == index)
                    features = expanded(reading.channels[g], norm.repeat);
        for (const auto* suffix : suffixes) {
            const auto& tensor = weights.at(node.name + suffix);
            put(node.name + suffix, features ? selected(tensor, 0, *features) : tensor);
        }
    }
    return result;
}

} // namespace pitlane
