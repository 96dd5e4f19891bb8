// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/blocks.h"

#include <algorithm>
#include <unordered_map>

namespace pitlane {

std::vector<Block> blocks(const NetworkSpec& network)
{
    std::unordered_map<std::string_view, std::vector<std::size_t>> readersOf;
    for (std::size_t i = 0; i < network.nodes.size(); ++i)
        for (const auto& input : network.nodes[i].inputs)
            readersOf[input].push_back(i);

    std::vector<Block> result;
    std::vector<bool> isTaken(network.nodes.size(), false);
    for (std::size_t i = 0; i < network.nodes.size(); ++i) {
        if (isTaken[i])
            continue;
        Block block{.nodes = {i}};
        for (;;) {
            const auto found = readersOf.find(network.nodes[block.last()].name);
            if (found == readersOf.end() || found->second.size() != 1)
                break;
            const auto next = found->second.front();
            const auto& node = network.nodes[next];
            const bool follows = std::holds_alternative<BatchNorm>(node.op) || std::holds_alternative<Relu>(node.op);
            if (!follows || node.inputs.size() != 1 || next <= block.last() || isTaken[next])
                break;
            isTaken[next] = true;
            block.nodes.push_back(next);
        }
        result.push_back(std::move(block));
    }
    return result;
}

std::vector<std::size_t> readers(const NetworkSpec& network, std::string_view node)
{
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < network.nodes.size(); ++i)
        if (std::ranges::find(network.nodes[i].inputs, node) != network.nodes[i].inputs.end())
            result.push_back(i);
    return result;
}

} // namespace pitlane
