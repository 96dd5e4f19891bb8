// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/methodspace.h"

#include "core/study/method.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace pitlane {

namespace {

const MethodInfo& searchMethod(const std::string& id)
{
    const auto* method = methodNamed(id);
    if (method == nullptr || method->kind != MethodKind::Search)
        throw Error("The method \"" + id + "\" is not known to this version. Choose one of " + searchMethodIds() + ".");
    return *method;
}

MaskConfig masksOf(const SearchConfig& config, const MethodInfo& method)
{
    auto masks = config.masks;
    masks.channels = masks.channels && method.channels;
    masks.field = masks.field && method.field;
    masks.dilation = masks.dilation && method.dilation;
    return masks;
}

/// Groups whose channels a batch-norm does not tell apart: one of their filters reaches none. Depthwise and attention
/// layers pass on the channels that others make.
std::vector<std::size_t> groupsWithoutNorm(const SearchSpace& space)
{
    std::vector<std::size_t> result;
    for (std::size_t g = 0; g < space.groups.size(); ++g) {
        const auto blind = [&](std::size_t l) {
            const auto& layer = space.layers[l];
            return layer.masksWeights && !layer.depthwise && !layer.attention;
        };
        const auto& group = space.groups[g];
        if (group.frozen == Frozen::No && (group.batchNorms.empty() || std::ranges::any_of(group.layers, blind)))
            result.push_back(g);
    }
    return result;
}

/// The same space with those groups kept. Analysed anew, because what may vanish depends on what is searched.
SearchSpace withoutBlindGroups(const NetworkSpec& seed, MaskConfig masks, const SearchSpace& space)
{
    const auto blind = groupsWithoutNorm(space);
    for (const auto g : blind)
        for (const auto l : space.groups[g].layers) {
            auto choice = masks.choiceFor(space.layers[l].name);
            choice.channels = false;
            std::erase_if(masks.layers, [&](const LayerMaskChoice& other) { return other.layer == choice.layer; });
            masks.layers.push_back(std::move(choice));
        }
    auto narrowed = analyse(seed, masks);
    for (const auto g : blind)
        if (narrowed.groups[g].frozen == Frozen::ByChoice)
            narrowed.groups[g].frozen = Frozen::NoNorm;
    return narrowed;
}

void countChoices(const SearchConfig& config, SearchSpace& space)
{
    const auto choices = choicesOf(config, space);
    space.size = 1;
    for (std::size_t l = 0; l < space.layers.size(); ++l) {
        auto& layer = space.layers[l];
        std::set<std::pair<std::int64_t, std::int64_t>> filters; // taps and dilation: some choices give the same
        for (const auto n : choices.fields[l])
            for (const auto d : choices.dilations[l]) {
                const auto K = (n - 1) / d + 1;
                filters.emplace(K, K == 1 ? 1 : d);
            }
        layer.choices = static_cast<double>(filters.size());
        if (layer.ownsGroup)
            layer.choices *= static_cast<double>(choices.channels[layer.group].size());
        space.size *= layer.choices;
    }
}

/// ceil(whole k / n) for k = 1 .. n, each at least `least`; n = 0: every count.
std::vector<std::int64_t> shares(std::int64_t whole, int n, std::int64_t least)
{
    std::set<std::int64_t> values;
    const auto parts = n == 0 ? whole : n;
    for (std::int64_t k = 1; k <= parts; ++k)
        values.insert(std::max(least, (whole * k + parts - 1) / parts));
    return {values.begin(), values.end()};
}

std::vector<std::int64_t> fieldShares(std::int64_t F_seed, int n)
{
    std::set<std::int64_t> values;
    for (int k = 1; k <= n; ++k)
        values.insert(std::llround(static_cast<double>((F_seed - 1) * k) / n) + 1);
    return {values.begin(), values.end()};
}

} // namespace

SearchSpace searchSpaceOf(const SearchConfig& config)
{
    const auto& method = searchMethod(config.method);
    const auto masks = masksOf(config, method);
    auto space = analyse(config.seed, masks);
    if (method.needsNorm)
        space = withoutBlindGroups(config.seed, masks, space);
    const auto relabel = [](Frozen& frozen, bool canSearch) {
        if (frozen == Frozen::ByChoice && !canSearch)
            frozen = Frozen::ByMethod;
    };
    for (auto& group : space.groups) {
        relabel(group.frozen, method.channels);
        if (!method.removesBranches) {
            group.mayVanish = false;
            group.cuts.clear();
            group.removedLayers.clear();
        }
    }
    for (auto& layer : space.layers) {
        relabel(layer.field, method.field);
        relabel(layer.dilation, method.dilation);
    }
    if (choosesFromLists(config.method))
        countChoices(config, space);
    return space;
}

bool choosesFromLists(std::string_view method) { return method == "fbnetv2" || method == "proxylessnas"; }

Choices choicesOf(const SearchConfig& config, const SearchSpace& space)
{
    const auto& masks = config.masks;
    const auto searched = int{masks.channels} + int{masks.field} + int{masks.dilation};
    auto paths = config.proxylessNas.paths;
    if (paths == 0)
        paths = searched == 1 ? 4 : 2;
    const auto counts = config.method == "fbnetv2" ? config.fbNetV2.choices : paths;
    Choices choices;
    for (const auto& group : space.groups)
        choices.channels.push_back(group.frozen == Frozen::No ? shares(group.channels, counts, group.keepAtLeast)
                                                              : std::vector{group.channels});
    for (const auto& layer : space.layers) {
        choices.fields.push_back(layer.field == Frozen::No ? fieldShares(layer.F_seed, paths)
                                                           : std::vector{layer.F_seed});
        std::vector<std::int64_t> dilations{1};
        if (layer.dilation == Frozen::No)
            while (static_cast<int>(dilations.size()) < paths && dilations.back() * 2 < layer.F_seed)
                dilations.push_back(dilations.back() * 2);
        choices.dilations.push_back(std::move(dilations));
    }
    return choices;
}

} // namespace pitlane
