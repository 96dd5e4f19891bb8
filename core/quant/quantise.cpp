// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/quantise.h"

#include "core/quant/fixedpoint.h"
#include "core/quant/floatexecutor.h"
#include "core/quant/quantisedfilters.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

constexpr double levels = 255;
constexpr std::int32_t lowest = -128;
constexpr std::int32_t highest = 127;

template <class... Kinds> bool isAny(const Op& op)
{
    return (std::holds_alternative<Kinds>(op) || ...);
}

/// Nodes whose output has the scale and zero point of their input.
bool keepsScale(const Op& op)
{
    return isAny<AvgPool, MaxPool, GlobalAvgPool, Flatten, Relu>(op);
}

/// Nodes whose clamp can be a ReLU.
bool clamps(const Op& op)
{
    return isAny<Conv1d, Linear, Add, BatchNorm, AvgPool, MaxPool, GlobalAvgPool, Attention, Relu>(op);
}

bool endsInFractions(const Op& op)
{
    return isAny<Sigmoid, Softmax>(op);
}

class Quantiser
{
public:
    Quantiser(FoldedNetwork folded, const Ranges& ranges) : m_folded(std::move(folded)), m_ranges(ranges)
    {
        checkWeights(m_folded.network, m_folded.weights);
        const auto outputs = shapes(m_folded.network);
        for (std::size_t i = 0; i < outputs.size(); ++i)
            m_shapes[network().nodes[i].name] = outputs[i];
    }

    [[nodiscard]] QuantizedNetwork run()
    {
        m_result.name = network().name;
        m_result.input.shape = network().input;
        addNodes();
        chooseScales();
        for (std::size_t i = 0; i < m_result.nodes.size(); ++i) {
            auto& node = m_result.nodes[i];
            const auto& floatNode = *m_floatNodes[i];
            const auto& in = m_result.tensor(node.inputs.front());
            setChannelOrder(node, floatNode.op);
            node.op = std::visit([&](const auto& op) { return converted(op, floatNode, node, in); }, floatNode.op);
        }
        if (!m_result.output().channelOrder.empty())
            fail(m_result.nodes.back().name,
                 "the output of the network would show the order of flattened channels in "
                 "memory. Put a linear layer behind the flatten, or leave the flatten out.");
        return std::move(m_result);
    }

private:
    [[nodiscard]] const NetworkSpec& network() const { return m_folded.network; }

    [[noreturn]] static void fail(const std::string& node, const std::string& problem)
    {
        throw NetworkError("Quantising node " + node + ": " + problem);
    }

    [[nodiscard]] const std::vector<float>& weights(const Node& node, const char* part) const
    {
        return m_folded.weights.at(node.name + part).values;
    }
    [[nodiscard]] std::vector<float> biasOf(const Node& node, bool hasBias) const
    {
        return hasBias ? weights(node, ".bias") : std::vector<float>();
    }

    /// The ReLU that is all that `name` feeds, or null.
    [[nodiscard]] const Node* soleRelu(const std::string& name) const
    {
        const Node* relu = nullptr;
        for (const auto& node : network().nodes)
            for (const auto& input : node.inputs) {
                if (input != name)
                    continue;
                if (relu || !std::holds_alternative<Relu>(node.op))
                    return nullptr;
                relu = &node;
            }
        return relu;
    }

    /// One integer node for each float node and the ReLUs that it takes as its clamp.
    void addNodes()
    {
        m_nodeOf[std::string(NetworkSpec::inputName)] = NetworkSpec::inputName;
        for (const auto& node : network().nodes) {
            if (m_nodeOf.contains(node.name))
                continue;
            QNode result{.name = node.name, .layers = m_folded.layers.at(node.name), .floatTensor = node.name};
            for (const auto& input : node.inputs)
                result.inputs.push_back(m_nodeOf.at(input));
            result.output.shape = m_shapes.at(node.name);
            m_nodeOf[node.name] = node.name;
            bool isRectified = std::holds_alternative<Relu>(node.op);
            if (clamps(node.op)) {
                while (const auto* relu = soleRelu(result.floatTensor)) {
                    isRectified = true;
                    result.floatTensor = relu->name;
                    const auto& layers = m_folded.layers.at(relu->name);
                    result.layers.insert(result.layers.end(), layers.begin(), layers.end());
                    m_nodeOf[relu->name] = node.name;
                }
            }
            m_isRectified.push_back(isRectified);
            m_floatNodes.push_back(&node);
            m_result.nodes.push_back(std::move(result));
        }
    }

