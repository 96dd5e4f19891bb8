// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

#include <random>

namespace pitlane::test {

/// A convolution as one line of a fixture.
inline Conv1d conv(std::int64_t C_out, std::int64_t K, std::int64_t d = 1, std::int64_t s = 1, Padding padding = {},
                   std::int64_t groups = 1)
{
    return {.C_out = C_out, .K = K, .d = d, .s = s, .padding = padding, .groups = groups, .bias = true};
}

/// Nodes "n0", "n1", ... one behind the other.
inline NetworkSpec chain(Shape input, const std::vector<Op>& ops)
{
    NetworkSpec network{.name = "chain", .input = input, .nodes = {}};
    std::string last(NetworkSpec::inputName);
    for (std::size_t i = 0; i < ops.size(); ++i) {
        network.nodes.push_back({.name = "n" + std::to_string(i), .inputs = {last}, .op = ops[i]});
        last = network.nodes.back().name;
    }
    return network;
}

/// A valid network drawn at random, with every kind of node within reach: convolutions of all forms, residual sums and
/// everything element-wise.
inline NetworkSpec randomNetwork(std::mt19937& random, int nodeCount)
{
    const auto draw = [&random](std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(random);
    };
    NetworkSpec network{.name = "random", .input = {.C = draw(1, 4), .T = draw(1, 60)}, .nodes = {}};
    for (int i = 0; i < nodeCount; ++i) {
        Node node{.name = "node." + std::to_string(i), .inputs = {}, .op = Relu{}};
        node.searchable = draw(0, 1) == 1;
        const auto place = draw(-1, i - 1);
        node.inputs = {place < 0 ? std::string(NetworkSpec::inputName)
                                 : network.nodes[static_cast<std::size_t>(place)].name};
        auto in = network.input;
        if (place >= 0)
            in = shapes(network)[static_cast<std::size_t>(place)];
        switch (draw(0, 14)) {
        case 0:
        case 1: {
            auto op = conv(draw(1, 9), draw(1, 7), draw(1, 4), draw(1, 3), {.left = 0, .right = draw(-2, 3)});
            op.padding.left = op.F() - 1 - op.padding.right + draw(0, 2);
            op.bias = draw(0, 1) == 1;
            node.op = op;
            break;
        }
        case 2:
            node.op = conv(in.C, 1, 1, 1, {}, in.C);
            break;
        case 3:
            node.op = Linear{.C_out = draw(1, 9), .bias = draw(0, 1) == 1};
            break;
        case 4:
            node.op = BatchNorm{.eps = 1.0 / static_cast<double>(draw(3, 99'999)),
                                .momentum = static_cast<double>(draw(0, 1'000)) / 1'000.0};
            break;
        case 5:
            node.op = Add{};
            node.inputs.push_back(node.inputs.front());
            break;
        case 6:
            node.op = AvgPool{.K = draw(1, in.T), .s = draw(1, 3)};
            break;
        case 7:
            node.op = MaxPool{.K = draw(1, in.T), .s = draw(1, 3)};
            break;
        case 8:
            node.op = GlobalAvgPool{};
            break;
        case 9:
            node.op = Dropout{.p = static_cast<double>(draw(0, 999)) / 1'000.0};
            break;
        case 10:
            node.op = Flatten{};
            break;
        case 11:
            node.op = Sigmoid{};
            break;
        case 12:
            node.op = SpatialDropout{.p = static_cast<double>(draw(0, 999)) / 1'000.0};
            break;
        case 13:
            node.op = Attention{};
            break;
        default:
            node.op = Softmax{};
            break;
        }
        network.nodes.push_back(std::move(node));
    }
    return network;
}

} // namespace pitlane::test
