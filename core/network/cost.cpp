// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/cost.h"

#include <algorithm>
#include <unordered_map>

namespace pitlane {

namespace {

constexpr std::int64_t noNode = -1; ///< stands for the input of the network

bool isLayer(const Op& op)
{
    return std::holds_alternative<Conv1d>(op) || std::holds_alternative<Linear>(op) ||
           std::holds_alternative<Attention>(op);
}

/// Element-wise and pooling nodes keep channels apart, so that they belong to the layer before them.
bool keepsChannels(const Op& op)
{
    return !isLayer(op) && !std::holds_alternative<Add>(op) && !std::holds_alternative<Flatten>(op);
}

/// Who feeds whom, by index, so that walks cost no search for names.
class Graph
{
public:
    /// Throws NetworkError when `network` is not valid.
    explicit Graph(const NetworkSpec& network) : m_network(network), m_shapes(shapes(network))
    {
        std::unordered_map<std::string_view, std::int64_t> placeOf{{NetworkSpec::inputName, noNode}};
        m_feeders.resize(size());
        m_consumers.resize(size());
        for (std::size_t i = 0; i < size(); ++i) {
            for (const auto& input : network.nodes[i].inputs) {
                const auto place = placeOf.at(input);
                m_feeders[i].push_back(place);
                if (place != noNode)
                    m_consumers[static_cast<std::size_t>(place)].push_back(i);
            }
            placeOf.emplace(network.nodes[i].name, static_cast<std::int64_t>(i));
        }
    }

    [[nodiscard]] std::size_t size() const { return m_network.nodes.size(); }
    [[nodiscard]] const Node& node(std::size_t index) const { return m_network.nodes[index]; }
    [[nodiscard]] const Op& op(std::size_t index) const { return node(index).op; }
    [[nodiscard]] const std::vector<std::int64_t>& feeders(std::size_t index) const { return m_feeders[index]; }
    [[nodiscard]] Shape output(std::size_t index) const { return m_shapes[index]; }

    /// Shape of the first input.
    [[nodiscard]] Shape input(std::size_t index) const
    {
        const auto place = m_feeders[index].front();
        return place == noNode ? m_network.input : m_shapes[static_cast<std::size_t>(place)];
    }

    /// The layer, add or input that feeds `index`, with everything between them that only passes values on left out.
    [[nodiscard]] std::int64_t origin(std::size_t index) const
    {
        auto place = m_feeders[index].front();
        while (place != noNode) {
            const auto at = static_cast<std::size_t>(place);
            if (isLayer(op(at)) || std::holds_alternative<Add>(op(at)))
                break;
            place = m_feeders[at].front();
        }
        return place;
    }

