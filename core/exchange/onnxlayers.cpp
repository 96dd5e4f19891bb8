// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/constants.h"
#include "core/exchange/onnxwalker.h"

#include <algorithm>
#include <cmath>

namespace pitlane::onnxgraph {

namespace {

using Dims = std::vector<std::int64_t>;

/// The numbers of a convolution or pooling along time, from attributes that hold one for each spatial axis.
struct Window
{
    std::int64_t K = 1;
    std::int64_t d = 1;
    std::int64_t s = 1;
    Padding padding;
};

/// Of the spatial axes, `time` is the one that counts, of `T` samples; the others must not be padded.
Window windowOf(const GraphNode& node, const Dims& kernel, std::size_t time, std::int64_t T)
{
    const auto rank = kernel.size();
    const auto listOf = [&](const char* name, std::size_t count, std::int64_t otherwise) {
        auto list = node.integers(name).value_or(Dims(count, otherwise));
        if (list.size() != count)
            throw Problem("its attribute " + std::string(name) + " has " + std::to_string(list.size()) +
                          " numbers, expected " + std::to_string(count) + ". The file is damaged: export it again.");
        for (const auto value : list)
            if (std::abs(value / 2) > 1'000'000)
                throw Problem("its attribute " + std::string(name) + " is " + describe(list) +
                              ", far beyond what a layer can use. The file is damaged: export it again.");
        return list;
    };
    const auto strides = listOf("strides", rank, 1);
    const auto dilations = listOf("dilations", rank, 1);
    auto pads = listOf("pads", 2 * rank, 0);
    Window window{.K = kernel[time], .d = dilations[time], .s = strides[time], .padding = {}};
    if (window.K < 1 || window.K > 1'000'000 || window.d < 1 || window.s < 1)
        throw Problem("its kernel, dilation or stride is not above 0. The file is damaged: export it again.");
    const auto autoPad = node.text("auto_pad", "NOTSET");
    if (autoPad == "SAME_UPPER" || autoPad == "SAME_LOWER") {
        const auto outputs = (T + window.s - 1) / window.s;
        const auto total = std::max<std::int64_t>(0, (outputs - 1) * window.s + window.d * (window.K - 1) + 1 - T);
        const auto larger = total - total / 2;
        pads[time] = autoPad == "SAME_UPPER" ? total / 2 : larger;
        pads[rank + time] = total - pads[time];
    } else if (autoPad == "VALID") {
        std::ranges::fill(pads, 0);
    } else if (autoPad != "NOTSET") {
        throw Problem("its auto_pad is \"" + autoPad + "\", expected NOTSET, VALID, SAME_UPPER or SAME_LOWER.");
    }
    for (std::size_t i = 0; i < rank; ++i)
        if (i != time && (pads[i] != 0 || pads[rank + i] != 0))
            throw Problem("it pads an axis that is not time. Pitlane reads networks over one axis of time.");
    window.padding = {.left = pads[time], .right = pads[rank + time]};
    return window;
}

} // namespace

void Walker::convolution(const GraphNode& node, const std::vector<Value*>& inputs)
{
    auto x = activationOf(inputs, 0);
    const auto weight = constantOf(inputs, 1, "weights");
    if (!weight || weight->dims.size() < 3 || weight->dims.size() > 4)
        throw Problem("its weights have the shape " + (weight ? describe(weight->dims) : "[]") +
                      ", expected [channels out, channels in, taps]. Pitlane reads networks over one axis of time.");
    const auto rank = weight->dims.size() - 2;
    if (x.axes.size() != weight->dims.size())
        throw Problem("its input has " + std::to_string(x.axes.size()) + " axes, its weights have " +
                      std::to_string(weight->dims.size()) + ". The file is damaged: export it again.");

    // A kernel over all channels that lie along an axis of their own, [N, 1, C, T]: the first layer of 2-D networks.
    auto C_in = weight->dims[1];
    const auto seen = shapeOf(x);
    const bool spansChannels = rank == 2 && x.axes[1] == Axis::One && x.axes[2] == Axis::C && x.axes[3] == Axis::T &&
                               C_in == 1 && seen.C > 1 && weight->dims[2] == seen.C;
    std::size_t time = 1;
    if (spansChannels)
        C_in = seen.C;
    else
        time = makeSeries(node, x) - 2;
    if (node.text("auto_pad", "NOTSET").starts_with("SAME"))
        settle(x);

    const Dims kernel(weight->dims.begin() + 2, weight->dims.end());
    for (std::size_t i = 0; i < rank; ++i)
        if (i != time && kernel[i] != 1 && !spansChannels)
            throw Problem("its kernel is " + describe(kernel) + ", expected 1 along every axis but time.");
    const auto window = windowOf(node, kernel, time, shapeOf(x).T);

    // Padding goes round what was cut before, not the other way: only without padding of its own can it take a cut.
    const auto clashes = [](std::int64_t before, std::int64_t own) { return before < 0 && own > 0; };
    if (clashes(x.pending.left, window.padding.left) || clashes(x.pending.right, window.padding.right))
        settle(x);
    Conv1d conv{.C_out = weight->dims[0], .K = window.K, .d = window.d, .s = window.s};
    conv.padding = {.left = x.pending.left + window.padding.left, .right = x.pending.right + window.padding.right};
    conv.groups = node.integer("group", 1);
    conv.bias = inputs.size() > 2 && inputs[2];
    const auto C = nodeShape(x.node).C;
    const auto expected = conv.groups == C && C > 1 ? 1 : C;
    if (C_in != expected || (conv.groups != 1 && conv.groups != C))
        throw Problem("its weights have the shape " + describe(weight->dims) +
                      " with group = " + std::to_string(conv.groups) + " on " + std::to_string(C) +
                      " channels. Pitlane reads group = 1, and depthwise convolutions (group = channels in = channels "
                      "out).");
    if (conv.groups != 1 && conv.C_out != conv.groups)
        throw Problem("it is a depthwise convolution from " + std::to_string(C) + " to " + std::to_string(conv.C_out) +
                      " channels. Pitlane reads those with as many channels out as in: use one filter a channel.");
    if (C == 1)
        conv.groups = 1;
    const auto index = emit(layerName(node, weight), {x.node}, conv);
    checkFloat(weight, "weights", conv.C_out * C_in * conv.K);
    keep(index, ".weight", {conv.C_out, C_in, conv.K}, weight->floats);
    if (conv.bias) {
        const auto biases = constantOf(inputs, 2, "biases");
        checkFloat(biases, "biases", conv.C_out);
        keep(index, ".bias", {conv.C_out}, biases->floats);
    }
    auto axes = x.axes;
    for (auto& axis : axes)
        axis = axis == Axis::N ? Axis::N : Axis::One;
    axes[1] = Axis::C;
    axes[time + 2] = Axis::T;
    define(node.outputs.front(), Activation{.node = index, .pending = {}, .axes = std::move(axes)});
}

void Walker::batchNorm(const GraphNode& node, const std::vector<Value*>& inputs)
{
    auto& x = activationOf(inputs, 0);
    if (node.integer("training_mode", 0) != 0)
        throw Problem("it is in training mode. Call model.eval() before the export.");
    settle(x);
    auto channelsSecond = x;
    makeChannelsSecond(node, channelsSecond);
    const auto C = nodeShape(channelsSecond.node).C;
    const char* what[] = {"scales", "shifts", "means", "variances"};
    const char* parts[] = {".weight", ".bias", ".running_mean", ".running_var"};
    BatchNorm norm;
    norm.eps = node.number("epsilon", 1e-5);
    // ONNX weighs what was before, PyTorch and Pitlane what is new. Rounded, for 0.9 is no float.
    norm.momentum = std::clamp(std::round((1 - node.number("momentum", 0.9)) * 1e6) / 1e6, 0.0, 1.0);
    norm.eps = std::round(norm.eps * 1e12) / 1e12 > 0 ? std::round(norm.eps * 1e12) / 1e12 : norm.eps;
    const auto index = emit(layerName(node, constantOf(inputs, 1, what[0])), {channelsSecond.node}, norm);
    for (std::size_t i = 0; i < 4; ++i) {
        const auto values = constantOf(inputs, i + 1, what[i]);
        checkFloat(values, what[i], C);
        keep(index, parts[i], {C}, values->floats);
    }
    define(node.outputs.front(), Activation{.node = index, .pending = {}, .axes = channelsSecond.axes});
}

void Walker::elementWise(const GraphNode& node, const std::vector<Value*>& inputs, const Op& op)
{
    auto& x = activationOf(inputs, 0);
    settle(x);
    const auto index = emit(layerName(node, nullptr), {x.node}, op);
    define(node.outputs.front(), Activation{.node = index, .pending = {}, .axes = x.axes});
}

void Walker::softmax(const GraphNode& node, const std::vector<Value*>& inputs)
{
    auto& x = activationOf(inputs, 0);
    settle(x);
    const bool coerces = m_graph.opset < 13; // then all axes from this one on are one
    const auto axis = axisOf(node.integer("axis", coerces ? 1 : -1), x.axes.size());
    const auto shape = shapeOf(x);
    for (std::size_t i = axis; i < (coerces ? x.axes.size() : axis + 1); ++i)
        if (!isChannels(x.axes, shape, i) && sizeOf(x.axes[i], shape) != 1) {
            if (x.axes[i] == Axis::T && shape.C == 1 && x.axes.size() == 2) {
                makeChannelsSecond(node, x);
                break;
            }
            throw Problem("it works over axis " + std::to_string(axis) + " of " + describe(x.axes, shape) +
                          ", expected the channels alone. Use Softmax over the channels (dim=1).");
        }
    if (sizeOf(x.axes[axis], shapeOf(x)) != shapeOf(x).C)
        throw Problem("it works over an axis of size 1, expected the channels. Use Softmax over the channels (dim=1).");
    const auto index = emit(layerName(node, nullptr), {x.node}, Softmax{});
    define(node.outputs.front(), Activation{.node = index, .pending = {}, .axes = x.axes});
}

void Walker::sum(const GraphNode& node, const std::vector<Value*>& inputs)
{
    if (inputs.size() == 2 && inputs[0] && inputs[1]) {
        for (const std::size_t constant : {0, 1}) {
            if (inputs[constant]->constant && inputs[1 - constant]->activation) {
                bias(node, activationOf(inputs, 1 - constant), inputs[constant]->constant);
                return;
            }
        }
    }
    std::vector<std::int64_t> nodes;
    auto& first = activationOf(inputs, 0);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        auto& x = activationOf(inputs, i);
        settle(x);
        nodes.push_back(x.node);
        const auto shape = shapeOf(x);
        bool isAlike = x.axes.size() == first.axes.size();
        for (std::size_t axis = 0; isAlike && axis < x.axes.size(); ++axis)
            isAlike =
                x.axes[axis] == first.axes[axis] || (x.axes[axis] != Axis::N && sizeOf(x.axes[axis], shape) == 1 &&
                                                     sizeOf(first.axes[axis], shapeOf(first)) == 1);
        if (!isAlike)
            throw Problem("it adds " + describe(first.axes, shapeOf(first)) + " and " + describe(x.axes, shape) +
                          ". Give both the same order of axes.");
    }
    if (nodes.size() == 1) {
        define(node.outputs.front(), first);
        return;
    }
    const auto index = emit(layerName(node, nullptr), nodes, Add{});
    define(node.outputs.front(), Activation{.node = index, .pending = {}, .axes = first.axes});
}