    [[nodiscard]] Range seen(const std::string& tensor) const
    {
        const auto found = m_ranges.find(tensor);
        if (found == m_ranges.end())
            fail(tensor, "there is no activation range for it. Calibrate the folded network again.");
        const auto [low, high] = found->second;
        if (!std::isfinite(low) || !std::isfinite(high) || low > high)
            fail(tensor, "found the activation range " + std::to_string(low) + " to " + std::to_string(high) +
                             ", expected finite numbers in order. Calibrate the folded network again.");
        return {.low = std::min(low, 0.0), .high = std::max(high, 0.0)};
    }

    void chooseScales()
    {
        // Tensors that share a scale are called after the first of them.
        std::map<std::string, std::string> firstOf{
            {std::string(NetworkSpec::inputName), std::string(NetworkSpec::inputName)}};
        std::map<std::string, Range> ranges{
            {std::string(NetworkSpec::inputName), seen(std::string(NetworkSpec::inputName))}};
        for (std::size_t i = 0; i < m_result.nodes.size(); ++i) {
            const auto& node = m_result.nodes[i];
            const auto& op = m_floatNodes[i]->op;
            const auto& first = firstOf[node.name] = keepsScale(op) ? firstOf.at(node.inputs.front()) : node.name;
            if (endsInFractions(op)) {
                ranges[first] = {.low = 0, .high = levels / 256};
                continue;
            }
            const auto range = seen(node.floatTensor);
            auto& all = ranges[first];
            if (m_result.indexOf(first) < 0 || !endsInFractions(operationOf(first)))
                all = {.low = std::min(all.low, range.low), .high = std::max(all.high, range.high)};
        }
        cover(m_result.input, ranges.at(std::string(NetworkSpec::inputName)));
        for (std::size_t i = 0; i < m_result.nodes.size(); ++i) {
            auto& output = m_result.nodes[i].output;
            cover(output, ranges.at(firstOf.at(m_result.nodes[i].name)));
            if (m_isRectified[i])
                output.low = output.zeroPoint;
        }
    }

    [[nodiscard]] const Op& operationOf(const std::string& name) const
    {
        return m_floatNodes[static_cast<std::size_t>(m_result.indexOf(name))]->op;
    }

    static void cover(QTensor& tensor, Range range)
    {
        // A tensor that was 0 throughout: any scale gives that.
        if (range.high - range.low < 1e-9)
            range = {.low = 0, .high = 1};
        tensor.scale = (range.high - range.low) / levels;
        tensor.zeroPoint =
            std::clamp(lowest - static_cast<std::int32_t>(std::lround(range.low / tensor.scale)), lowest, highest);
        tensor.low = lowest;
        tensor.high = highest;
    }

    /// Place in the float network of channel j.
    static std::size_t floatChannel(const QTensor& tensor, std::size_t j)
    {
        return tensor.channelOrder.empty() ? j : static_cast<std::size_t>(tensor.channelOrder[j]);
    }

    void setChannelOrder(QNode& node, const Op& op) const
    {
        const auto& in = m_result.tensor(node.inputs.front());
        auto& order = node.output.channelOrder;
        if (std::holds_alternative<Flatten>(op)) {
            const auto C = static_cast<std::size_t>(in.shape.C);
            const auto T = static_cast<std::size_t>(in.shape.T);
            order.resize(C * T);
            for (std::size_t t = 0; t < T; ++t)
                for (std::size_t c = 0; c < C; ++c)
                    order[t * C + c] = static_cast<std::int32_t>(floatChannel(in, c) * T + t);
            if (std::is_sorted(order.begin(), order.end()))
                order.clear();
            return;
        }
        const auto* conv = std::get_if<Conv1d>(&op);
        if (std::holds_alternative<Linear>(op) || (conv && !isDepthwise(*conv, in)))
            return;
        order = in.channelOrder;
        for (const auto& input : node.inputs)
            if (m_result.tensor(input).channelOrder != order)
                fail(node.name,
                     "its inputs keep their channels in different orders in memory, because a flatten stands "
                     "before one of them. Add before the flatten.");
    }

    static bool isDepthwise(const Conv1d& conv, const QTensor& in)
    {
        return conv.groups > 1 && conv.groups == in.shape.C;
    }

