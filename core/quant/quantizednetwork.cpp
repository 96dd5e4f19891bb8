// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/quantizednetwork.h"

#include "core/base/hash.h"

#include <bit>
#include <cmath>

namespace pitlane {

namespace {

/// Writes values one after the other, little endian, lengths before lists.
class Writer
{
public:
    [[nodiscard]] const std::string& bytes() const { return m_bytes; }

    void put(std::int64_t value)
    {
        for (int i = 0; i < 8; ++i)
            m_bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xff));
    }
    void put(std::int32_t value) { put(std::int64_t{value}); }
    void put(std::int8_t value) { m_bytes.push_back(static_cast<char>(value)); }
    void put(double value) { put(std::bit_cast<std::int64_t>(value)); }
    void put(const std::string& text)
    {
        put(static_cast<std::int64_t>(text.size()));
        m_bytes += text;
    }
    template <class Value> void put(const std::vector<Value>& values)
    {
        put(static_cast<std::int64_t>(values.size()));
        for (const auto& value : values)
            put(value);
    }
    template <class Value, std::size_t count> void put(const std::array<Value, count>& values)
    {
        for (const auto& value : values)
            put(value);
    }
    template <class... Values> void all(const Values&... values) { (put(values), ...); }

    void put(const QFactor& factor) { all(factor.multiplier, factor.shift); }
    void put(const Requantisation& factors) { all(factors.multiplier, factors.shift); }
    void put(const QTensor& tensor)
    {
        all(tensor.shape.C, tensor.shape.T, tensor.scale, tensor.zeroPoint, tensor.low, tensor.high,
            tensor.channelOrder);
    }

    void put(const QConv1d& op)
    {
        all(op.C_in, op.C_out, op.K, op.d, op.s, op.padding.left, op.padding.right, op.groups, op.weights,
            op.weightScales, op.bias, op.requantisation);
    }
    void put(const QLinear& op) { all(op.C_in, op.C_out, op.weights, op.weightScales, op.bias, op.requantisation); }
    void put(const QBatchNorm& op) { all(op.weight, op.bias, op.requantisation); }
    void put(const QAdd& op) { all(op.inputs, op.output); }
    void put(const QAvgPool& op) { all(op.K, op.s); }
    void put(const QMaxPool& op) { all(op.K, op.s); }
    void put(const QGlobalAvgPool&) {}
    void put(const QFlatten&) {}
    void put(const QLookup& op) { put(op.table); }
    void put(const QSoftmax& op) { put(op.table); }
    void put(const QAttention& op)
    {
        all(op.C, op.weights, op.weightScales, op.requantisation, op.context, op.contextScale, op.score, op.output);
    }
    void put(const QNode& node)
    {
        all(node.name, node.inputs, static_cast<std::int64_t>(node.op.index()));
        std::visit([this](const auto& op) { put(op); }, node.op);
        all(node.output, node.layers, node.floatTensor);
    }

private:
    std::string m_bytes;
};

AttentionTables makeAttentionTables()
{
    AttentionTables tables;
    const auto one = std::ldexp(1.0, 15);
    for (std::size_t i = 0; i < tables.tanh.size(); ++i)
        tables.tanh[i] = static_cast<std::int8_t>(std::lround(127 * std::tanh(static_cast<double>(i) / 128)));
    for (std::size_t i = 0; i < tables.expHigh.size(); ++i) {
        tables.expHigh[i] = static_cast<std::int32_t>(std::lround(one * std::exp(-static_cast<double>(i) / 4)));
        tables.expLow[i] = static_cast<std::int32_t>(std::lround(one * std::exp(-static_cast<double>(i) / 256)));
    }
    return tables;
}

} // namespace

const AttentionTables& attentionTables()
{
    static const AttentionTables tables = makeAttentionTables();
    return tables;
}

std::string_view kindOf(const QOp& op)
{
    static constexpr std::array<std::string_view, std::variant_size_v<QOp>> kinds = {
        "conv1d",          "linear",  "add",       "batch_norm", "avg_pool", "max_pool",
        "global_avg_pool", "flatten", "attention", "lookup",     "softmax",
    };
    return kinds.at(op.index());
}

std::int64_t QuantizedNetwork::indexOf(std::string_view nodeName) const
{
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].name == nodeName)
            return static_cast<std::int64_t>(i);
    }
    return -1;
}

const QTensor& QuantizedNetwork::tensor(std::string_view nodeName) const
{
    if (nodeName == NetworkSpec::inputName)
        return input;
    const auto place = indexOf(nodeName);
    if (place < 0)
        throw NetworkError("The quantised network \"" + name + "\" has no node \"" + std::string(nodeName) +
                           "\". Ask for one of its nodes, or \"input\".");
    return nodes[static_cast<std::size_t>(place)].output;
}

std::string contentHash(const QuantizedNetwork& network)
{
    Writer writer;
    writer.all(network.name, network.input, network.nodes);
    return sha256(writer.bytes());
}

} // namespace pitlane