void Walker::bias(const GraphNode& node, const Activation& activation, const ConstantPtr& constant)
{
    const auto refuse = [&] {
        throw Problem("it adds a constant of shape " + describe(constant->dims) +
                      ". Pitlane keeps it only as the biases of a MatMul or Conv right before it that has none. Leave "
                      "it out, or do it in the data pipeline.");
    };
    if (activation.node < 0)
        refuse();
    const auto index = static_cast<std::size_t>(activation.node);
    auto& op = m_network.nodes[index].op;
    auto* linear = std::get_if<Linear>(&op);
    auto* conv = std::get_if<Conv1d>(&op);
    if ((!linear && !conv) || (linear ? linear->bias : conv->bias))
        refuse();
    for (const auto& name : m_names[index])
        if (uses(name) != 1)
            refuse();
    // Broadcasting counts axes from the back: all but the channels' are 1.
    if (!constant->isFloat || constant->dims.size() > activation.axes.size())
        refuse();
    const auto shape = shapeOf(activation);
    const auto missing = activation.axes.size() - constant->dims.size();
    for (std::size_t i = 0; i < constant->dims.size(); ++i)
        if (constant->dims[i] != 1 && activation.axes[i + missing] != Axis::C)
            refuse();
    auto values = constant->floats;
    if (values.size() == 1)
        values.assign(static_cast<std::size_t>(shape.C), values.front());
    if (static_cast<std::int64_t>(values.size()) != shape.C)
        refuse();
    (linear ? linear->bias : conv->bias) = true;
    keep(activation.node, ".bias", {shape.C}, std::move(values));
    define(node.outputs.front(), activation);
}

