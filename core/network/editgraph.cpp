// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/edit.h"
#include "core/network/editparts.h"

#include <algorithm>
#include <set>

namespace pitlane::edit {

namespace {

using Nodes = std::vector<Node>;

/// "conv0" of "conv12" and 0: what a layer is called without its number.
std::string withoutNumber(std::string name)
{
    while (!name.empty() && name.back() >= '0' && name.back() <= '9')
        name.pop_back();
    return name.empty() ? "layer" : name;
}

/// `base` with the first number that is free, for the node and for what stands behind it under its name.
std::string freeName(const NetworkSpec& network, const std::string& base)
{
    for (int number = 0;; ++number) {
        const auto name = base + std::to_string(number);
        const auto isTaken = std::ranges::any_of(
            network.nodes, [&](const Node& node) { return node.name == name || node.name.starts_with(name + "."); });
        if (!isTaken)
            return name;
    }
}

/// "b0." of b0.conv1; nothing behind a sum, where a block of the network ends.
std::string prefixOf(const NetworkSpec& network, const Block& block, Side side)
{
    const auto& lead = network.nodes[block.lead()];
    const auto dot = lead.name.find('.');
    if (dot == std::string::npos || (side == Side::After && std::holds_alternative<Add>(lead.op)))
        return {};
    return lead.name.substr(0, dot + 1);
}

std::string baseName(LayerKind kind)
{
    switch (kind) {
    case LayerKind::Conv:
        return "conv";
    case LayerKind::Linear:
        return "fc";
    case LayerKind::AvgPool:
    case LayerKind::MaxPool:
    case LayerKind::GlobalAvgPool:
        return "pool";
    case LayerKind::Dropout:
    case LayerKind::SpatialDropout:
        return "drop";
    case LayerKind::Flatten:
        return "flatten";
    case LayerKind::Attention:
        return "attention";
    }
    return "layer";
}

/// The rate that the network's other dropouts have.
double usualRate(const NetworkSpec& network)
{
    for (const auto& node : network.nodes) {
        if (const auto* dropout = std::get_if<Dropout>(&node.op))
            return dropout->p;
        if (const auto* spatial = std::get_if<SpatialDropout>(&node.op))
            return spatial->p;
    }
    return 0.2;
}

Op newOp(const NetworkSpec& network, LayerKind kind, std::int64_t C_out)
{
    switch (kind) {
    case LayerKind::Conv: {
        Conv1d conv{.C_out = C_out, .K = 3};
        conv.padding = paddingFor(conv, usualPadding(network));
        return conv;
    }
    case LayerKind::Linear:
        return Linear{.C_out = C_out};
    case LayerKind::AvgPool:
        return AvgPool{};
    case LayerKind::MaxPool:
        return MaxPool{};
    case LayerKind::GlobalAvgPool:
        return GlobalAvgPool{};
    case LayerKind::Dropout:
        return Dropout{.p = usualRate(network)};
    case LayerKind::SpatialDropout:
        return SpatialDropout{.p = usualRate(network)};
    case LayerKind::Flatten:
        return Flatten{};
    case LayerKind::Attention:
        return Attention{};
    }
    return Relu{};
}

void put(NetworkSpec& network, std::size_t at, const Nodes& nodes)
{
    network.nodes.insert(network.nodes.begin() + static_cast<std::ptrdiff_t>(at), nodes.begin(), nodes.end());
}

/// Everything that reads `from` reads `to`, but for `without`.
void redirect(NetworkSpec& network, const std::string& from, const std::string& to,
              const std::set<std::string>& without)
{
    for (auto& node : network.nodes)
        if (!without.contains(node.name))
            std::ranges::replace(node.inputs, from, to);
}

/// Which nodes lie on a way to `end`.
std::set<std::string> servants(const NetworkSpec& network, const std::string& end)
{
    std::set<std::string> found{end};
    for (auto node = network.nodes.rbegin(); node != network.nodes.rend(); ++node)
        if (found.contains(node->name))
            found.insert(node->inputs.begin(), node->inputs.end());
    return found;
}

std::string nameBehind(const std::string& lead, const NetworkSpec& network, std::size_t place,
                       const std::string& newLead)
{
    const auto& name = network.nodes[place].name;
    if (name.starts_with(lead))
        return newLead + name.substr(lead.size());
    return newLead + (std::holds_alternative<BatchNorm>(network.nodes[place].op) ? ".bn" : ".relu");
}

/// The input of a sum that has the longest way behind it.
std::string longestInput(const NetworkSpec& network, const Node& sum)
{
    std::string longest = sum.inputs.front();
    for (const auto& input : sum.inputs)
        if (servants(network, input).size() > servants(network, longest).size())
            longest = input;
    return longest;
}

std::vector<std::string> withoutRepeats(const std::vector<std::string>& names)
{
    std::vector<std::string> result;
    for (const auto& name : names)
        if (std::ranges::find(result, name) == result.end())
            result.push_back(name);
    return result;
}

/// Sums whose sides became the same since `before`: they add one less, and go when nothing else is added. Returns what
/// now stands for `output`.
std::string foldSums(NetworkSpec& network, const NetworkSpec& before, std::string output)
{
    for (std::size_t i = 0; i < network.nodes.size();) {
        auto& node = network.nodes[i];
        const auto old = before.indexOf(node.name);
        const auto sides = withoutRepeats(node.inputs);
        if (!std::holds_alternative<Add>(node.op) || old < 0 ||
            sides.size() >= withoutRepeats(before.nodes[static_cast<std::size_t>(old)].inputs).size()) {
            ++i;
            continue;
        }
        if (sides.size() > 1) {
            node.inputs = sides;
            ++i;
            continue;
        }
        const auto name = node.name;
        network.nodes.erase(network.nodes.begin() + static_cast<std::ptrdiff_t>(i));
        redirect(network, name, sides.front(), {});
        if (output == name)
            output = sides.front();
    }
    return output;
}

bool isLinearOrConv(const Op& op)
{
    return std::holds_alternative<Conv1d>(op) || std::holds_alternative<Linear>(op);
}

std::int64_t& channelsOf(Op& op)
{
    if (auto* conv = std::get_if<Conv1d>(&op))
        return conv->C_out;
    return std::get<Linear>(op).C_out;
}

/// `first` and the block that alone reads it, in the other order.
NetworkSpec exchanged(const NetworkSpec& network, const Block& first, const Block& second, bool keepsWidths,
                      const std::string& step, const std::string& about)
{
    auto result = network;
    auto& lead = result.nodes[first.lead()];
    auto& follower = result.nodes[second.lead()];
    const auto input = lead.inputs.front();
    const auto firstLast = network.nodes[first.last()].name;
    const auto secondLast = network.nodes[second.last()].name;
    redirect(result, secondLast, firstLast, {lead.name});
    lead.inputs = {secondLast};
    follower.inputs = {input};
    if (keepsWidths && isLinearOrConv(lead.op) && isLinearOrConv(follower.op))
        std::swap(channelsOf(lead.op), channelsOf(follower.op));

    Nodes ordered;
    const auto isIn = [](const Block& block, std::size_t place) {
        return std::ranges::find(block.nodes, place) != block.nodes.end();
    };
    for (std::size_t i = 0; i < result.nodes.size(); ++i) {
        if (!isIn(first, i) && !isIn(second, i))
            ordered.push_back(result.nodes[i]);
        if (i == second.last()) // behind all that they read, before all that reads them
            for (const auto* block : {&second, &first})
                for (const auto place : block->nodes)
                    ordered.push_back(result.nodes[place]);
    }
    result.nodes = std::move(ordered);
    result = checked(std::move(result), step, about);
    const auto was = shapes(network).back();
    const auto is = shapes(result).back();
    if (is != was)
        throw EditError(step, "the network would give " + std::to_string(is.C) + " x " + std::to_string(is.T) +
                                  " instead of " + std::to_string(was.C) + " x " + std::to_string(was.T) +
                                  " outputs (channels x samples). Leave the layer that makes the outputs last.");
    return result;
}

NetworkSpec swapped(const NetworkSpec& network, const Block& first, const Block& second, const std::string& step,
                    const std::string& about)
{
    try {
        return exchanged(network, first, second, false, step, about);
    } catch (const EditError&) {
        if (!isLinearOrConv(network.nodes[first.lead()].op) || !isLinearOrConv(network.nodes[second.lead()].op))
            throw;
    }
    return exchanged(network, first, second, true, step, about);
}

void refuseManyInputs(const NetworkSpec& network, const Block& block, const std::string& step)
{
    const auto& lead = network.nodes[block.lead()];
    if (lead.inputs.size() != 1)
        throw EditError(step, lead.name + " adds " + std::to_string(lead.inputs.size()) +
                                  " layers, so it has no one place before it. Remove it and add a skip elsewhere.");
}

/// The block that alone reads `block`.
Block readerOf(const NetworkSpec& network, const Block& block, const std::string& step)
{
    const auto& last = network.nodes[block.last()].name;
    const auto& name = network.nodes[block.lead()].name;
    const auto who = readers(network, last);
    if (who.empty())
        throw EditError(step, "nothing stands behind " + name + ". Move another layer.");
    if (who.size() > 1) {
        std::string names;
        for (const auto place : who)
            names += (names.empty() ? "" : ", ") + network.nodes[place].name;
        throw EditError(step, name + " feeds " + std::to_string(who.size()) + " layers (" + names +
                                  "), expected one. Only layers in a row change places.");
    }
    return blockOf(network, network.nodes[who.front()].name, step);
}

template <class Kind>
Edited withFollower(const NetworkSpec& network, const std::string& node, bool wanted, const std::string& what,
                    const std::string& ending, const Op& op)
{
    const auto step = std::string(wanted ? "Adding" : "Removing") + " the " + what + " of " + node;
    const auto block = blockOf(network, node, step);
    const auto& lead = network.nodes[block.lead()].name;
    const auto found = std::find_if(block.nodes.begin() + 1, block.nodes.end(), [&](std::size_t place) {
        return std::holds_alternative<Kind>(network.nodes[place].op);
    });
    auto result = network;
    if (!wanted && found != block.nodes.end()) {
        const auto name = network.nodes[*found].name;
        redirect(result, name, network.nodes[*found].inputs.front(), {});
        result.nodes.erase(result.nodes.begin() + static_cast<std::ptrdiff_t>(*found));
    } else if (wanted && found == block.nodes.end()) {
        // Batch-norm stands right behind its layer, a ReLU at the end.
        const auto before = std::is_same_v<Kind, BatchNorm> ? block.lead() : block.last();
        auto name = lead + ending;
        if (result.indexOf(name) >= 0)
            name = freeName(result, name);
        redirect(result, network.nodes[before].name, name, {});
        put(result, before + 1, {{.name = name, .inputs = {network.nodes[before].name}, .op = op}});
    }
    return {.network = checked(std::move(result), step, lead), .block = lead};
}

} // namespace

Edited insert(const NetworkSpec& network, const std::string& node, Side side, LayerKind kind,
              std::optional<std::int64_t> C_out)
{
    const bool atInput = node == NetworkSpec::inputName;
    const auto step = "Adding a layer " + std::string(side == Side::After ? "after " : "before ") + node;
    if (atInput && side == Side::Before)
        throw EditError(step, "nothing stands before the input. Add it after the input.");
    const auto block = atInput ? Block{} : blockOf(network, node, step);
    std::string source(NetworkSpec::inputName);
    std::size_t at = 0;
    if (!atInput) {
        source = side == Side::After ? network.nodes[block.last()].name : network.nodes[block.lead()].inputs.front();
        at = side == Side::After ? block.last() + 1 : block.lead();
    }
    const bool makesOutputs = side == Side::After && at == network.nodes.size();
    const auto C = C_out.value_or(shapeOf(network, source).C);

    auto result = network;
    const auto name = freeName(network, (atInput ? "" : prefixOf(network, block, side)) + baseName(kind));
    Nodes nodes{{.name = name, .inputs = {source}, .op = newOp(network, kind, C)}};
    if (kind == LayerKind::Conv)
        nodes.push_back({.name = name + ".bn", .inputs = {name}, .op = BatchNorm{}});
    if (kind == LayerKind::Conv || (kind == LayerKind::Linear && !makesOutputs))
        nodes.push_back({.name = name + ".relu", .inputs = {nodes.back().name}, .op = Relu{}});
    const auto end = nodes.back().name;
    if (side == Side::After)
        redirect(result, source, end, {});
    else
        result.nodes[block.lead()].inputs.front() = end;
    put(result, at, nodes);
    return {.network = checked(std::move(result), step, name), .block = name};
}

Edited addSkip(const NetworkSpec& network, const std::string& node, const std::string& source)
{
    const auto step = "Adding a skip from " + source + " to " + node;
    const auto block = blockOf(network, node, step);
    std::string from(NetworkSpec::inputName);
    if (source != NetworkSpec::inputName) {
        const auto start = blockOf(network, source, step);
        if (start.last() >= block.lead())
            throw EditError(step, source + " does not stand before " + node + ". Choose an earlier layer.");
        from = network.nodes[start.last()].name;
    }
    const auto last = network.nodes[block.last()].name;
    const auto in = shapeOf(network, from);
    const auto out = shapeOf(network, last);
    const auto prefix = prefixOf(network, block, Side::Before);

    auto result = network;
    Nodes nodes;
    auto other = from;
    if (in != out) {
        std::int64_t s = 1;
        while (s <= in.T && (in.T - 1) / s + 1 > out.T)
            ++s;
        if ((in.T - 1) / s + 1 != out.T)
            throw EditError(step, source + " gives " + std::to_string(in.T) + " samples and " + node + " " +
                                      std::to_string(out.T) +
                                      ", and no stride makes them equal. Choose a layer of that length.");
        const auto name = freeName(network, prefix + "skip");
        const auto hasNorm =
            std::ranges::any_of(network.nodes, [](const Node& n) { return std::holds_alternative<BatchNorm>(n.op); });
        nodes.push_back({.name = name, .inputs = {from}, .op = Conv1d{.C_out = out.C, .K = 1, .s = s}});
        if (hasNorm)
            nodes.push_back({.name = name + ".bn", .inputs = {name}, .op = BatchNorm{}});
        other = nodes.back().name;
    }
    const auto name = freeName(network, prefix + "add");
    redirect(result, last, name, {});
    nodes.push_back({.name = name, .inputs = {last, other}, .op = Add{}});
    put(result, block.last() + 1, nodes);
    return {.network = checked(std::move(result), step, name), .block = name};
}

Edited duplicate(const NetworkSpec& network, const std::string& node)
{
    const auto step = "Duplicating " + node;
    const auto block = blockOf(network, node, step);
    const auto lead = network.nodes[block.lead()].name;
    if (network.nodes[block.lead()].inputs.size() != 1)
        throw EditError(step, "a sum of the same layers twice changes nothing but their size. Add a skip instead.");
    const auto name = freeName(network, withoutNumber(lead));
    auto result = network;
    Nodes nodes;
    auto input = network.nodes[block.last()].name;
    for (const auto place : block.nodes) {
        auto copy = network.nodes[place];
        copy.name = place == block.lead() ? name : nameBehind(lead, network, place, name);
        if (place != block.lead() && network.indexOf(copy.name) >= 0)
            copy.name = freeName(network, copy.name);
        if (auto* conv = std::get_if<Conv1d>(&copy.op))
            conv->s = 1;
        copy.inputs = {input};
        input = copy.name;
        nodes.push_back(std::move(copy));
    }
    redirect(result, network.nodes[block.last()].name, input, {});
    put(result, block.last() + 1, nodes);
    return {.network = checked(std::move(result), step, name), .block = name};
}

Edited remove(const NetworkSpec& network, const std::string& node)
{
    const auto step = "Removing " + node;
    const auto block = blockOf(network, node, step);
    if (blocks(network).size() == 1)
        throw EditError(step, "it is the only layer, expected another one beside it. Add a layer first.");
    const auto& lead = network.nodes[block.lead()];
    const auto input = lead.inputs.size() == 1 ? lead.inputs.front() : longestInput(network, lead);
    const auto last = network.nodes[block.last()].name;
    const auto output = network.nodes.back().name;
    const auto served = servants(network, output);

    auto result = network;
    for (auto place = block.nodes.rbegin(); place != block.nodes.rend(); ++place)
        result.nodes.erase(result.nodes.begin() + static_cast<std::ptrdiff_t>(*place));
    redirect(result, last, input, {});
    const auto newOutput = foldSums(result, network, output == last ? input : output);
    if (newOutput == NetworkSpec::inputName)
        throw EditError(step, "the network would give its input. Add another layer first.");
    const auto serves = servants(result, newOutput);
    std::erase_if(result.nodes, [&](const Node& other) {
        return !serves.contains(other.name) && (newOutput != output || served.contains(other.name));
    });
    result = checked(std::move(result), step, {});
    const auto neighbour = result.indexOf(input) >= 0 ? blockOf(result, input, step) : blocks(result).front();
    auto name = result.nodes[neighbour.lead()].name;
    return {.network = std::move(result), .block = std::move(name)};
}

Edited moveUp(const NetworkSpec& network, const std::string& node)
{
    const auto step = "Moving " + node + " up";
    const auto block = blockOf(network, node, step);
    refuseManyInputs(network, block, step);
    const auto& input = network.nodes[block.lead()].inputs.front();
    if (input == NetworkSpec::inputName)
        throw EditError(step, "it reads the input of the network, nothing stands before it. Move another layer.");
    const auto first = blockOf(network, input, step);
    (void)readerOf(network, first, step);
    refuseManyInputs(network, first, step);
    auto result = swapped(network, first, block, step, node);
    return {.network = std::move(result), .block = network.nodes[block.lead()].name};
}

Edited moveDown(const NetworkSpec& network, const std::string& node)
{
    const auto step = "Moving " + node + " down";
    const auto block = blockOf(network, node, step);
    refuseManyInputs(network, block, step);
    const auto second = readerOf(network, block, step);
    refuseManyInputs(network, second, step);
    auto result = swapped(network, block, second, step, node);
    return {.network = std::move(result), .block = network.nodes[block.lead()].name};
}

Edited setNorm(const NetworkSpec& network, const std::string& node, bool wanted)
{
    return withFollower<BatchNorm>(network, node, wanted, "batch-norm", ".bn", BatchNorm{});
}

Edited setRelu(const NetworkSpec& network, const std::string& node, bool wanted)
{
    return withFollower<Relu>(network, node, wanted, "ReLU", ".relu", Relu{});
}

} // namespace pitlane::edit
