// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/onnxwalker.h"

#include "core/exchange/constants.h"
#include "core/network/problemtext.h"

#include <algorithm>

namespace pitlane::onnxgraph {

namespace {

/// What to do about a node that Pitlane has no layer for.
std::string wayOut(const std::string& type)
{
    const auto isOneOf = [&type](std::initializer_list<const char*> types) {
        return std::ranges::any_of(types, [&type](const char* each) { return type == each; });
    };
    if (isOneOf({"LSTM", "GRU", "RNN"}))
        return "Pitlane has no recurrent layers. Replace it by dilated convolutions.";
    if (isOneOf({"LeakyRelu", "PRelu", "Elu", "Selu", "Gelu", "HardSwish", "HardSigmoid", "Celu", "Clip", "Mish",
                 "Softplus", "Erf", "ThresholdedRelu", "Softsign"}))
        return "Train the network with ReLU in its place, then export it again.";
    if (type == "LogSoftmax")
        return "Export the network without it: the layer before it gives the logits that Pitlane works with.";
    if (isOneOf({"LayerNormalization", "InstanceNormalization", "GroupNormalization", "LpNormalization", "LRN"}))
        return "Use batch-norm in its place, which costs nothing once it is folded, and export the network again.";
    if (isOneOf({"QuantizeLinear", "DequantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger",
                 "DynamicQuantizeLinear", "FakeQuantize"}))
        return "Export the float network, before any quantisation.";
    if (isOneOf({"ConvTranspose", "Resize", "Upsample"}))
        return "Pitlane's networks never become longer. Leave the part that enlarges the signal out.";
    if (isOneOf({"If", "Loop", "Scan"}))
        return "Export the network by tracing (torch.onnx.export of a module in eval mode), without branches.";
    if (isOneOf({"Concat", "Split"}))
        return "Pitlane joins branches by Add alone. Make the branches equally wide and add them.";
    return "Pitlane reads Conv, Gemm, MatMul, BatchNormalization, Relu, Add, pooling, Softmax, Sigmoid, Dropout, "
           "attention with context, and what only changes the form. Remove or replace it, then export again.";
}

std::string quoted(const std::string& text)
{
    return "\"" + text + "\"";
}

} // namespace

Walker::Walker(const Graph& graph, Axes inputAxes) : m_graph(graph), m_inputAxes(std::move(inputAxes))
{
    // Twice the file is room for every honest chain of shapes and transposes, and none for a small file of large ones.
    const auto bytes = static_cast<std::int64_t>(graph.bytes);
    m_foldable = 65'536 + bytes / 2;
    m_copyable = 65'536 + bytes / 2;
    for (const auto& node : graph.nodes)
        for (const auto& input : node.inputs)
            ++m_uses[input];
    for (const auto& output : graph.outputs)
        ++m_uses[output];
    for (const auto& [name, constant] : graph.initialisers)
        m_values[name].constant = constant;

    const auto& input = graph.inputs.front();
    m_network.name = graph.name;
    for (std::size_t i = 0; i < m_inputAxes.size(); ++i) {
        if (m_inputAxes[i] == Axis::C)
            m_network.input.C = input.dims[i];
        else if (m_inputAxes[i] == Axis::T)
            m_network.input.T = input.dims[i];
        else if (m_inputAxes[i] == Axis::N && input.dims[i] > 0)
            m_batch = input.dims[i];
    }
    m_taken.insert(std::string(NetworkSpec::inputName));
    m_values[input.name].activation = Activation{.node = -1, .pending = {}, .axes = m_inputAxes};
}

ImportedNetwork Walker::run()
{
    for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
        const auto& node = m_graph.nodes[i];
        try {
            visit(node);
        } catch (const Problem& problem) {
            throw WalkError("Reading network " + m_graph.source + ": node " + std::to_string(i + 1) + " of " +
                                std::to_string(m_graph.nodes.size()) +
                                (node.name.empty() ? "" : ", " + quoted(node.name)) + " (" + node.type +
                                "): " + problem.what(),
                            i);
        }
    }
    try {
        finish();
    } catch (const Problem& problem) {
        throw WalkError("Reading network " + m_graph.source + ": output " + quoted(m_graph.outputs.front()) + ": " +
                            problem.what(),
                        m_graph.nodes.size());
    }
    return {.network = std::move(m_network), .weights = std::move(m_weights)};
}

