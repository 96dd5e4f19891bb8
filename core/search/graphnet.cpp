// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/graphnet.h"

#include "core/search/tensors.h"

#include <cmath>

namespace pitlane {

using torch::Tensor;

namespace {

Tensor padded(const Tensor& x, Padding padding)
{
    if (padding == Padding{})
        return x;
    if (-padding.left >= x.size(2) || -padding.right >= x.size(2)) // nothing of x is left, only padding
        return torch::zeros({x.size(0), x.size(1), x.size(2) + padding.left + padding.right}, x.options());
    return torch::constant_pad_nd(x, {padding.left, padding.right});
}

/// z = sum_t w_t y_t with w = softmax over t of u . tanh(Wa y_t), [N, C, 1]. A row of Wa that is off leaves u without a
/// partner: tanh(0) = 0.
Tensor attended(const Tensor& y, const Tensor& weight, const Tensor& context, const Tensor& channels)
{
    const auto masked = channels.defined() ? weight * channels.view({-1, 1}) * channels.view({1, -1}) : weight;
    const auto v = torch::tanh(torch::matmul(masked, y));        // [N, C, T]
    const auto w = torch::softmax(torch::matmul(context, v), 1); // [N, T]
    return torch::matmul(y, w.unsqueeze(2));
}

} // namespace

GraphNet::GraphNet(NetworkSpec spec, std::uint64_t seedNumber) : m_spec(std::move(spec))
{
    allocate();
    auto generator = at::detail::createCPUGenerator(seedNumber);
    for (auto& values : m_values) {
        if (!values.weight.defined() || values.mean.defined())
            continue;
        const auto fanIn = values.weight.numel() / values.weight.size(0);
        const auto bound = 1.0 / std::sqrt(static_cast<double>(std::max<std::int64_t>(1, fanIn)));
        const torch::NoGradGuard noGrad;
        values.weight.uniform_(-bound, bound, generator);
        if (values.bias.defined())
            values.bias.uniform_(-bound, bound, generator);
        if (values.context.defined())
            values.context.uniform_(-bound, bound, generator);
    }
}

GraphNet::GraphNet(NetworkSpec spec, const Weights& weights) : m_spec(std::move(spec))
{
    allocate();
    const auto take = [&](Tensor& target, const std::string& name) {
        if (!target.defined())
            return;
        const auto found = weights.find(name);
        if (found == weights.end())
            throw NetworkError("The weights of network \"" + m_spec.name + "\" lack the tensor " + name + ".");
        if (torch::IntArrayRef(found->second.shape) != target.sizes())
            throw NetworkError("The tensor " + name + " has another shape than network \"" + m_spec.name +
                               "\" asks for. The weights belong to another network.");
        const torch::NoGradGuard noGrad;
        target.copy_(toTensor(found->second));
    };
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const auto& name = m_spec.nodes[i].name;
        take(m_values[i].weight, name + ".weight");
        take(m_values[i].bias, name + ".bias");
        take(m_values[i].context, name + ".context");
        take(m_values[i].mean, name + ".running_mean");
        take(m_values[i].variance, name + ".running_var");
    }
}

void GraphNet::allocate()
{
    const auto needed = weightShapes(m_spec);
    const auto make = [&](const std::string& name, float value, bool trained) {
        const auto found = needed.find(name);
        return found == needed.end() ? Tensor() : torch::full(found->second, value).set_requires_grad(trained);
    };
    for (const auto& node : m_spec.nodes) {
        m_values.push_back({.weight = make(node.name + ".weight", 1, true),
                            .bias = make(node.name + ".bias", 0, true),
                            .context = make(node.name + ".context", 0, true),
                            .mean = make(node.name + ".running_mean", 0, false),
                            .variance = make(node.name + ".running_var", 1, false)});
        auto& inputs = m_inputs.emplace_back();
        for (const auto& input : node.inputs)
            inputs.push_back(m_spec.indexOf(input));
    }
}

Tensor GraphNet::forward(const Tensor& x, bool training, bool dropout, const NodeMasks& masks)
{
    static const NodeMasks::Entry none;
    std::vector<Tensor> outputs(m_spec.nodes.size());
    std::vector<Tensor> inputs;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        inputs.clear();
        for (const auto input : m_inputs[i])
            inputs.push_back(input < 0 ? x : outputs[static_cast<std::size_t>(input)]);
        outputs[i] = run(i, inputs, training, dropout, masks.nodes.empty() ? none : masks.nodes[i]);
    }
    const auto& last = outputs.back();
    return last.size(2) == 1 ? last.squeeze(2) : last;
}