    QOp converted(const Conv1d& op, const Node& node, const QNode& result, const QTensor& in) const
    {
        const auto depthwise = isDepthwise(op, in);
        const auto C_out = static_cast<std::size_t>(op.C_out);
        const auto C = static_cast<std::size_t>(in.shape.C / op.groups);
        const auto K = static_cast<std::size_t>(op.K);
        const auto& w = weights(node, ".weight");
        auto bias = biasOf(node, op.bias);
        std::vector<float> ordered;
        ordered.reserve(w.size());
        for (std::size_t o = 0; o < C_out; ++o) {
            const auto filter = depthwise ? floatChannel(in, o) : o;
            for (std::size_t k = 0; k < K; ++k)
                for (std::size_t c = 0; c < C; ++c)
                    ordered.push_back(w[(filter * C + (depthwise ? c : floatChannel(in, c))) * K + k]);
        }
        if (depthwise && op.bias)
            for (std::size_t o = 0; o < C_out; ++o)
                bias[o] = weights(node, ".bias")[floatChannel(in, o)];
        auto filters = quantiseFilters(ordered, bias, op.C_out, in, result.output.scale, node.name);
        return QConv1d{.C_in = in.shape.C,
                       .C_out = op.C_out,
                       .K = op.K,
                       .d = op.d,
                       .s = op.s,
                       .padding = op.padding,
                       .groups = op.groups,
                       .weights = std::move(filters.weights),
                       .weightScales = std::move(filters.scales),
                       .bias = std::move(filters.bias),
                       .requantisation = std::move(filters.requantisation)};
    }

    QOp converted(const Linear& op, const Node& node, const QNode& result, const QTensor& in) const
    {
        if (in.shape.T > 1)
            return converted(Conv1d{.C_out = op.C_out, .bias = op.bias}, node, result, in);
        auto filters = quantiseFilters(inMemoryOrder(weights(node, ".weight"), in), biasOf(node, op.bias), op.C_out, in,
                                       result.output.scale, node.name);
        return QLinear{.C_in = in.shape.C,
                       .C_out = op.C_out,
                       .weights = std::move(filters.weights),
                       .weightScales = std::move(filters.scales),
                       .bias = std::move(filters.bias),
                       .requantisation = std::move(filters.requantisation)};
    }