void Walker::visit(const GraphNode& node)
{
    if (node.outputs.empty() || node.outputs.front().empty())
        throw Problem("it has no output. The file is damaged: export it again.");
    std::vector<Value*> inputs;
    for (const auto& name : node.inputs)
        inputs.push_back(name.empty() ? nullptr : &valueOf(name));
    const bool isKnown = std::ranges::all_of(inputs, [](const Value* value) { return !value || value->constant; });
    if (isKnown) {
        if (node.type == "Identity" && node.domain.empty() && !inputs.empty() && inputs.front()) {
            define(node.outputs.front(), Value{.constant = inputs.front()->constant});
            return;
        }
        if (const auto constant = fold(node, constantsOf(inputs), m_foldable)) {
            m_foldable -= static_cast<std::int64_t>(constant->count());
            if (m_foldable < 0)
                throw Problem("the constants of the graph grow far beyond what the file holds. The file is damaged: "
                              "export it again.");
            define(node.outputs.front(), Value{.constant = constant});
            return;
        }
    }
    dispatch(node, inputs);
    for (std::size_t i = 1; i < node.outputs.size(); ++i)
        if (uses(node.outputs[i]) > 0)
            throw Problem("its output " + std::to_string(i + 1) +
                          " is used, but Pitlane's layers have one. Export the network in eval mode.");
}

void Walker::dispatch(const GraphNode& node, const std::vector<Value*>& inputs)
{
    const auto& type = node.type;
    if (!node.domain.empty())
        throw Problem("it is an operator of " + quoted(node.domain) + ", not of ONNX. " + wayOut({}));
    if (attend(node, inputs))
        return;
    if (type == "Conv")
        convolution(node, inputs);
    else if (type == "BatchNormalization")
        batchNorm(node, inputs);
    else if (type == "Relu")
        elementWise(node, inputs, Relu{});
    else if (type == "Sigmoid")
        elementWise(node, inputs, Sigmoid{});
    else if (type == "Softmax")
        softmax(node, inputs);
    else if (type == "Add" || type == "Sum")
        sum(node, inputs);
    else if (type == "Gemm")
        gemm(node, inputs);
    else if (type == "MatMul")
        matMul(node, inputs);
    else if (type == "AveragePool" || type == "MaxPool")
        pool(node, inputs);
    else if (type == "GlobalAveragePool" || type == "GlobalMaxPool")
        globalPool(node, inputs);
    else if (type == "ReduceMean")
        reduce(node, inputs);
    else if (type == "Dropout")
        dropout(node, inputs);
    else if (type == "Tanh")
        tanh(node, inputs);
    else if (type == "Pad")
        pad(node, inputs);
    else if (type == "Slice")
        slice(node, inputs);
    else if (type == "Gather")
        gather(node, inputs);
    else if (type == "Shape")
        shape(node, inputs);
    else if (type == "Flatten" || type == "Reshape" || type == "Squeeze" || type == "Unsqueeze" ||
             type == "Transpose" || type == "Identity" || type == "Cast")
        form(node, inputs);
    else
        throw Problem("Pitlane has no such layer. " + wayOut(type));
}

Walker::Value& Walker::valueOf(const std::string& name)
{
    const auto found = m_values.find(name);
    if (found == m_values.end())
        throw Problem("its input " + quoted(name) +
                      " is given by no node before it. The file is damaged: export it again.");
    return found->second;
}

