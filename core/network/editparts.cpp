// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/editparts.h"

#include <algorithm>

namespace pitlane::edit {

std::size_t placeOf(const NetworkSpec& network, const std::string& node, const std::string& step)
{
    const auto place = network.indexOf(node);
    if (place < 0)
        throw EditError(step, "network " + network.name + " has no node \"" + node + "\". Choose one that it has.");
    return static_cast<std::size_t>(place);
}

Block blockOf(const NetworkSpec& network, const std::string& node, const std::string& step)
{
    const auto place = placeOf(network, node, step);
    for (auto& block : blocks(network))
        if (std::ranges::find(block.nodes, place) != block.nodes.end())
            return block;
    throw EditError(step, "node \"" + node + "\" belongs to no layer. Choose another one.");
}

Shape shapeOf(const NetworkSpec& network, const std::string& activation)
{
    const auto place = network.indexOf(activation);
    if (place < 0)
        return network.input;
    auto part = network;
    part.nodes.resize(static_cast<std::size_t>(place) + 1);
    return shapes(part).back();
}

std::string reasonOf(const NetworkProblem& problem, const std::string& about)
{
    return problem.node.empty() || problem.node == about ? problem.sentence : problem.node + ": " + problem.sentence;
}

NetworkSpec checked(NetworkSpec network, const std::string& step, const std::string& about)
{
    for (std::size_t i = 0; i < network.nodes.size(); ++i) {
        const auto problems = validate(network);
        if (problems.empty())
            return network;
        const auto& first = problems.front();
        const auto place = network.indexOf(first.node);
        auto* conv = place < 0 ? nullptr : std::get_if<Conv1d>(&network.nodes[static_cast<std::size_t>(place)].op);
        if (first.field != "groups" || conv == nullptr || conv->groups <= 1)
            throw EditError(step, reasonOf(first, about));
        const auto C = shapeOf(network, network.nodes[static_cast<std::size_t>(place)].inputs.front()).C;
        if (C == conv->groups && C == conv->C_out)
            throw EditError(step, reasonOf(first, about));
        conv->groups = C;
        conv->C_out = C;
    }
    const auto problems = validate(network);
    if (!problems.empty())
        throw EditError(step, reasonOf(problems.front(), about));
    return network;
}

PaddingRule usualPadding(const NetworkSpec& network)
{
    std::int64_t causal = 0;
    std::int64_t same = 0;
    for (const auto& node : network.nodes) {
        const auto* conv = std::get_if<Conv1d>(&node.op);
        if (conv == nullptr || conv->F() == 1)
            continue;
        const auto rule = paddingRule(*conv);
        causal += rule == PaddingRule::Causal ? 1 : 0;
        same += rule == PaddingRule::Same ? 1 : 0;
    }
    return same > causal ? PaddingRule::Same : PaddingRule::Causal;
}

} // namespace pitlane::edit