std::int64_t Walker::linear(const GraphNode& node, const Activation& activation, const Constant& weight,
                            const std::vector<float>& biases)
{
    const auto C_out = weight.dims[0];
    const auto C_in = weight.dims[1];
    if (const auto C = nodeShape(activation.node).C; C_in != C)
        throw Problem("its weights take " + std::to_string(C_in) + " values, but its input has " + std::to_string(C) +
                      " channels. The file is damaged: export it again.");
    const auto name = layerName(node, std::make_shared<Constant>(Constant{.dims = {}, .name = weight.name}));
    // A cut input needs the convolution of one tap that a linear layer is.
    const bool isCut = activation.pending != Padding{};
    const Op op = isCut ? Op(Conv1d{.C_out = C_out, .K = 1, .padding = activation.pending, .bias = !biases.empty()})
                        : Op(Linear{.C_out = C_out, .bias = !biases.empty()});
    const auto index = emit(name, {activation.node}, op);
    keep(index, ".weight", isCut ? Dims{C_out, C_in, 1} : Dims{C_out, C_in}, weight.floats);
    if (!biases.empty())
        keep(index, ".bias", {C_out}, biases);
    return index;
}

void Walker::gemm(const GraphNode& node, const std::vector<Value*>& inputs)
{
    auto x = activationOf(inputs, 0);
    const auto stored = constantOf(inputs, 1, "weights");
    if (!stored || !stored->isFloat || stored->dims.size() != 2)
        throw Problem("its weights have the shape " + (stored ? describe(stored->dims) : "[]") +
                      ", expected two axes of numbers. The file is damaged: export it again.");
    if (x.axes.size() != 2 || node.integer("transA", 0) != 0)
        throw Problem("its input has the axes " + describe(x.axes, shapeOf(x)) +
                      ", expected [batch, features]. Flatten before it.");
    if (x.pending.left > 0 || x.pending.right > 0)
        settle(x);
    makeChannelsSecond(node, x);
    auto weight = node.integer("transB", 0) != 0 ? *stored : *transposed(*stored, {1, 0});
    const auto alpha = static_cast<float>(node.number("alpha", 1));
    if (alpha != 1)
        for (auto& value : weight.floats)
            value *= alpha;
    std::vector<float> biases;
    if (const auto added = constantOf(inputs, 2, "biases")) {
        const auto count = weight.dims[0];
        if (!added->isFloat || (added->count() != 1 && static_cast<std::int64_t>(added->count()) != count) ||
            (added->count() != 1 && added->dims.back() != count))
            checkFloat(nullptr, "biases", count);
        biases = added->floats;
        if (biases.size() == 1)
            biases.assign(static_cast<std::size_t>(count), biases.front());
        const auto beta = static_cast<float>(node.number("beta", 1));
        for (auto& value : biases)
            value *= beta;
    }
    const auto index = linear(node, x, weight, biases);
    define(node.outputs.front(), Activation{.node = index, .pending = {}, .axes = {Axis::N, Axis::C}});
}