void Walker::define(const std::string& name, Value value)
{
    if (!m_values.emplace(name, std::move(value)).second)
        throw Problem("its output " + quoted(name) +
                      " has the name of another value. The file is damaged: export it again.");
}

void Walker::define(const std::string& name, Activation activation)
{
    if (activation.node >= 0)
        m_names[static_cast<std::size_t>(activation.node)].push_back(name);
    Value value;
    value.activation = std::move(activation);
    define(name, std::move(value));
}

std::int64_t Walker::uses(const std::string& name) const
{
    const auto found = m_uses.find(name);
    return found == m_uses.end() ? 0 : found->second;
}

Walker::Activation& Walker::activationOf(const std::vector<Value*>& inputs, std::size_t index) const
{
    if (index >= inputs.size() || !inputs[index])
        throw Problem("its input " + std::to_string(index + 1) + " is missing. The file is damaged: export it again.");
    if (inputs[index]->attending)
        throw Problem("it works on a part of an attention (tanh, scores or weights) in a way that Pitlane does not "
                      "know. Pitlane reads softmax over time of u . tanh(Wa y), times y, summed over time.");
    if (!inputs[index]->activation)
        throw Problem("its input " + std::to_string(index + 1) +
                      " is a constant, expected what the network computes. Export the network in eval mode.");
    return *inputs[index]->activation;
}

ConstantPtr Walker::constantOf(const std::vector<Value*>& inputs, std::size_t index, const char* what) const
{
    if (index >= inputs.size() || !inputs[index])
        return nullptr;
    if (!inputs[index]->constant)
        throw Problem(std::string("its ") + what +
                      " are computed while the network runs, expected stored values. Export the network in eval mode, "
                      "with fixed sizes.");
    return inputs[index]->constant;
}

std::vector<ConstantPtr> Walker::constantsOf(const std::vector<Value*>& inputs) const
{
    std::vector<ConstantPtr> result;
    for (const auto* value : inputs)
        result.push_back(value ? value->constant : nullptr);
    return result;
}

Shape Walker::nodeShape(std::int64_t node) const
{
    return node < 0 ? m_network.input : m_shapes[static_cast<std::size_t>(node)];
}

Shape Walker::shapeOf(const Activation& activation) const
{
    auto shape = nodeShape(activation.node);
    shape.T += activation.pending.left + activation.pending.right;
    return shape;
}

std::string Walker::inputNameOf(std::int64_t node) const
{
    return node < 0 ? std::string(NetworkSpec::inputName) : m_network.nodes[static_cast<std::size_t>(node)].name;
}

std::string Walker::freshName(std::string wanted)
{
    if (wanted.empty())
        wanted = "layer";
    auto name = wanted;
    for (auto& last = m_lastNumber[wanted]; m_taken.contains(name);)
        name = wanted + "_" + std::to_string(++last + 1);
    return name;
}

std::string Walker::layerName(const GraphNode& node, const ConstantPtr& weight) const
{
    constexpr std::string_view ending = ".weight";
    if (weight && weight->name.size() > ending.size() && weight->name.ends_with(ending) &&
        weight->name.find("::") == std::string::npos)
        return weight->name.substr(0, weight->name.size() - ending.size());
    // "/tcn/conv0/Conv" of newer exporters: the path of the module and the operator's type.
    auto name = node.name;
    if (name.starts_with('/')) {
        name.erase(0, 1);
        const auto last = name.rfind('/');
        const auto tail = last == std::string::npos ? std::string() : name.substr(last + 1);
        if (tail == node.type || tail.starts_with(node.type + "_"))
            name.erase(last);
        std::ranges::replace(name, '/', '.');
    }
    return name.empty() ? node.type : name;
}