Tensor GraphNet::run(std::size_t index, const std::vector<Tensor>& inputs, bool training, bool dropout,
                     const NodeMasks::Entry& masks)
{
    const auto& op = m_spec.nodes[index].op;
    const auto& values = m_values[index];
    const auto& x = inputs.front();

    if (std::holds_alternative<Conv1d>(op) || std::holds_alternative<Linear>(op)) {
        auto weight = values.weight;
        auto bias = values.bias;
        if (masks.taps.defined())
            weight = weight * masks.taps;
        if (masks.channels.defined()) {
            weight = weight * (weight.dim() == 3 ? masks.channels.view({-1, 1, 1}) : masks.channels.view({-1, 1}));
            bias = bias.defined() ? bias * masks.channels : bias;
        }
        if (const auto* conv = std::get_if<Conv1d>(&op))
            return torch::conv1d(padded(x, conv->padding), weight, bias, {conv->s}, at::IntArrayRef{0}, {conv->d}, conv->groups);
        if (x.size(2) == 1)
            return torch::linear(x.squeeze(2), weight, bias).unsqueeze(2);
        return torch::conv1d(x, weight.unsqueeze(2), bias);
    }
    if (const auto* norm = std::get_if<BatchNorm>(&op)) {
        auto y = torch::batch_norm(x, values.weight, values.bias, values.mean, values.variance, training,
                                   norm->momentum, norm->eps, false);
        return masks.channels.defined() ? y * masks.channels.view({1, -1, 1}) : y;
    }
    if (std::holds_alternative<Relu>(op))
        return torch::relu(x);
    if (std::holds_alternative<Add>(op)) {
        Tensor sum;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const auto flagged = i < masks.inputFlags.size() && masks.inputFlags[i].defined();
            const auto term = flagged ? inputs[i] * masks.inputFlags[i] : inputs[i];
            sum = sum.defined() ? sum + term : term;
        }
        return sum;
    }
    if (const auto* pool = std::get_if<AvgPool>(&op))
        return torch::avg_pool1d(x, pool->K, pool->s);
    if (const auto* pool = std::get_if<MaxPool>(&op))
        return torch::max_pool1d(x, pool->K, pool->s);
    if (std::holds_alternative<GlobalAvgPool>(op))
        return x.mean(2, true);
    if (const auto* drop = std::get_if<Dropout>(&op))
        return training && dropout ? torch::dropout(x, drop->p, true) : x;
    if (const auto* drop = std::get_if<SpatialDropout>(&op))
        return training && dropout ? torch::feature_dropout(x, drop->p, true) : x;
    if (std::holds_alternative<Attention>(op))
        return attended(x, values.weight, values.context, masks.channels);
    if (std::holds_alternative<Flatten>(op))
        return x.reshape({x.size(0), -1, 1});
    if (std::holds_alternative<Sigmoid>(op))
        return torch::sigmoid(x);
    if (std::holds_alternative<Softmax>(op))
        return torch::softmax(x, 1);
    throw NetworkError("Node " + m_spec.nodes[index].name + ": the search cannot run a node of kind " +
                       std::string(kindOf(op)) + ".");
}

void GraphNet::setOutputBias(float value)
{
    const auto& op = m_spec.nodes.back().op;
    const torch::NoGradGuard noGrad;
    if ((std::holds_alternative<Linear>(op) || std::holds_alternative<Conv1d>(op)) && m_values.back().bias.defined())
        m_values.back().bias.fill_(value);
}

std::vector<Tensor> GraphNet::parameters() const
{
    std::vector<Tensor> result;
    for (const auto& values : m_values)
        for (const auto& tensor : {values.weight, values.bias, values.context})
            if (tensor.defined())
                result.push_back(tensor);
    return result;
}

std::vector<Tensor> GraphNet::buffers() const
{
    std::vector<Tensor> result;
    for (const auto& values : m_values)
        for (const auto& tensor : {values.mean, values.variance})
            if (tensor.defined())
                result.push_back(tensor);
    return result;
}

std::vector<Tensor> GraphNet::normScales() const
{
    std::vector<Tensor> result;
    for (const auto& values : m_values)
        result.push_back(values.mean.defined() ? values.weight : Tensor());
    return result;
}

Weights GraphNet::weights() const
{
    Weights weights;
    const auto put = [&](const std::string& name, const Tensor& tensor) {
        if (tensor.defined())
            weights.emplace(name, toWeightTensor(tensor));
    };
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const auto& name = m_spec.nodes[i].name;
        put(name + ".weight", m_values[i].weight);
        put(name + ".bias", m_values[i].bias);
        put(name + ".context", m_values[i].context);
        put(name + ".running_mean", m_values[i].mean);
        put(name + ".running_var", m_values[i].variance);
    }
    return weights;
}

} // namespace pitlane