void Walker::matMul(const GraphNode& node, const std::vector<Value*>& inputs)
{
    const bool weightIsFirst = !inputs.empty() && inputs[0] && inputs[0]->constant;
    auto x = activationOf(inputs, weightIsFirst ? 1 : 0);
    const auto stored = constantOf(inputs, weightIsFirst ? 0 : 1, "weights");
    if (!stored || !stored->isFloat || stored->dims.size() != 2)
        throw Problem("its weights have the shape " + (stored ? describe(stored->dims) : "[]") +
                      ", expected two axes of numbers. Pitlane reads linear layers and attention with context.");
    if (x.pending.left > 0 || x.pending.right > 0)
        settle(x);
    // x times [C_in, C_out] works on the last axis, [C_out, C_in] times x on the last but one.
    if (x.axes.size() < (weightIsFirst ? 3U : 2U))
        throw Problem("its input has too few axes, expected [batch, channels, samples].");
    if (x.axes.size() == 2)
        makeChannelsSecond(node, x);
    const auto shape = shapeOf(x);
    const auto axis = x.axes.size() - (weightIsFirst ? 2 : 1);
    if (!isChannels(x.axes, shape, axis)) {
        if (x.axes[axis] != Axis::T || shape.C != 1)
            throw Problem("it works over axis " + std::to_string(axis) + " of " + describe(x.axes, shape) +
                          ", expected the channels. Pitlane's linear layers mix channels, not samples.");
        settle(x);
        x.node = emit(layerName(node, nullptr) + ".flatten", {x.node}, Flatten{});
        std::ranges::replace(x.axes, Axis::C, Axis::One);
    }
    const auto weight = weightIsFirst ? *stored : *transposed(*stored, {1, 0});
    const auto index = linear(node, x, weight, {});
    auto axes = x.axes;
    std::ranges::replace(axes, Axis::C, Axis::One);
    axes[axis] = Axis::C;
    define(node.outputs.front(), Activation{.node = index, .pending = {}, .axes = std::move(axes)});
}

