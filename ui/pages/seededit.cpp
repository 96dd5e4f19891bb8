// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/seededit.h"

namespace pitlane::seededit {

namespace {

void setChannels(Node& node, std::int64_t channels)
{
    if (auto* conv = std::get_if<Conv1d>(&node.op)) {
        if (conv->groups > 1)
            conv->groups = channels; // depthwise: C_in = C_out = groups
        conv->C_out = channels;
    } else if (auto* linear = std::get_if<Linear>(&node.op)) {
        linear->C_out = channels;
    }
}

/// Changes F by adapting the padding: causal padding stays causal, two-sided padding grows on both sides.
void followPadding(Conv1d& conv, std::int64_t previousF)
{
    const auto growth = conv.F() - previousF;
    const auto right = conv.padding.right == 0 ? 0 : growth / 2;
    conv.padding.right += right;
    conv.padding.left += growth - right;
}

void setReach(Conv1d& conv, const std::string& name, std::int64_t F)
{
    if ((F - 1) % conv.d != 0) {
        const auto below = F - 1 - (F - 1) % conv.d + 1;
        throw NetworkError("A field of " + std::to_string(F) + " samples does not fit dilation " +
                           std::to_string(conv.d) + " of " + name + ". Choose " + std::to_string(below) + " or " +
                           std::to_string(below + conv.d) + ".");
    }
    conv.K = (F - 1) / conv.d + 1;
}

} // namespace

Frozen locked(const SearchSpace& space, const NetworkSpec& seed, std::size_t layer, Field field)
{
    const auto& row = space.layers[layer];
    const auto& group = space.groups[row.group];
    const auto& node = seed.nodes[row.node];
    if (field == Field::Channels) {
        const bool free =
            group.frozen == Frozen::No || group.frozen == Frozen::ByChoice || group.frozen == Frozen::NeedsChannels;
        return free ? Frozen::No : group.frozen;
    }
    if (!node.searchable)
        return Frozen::FixedBySeed;
    if (!std::holds_alternative<Conv1d>(node.op))
        return group.frozen == Frozen::MakesOutputs ? Frozen::MakesOutputs : Frozen::OneTap;
    return Frozen::No;
}

NetworkSpec edited(const NetworkSpec& seed, std::size_t layer, Field field, std::int64_t value)
{
    const auto space = analyse(seed, {});
    const auto& row = space.layers.at(layer);
    if (value < 1)
        throw NetworkError("Layer " + row.name + ": found " + std::to_string(value) + ". Give a number of at least 1.");
    if (locked(space, seed, layer, field) != Frozen::No)
        throw NetworkError("Layer " + row.name + " is kept as it is by the seed.");

    auto result = seed;
    if (field == Field::Channels) {
        for (const auto member : space.groups[row.group].layers)
            setChannels(result.nodes[space.layers[member].node], value);
    } else if (auto* conv = std::get_if<Conv1d>(&result.nodes[row.node].op)) {
        const auto previousF = conv->F();
        if (field == Field::Reach)
            setReach(*conv, row.name, value);
        else if (field == Field::Taps)
            conv->K = value;
        else
            conv->d = value;
        followPadding(*conv, previousF);
    }
    if (const auto problems = validate(result); !problems.empty()) {
        const auto& problem = problems.front();
        throw NetworkError(problem.node.empty() ? problem.sentence : "Layer " + problem.node + ": " + problem.sentence);
    }
    return result;
}

MaskConfig pruned(const MaskConfig& masks, const NetworkSpec& seed)
{
    auto result = masks;
    std::erase_if(result.layers, [&](const LayerMaskChoice& choice) { return seed.indexOf(choice.layer) < 0; });
    return result;
}

} // namespace pitlane::seededit