    /// Kinds of the element-wise and pooling nodes behind `index`, up to the first branch.
    [[nodiscard]] std::vector<std::string> followers(std::size_t index) const
    {
        std::vector<std::string> kinds;
        while (m_consumers[index].size() == 1 && keepsChannels(op(m_consumers[index].front()))) {
            index = m_consumers[index].front();
            kinds.emplace_back(kindOf(op(index)));
        }
        return kinds;
    }

private:
    const NetworkSpec& m_network;
    std::vector<Shape> m_shapes;
    std::vector<std::vector<std::int64_t>> m_feeders;
    std::vector<std::vector<std::size_t>> m_consumers;
};

/// Weights and bias or context, or scale and shift, of one node.
std::int64_t ownParameters(const Op& op, const Shape& in)
{
    if (const auto* conv = std::get_if<Conv1d>(&op))
        return conv->C_out * (in.C / conv->groups) * conv->K + (conv->bias ? conv->C_out : 0);
    if (const auto* linear = std::get_if<Linear>(&op))
        return linear->C_out * in.C + (linear->bias ? linear->C_out : 0);
    if (std::holds_alternative<Attention>(op))
        return in.C * in.C + in.C;
    return std::holds_alternative<BatchNorm>(op) ? 2 * in.C : 0;
}

std::int64_t ownMacs(const Op& op, const Shape& in, const Shape& out)
{
    if (const auto* conv = std::get_if<Conv1d>(&op))
        return out.T * (in.C / conv->groups) * conv->C_out * conv->K;
    if (const auto* linear = std::get_if<Linear>(&op))
        return out.T * in.C * linear->C_out;
    if (std::holds_alternative<Attention>(op)) // Wa y, u . v and the weighted sum, at every sample of the input
        return in.T * in.C * (in.C + 2);
    return 0;
}

} // namespace

std::vector<LayerSpec> layers(const NetworkSpec& network)
{
    const Graph graph(network);
    std::vector<LayerSpec> result;
    std::vector<std::size_t> rowOf(graph.size(), 0);         // of each layer, in result
    std::vector<std::int64_t> ownerOf(graph.size(), noNode); // layer whose channels a node keeps
    for (std::size_t i = 0; i < graph.size(); ++i) {
        const auto& op = graph.op(i);
        const auto in = graph.input(i);
        if (keepsChannels(op)) {
            const auto feeder = graph.feeders(i).front();
            ownerOf[i] = feeder == noNode ? noNode : ownerOf[static_cast<std::size_t>(feeder)];
            if (ownerOf[i] != noNode)
                result[rowOf[static_cast<std::size_t>(ownerOf[i])]].parameters += ownParameters(op, in);
        }
        if (!isLayer(op))
            continue;
        ownerOf[i] = static_cast<std::int64_t>(i);
        const auto out = graph.output(i);
        const auto from = graph.origin(i);
        LayerSpec layer;
        layer.name = graph.node(i).name;
        layer.kind = kindOf(op);
        layer.from = from == noNode ? NetworkSpec::inputName : graph.node(static_cast<std::size_t>(from)).name;
        layer.followedBy = graph.followers(i);
        layer.C_in = in.C;
        layer.C_out = out.C;
        layer.T = out.T;
        if (const auto* conv = std::get_if<Conv1d>(&op)) {
            layer.K = conv->K;
            layer.d = conv->d;
            layer.s = conv->s;
        }
        layer.parameters = ownParameters(op, in);
        layer.macs = ownMacs(op, in, out);
        rowOf[i] = result.size();
        result.push_back(std::move(layer));
    }
    return result;
}

std::int64_t parameterCount(const NetworkSpec& network)
{
    const Graph graph(network);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < graph.size(); ++i)
        sum += ownParameters(graph.op(i), graph.input(i));
    return sum;
}

std::int64_t macCount(const NetworkSpec& network)
{
    const Graph graph(network);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < graph.size(); ++i)
        sum += ownMacs(graph.op(i), graph.input(i), graph.output(i));
    return sum;
}

std::int64_t receptiveField(const NetworkSpec& network)
{
    /// What one sample at a node sees: `field` input samples, and its neighbour the same `jump` input samples later.
    struct View
    {
        std::int64_t field = 1;
        std::int64_t jump = 1;
        bool isWhole = false; ///< behind a flatten, global pooling or attention
    };
    // Strides of a long network could multiply beyond 64 bits; nothing above this is a length of data.
    constexpr std::int64_t largest = 1'000'000'000'000'000;
    const auto multiply = [](std::int64_t a, std::int64_t b) { return b != 0 && a > largest / b ? largest : a * b; };

    const Graph graph(network);
    std::vector<View> views;
    views.reserve(graph.size());
    for (std::size_t i = 0; i < graph.size(); ++i) {
        View view;
        bool isFirst = true;
        for (const auto place : graph.feeders(i)) {
            const auto seen = place == noNode ? View{} : views[static_cast<std::size_t>(place)];
            view.field = isFirst ? seen.field : std::max(view.field, seen.field);
            view.jump = isFirst ? seen.jump : std::max(view.jump, seen.jump);
            view.isWhole = view.isWhole || seen.isWhole;
            isFirst = false;
        }
        const auto pass = [&](std::int64_t F, std::int64_t s) {
            if (view.isWhole)
                return;
            view.field = std::min(largest, view.field + multiply(F - 1, view.jump));
            view.jump = multiply(view.jump, s);
        };
        if (const auto* conv = std::get_if<Conv1d>(&graph.op(i)))
            pass(conv->F(), conv->s);
        else if (const auto* average = std::get_if<AvgPool>(&graph.op(i)))
            pass(average->K, average->s);
        else if (const auto* maximum = std::get_if<MaxPool>(&graph.op(i)))
            pass(maximum->K, maximum->s);
        else if (std::holds_alternative<Flatten>(graph.op(i)) || std::holds_alternative<GlobalAvgPool>(graph.op(i)) ||
                 std::holds_alternative<Attention>(graph.op(i)))
            view.isWhole = true;
        views.push_back(view);
    }
    return views.back().field;
}

} // namespace pitlane
