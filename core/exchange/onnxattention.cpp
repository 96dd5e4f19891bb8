// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/constants.h"
#include "core/exchange/onnxwalker.h"

#include <algorithm>

// Attention with context, v = tanh(Wa y), w = softmax over t of u . v, z = sum over t of w y, comes as five or more
// nodes, written in either order of axes and as products or sums. It is followed from the tanh on.
namespace pitlane::onnxgraph {

void Walker::tanh(const GraphNode& node, const std::vector<Value*>& inputs)
{
    const auto& x = activationOf(inputs, 0);
    const auto refuse = [] {
        throw Problem("Pitlane knows tanh only as a part of attention with context: softmax over time of "
                      "u . tanh(Wa y), times y, summed over time, without biases. Use ReLU elsewhere.");
    };
    if (x.node < 0 || x.pending != Padding{})
        refuse();
    const auto& producer = m_network.nodes[static_cast<std::size_t>(x.node)];
    const auto* linear = std::get_if<Linear>(&producer.op);
    if (!linear || linear->bias)
        refuse();
    for (const auto& name : m_names[static_cast<std::size_t>(x.node)])
        if (uses(name) != 1)
            refuse();
    const auto source = m_network.indexOf(producer.inputs.front());
    if (nodeShape(source).C != linear->C_out)
        refuse();
    auto weight = std::make_shared<Constant>();
    const auto& stored = m_weights.at(producer.name + ".weight");
    weight->dims = stored.shape;
    weight->floats = stored.values;
    weight->name = producer.name + ".weight";
    Value value;
    value.attending = Attending{
        .stage = Attending::Stage::Keys, .source = source, .weight = std::move(weight), .context = {}, .axes = x.axes};
    // The linear layer was none: nothing leads from it to the output, so that it will go.
    define(node.outputs.front(), std::move(value));
}

bool Walker::attend(const GraphNode& node, const std::vector<Value*>& inputs)
{
    const auto part = std::ranges::find_if(inputs, [](const Value* value) { return value && value->attending; });
    if (part == inputs.end())
        return false;
    const auto attending = *(*part)->attending;
    const bool partIsFirst = part == inputs.begin();
    const auto* other = inputs.size() == 2 ? inputs[partIsFirst ? 1 : 0] : nullptr;
    const auto C = nodeShape(attending.source).C;
    const auto T = nodeShape(attending.source).T;
    using Stage = Attending::Stage;
    const auto axesAre = [&](const Axes& axes, Axis last) {
        return !axes.empty() && (axes.back() == last || (sizeOf(last, {C, T}) == 1 && axes.back() != Axis::N));
    };
    const auto next = [&](Stage stage, Axes axes) {
        Value value;
        value.attending = attending;
        value.attending->stage = stage;
        value.attending->axes = std::move(axes);
        define(node.outputs.front(), std::move(value));
    };

    if (attending.stage == Stage::Keys && node.type == "MatMul" && other && other->constant) {
        scores(node, attending, other->constant, !partIsFirst);
        return true;
    }
    if (attending.stage == Stage::Scores && node.type == "Softmax") {
        const bool coerces = m_graph.opset < 13;
        const auto& axes = attending.axes;
        const auto axis = axisOf(node.integer("axis", coerces ? 1 : -1), axes.size());
        // Every other axis than the batch and the samples is 1, so that coercing makes no difference.
        const auto covers = [&](std::size_t i) { return coerces ? i >= axis : i == axis; };
        for (std::size_t i = 1; i < axes.size(); ++i)
            if (axes[i] == Axis::T && !covers(i))
                throw Problem("it works over another axis than the samples. Attention needs softmax over time.");
        next(Stage::Weights, axes);
        return true;
    }
    if (attending.stage == Stage::Weights && other && other->activation &&
        other->activation->node == attending.source && other->activation->pending == Padding{}) {
        const auto& y = other->activation->axes;
        const auto& w = attending.axes;
        if (node.type == "Mul" && y.size() == w.size()) {
            for (std::size_t i = 0; i < y.size(); ++i)
                if (w[i] != y[i] && w[i] != Axis::One)
                    throw Problem("it multiplies " + describe(y, {C, T}) + " by weights of the axes " +
                                  describe(w, {1, T}) + ". Attention weighs samples.");
            next(Stage::Product, y);
            return true;
        }
        // y [C, T] times w [T, 1], or w [1, T] times y [T, C].
        if (node.type == "MatMul" && y.size() == 3 && w.size() == 3) {
            const Axes& first = partIsFirst ? w : y;
            const Axes& second = partIsFirst ? y : w;
            if (axesAre(first, Axis::T) && (second[1] == Axis::T || T == 1)) {
                Axes axes = partIsFirst ? Axes{Axis::N, Axis::One, Axis::C} : Axes{Axis::N, Axis::C, Axis::One};
                weightedSum(node, attending, std::move(axes));
                return true;
            }
        }
    }
    if (attending.stage == Stage::Product && node.type == "ReduceSum") {
        const auto axes = axesOf(node, constantsOf(inputs)).value_or(std::vector<std::int64_t>{});
        Axes left = attending.axes;
        if (axes.size() == 1) {
            const auto axis = axisOf(axes.front(), left.size());
            if (left[axis] == Axis::T) {
                if (node.integer("keepdims", 1) == 0)
                    left.erase(left.begin() + static_cast<std::ptrdiff_t>(axis));
                weightedSum(node, attending, std::move(left));
                return true;
            }
        }
        throw Problem("it sums over other axes than the samples. Attention sums over time.");
    }
    Layout layout;
    const Shape shape{(attending.stage == Stage::Keys || attending.stage == Stage::Product) ? C : 1, T};
    if (partIsFirst && relabel(node, inputs, attending.axes, shape, layout) && !layout.flatten) {
        next(attending.stage, layout.axes);
        return true;
    }
    throw Problem("it works on a part of an attention (tanh, scores or weights) in a way that Pitlane does not know. "
                  "Pitlane reads softmax over time of u . tanh(Wa y), times y, summed over time.");
}

void Walker::scores(const GraphNode& node, const Attending& keys, const ConstantPtr& context, bool contextIsFirst)
{
    const auto C = nodeShape(keys.source).C;
    checkFloat(context, "context", C);
    auto axes = keys.axes;
    // A context of one axis takes the axis of the channels away, [1, C] and [C, 1] leave it with size 1.
    const auto axis = axes.size() - (contextIsFirst ? 2 : 1);
    if (axes.size() != 3 || (axes[axis] != Axis::C && C != 1) || context->dims.size() > 2 ||
        (context->dims.size() == 2 && context->dims[contextIsFirst ? 0 : 1] != 1))
        throw Problem("it multiplies the keys " + describe(keys.axes, nodeShape(keys.source)) +
                      " by a context of shape " + describe(context->dims) +
                      ". Attention needs one number for each channel.");
    if (context->dims.size() == 1)
        axes.erase(axes.begin() + static_cast<std::ptrdiff_t>(axis));
    else
        axes[axis] = Axis::One;
    Value value;
    value.attending = keys;
    value.attending->stage = Attending::Stage::Scores;
    value.attending->context = context;
    value.attending->axes = std::move(axes);
    define(node.outputs.front(), std::move(value));
}

void Walker::weightedSum(const GraphNode& node, const Attending& attending, Axes axes)
{
    // Named as the module whose weights it holds.
    auto name = attending.weight->name;
    name.erase(name.size() - std::string_view(".weight").size());
    if (const auto keys = m_network.indexOf(name);
        keys >= 0 && std::holds_alternative<Linear>(m_network.nodes[static_cast<std::size_t>(keys)].op)) {
        auto& renamed = m_network.nodes[static_cast<std::size_t>(keys)].name;
        renamed = freshName(name + ".keys");
        m_taken.insert(renamed);
        m_taken.erase(name);
        m_weights.erase(name + ".weight");
    }
    const auto C = nodeShape(attending.source).C;
    const auto index = emit(name, {attending.source}, Attention{});
    keep(index, ".weight", {C, C}, attending.weight->floats);
    keep(index, ".context", {C}, attending.context->floats);
    define(node.outputs.front(), Activation{.node = index, .pending = {}, .axes = std::move(axes)});
}

} // namespace pitlane::onnxgraph
