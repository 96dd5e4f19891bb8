// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/edit.h"
#include "core/network/editparts.h"
#include "core/network/widths.h"

#include <algorithm>
#include <set>

namespace pitlane::edit {

namespace {

std::string changing(const std::string& what, const std::string& node)
{
    return "Changing " + what + " of " + node;
}

std::string wrongKind(const Node& node, const std::string& what)
{
    return "found a " + std::string(kindOf(node.op)) + ", expected " + what + ". Choose another layer.";
}

void refuseBelowOne(std::int64_t value, const std::string& field, const std::string& step)
{
    constexpr std::int64_t most = 1'000'000;
    const auto found = "found " + std::to_string(value) + ", expected at ";
    if (value < 1)
        throw EditError(step, found + "least 1. Set " + field + " to 1 or more.");
    if (value > most)
        throw EditError(step, found + "most " + std::to_string(most) + ". Set " + field + " to that or less.");
}

/// Puts a new filter in the place of the old one; the padding follows.
NetworkSpec withFilter(const NetworkSpec& network, std::size_t place, std::int64_t K, std::int64_t d,
                       const std::string& step)
{
    auto result = network;
    auto& conv = std::get<Conv1d>(result.nodes[place].op);
    const auto before = conv;
    conv.K = K;
    conv.d = d;
    auto rule = paddingRule(before);
    if (before.F() == 1 && rule == PaddingRule::None)
        rule = usualPadding(network);
    if (rule == PaddingRule::Other) {
        const auto growth = conv.F() - before.F();
        const auto right = conv.padding.right == 0 ? 0 : growth / 2;
        conv.padding.right += right;
        conv.padding.left += growth - right;
    } else {
        conv.padding = paddingFor(conv, rule);
    }
    return checked(std::move(result), step, network.nodes[place].name);
}

const Conv1d& convAt(const NetworkSpec& network, std::size_t place, const std::string& step)
{
    const auto* conv = std::get_if<Conv1d>(&network.nodes[place].op);
    if (conv == nullptr)
        throw EditError(step, wrongKind(network.nodes[place], "a convolution"));
    return *conv;
}

/// Nodes on all ways from the input to `name`, `name` included.
std::set<std::size_t> ancestors(const NetworkSpec& network, const std::string& name)
{
    std::set<std::size_t> found;
    std::vector<std::string> waiting{name};
    while (!waiting.empty()) {
        const auto index = network.indexOf(waiting.back());
        waiting.pop_back();
        if (index < 0 || !found.insert(static_cast<std::size_t>(index)).second)
            continue;
        const auto& inputs = network.nodes[static_cast<std::size_t>(index)].inputs;
        waiting.insert(waiting.end(), inputs.begin(), inputs.end());
    }
    return found;
}

/// The one-tap convolutions that lie on one way into a sum alone, for a sum that has the changed node on another way.
std::vector<std::size_t> skipsBeside(const NetworkSpec& network, const Node& sum, std::size_t changed)
{
    std::vector<std::size_t> result;
    for (const auto& input : sum.inputs) {
        const auto way = ancestors(network, input);
        if (way.contains(changed))
            continue;
        for (const auto place : way) {
            const auto isShared = std::ranges::any_of(sum.inputs, [&](const std::string& other) {
                return other != input && ancestors(network, other).contains(place);
            });
            const auto* conv = std::get_if<Conv1d>(&network.nodes[place].op);
            if (!isShared && conv != nullptr && conv->F() == 1)
                result.push_back(place);
        }
    }
    return result;
}

/// The network with the strides of skips changed as `before` -> `after` in the changed node, as long as that mends sums
/// whose sides have different lengths.
NetworkSpec withSkips(NetworkSpec network, std::size_t changed, std::int64_t before, std::int64_t after)
{
    std::set<std::size_t> done;
    for (;;) {
        const auto problems = validate(network);
        if (problems.empty())
            return network;
        const auto place = network.indexOf(problems.front().node);
        if (place < 0 || !std::holds_alternative<Add>(network.nodes[static_cast<std::size_t>(place)].op))
            return network;
        bool hasChanged = false;
        for (const auto skip : skipsBeside(network, network.nodes[static_cast<std::size_t>(place)], changed)) {
            auto& conv = std::get<Conv1d>(network.nodes[skip].op);
            if ((conv.s * after) % before != 0 || !done.insert(skip).second)
                continue;
            conv.s = conv.s * after / before;
            hasChanged = true;
            break;
        }
        if (!hasChanged)
            return network;
    }
}

} // namespace

NetworkSpec setChannels(const NetworkSpec& network, const std::string& node, std::int64_t C_out)
{
    const auto step = changing("C_out", node);
    const auto place = placeOf(network, node, step);
    const auto& op = network.nodes[place].op;
    if (!std::holds_alternative<Conv1d>(op) && !std::holds_alternative<Linear>(op))
        throw EditError(step, "a " + std::string(kindOf(op)) +
                                  " gives as many channels as it reads. Change the layer before it.");
    refuseBelowOne(C_out, "C_out", step);
    auto result = network;
    const Widths widths(network, false);
    for (std::size_t i = 0; i < result.nodes.size(); ++i) {
        if (widths.groupOf(i) != widths.groupOf(place))
            continue;
        if (auto* conv = std::get_if<Conv1d>(&result.nodes[i].op)) {
            conv->groups = conv->groups > 1 ? C_out : 1;
            conv->C_out = C_out;
        } else if (auto* linear = std::get_if<Linear>(&result.nodes[i].op)) {
            linear->C_out = C_out;
        }
    }
    return checked(std::move(result), step, node);
}

NetworkSpec setTaps(const NetworkSpec& network, const std::string& node, std::int64_t K)
{
    const auto step = changing("K", node);
    const auto place = placeOf(network, node, step);
    refuseBelowOne(K, "K", step);
    auto result = network;
    if (auto* average = std::get_if<AvgPool>(&result.nodes[place].op))
        average->K = K;
    else if (auto* most = std::get_if<MaxPool>(&result.nodes[place].op))
        most->K = K;
    else if (const auto* conv = std::get_if<Conv1d>(&network.nodes[place].op))
        return withFilter(network, place, K, conv->d, step);
    else
        throw EditError(step, wrongKind(network.nodes[place], "a convolution or a pool"));
    return checked(std::move(result), step, node);
}

NetworkSpec setDilation(const NetworkSpec& network, const std::string& node, std::int64_t d)
{
    const auto step = changing("d", node);
    const auto place = placeOf(network, node, step);
    const auto& conv = convAt(network, place, step);
    refuseBelowOne(d, "d", step);
    return withFilter(network, place, conv.K, d, step);
}

NetworkSpec setField(const NetworkSpec& network, const std::string& node, std::int64_t F)
{
    const auto step = changing("F", node);
    const auto place = placeOf(network, node, step);
    const auto& conv = convAt(network, place, step);
    refuseBelowOne(F, "F", step);
    if ((F - 1) % conv.d != 0) {
        const auto below = F - 1 - (F - 1) % conv.d + 1;
        throw EditError(step, "a field of " + std::to_string(F) + " samples does not fit dilation " +
                                  std::to_string(conv.d) + ". Choose " + std::to_string(below) + " or " +
                                  std::to_string(below + conv.d) + ".");
    }
    return withFilter(network, place, (F - 1) / conv.d + 1, conv.d, step);
}

NetworkSpec setStride(const NetworkSpec& network, const std::string& node, std::int64_t s)
{
    const auto step = changing("s", node);
    const auto place = placeOf(network, node, step);
    refuseBelowOne(s, "s", step);
    auto result = network;
    auto& op = result.nodes[place].op;
    auto* stride = [&op]() -> std::int64_t* {
        if (auto* conv = std::get_if<Conv1d>(&op))
            return &conv->s;
        if (auto* average = std::get_if<AvgPool>(&op))
            return &average->s;
        if (auto* most = std::get_if<MaxPool>(&op))
            return &most->s;
        return nullptr;
    }();
    if (stride == nullptr)
        throw EditError(step, wrongKind(network.nodes[place], "a convolution or a pool"));
    const auto before = *stride;
    *stride = s;
    auto mended = withSkips(result, place, before, s);
    return checked(validate(mended).empty() ? std::move(mended) : std::move(result), step, node);
}

NetworkSpec setRate(const NetworkSpec& network, const std::string& node, double p)
{
    const auto step = changing("p", node);
    const auto place = placeOf(network, node, step);
    auto result = network;
    if (auto* dropout = std::get_if<Dropout>(&result.nodes[place].op))
        dropout->p = p;
    else if (auto* spatial = std::get_if<SpatialDropout>(&result.nodes[place].op))
        spatial->p = p;
    else
        throw EditError(step, wrongKind(network.nodes[place], "a dropout"));
    return checked(std::move(result), step, node);
}

PaddingRule paddingRule(const Conv1d& conv)
{
    const auto& [left, right] = conv.padding;
    if (left == 0 && right == 0)
        return PaddingRule::None;
    if (left == conv.F() - 1 && right == 0)
        return PaddingRule::Causal;
    return conv.padding == paddingFor(conv, PaddingRule::Same) ? PaddingRule::Same : PaddingRule::Other;
}

Padding paddingFor(const Conv1d& conv, PaddingRule rule)
{
    const auto all = conv.F() - 1;
    switch (rule) {
    case PaddingRule::None:
        return {};
    case PaddingRule::Causal:
        return {.left = all, .right = 0};
    case PaddingRule::Same:
        return {.left = all / 2, .right = all - all / 2};
    case PaddingRule::Other:
        break;
    }
    return conv.padding;
}

NetworkSpec setPadding(const NetworkSpec& network, const std::string& node, const Padding& padding)
{
    const auto step = changing("the padding", node);
    const auto place = placeOf(network, node, step);
    (void)convAt(network, place, step);
    auto result = network;
    std::get<Conv1d>(result.nodes[place].op).padding = padding;
    return checked(std::move(result), step, node);
}

NetworkSpec rename(const NetworkSpec& network, const std::string& node, const std::string& name)
{
    const auto step = "Renaming " + node;
    const auto block = blockOf(network, node, step);
    const auto& lead = network.nodes[block.lead()].name;
    if (std::ranges::any_of(name, [](unsigned char c) { return c < ' '; }))
        throw EditError(step, "the new name has a control character in it. Use letters, digits and dots.");
    auto result = network;
    const auto change = [&](const std::string& from, const std::string& to) {
        const auto taken = result.indexOf(to) >= 0 && from != to;
        if (taken)
            throw EditError(step, "found \"" + to + "\", which another node has. Choose another name.");
        for (auto& other : result.nodes) {
            std::ranges::replace(other.inputs, from, to);
            if (other.name == from)
                other.name = to;
        }
    };
    for (const auto place : block.nodes) {
        const auto& old = network.nodes[place].name;
        if (old == lead || old.starts_with(lead + "."))
            change(old, name + old.substr(lead.size()));
    }
    return checked(std::move(result), step, name);
}

NetworkSpec setSearchable(const NetworkSpec& network, const std::string& node, bool searchable)
{
    const auto step = changing("the search", node);
    auto result = network;
    for (const auto place : blockOf(network, node, step).nodes)
        result.nodes[place].searchable = searchable;
    return checked(std::move(result), step, node);
}

} // namespace pitlane::edit
