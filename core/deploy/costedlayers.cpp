// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/costedlayers.h"

#include <array>
#include <unordered_map>

namespace pitlane {

namespace {

template <class... Ops> bool isAnyOf(const Op& op)
{
    return (std::holds_alternative<Ops>(op) || ...);
}

bool isLayer(const Op& op)
{
    return isAnyOf<Conv1d, Linear, Attention>(op);
}

class Walk
{
public:
    explicit Walk(const NetworkSpec& network)
        : m_network(network), m_shapes(shapes(network)), m_feeder(network.nodes.size()),
          m_consumers(network.nodes.size(), 0), m_layer(network.nodes.size())
    {
        std::unordered_map<std::string_view, std::size_t> placeOf;
        std::size_t layers = 0;
        for (std::size_t i = 0; i < network.nodes.size(); ++i) {
            const auto& node = network.nodes[i];
            for (const auto& input : node.inputs)
                if (const auto found = placeOf.find(input); found != placeOf.end())
                    ++m_consumers[found->second];
            if (const auto found = placeOf.find(node.inputs.front()); found != placeOf.end())
                m_feeder[i] = found->second;
            if (isLayer(node.op))
                m_layer[i] = layers++;
            else if (m_feeder[i])
                m_layer[i] = m_layer[*m_feeder[i]];
            placeOf.emplace(node.name, i);
        }
    }

    [[nodiscard]] Shape in(std::size_t i) const { return m_feeder[i] ? m_shapes[*m_feeder[i]] : m_network.input; }
    [[nodiscard]] Shape out(std::size_t i) const { return m_shapes[i]; }
    /// The layer whose channels node i carries: itself, or the one behind its first inputs.
    [[nodiscard]] std::optional<std::size_t> layer(std::size_t i) const { return m_layer[i]; }
    [[nodiscard]] std::optional<std::size_t> layerBefore(std::size_t i) const
    {
        return m_feeder[i] ? m_layer[*m_feeder[i]] : std::nullopt;
    }
    [[nodiscard]] bool readsInput(std::size_t i) const { return !m_feeder[i]; }

    /// Whether the batch-norm `i` can be folded into the convolution or linear layer before it; average pooling may
    /// lie between, and nobody else may read what lies between.
    [[nodiscard]] bool folds(std::size_t i) const
    {
        for (auto place = m_feeder[i]; place && m_consumers[*place] == 1; place = m_feeder[*place]) {
            const auto& op = m_network.nodes[*place].op;
            if (isAnyOf<Conv1d, Linear>(op))
                return true;
            if (!isAnyOf<AvgPool>(op))
                return false;
        }
        return false;
    }

    /// Features per channel of the layer's input: the samples at the flatten before it.
    [[nodiscard]] std::int64_t repeat(std::size_t i) const
    {
        for (auto place = m_feeder[i]; place && !isLayer(m_network.nodes[*place].op); place = m_feeder[*place])
            if (isAnyOf<Flatten>(m_network.nodes[*place].op))
                return in(*place).T;
        return 1;
    }

private:
    const NetworkSpec& m_network;
    std::vector<Shape> m_shapes;
    std::vector<std::optional<std::size_t>> m_feeder; ///< node of the first input; none: the network's input
    std::vector<int> m_consumers;
    std::vector<std::optional<std::size_t>> m_layer;
};

/// What `i` costs something as.
std::optional<LayerKind> kindOfNode(const NetworkSpec& network, const Walk& walk, std::size_t i)
{
    const auto& op = network.nodes[i].op;
    if (const auto* conv = std::get_if<Conv1d>(&op))
        return conv->groups == 1 ? LayerKind::Conv : LayerKind::Depthwise;
    if (isAnyOf<Linear>(op))
        return LayerKind::Linear;
    if (isAnyOf<Attention>(op))
        return LayerKind::Attention;
    if (isAnyOf<Add>(op))
        return LayerKind::Add;
    if (isAnyOf<AvgPool>(op))
        return LayerKind::AvgPool;
    if (isAnyOf<MaxPool>(op))
        return LayerKind::MaxPool;
    if (isAnyOf<GlobalAvgPool>(op))
        return LayerKind::GlobalAvgPool;
    if (isAnyOf<BatchNorm>(op))
        return walk.folds(i) ? std::nullopt : std::optional(LayerKind::Scale);
    if (isAnyOf<Relu>(op))
        return walk.readsInput(i) ? std::optional(LayerKind::Activation) : std::nullopt;
    if (isAnyOf<Sigmoid, Softmax>(op))
        return LayerKind::Activation;
    if (isAnyOf<Dropout, SpatialDropout, Flatten>(op))
        return std::nullopt;
    throw NetworkError("What does " + network.name + " cost? No cost is known for node " + network.nodes[i].name +
                       " (" + std::string(kindOf(op)) + "). Replace the node.");
}

} // namespace

std::string_view nameOf(LayerKind kind)
{
    constexpr std::array<std::string_view, 10> names{"conv",  "depthwise",    "linear",   "attention",
                                                     "add",   "average pool", "max pool", "global average pool",
                                                     "scale", "activation"};
    return names.at(static_cast<std::size_t>(kind));
}

bool hasWeights(LayerKind kind)
{
    return kind == LayerKind::Conv || kind == LayerKind::Depthwise || kind == LayerKind::Linear ||
           kind == LayerKind::Attention;
}

std::vector<CostedNode> costedNodes(const NetworkSpec& network)
{
    const Walk walk(network);
    std::vector<CostedNode> result;
    for (std::size_t i = 0; i < network.nodes.size(); ++i) {
        const auto kind = kindOfNode(network, walk, i);
        if (!kind)
            continue;
        const auto& node = network.nodes[i];
        const auto in = walk.in(i);
        const auto out = walk.out(i);
        CostedNode costed{.node = i, .inputLayer = walk.layerBefore(i), .outputLayer = walk.layer(i)};
        auto& layer = costed.layer;
        layer.name = node.name;
        layer.kind = *kind;
        layer.C_in = static_cast<double>(in.C);
        layer.C_out = static_cast<double>(out.C);
        layer.T = out.T;
        layer.T_in = in.T;
        if (const auto* conv = std::get_if<Conv1d>(&node.op)) {
            layer.K = static_cast<double>(conv->K);
            layer.d = conv->d;
            layer.s = conv->s;
        } else if (const auto* average = std::get_if<AvgPool>(&node.op)) {
            layer.K = static_cast<double>(average->K);
            layer.s = average->s;
        } else if (const auto* maximum = std::get_if<MaxPool>(&node.op)) {
            layer.K = static_cast<double>(maximum->K);
            layer.s = maximum->s;
        }
        if (*kind == LayerKind::Linear)
            layer.repeat = walk.repeat(i);
        if (*kind == LayerKind::Attention)
            layer.T = in.T;
        if (*kind == LayerKind::Depthwise || *kind == LayerKind::Add) {
            layer.C_in = *kind == LayerKind::Add ? static_cast<double>(node.inputs.size()) : 1;
            costed.inputLayer.reset();
        }
        result.push_back(std::move(costed));
    }
    return result;
}

} // namespace pitlane