void Walker::pool(const GraphNode& node, const std::vector<Value*>& inputs)
{
    auto& input = activationOf(inputs, 0);
    settle(input);
    auto x = input;
    const auto time = makeSeries(node, x) - 2;
    const auto kernel = node.integers("kernel_shape").value_or(Dims{});
    if (kernel.size() != x.axes.size() - 2)
        throw Problem("its kernel_shape is " + describe(kernel) + ", expected " + std::to_string(x.axes.size() - 2) +
                      " numbers. The file is damaged: export it again.");
    for (std::size_t i = 0; i < kernel.size(); ++i)
        if (i != time && kernel[i] != 1)
            throw Problem("its kernel is " + describe(kernel) + ", expected 1 along every axis but time.");
    const auto shape = shapeOf(x);
    const auto window = windowOf(node, kernel, time, shape.T);
    if (window.padding != Padding{})
        throw Problem("it pads its input by (" + std::to_string(window.padding.left) + ", " +
                      std::to_string(window.padding.right) +
                      ") samples. Pitlane's pooling has no padding: use padding=0, or pad in the convolution before.");
    if (window.d != 1)
        throw Problem("it has dilation " + std::to_string(window.d) + ", expected 1 for pooling.");
    if (node.integer("ceil_mode", 0) != 0 && (shape.T - window.K) % window.s != 0)
        throw Problem("it keeps a last window that is not full (ceil_mode). Use ceil_mode=False.");
    const Op op =
        node.type == "MaxPool" ? Op(MaxPool{.K = window.K, .s = window.s}) : Op(AvgPool{.K = window.K, .s = window.s});
    const auto index = emit(layerName(node, nullptr), {x.node}, op);
    define(node.outputs.front(), Activation{.node = index, .pending = {}, .axes = x.axes});
}

void Walker::globalPool(const GraphNode& node, const std::vector<Value*>& inputs)
{
    auto& input = activationOf(inputs, 0);
    settle(input);
    auto x = input;
    (void)makeSeries(node, x);
    const auto T = shapeOf(x).T;
    const Op op = node.type == "GlobalMaxPool" ? Op(MaxPool{.K = T, .s = T}) : Op(GlobalAvgPool{});
    const auto index = emit(layerName(node, nullptr), {x.node}, op);
    define(node.outputs.front(), Activation{.node = index, .pending = {}, .axes = x.axes});
}

void Walker::reduce(const GraphNode& node, const std::vector<Value*>& inputs)
{
    auto& x = activationOf(inputs, 0);
    settle(x);
    const auto shape = shapeOf(x);
    const auto axes = axesOf(node, constantsOf(inputs));
    std::vector<bool> isGone(x.axes.size(), false);
    for (const auto axis : axes.value_or(Dims{}))
        isGone[axisOf(axis, x.axes.size())] = true;
    for (std::size_t i = 0; i < x.axes.size(); ++i)
        if ((isGone[i] || !axes) && x.axes[i] != Axis::T && sizeOf(x.axes[i], shape) != 1)
            throw Problem("it takes the mean over axis " + std::to_string(i) + " of " + describe(x.axes, shape) +
                          ", expected the samples alone. Use the mean over time.");
    if (!axes || std::ranges::none_of(isGone, [](bool gone) { return gone; }))
        throw Problem("it takes the mean over all axes, expected the samples alone. Use the mean over time.");
    auto result = x.node;
    for (std::size_t i = 0; i < x.axes.size(); ++i)
        if (isGone[i] && x.axes[i] == Axis::T)
            result = emit(layerName(node, nullptr), {x.node}, GlobalAvgPool{});
    Axes left;
    for (std::size_t i = 0; i < x.axes.size(); ++i) {
        if (!isGone[i])
            left.push_back(x.axes[i]);
        else if (node.integer("keepdims", 1) != 0)
            left.push_back(x.axes[i]);
    }
    define(node.outputs.front(), Activation{.node = result, .pending = {}, .axes = std::move(left)});
}

void Walker::dropout(const GraphNode& node, const std::vector<Value*>& inputs)
{
    auto ratio = node.number("ratio", 0.5);
    if (const auto given = constantOf(inputs, 1, "ratio")) {
        checkFloat(given, "ratio", 1);
        ratio = static_cast<double>(given->floats.front());
    }
    if (const auto training = constantOf(inputs, 2, "mode");
        training && training->count() == 1 && !training->isFloat && training->ints.front() != 0)
        throw Problem("it is in training mode. Call model.eval() before the export.");
    elementWise(node, inputs, Dropout{.p = std::round(ratio * 1e6) / 1e6});
}

} // namespace pitlane::onnxgraph
