// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/masksource.h"

#include "core/base/hash.h"

#include <algorithm>
#include <numeric>

namespace pitlane {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

namespace {

class StraightThrough : public torch::autograd::Function<StraightThrough>
{
public:
    static Tensor forward(AutogradContext*, const Tensor& /*soft*/, const Tensor& binary) { return binary; }
    static tensor_list backward(AutogradContext*, const tensor_list& gradients) { return {gradients[0], Tensor()}; }
};

} // namespace

MaskLayout layoutOf(const SearchSpace& space)
{
    MaskLayout layout;
    const auto take = [&layout](std::int64_t count) {
        const MaskLayout::Range range{layout.size, count};
        layout.size += count;
        return range;
    };
    for (const auto& layer : space.layers)
        layout.taps.push_back(take(searchesTaps(layer) ? layer.F_seed : 0));
    for (const auto& group : space.groups)
        layout.channels.push_back(take(group.frozen == Frozen::No ? group.channels : 0));
    for (const auto& group : space.groups)
        layout.alive.push_back(group.mayVanish ? take(1).first : -1);
    return layout;
}

Tensor maskValues(const SearchSpace& space, const MaskLayout& layout, const MaskReading& reading)
{
    auto values = torch::zeros({layout.size});
    auto* value = values.data_ptr<float>();
    for (std::size_t l = 0; l < space.layers.size(); ++l) {
        const auto range = layout.taps[l];
        const auto& shape = reading.layers[l];
        // A removed layer has no shape; the flag of its branch is 0, so any tap does.
        for (std::int64_t k = 0; range.count > 0 && k < std::max<std::int64_t>(1, shape.K); ++k)
            value[range.first + range.count - 1 - k * shape.d] = 1;
    }
    for (std::size_t g = 0; g < space.groups.size(); ++g) {
        if (layout.channels[g].count > 0)
            for (const auto channel : reading.channels[g])
                value[layout.channels[g].first + channel] = 1;
        if (layout.alive[g] >= 0)
            value[layout.alive[g]] = reading.channels[g].empty() ? 0 : 1;
    }
    return values;
}

NodeMasks nodeMasks(const NetworkSpec& seed, const SearchSpace& space, const MaskLayout& layout, const Tensor& values)
{
    NodeMasks masks;
    masks.nodes.resize(seed.nodes.size());
    for (std::size_t g = 0; g < space.groups.size(); ++g) {
        const auto& group = space.groups[g];
        const auto range = layout.channels[g];
        if (range.count == 0)
            continue;
        const auto channels = values.narrow(0, range.first, range.count);
        for (const auto l : group.layers)
            if (space.layers[l].masksWeights)
                masks.nodes[space.layers[l].node].channels = channels;
        for (const auto& norm : group.batchNorms)
            masks.nodes[norm.node].channels = norm.repeat == 1 ? channels : channels.repeat_interleave(norm.repeat);
        for (const auto& cut : group.cuts) {
            auto& flags = masks.nodes[cut.addNode].inputFlags;
            flags.resize(seed.nodes[cut.addNode].inputs.size());
            const auto alive = values[layout.alive[g]];
            auto& flag = flags[cut.input];
            flag = flag.defined() ? flag * alive : alive;
        }
    }
    for (std::size_t l = 0; l < space.layers.size(); ++l)
        if (const auto range = layout.taps[l]; range.count > 0)
            masks.nodes[space.layers[l].node].taps = values.narrow(0, range.first, range.count);
    return masks;
}

Random drawsOf(std::uint64_t seedNumber, std::string_view method, const SearchStep& step)
{
    const auto ofEpoch =
        derivedSeed(seedNumber, std::string(method) + " draws", static_cast<std::uint64_t>(step.epoch));
    return Random(derivedSeed(ofEpoch, "step", static_cast<std::uint64_t>(step.step)));
}

MaskReading untouched(const SearchSpace& space)
{
    MaskReading reading;
    for (const auto& group : space.groups) {
        auto& channels = reading.channels.emplace_back(static_cast<std::size_t>(group.channels));
        std::iota(channels.begin(), channels.end(), 0);
    }
    for (const auto& layer : space.layers)
        reading.layers.push_back(
            {.name = layer.name, .C_out = layer.C_out, .F = layer.F_seed, .d = layer.d_seed, .K = layer.K_seed});
    return reading;
}

void markRemoved(const SearchSpace& space, MaskReading& reading)
{
    for (std::size_t g = 0; g < space.groups.size(); ++g)
        if (reading.channels[g].empty())
            for (const auto l : space.groups[g].removedLayers)
                reading.layers[l] = {
                    .name = reading.layers[l].name, .C_out = 0, .F = 0, .d = 0, .K = 0, .removed = true};
}

std::vector<std::int64_t> keptByStrength(const float* strength, const AlphaGroup& group, float threshold)
{
    std::vector<std::int64_t> kept;
    std::vector<std::int64_t> others;
    for (std::int64_t m = 0; m < group.channels; ++m)
        (strength[m] >= threshold ? kept : others).push_back(m);
    const auto missing = group.mayVanish ? 0 : group.keepAtLeast - static_cast<std::int64_t>(kept.size());
    if (missing <= 0)
        return kept;
    std::ranges::stable_sort(others, [&](auto a, auto b) { return strength[a] > strength[b]; });
    kept.insert(kept.end(), others.begin(), others.begin() + missing);
    std::ranges::sort(kept);
    return kept;
}

LayerShape shapeOf(const SearchLayer& layer, std::int64_t C_out, std::int64_t n, std::int64_t d)
{
    LayerShape shape{.name = layer.name, .C_out = C_out, .F = 1, .d = 1, .K = (n - 1) / d + 1};
    if (shape.K > 1) {
        shape.d = d;
        shape.F = d * (shape.K - 1) + 1;
    }
    return shape;
}

Tensor straightThrough(const Tensor& soft, const Tensor& binary)
{
    return StraightThrough::apply(soft, binary);
}

} // namespace pitlane
