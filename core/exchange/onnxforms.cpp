// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/constants.h"
#include "core/exchange/onnxwalker.h"

#include <algorithm>

namespace pitlane::onnxgraph {

void Walker::pad(const GraphNode& node, const std::vector<Value*>& inputs)
{
    auto x = activationOf(inputs, 0);
    if (const auto mode = node.text("mode", "constant"); mode != "constant")
        throw Problem(
            "it pads by \"" + mode +
            "\", expected \"constant\": Pitlane's convolutions pad with zeros. Use ConstantPad1d or padding=.");
    auto value = node.number("value", 0);
    if (const auto given = constantOf(inputs, 2, "value"); given && given->isFloat && given->count() == 1)
        value = static_cast<double>(given->floats.front());
    if (value != 0)
        throw Problem("it pads with " + std::to_string(value) + ", expected 0. Use zeros.");
    std::vector<std::int64_t> pads;
    if (const auto attribute = node.integers("pads"))
        pads = *attribute;
    else
        pads = integersOf(inputs.size() > 1 && inputs[1] ? inputs[1]->constant : nullptr, "pads");
    const auto rank = x.axes.size();
    std::vector<std::size_t> axes;
    if (const auto chosen = axesOf(node, constantsOf(inputs), 3)) {
        for (const auto axis : *chosen)
            axes.push_back(axisOf(axis, rank));
    } else {
        for (std::size_t i = 0; i < rank; ++i)
            axes.push_back(i);
    }
    if (pads.size() != 2 * axes.size())
        throw Problem("it has " + std::to_string(pads.size()) + " pads for " + std::to_string(axes.size()) +
                      " axes, expected two for each. The file is damaged: export it again.");
    const auto shape = shapeOf(x);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const Padding more{.left = pads[i], .right = pads[axes.size() + i]};
        if (more == Padding{})
            continue;
        const auto axis = x.axes[axes[i]];
        if (axis != Axis::T && !(shape.T == 1 && axis == Axis::One))
            throw Problem("it pads axis " + std::to_string(axes[i]) + " of " + describe(x.axes, shape) +
                          ", expected the samples alone. Pitlane pads in time.");
        constexpr std::int64_t most = 1'000'000;
        if (std::max(more.left, more.right) > most || std::min(more.left, more.right) < -most)
            throw Problem("it pads by more than " + std::to_string(most) +
                          " samples. The file is damaged: export it again.");
        // Zeros round a cut signal are no padding of the whole one.
        if ((x.pending.left < 0 && more.left > 0) || (x.pending.right < 0 && more.right > 0))
            settle(x);
        x.pending.left += more.left;
        x.pending.right += more.right;
        if (shapeOf(x).T < 1)
            throw Problem("it cuts off every sample of " + describe(x.axes, shape) + ". Pad less.");
    }
    define(node.outputs.front(), x);
}

void Walker::cut(const GraphNode& node, Activation activation, std::int64_t begin, std::int64_t count)
{
    const auto T = shapeOf(activation).T;
    activation.pending.left -= begin;
    activation.pending.right -= T - begin - count;
    define(node.outputs.front(), std::move(activation));
}

void Walker::slice(const GraphNode& node, const std::vector<Value*>& inputs)
{
    const auto x = activationOf(inputs, 0);
    const auto shape = shapeOf(x);
    auto dims = dimsOf(x.axes, shape);
    std::ranges::replace(dims, batchMark, std::int64_t{-1});
    std::int64_t begin = 0;
    auto count = shape.T;
    for (const auto& range : slicesOf(node, constantsOf(inputs), dims)) {
        if (range.begin == 0 && range.step == 1 && range.count == dims[range.axis])
            continue;
        if (x.axes[range.axis] != Axis::T || range.step != 1 || range.count < 1)
            throw Problem("it cuts axis " + std::to_string(range.axis) + " of " + describe(x.axes, shape) + " to " +
                          std::to_string(range.count) + " values in steps of " + std::to_string(range.step) +
                          ". Pitlane reads cuts at the ends of the samples, in steps of 1.");
        begin = range.begin;
        count = range.count;
    }
    cut(node, x, begin, count);
}