    /// Rows of one weight per channel of `in`.
    static std::vector<float> inMemoryOrder(const std::vector<float>& rows, const QTensor& in)
    {
        const auto C = static_cast<std::size_t>(in.shape.C);
        std::vector<float> ordered(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            ordered[i] = rows[i / C * C + floatChannel(in, i % C)];
        return ordered;
    }

    QOp converted(const BatchNorm& op, const Node& node, const QNode& result, const QTensor& in) const
    {
        const auto C = static_cast<std::size_t>(in.shape.C);
        std::vector<double> gain(C);
        std::vector<double> offset(C);
        const auto value = [&](const char* part, std::size_t c) { return static_cast<double>(weights(node, part)[c]); };
        for (std::size_t j = 0; j < C; ++j) {
            const auto c = floatChannel(in, j);
            gain[j] = value(".weight", c) / std::sqrt(value(".running_var", c) + op.eps);
            offset[j] = value(".bias", c) - value(".running_mean", c) * gain[j];
        }
        return quantiseBatchNorm(gain, offset, in, result.output.scale, node.name);
    }

    QOp converted(const Add&, const Node&, const QNode& result, const QTensor&) const
    {
        const auto first = m_result.tensor(result.inputs[0]).scale;
        const auto second = m_result.tensor(result.inputs[1]).scale;
        const auto twice = 2 * std::max(first, second);
        const auto below1 = 1 - std::ldexp(1.0, -31);
        const auto output = twice / (std::ldexp(1.0, QAdd::leftShift) * result.output.scale);
        return QAdd{.inputs = {quantizeMultiplier(first / twice), quantizeMultiplier(second / twice)},
                    .output = quantizeMultiplier(std::min(output, below1))};
    }

    QOp converted(const Attention&, const Node& node, const QNode& result, const QTensor& in) const
    {
        const auto C = static_cast<std::size_t>(in.shape.C);
        constexpr double argumentStep = 1.0 / 128;
        constexpr double exponentSteps = 256;
        std::vector<float> ordered(C * C);
        std::vector<float> context(C);
        for (std::size_t r = 0; r < C; ++r) {
            const auto* row = weights(node, ".weight").data() + floatChannel(in, r) * C;
            context[r] = weights(node, ".context")[floatChannel(in, r)];
            for (std::size_t c = 0; c < C; ++c)
                ordered[r * C + c] = row[floatChannel(in, c)];
        }
        auto filters = quantiseFilters(ordered, {}, in.shape.C, in, argumentStep, node.name);
        const QTensor unit{.scale = 1.0 / 127};
        const auto u = quantiseFilters(context, {}, 1, unit, 1 / exponentSteps, node.name);
        std::int64_t sum = 0;
        for (const auto q : u.weights)
            sum += 127 * std::abs(q);
        const auto contextScale = u.scales.front();
        return QAttention{.C = in.shape.C,
                          .weights = std::move(filters.weights),
                          .weightScales = std::move(filters.scales),
                          .requantisation = std::move(filters.requantisation),
                          .context = u.weights,
                          .contextScale = contextScale,
                          .score = factorFor(contextScale / 127 * exponentSteps, 2 * sum),
                          .output = factorFor(in.scale / (256 * result.output.scale), 256 * largestInput(in))};
    }

    QOp converted(const Relu&, const Node&, const QNode&, const QTensor&) const { return QMaxPool{.K = 1, .s = 1}; }
    QOp converted(const AvgPool& op, const Node&, const QNode&, const QTensor&) const
    {
        return QAvgPool{.K = op.K, .s = op.s};
    }
    QOp converted(const MaxPool& op, const Node&, const QNode&, const QTensor&) const
    {
        return QMaxPool{.K = op.K, .s = op.s};
    }
    QOp converted(const GlobalAvgPool&, const Node&, const QNode&, const QTensor&) const { return QGlobalAvgPool{}; }
    QOp converted(const Flatten&, const Node&, const QNode&, const QTensor&) const { return QFlatten{}; }

    QOp converted(const Sigmoid&, const Node&, const QNode& result, const QTensor& in) const
    {
        QLookup lookup;
        for (std::int32_t q = lowest; q <= highest; ++q) {
            const auto value = 1 / (1 + std::exp(-in.scale * (q - in.zeroPoint)));
            const auto stored =
                result.output.zeroPoint + static_cast<std::int32_t>(std::lround(value / result.output.scale));
            lookup.table[static_cast<std::size_t>(q - lowest)] =
                static_cast<std::int8_t>(std::clamp(stored, lowest, highest));
        }
        return lookup;
    }

    QOp converted(const Softmax&, const Node& node, const QNode&, const QTensor& in) const
    {
        constexpr std::int64_t mostChannels = 32767;
        if (in.shape.C > mostChannels)
            fail(node.name, "found " + std::to_string(in.shape.C) +
                                " channels, expected at most 32767, so that the "
                                "sum of a softmax fits 31 bits. Leave the softmax out.");
        QSoftmax softmax;
        for (std::size_t i = 0; i < softmax.table.size(); ++i)
            softmax.table[i] =
                static_cast<std::int32_t>(std::lround(65536 * std::exp(-in.scale * static_cast<double>(i))));
        return softmax;
    }

    template <class Dropped> QOp converted(const Dropped& op, const Node& node, const QNode&, const QTensor&) const
    {
        fail(node.name, "a node of kind " + std::string(kindOf(Op(op))) +
                            " has no integer form. Fold the network first: fold() takes it out.");
    }

    FoldedNetwork m_folded;
    const Ranges& m_ranges;
    std::map<std::string, Shape> m_shapes;
    std::map<std::string, std::string> m_nodeOf; ///< float tensor -> integer node that computes it
    std::vector<const Node*> m_floatNodes;       ///< per integer node
    std::vector<bool> m_isRectified;             ///< per integer node
    QuantizedNetwork m_result;
};

} // namespace

QuantizedNetwork quantise(const FoldedNetwork& folded, const Ranges& ranges, const QuantisationOptions& options)
{
    auto network = folded;
    auto& nodes = network.network.nodes;
    if (!options.keepOutputActivation && nodes.size() > 1 && endsInFractions(nodes.back().op))
        nodes.pop_back();
    return Quantiser(std::move(network), ranges).run();
}

QuantizedNetwork quantise(const NetworkSpec& network, const Weights& weights, std::span<const float> calibration,
                          const QuantisationOptions& options)
{
    const auto folded = fold(network, weights);
    const auto statistics = collectStatistics(folded.network, folded.weights, calibration);
    return quantise(folded, rangesOf(statistics, options.ranges), options);
}

} // namespace pitlane
