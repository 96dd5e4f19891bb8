// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/fits.h"

#include <algorithm>

namespace pitlane {

namespace {

std::string text(const Shape& shape)
{
    return std::to_string(shape.C) + " x " + std::to_string(shape.T);
}

/// How many steps the output of each node knows ahead of its own; throws for a node that does not go step by step.
void requireCausal(const NetworkSpec& network)
{
    std::vector<std::int64_t> ahead;
    for (const auto& node : network.nodes) {
        std::int64_t most = 0;
        bool first = true;
        for (const auto& input : node.inputs) {
            const auto index = network.indexOf(input);
            const auto value = index < 0 ? 0 : ahead[static_cast<std::size_t>(index)];
            most = first ? value : std::max(most, value);
            first = false;
        }
        const auto* conv = std::get_if<Conv1d>(&node.op);
        if (conv != nullptr && conv->s == 1)
            most += conv->F() - 1 - conv->padding.left;
        else if (!std::holds_alternative<Linear>(node.op) && !std::holds_alternative<Relu>(node.op) &&
                 !std::holds_alternative<Add>(node.op) && !std::holds_alternative<Dropout>(node.op))
            throw NetworkError("The network " + network.name + ", node " + node.name + ": " +
                               (conv != nullptr ? "a convolution with stride " + std::to_string(conv->s)
                                                : "a node of kind " + std::string(kindOf(node.op))) +
                               " cannot predict sequences of unequal length step by step. Use convolutions with "
                               "stride 1, linear layers, ReLU, add and dropout; the loss applies the sigmoid.");
        ahead.push_back(most);
    }
    if (ahead.back() > 0)
        throw NetworkError("The network " + network.name + " sees " + std::to_string(ahead.back()) +
                           " steps ahead, the step that it shall predict included. Pad its convolutions on the left "
                           "alone.");
}

} // namespace

void requireFits(const NetworkSpec& network, const Dataset& data)
{
    const auto input = network.input;
    const auto output = shapes(network).back();
    if (data.task == Task::NextStep) {
        if (input.C != data.channels)
            throw NetworkError("The network " + network.name + " takes " + std::to_string(input.C) + " channels, but " +
                               data.name + " has " + std::to_string(data.channels) + ". Choose a seed for this data.");
        if (output.C != data.channels || output.T != input.T)
            throw NetworkError("The network " + network.name + " has " + text(output) + " outputs for " + text(input) +
                               " inputs, but " + data.name + " needs " + std::to_string(data.channels) +
                               " for each step. Set the last layer to that number and keep the length.");
        requireCausal(network);
        return;
    }
    if (input.C != data.channels || input.T != data.length)
        throw NetworkError("The network " + network.name + " takes " + text(input) + " samples, but " + data.name +
                           " has " + std::to_string(data.channels) + " x " + std::to_string(data.length) +
                           ". Choose a seed for this data.");
    if (data.task == Task::Regression) {
        if (output != Shape{1, 1})
            throw NetworkError("The network " + network.name + " has " + text(output) + " outputs, but " + data.name +
                               " needs one number. Set the last layer to 1.");
        return;
    }
    if (output.T != 1 || output.C != static_cast<std::int64_t>(data.classNames.size()))
        throw NetworkError("The network " + network.name + " has " + text(output) + " outputs, but " + data.name +
                           " has " + std::to_string(data.classNames.size()) +
                           " classes. Set the last layer to that number.");
}

} // namespace pitlane
