// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/cost.h"

#include <algorithm>

namespace pitlane {

namespace {

constexpr std::int64_t noNode = -1; ///< stands for the input of the network

bool isLayer(const Op& op)
{
    return std::holds_alternative<Conv1d>(op) || std::holds_alternative<Linear>(op);
}

/// Element-wise and pooling nodes keep channels apart, so that they belong to the layer before them.
bool keepsChannels(const Op& op)
{
    return !isLayer(op) && !std::holds_alternative<Add>(op) && !std::holds_alternative<Flatten>(op);
}

std::int64_t inputIndex(const NetworkSpec& network, const Node& node)
{
    return network.indexOf(node.inputs.front());
}

/// The node that feeds `index` with everything that only passes values on left out: a layer, an add, the input, or,
/// unless `throughFlatten`, a flatten.
std::int64_t origin(const NetworkSpec& network, std::int64_t index, bool throughFlatten)
{
    auto place = inputIndex(network, network.nodes[static_cast<std::size_t>(index)]);
    while (place != noNode) {
        const auto& node = network.nodes[static_cast<std::size_t>(place)];
        if (!keepsChannels(node.op) && !(throughFlatten && std::holds_alternative<Flatten>(node.op)))
            break;
        place = inputIndex(network, node);
    }
    return place;
}

/// Weights and bias, or scale and shift, of one node.
std::int64_t ownParameters(const Op& op, const Shape& in)
{
    if (const auto* conv = std::get_if<Conv1d>(&op))
        return conv->C_out * (in.C / conv->groups) * conv->K + (conv->bias ? conv->C_out : 0);
    if (const auto* linear = std::get_if<Linear>(&op))
        return linear->C_out * in.C + (linear->bias ? linear->C_out : 0);
    return std::holds_alternative<BatchNorm>(op) ? 2 * in.C : 0;
}

std::int64_t ownMacs(const Op& op, const Shape& in, const Shape& out)
{
    if (const auto* conv = std::get_if<Conv1d>(&op))
        return out.T * (in.C / conv->groups) * conv->C_out * conv->K;
    if (const auto* linear = std::get_if<Linear>(&op))
        return out.T * in.C * linear->C_out;
    return 0;
}

Shape inputShape(const NetworkSpec& network, const std::vector<Shape>& outputs, const Node& node)
{
    const auto place = inputIndex(network, node);
    return place == noNode ? network.input : outputs[static_cast<std::size_t>(place)];
}

/// Kinds of the nodes behind `index`, as far as one path leads.
std::vector<std::string> followers(const NetworkSpec& network, std::int64_t index)
{
    std::vector<std::string> kinds;
    for (;;) {
        const auto& name = network.nodes[static_cast<std::size_t>(index)].name;
        std::int64_t next = noNode;
        for (std::size_t i = static_cast<std::size_t>(index) + 1; i < network.nodes.size(); ++i) {
            const auto& inputs = network.nodes[i].inputs;
            if (std::find(inputs.begin(), inputs.end(), name) == inputs.end())
                continue;
            if (next != noNode)
                return kinds;
            next = static_cast<std::int64_t>(i);
        }
        if (next == noNode || !keepsChannels(network.nodes[static_cast<std::size_t>(next)].op))
            return kinds;
        kinds.emplace_back(kindOf(network.nodes[static_cast<std::size_t>(next)].op));
        index = next;
    }
}

} // namespace

std::vector<LayerSpec> layers(const NetworkSpec& network)
{
    const auto outputs = shapes(network);
    std::vector<LayerSpec> result;
    std::vector<std::size_t> rowOf(network.nodes.size(), 0); // of each layer, in result
    for (std::size_t i = 0; i < network.nodes.size(); ++i) {
        const auto& node = network.nodes[i];
        const auto index = static_cast<std::int64_t>(i);
        const auto in = inputShape(network, outputs, node);
        if (std::holds_alternative<BatchNorm>(node.op)) {
            const auto owner = origin(network, index, false);
            if (owner != noNode && isLayer(network.nodes[static_cast<std::size_t>(owner)].op))
                result[rowOf[static_cast<std::size_t>(owner)]].parameters += ownParameters(node.op, in);
        }
        if (!isLayer(node.op))
            continue;
        const auto from = origin(network, index, true);
        LayerSpec layer;
        layer.name = node.name;
        layer.kind = kindOf(node.op);
        layer.from = from == noNode ? NetworkSpec::inputName : network.nodes[static_cast<std::size_t>(from)].name;
        layer.followedBy = followers(network, index);
        layer.C_in = in.C;
        layer.C_out = outputs[i].C;
        layer.T = outputs[i].T;
        if (const auto* conv = std::get_if<Conv1d>(&node.op)) {
            layer.K = conv->K;
            layer.d = conv->d;
            layer.s = conv->s;
        }
        layer.parameters = ownParameters(node.op, in);
        layer.macs = ownMacs(node.op, in, outputs[i]);
        rowOf[i] = result.size();
        result.push_back(std::move(layer));
    }
    return result;
}

std::int64_t parameterCount(const NetworkSpec& network)
{
    const auto outputs = shapes(network);
    std::int64_t sum = 0;
    for (const auto& node : network.nodes)
        sum += ownParameters(node.op, inputShape(network, outputs, node));
    return sum;
}

std::int64_t macCount(const NetworkSpec& network)
{
    const auto outputs = shapes(network);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < network.nodes.size(); ++i)
        sum += ownMacs(network.nodes[i].op, inputShape(network, outputs, network.nodes[i]), outputs[i]);
    return sum;
}

std::int64_t receptiveField(const NetworkSpec& network)
{
    /// What one sample at a node sees: `field` input samples, and its neighbour the same `jump` input samples later.
    struct View
    {
        std::int64_t field = 1;
        std::int64_t jump = 1;
        bool isWhole = false; ///< behind a flatten or global pooling
    };
    // Strides of a long network could multiply beyond 64 bits; nothing above this is a length of data.
    constexpr std::int64_t largest = 1'000'000'000'000'000;
    const auto multiply = [](std::int64_t a, std::int64_t b) { return b != 0 && a > largest / b ? largest : a * b; };

    static_cast<void>(shapes(network)); // throws where the walk below would not be safe
    std::vector<View> views;
    views.reserve(network.nodes.size());
    for (const auto& node : network.nodes) {
        View view;
        bool isFirst = true;
        for (const auto& input : node.inputs) {
            const auto place = network.indexOf(input);
            const auto seen = place == noNode ? View{} : views[static_cast<std::size_t>(place)];
            view.field = isFirst ? seen.field : std::max(view.field, seen.field);
            view.jump = isFirst ? seen.jump : std::max(view.jump, seen.jump);
            view.isWhole = view.isWhole || seen.isWhole;
            isFirst = false;
        }
        const auto pass = [&](std::int64_t F, std::int64_t s) {
            if (view.isWhole)
                return;
            view.field = std::min(largest, view.field + multiply(F - 1, view.jump));
            view.jump = multiply(view.jump, s);
        };
        if (const auto* conv = std::get_if<Conv1d>(&node.op))
            pass(conv->F(), conv->s);
        else if (const auto* average = std::get_if<AvgPool>(&node.op))
            pass(average->K, average->s);
        else if (const auto* maximum = std::get_if<MaxPool>(&node.op))
            pass(maximum->K, maximum->s);
        else if (std::holds_alternative<Flatten>(node.op) || std::holds_alternative<GlobalAvgPool>(node.op))
            view.isWhole = true;
        views.push_back(view);
    }
    return views.back().field;
}

} // namespace pitlane