std::int64_t Walker::emit(const std::string& name, const std::vector<std::int64_t>& inputs, const Op& op)
{
    // The rules and words of the network itself, asked for this one node.
    NetworkSpec single{.name = {}, .input = nodeShape(inputs.front()), .nodes = {}};
    Node node{.name = freshName(name), .inputs = {}, .op = op};
    for (const auto input : inputs) {
        if (nodeShape(input) != single.input)
            throw Problem("it adds " + std::to_string(nodeShape(input).C) + " channels x " +
                          std::to_string(nodeShape(input).T) + " samples to " + std::to_string(single.input.C) + " x " +
                          std::to_string(single.input.T) +
                          ". Make the branches equal before the sum: Pitlane does not broadcast.");
        node.inputs.emplace_back(NetworkSpec::inputName);
    }
    single.nodes = {node};
    if (const auto problems = validate(single); !problems.empty())
        throw Problem("as a layer of Pitlane, " + pitlane::describe(problems.front()));
    m_shapes.push_back(shapes(single).front());
    node.inputs.clear();
    for (const auto input : inputs)
        node.inputs.push_back(inputNameOf(input));
    node.searchable = !m_graph.fixedLayers.contains(node.name);
    m_taken.insert(node.name);
    m_network.nodes.push_back(std::move(node));
    m_names.emplace_back();
    return static_cast<std::int64_t>(m_network.nodes.size()) - 1;
}

void Walker::keep(std::int64_t node, const char* part, std::vector<std::int64_t> dims, std::vector<float> values)
{
    m_copyable -= static_cast<std::int64_t>(values.size());
    if (m_copyable < 0)
        throw Problem("its weights are shared with other layers so often that the network would be far larger than its "
                      "file. Pitlane's layers have weights of their own.");
    m_weights[inputNameOf(node) + part] = {.shape = std::move(dims), .values = std::move(values)};
}

void Walker::checkFloat(const ConstantPtr& constant, const char* what, std::int64_t count) const
{
    if (!constant)
        throw Problem(std::string("its ") + what + " are missing. The file is damaged: export it again.");
    if (!constant->isFloat || static_cast<std::int64_t>(constant->count()) != count)
        throw Problem(std::string("its ") + what + " have the shape " + describe(constant->dims) +
                      (constant->isFloat ? "" : " and are whole numbers") + ", expected " + std::to_string(count) +
                      " numbers. The file is damaged: export it again.");
}

void Walker::settle(Activation& activation)
{
    if (activation.pending == Padding{})
        return;
    if (activation.pending.left > 0 || activation.pending.right > 0)
        throw Problem("its input is padded by (" + std::to_string(activation.pending.left) + ", " +
                      std::to_string(activation.pending.right) +
                      ") samples, which only a convolution can take in. Move the padding in front of a Conv.");
    // A copy: the values of the graph, this one among them, change on the way.
    const auto cutOff = activation;
    cutAtSource(cutOff);
    activation.pending = {};
}

void Walker::cutAtSource(const Activation& activation)
{
    const auto refuse = [] {
        throw Problem("its input has lost samples at its ends (Slice or Gather), and the convolution before them is "
                      "also used uncut, or is none. Cut right behind a Conv, or pad less.");
    };
    // From the cut back to the convolution, through layers that work on each sample for itself.
    std::vector<std::size_t> chain;
    for (auto node = activation.node;;) {
        if (node < 0)
            refuse();
        const auto index = static_cast<std::size_t>(node);
        for (const auto& name : m_names[index]) {
            const auto& value = m_values.at(name);
            const bool isTheCut =
                node == activation.node && value.activation && value.activation->pending == activation.pending;
            if (!isTheCut && uses(name) != 1)
                refuse();
        }
        chain.push_back(index);
        const auto& op = m_network.nodes[index].op;
        if (std::holds_alternative<Conv1d>(op) || std::holds_alternative<Linear>(op))
            break;
        if (!std::holds_alternative<Relu>(op) && !std::holds_alternative<BatchNorm>(op) &&
            !std::holds_alternative<Sigmoid>(op) && !std::holds_alternative<Softmax>(op) &&
            !std::holds_alternative<Dropout>(op))
            refuse();
        node = m_network.indexOf(m_network.nodes[index].inputs.front());
    }
    auto& source = m_network.nodes[chain.back()];
    if (const auto* linear = std::get_if<Linear>(&source.op)) {
        // The convolution of one tap that it is: that one can cut.
        source.op = Conv1d{.C_out = linear->C_out, .K = 1, .bias = linear->bias};
        auto& weight = m_weights.at(source.name + ".weight");
        weight.shape.push_back(1);
    }
    auto& conv = std::get<Conv1d>(source.op);
    conv.padding.left += activation.pending.left * conv.s;
    conv.padding.right += activation.pending.right * conv.s;
    for (const auto index : chain)
        m_shapes[index].T += activation.pending.left + activation.pending.right;
    for (const auto& name : m_names[static_cast<std::size_t>(activation.node)]) {
        auto& value = m_values.at(name);
        if (value.activation && value.activation->pending == activation.pending)
            value.activation->pending = {};
    }
}