void Walker::gather(const GraphNode& node, const std::vector<Value*>& inputs)
{
    auto x = activationOf(inputs, 0);
    const auto index = constantOf(inputs, 1, "indices");
    const auto axis = axisOf(node.integer("axis", 0), x.axes.size());
    const auto shape = shapeOf(x);
    if (!index || index->isFloat || index->count() != 1 || index->dims.size() > 1)
        throw Problem("it picks several places, expected one sample, such as the newest: x[:, :, -1].");
    if (x.axes[axis] != Axis::T && sizeOf(x.axes[axis], shape) != 1)
        throw Problem("it picks from axis " + std::to_string(axis) + " of " + describe(x.axes, shape) +
                      ", expected the samples. Pitlane can pick one sample: x[:, :, -1].");
    const auto place =
        static_cast<std::int64_t>(axisOf(index->ints.front(), static_cast<std::size_t>(sizeOf(x.axes[axis], shape))));
    const bool isTime = x.axes[axis] == Axis::T;
    if (index->dims.empty())
        x.axes.erase(x.axes.begin() + static_cast<std::ptrdiff_t>(axis));
    cut(node, std::move(x), isTime ? place : 0, isTime ? 1 : shape.T);
}

void Walker::shape(const GraphNode& node, const std::vector<Value*>& inputs)
{
    const auto& x = activationOf(inputs, 0);
    auto constant = std::make_shared<Constant>();
    constant->isFloat = false;
    constant->ints = dimsOf(x.axes, shapeOf(x));
    std::ranges::replace(constant->ints, batchMark, m_batch);
    constant->dims = {static_cast<std::int64_t>(constant->ints.size())};
    if (node.has("start") || node.has("end"))
        throw Problem("it takes a part of a shape by start and end. Export the network with opset_version=13.");
    Value value;
    value.constant = std::move(constant);
    define(node.outputs.front(), std::move(value));
}

bool Walker::relabel(const GraphNode& node, const std::vector<Value*>& inputs, const Axes& axes, const Shape& shape,
                     Layout& result) const
{
    const auto& type = node.type;
    const auto constants = constantsOf(inputs);
    if (type == "Flatten") {
        if (axisOf(node.integer("axis", 1), axes.size() + 1) != 1)
            throw Problem("it flattens from axis " + std::to_string(node.integer("axis", 1)) +
                          ", expected 1: the batch stays.");
        result = flattened(axes, shape);
    } else if (type == "Reshape") {
        const auto sizes = node.has("shape") ? node.integers("shape").value_or(std::vector<std::int64_t>{})
                                             : integersOf(constants.size() > 1 ? constants[1] : nullptr, "sizes");
        result = reshaped(axes, shape, m_batch, sizes);
    } else if (type == "Squeeze") {
        const auto which = axesOf(node, constants);
        if (!which && m_batch == 1)
            throw Problem("it removes all axes of size 1, the batch among them. Name the axis: squeeze(2).");
        result.axes = squeezed(axes, shape, which);
    } else if (type == "Unsqueeze") {
        result.axes = unsqueezed(axes, axesOf(node, constants).value_or(std::vector<std::int64_t>{}));
    } else if (type == "Transpose") {
        result.axes = transposed(axes, node.integers("perm"));
    } else if (type == "Identity" || type == "Cast") {
        result.axes = axes;
    } else {
        return false;
    }
    constexpr std::size_t most = 8;
    if (result.axes.size() > most)
        throw Problem("its output has " + std::to_string(result.axes.size()) + " axes, expected at most " +
                      std::to_string(most) + ".");
    return true;
}

void Walker::form(const GraphNode& node, const std::vector<Value*>& inputs)
{
    auto& input = activationOf(inputs, 0);
    if (node.type == "Cast" && node.integer("to", 1) != 1 && node.integer("to", 1) != 11)
        throw Problem("it turns numbers into another type than float. Export the network in float32.");
    Layout layout;
    (void)relabel(node, inputs, input.axes, shapeOf(input), layout);
    auto x = input;
    x.axes = layout.axes;
    if (layout.flatten) {
        settle(input);
        x.pending = {};
        x.node = emit(layerName(node, nullptr), {input.node}, Flatten{});
    }
    define(node.outputs.front(), std::move(x));
}

} // namespace pitlane::onnxgraph
