// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/firmware/gap8program.h"

#include "core/deploy/firmware/gap8schedule.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace pitlane::gap8 {

namespace {

constexpr std::int64_t roundedUp(std::int64_t value)
{
    return (value + 7) / 8 * 8;
}

std::string shapeText(const Tensor& tensor)
{
    return std::to_string(tensor.T) + " samples of " + std::to_string(tensor.C) + " channels";
}

struct Shapes
{
    Tensor x; ///< what the layer says of each of its inputs
    Tensor y;
    std::size_t inputs = 1;
};

Shapes shapesOf(const Convolution& op)
{
    return {.x = {.T = op.T, .C = op.C_in, .zeroPoint = op.to.zeroIn},
            .y = {.T = op.T_out, .C = op.C_out, .zeroPoint = op.to.zeroOut}};
}

Shapes shapesOf(const Linear& op)
{
    return {.x = {.T = op.T, .C = op.C_in, .zeroPoint = op.to.zeroIn},
            .y = {.T = 1, .C = op.C_out, .zeroPoint = op.to.zeroOut}};
}

Shapes shapesOf(const Pooling& op)
{
    return {.x = {.T = op.T, .C = op.C, .zeroPoint = op.zero}, .y = {.T = op.T_out, .C = op.C, .zeroPoint = op.zero}};
}

} // namespace

std::int64_t place(std::vector<Lifetime>& buffers)
{
    std::vector<std::size_t> order(buffers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater(), [&](std::size_t index) { return buffers[index].bytes; });
    std::vector<std::size_t> placed;
    std::int64_t total = 0;
    for (const std::size_t index : order) {
        Lifetime& buffer = buffers[index];
        std::vector<std::pair<std::int64_t, std::int64_t>> taken;
        for (const std::size_t other : placed) {
            const Lifetime& neighbour = buffers[other];
            if (neighbour.first <= buffer.last && buffer.first <= neighbour.last) {
                taken.emplace_back(neighbour.at, neighbour.at + roundedUp(neighbour.bytes));
            }
        }
        std::ranges::sort(taken);
        buffer.at = 0;
        for (const auto& [from, to] : taken) {
            if (buffer.at + roundedUp(buffer.bytes) <= from) {
                break;
            }
            buffer.at = std::max(buffer.at, to);
        }
        total = std::max(total, buffer.at + roundedUp(buffer.bytes));
        placed.push_back(index);
    }
    return total;
}

std::vector<Tensor> tensorsOf(const Graph& graph)
{
    std::vector<Tensor> tensors{{.T = graph.T, .C = graph.C, .zeroPoint = graph.zeroPoint}};
    for (std::size_t layer = 0; layer < graph.layers.size(); ++layer) {
        const Operation& operation = graph.layers[layer];
        const auto where = "Planning layer " + std::to_string(layer) + " for GAP8: ";
        const auto* addition = std::get_if<Addition>(&operation.op);
        const std::size_t wanted = addition != nullptr ? 2 : 1;
        if (operation.inputs.size() != wanted) {
            throw PackingError(where + std::to_string(operation.inputs.size()) + " inputs, expected " +
                               std::to_string(wanted) + ".");
        }
        for (const std::int64_t input : operation.inputs) {
            if (input < 0 || input > static_cast<std::int64_t>(layer)) {
                throw PackingError(where + "input " + std::to_string(input) +
                                   " is not the output of an earlier layer (0 to " + std::to_string(layer) + ").");
            }
        }
        const Tensor first = tensors[static_cast<std::size_t>(operation.inputs.front())];
        Shapes shapes;
        if (addition != nullptr) {
            const Tensor& second = tensors[static_cast<std::size_t>(operation.inputs.back())];
            shapes.x = second;
            shapes.y = {.T = first.T, .C = first.C, .zeroPoint = addition->zero[2]};
        } else if (const auto* convolution = std::get_if<Convolution>(&operation.op)) {
            shapes = shapesOf(*convolution);
        } else if (const auto* linear = std::get_if<Linear>(&operation.op)) {
            shapes = shapesOf(*linear);
        } else {
            shapes = shapesOf(std::get<Pooling>(operation.op));
        }
        if (first.T != shapes.x.T || first.C != shapes.x.C) {
            throw PackingError(where + "its input has " + shapeText(first) + ", expected " + shapeText(shapes.x) + ".");
        }
        if (shapes.y.T < 1 || shapes.y.C < 1) {
            throw PackingError(where + "its output would have " + shapeText(shapes.y) + ".");
        }
        tensors.push_back(shapes.y);
    }
    return tensors;
}

Program plan(const Graph& graph, const Memories& memories)
{
    if (graph.layers.empty()) {
        throw PackingError("Planning a network for GAP8: it has no layers, expected one or more.");
    }
    const Schedule whole = scheduleInL1(graph, memories);
    return whole.fits ? assemble(whole, memories) : assemble(scheduleInTiles(graph, memories), memories);
}

} // namespace pitlane::gap8