void Walker::makeChannelsSecond(const GraphNode& node, Activation& activation)
{
    const auto shape = shapeOf(activation);
    if (isChannels(activation.axes, shape, 1))
        return;
    if (activation.axes.size() > 1 && activation.axes[1] == Axis::T && shape.C == 1) {
        settle(activation);
        activation.node = emit(layerName(node, nullptr) + ".flatten", {activation.node}, Flatten{});
        std::ranges::replace(activation.axes, Axis::C, Axis::One);
        activation.axes[1] = Axis::C;
        return;
    }
    throw Problem("its input has the axes " + describe(activation.axes, shape) +
                  ", expected the channels behind the batch. Transpose, or leave an Unsqueeze out, before it.");
}

std::size_t Walker::makeSeries(const GraphNode& node, Activation& activation)
{
    makeChannelsSecond(node, activation);
    const auto shape = shapeOf(activation);
    const auto axis = timeAxis(activation.axes, shape);
    if (!axis)
        throw Problem("its input has the axes " + describe(activation.axes, shape) +
                      ", expected [batch, channels, samples]. Pitlane reads networks over one axis of time.");
    return *axis;
}

void Walker::finish()
{
    if (m_graph.outputs.size() != 1)
        throw Problem("the network has " + std::to_string(m_graph.outputs.size()) +
                      " outputs, expected 1. Export it with the one that counts.");
    auto& output = valueOf(m_graph.outputs.front());
    if (!output.activation || output.activation->node < 0)
        throw Problem("it does not come from a layer. Export a network that computes something from its input.");
    settle(*output.activation);

    // Only what leads to the output stays.
    std::vector<bool> isNeeded(m_network.nodes.size(), false);
    isNeeded[static_cast<std::size_t>(output.activation->node)] = true;
    for (std::size_t i = m_network.nodes.size(); i-- > 0;)
        if (isNeeded[i])
            for (const auto& input : m_network.nodes[i].inputs)
                if (const auto place = m_network.indexOf(input); place >= 0)
                    isNeeded[static_cast<std::size_t>(place)] = true;
    std::vector<Node> nodes;
    for (std::size_t i = 0; i < m_network.nodes.size(); ++i)
        if (isNeeded[i])
            nodes.push_back(std::move(m_network.nodes[i]));
    m_network.nodes = std::move(nodes);
    if (const auto problems = validate(m_network); !problems.empty())
        throw Problem(pitlane::describe(problems.front()));

    const auto wanted = weightShapes(m_network);
    std::erase_if(m_weights, [&wanted](const auto& entry) { return !wanted.contains(entry.first); });
    for (const auto& [name, dims] : wanted)
        if (const auto found = m_weights.find(name); found == m_weights.end() || found->second.shape != dims)
            throw Problem("the tensor " + name + " does not fit its layer. The file is damaged: export it again.");
}

} // namespace pitlane::onnxgraph
