// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/integerexecutor.h"

#include "core/quant/fixedpoint.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

using Bytes = std::vector<std::int8_t>;
using Input = std::span<const std::int8_t>;
using Wide = std::vector<std::int16_t>;

std::size_t index(std::int64_t value)
{
    return static_cast<std::size_t>(value);
}

std::int8_t clamped(std::int64_t value, const QTensor& out)
{
    return static_cast<std::int8_t>(std::clamp<std::int64_t>(value, out.low, out.high));
}

std::int32_t requantised(std::int32_t sum, const Requantisation& factors, std::int64_t channel)
{
    return multiplyByQuantizedMultiplier(sum, factors.multiplier[index(channel)], factors.shift[index(channel)]);
}

/// quantise() has made sure that no sum leaves 32 bits, so the order of the terms does not matter.
std::int32_t dot(const std::int16_t* a, const std::int16_t* b, std::int64_t n)
{
    std::int32_t sum = 0;
    for (std::int64_t i = 0; i < n; ++i)
        sum += std::int32_t{a[i]} * b[i];
    return sum;
}

/// One node on one input.
class Step
{
public:
    Step(const QNode& node, const Wide& weights, std::vector<Input> inputs, std::vector<const QTensor*> tensors)
        : m_weights(weights), m_inputs(std::move(inputs)), m_tensors(std::move(tensors)), m_x(m_inputs.front()),
          m_in(*m_tensors.front()), m_out(node.output), m_y(index(node.output.size()))
    {
    }

    [[nodiscard]] Bytes run(const QOp& op)
    {
        std::visit([this](const auto& kind) { apply(kind); }, op);
        return std::move(m_y);
    }

private:
    /// x - zero point of samples first .. first + count - 1; those outside the input are 0.
    [[nodiscard]] Wide centred(std::int64_t first, std::int64_t count) const
    {
        const auto C = m_in.shape.C;
        Wide rows(index(count * C), 0);
        for (auto t = std::max<std::int64_t>(first, 0); t < std::min(first + count, m_in.shape.T); ++t)
            for (std::int64_t c = 0; c < C; ++c)
                rows[index((t - first) * C + c)] = static_cast<std::int16_t>(m_x[index(t * C + c)] - m_in.zeroPoint);
        return rows;
    }

    void put(std::int64_t at, std::int64_t value) { m_y[index(at)] = clamped(m_out.zeroPoint + value, m_out); }

    void apply(const QConv1d& op)
    {
        const auto rows = centred(-op.padding.left, (m_out.shape.T - 1) * op.s + (op.K - 1) * op.d + 1);
        const auto depthwise = op.groups > 1;
        const auto C = op.C_in / op.groups;
        for (std::int64_t t = 0; t < m_out.shape.T; ++t)
            for (std::int64_t o = 0; o < op.C_out; ++o) {
                auto sum = op.bias[index(o)];
                const auto* w = m_weights.data() + o * op.K * C;
                const auto* x = rows.data() + t * op.s * op.C_in + (depthwise ? o : 0);
                if (op.d == 1 && !depthwise) {
                    sum += dot(w, x, op.K * C);
                } else {
                    for (std::int64_t k = 0; k < op.K; ++k)
                        sum += dot(w + k * C, x + k * op.d * op.C_in, C);
                }
                put(t * op.C_out + o, requantised(sum, op.requantisation, o));
            }
    }

    void apply(const QLinear& op)
    {
        const auto x = centred(0, m_in.shape.T);
        for (std::int64_t o = 0; o < op.C_out; ++o) {
            const auto sum = op.bias[index(o)] + dot(m_weights.data() + o * op.C_in, x.data(), op.C_in);
            put(o, requantised(sum, op.requantisation, o));
        }
    }

    void apply(const QBatchNorm& op)
    {
        const auto C = m_in.shape.C;
        for (std::int64_t i = 0; i < m_in.size(); ++i) {
            const auto c = i % C;
            const auto sum = op.weight[index(c)] * (m_x[index(i)] - m_in.zeroPoint) + op.bias[index(c)];
            put(i, requantised(sum, op.requantisation, c));
        }
    }

    void apply(const QAdd& op)
    {
        const auto scaled = [&](std::size_t input, std::size_t i) {
            const auto shifted = (m_inputs[input][i] - m_tensors[input]->zeroPoint) * (1 << QAdd::leftShift);
            return multiplyByQuantizedMultiplier(shifted, op.inputs[input]);
        };
        for (std::size_t i = 0; i < m_y.size(); ++i)
            put(static_cast<std::int64_t>(i), multiplyByQuantizedMultiplier(scaled(0, i) + scaled(1, i), op.output));
    }

    /// `function` takes the K values of one channel from sample t s on.
    template <class Function> void pool(std::int64_t K, std::int64_t s, Function function)
    {
        const auto C = m_in.shape.C;
        std::vector<std::int32_t> window(index(K));
        for (std::int64_t t = 0; t < m_out.shape.T; ++t)
            for (std::int64_t c = 0; c < C; ++c) {
                for (std::int64_t k = 0; k < K; ++k)
                    window[index(k)] = m_x[index((t * s + k) * C + c)];
                m_y[index(t * C + c)] = clamped(function(window), m_out);
            }
    }
    /// Of the stored values, zero point included.
    static std::int64_t mean(const std::vector<std::int32_t>& window)
    {
        std::int64_t sum = 0;
        for (const auto value : window)
            sum += value;
        return roundedQuotient(sum, static_cast<std::int64_t>(window.size()));
    }
    void apply(const QAvgPool& op) { pool(op.K, op.s, mean); }
    void apply(const QGlobalAvgPool&) { pool(m_in.shape.T, 1, mean); }
    void apply(const QMaxPool& op)
    {
        pool(op.K, op.s, [](const auto& window) { return *std::max_element(window.begin(), window.end()); });
    }

    void apply(const QFlatten&) { std::copy(m_x.begin(), m_x.end(), m_y.begin()); }

    void apply(const QLookup& op)
    {
        std::transform(m_x.begin(), m_x.end(), m_y.begin(), [&op](std::int8_t x) { return op.table[index(x + 128)]; });
    }

    void apply(const QSoftmax& op)
    {
        const auto C = m_in.shape.C;
        for (std::int64_t t = 0; t < m_in.shape.T; ++t) {
            const auto x = m_x.subspan(index(t * C), index(C));
            const int most = *std::max_element(x.begin(), x.end());
            std::int64_t sum = 0;
            for (const auto value : x)
                sum += op.table[index(most - value)];
            for (std::int64_t c = 0; c < C; ++c)
                put(t * C + c, (std::int64_t{op.table[index(most - x[index(c)])]} * 256 + sum / 2) / sum);
        }
    }

    /// u . tanh(Wa y_t), per sample.
    [[nodiscard]] std::vector<std::int32_t> scores(const QAttention& op, const Wide& y) const
    {
        const auto& tables = attentionTables();
        std::vector<std::int32_t> result(index(m_in.shape.T), 0);
        for (std::size_t t = 0; t < result.size(); ++t)
            for (std::int64_t r = 0; r < op.C; ++r) {
                const auto sum = dot(m_weights.data() + r * op.C, y.data() + static_cast<std::int64_t>(t) * op.C, op.C);
                const auto a = std::clamp(requantised(sum, op.requantisation, r), -512, 512);
                const int v = a < 0 ? -tables.tanh[index(-a)] : tables.tanh[index(a)];
                result[t] += op.context[index(r)] * v;
            }
        return result;
    }

    void apply(const QAttention& op)
    {
        const auto& tables = attentionTables();
        const auto y = centred(0, m_in.shape.T);
        const auto s = scores(op, y);
        const auto most = *std::max_element(s.begin(), s.end());
        std::int64_t total = 0;
        std::vector<std::int64_t> sums(index(op.C), 0);
        for (std::size_t t = 0; t < s.size(); ++t) {
            const auto i = std::min(multiplyByQuantizedMultiplier(most - s[t], op.score), 4095);
            const std::int64_t e = (tables.expHigh[index(i / 64)] * tables.expLow[index(i % 64)] + (1 << 14)) >> 15;
            total += e;
            for (std::size_t c = 0; c < sums.size(); ++c)
                sums[c] += e * y[t * sums.size() + c];
        }
        for (std::int64_t c = 0; c < op.C; ++c) {
            const auto m = static_cast<std::int32_t>(roundedQuotient(256 * sums[index(c)], total));
            put(c, multiplyByQuantizedMultiplier(m, op.output));
        }
    }

    const Wide& m_weights;
    std::vector<Input> m_inputs;
    std::vector<const QTensor*> m_tensors; ///< per input
    Input m_x;
    const QTensor& m_in;
    const QTensor& m_out;
    Bytes m_y;
};

} // namespace

IntegerExecutor::IntegerExecutor(const QuantizedNetwork& network) : m_network(network)
{
    for (const auto& node : network.nodes) {
        auto& inputs = m_inputs.emplace_back();
        for (const auto& input : node.inputs) {
            (void)network.tensor(input); // throws for a name that there is not
            inputs.push_back(network.indexOf(input));
        }
        auto& weights = m_weights.emplace_back();
        const auto widen = [&weights](const std::vector<std::int8_t>& from) {
            weights.assign(from.begin(), from.end());
        };
        if (const auto* conv = std::get_if<QConv1d>(&node.op))
            widen(conv->weights);
        else if (const auto* linear = std::get_if<QLinear>(&node.op))
            widen(linear->weights);
        else if (const auto* attention = std::get_if<QAttention>(&node.op))
            widen(attention->weights);
    }
}

std::vector<Bytes> IntegerExecutor::run(std::span<const std::int8_t> input) const
{
    if (input.size() != index(m_network.input.size()))
        throw NetworkError("Running the quantised network \"" + m_network.name + "\": found " +
                           std::to_string(input.size()) + " input values, expected " +
                           std::to_string(m_network.input.shape.C) + " x " + std::to_string(m_network.input.shape.T) +
                           ". Use examples of the network's shape.");
    std::vector<Bytes> outputs;
    outputs.reserve(m_network.nodes.size());
    for (std::size_t i = 0; i < m_network.nodes.size(); ++i) {
        std::vector<Input> inputs;
        std::vector<const QTensor*> tensors;
        for (const auto from : m_inputs[i]) {
            inputs.push_back(from < 0 ? input : Input(outputs[index(from)]));
            tensors.push_back(from < 0 ? &m_network.input : &m_network.nodes[index(from)].output);
        }
        const auto& node = m_network.nodes[i];
        outputs.push_back(Step(node, m_weights[i], std::move(inputs), std::move(tensors)).run(node.op));
    }
    return outputs;
}

std::vector<float> IntegerExecutor::infer(std::span<const float> example) const
{
    if (example.size() != index(m_network.input.size()))
        throw NetworkError("Running the quantised network \"" + m_network.name + "\": found " +
                           std::to_string(example.size()) + " input values, expected " +
                           std::to_string(m_network.input.shape.C) + " x " + std::to_string(m_network.input.shape.T) +
                           ". Use examples of the network's shape.");
    return dequantize(run(quantizeInput(example, m_network.input)).back(), m_network.output());
}

std::vector<std::int8_t> quantizeInput(std::span<const float> values, const QTensor& tensor)
{
    const auto [C, T] = tensor.shape;
    const auto steps = static_cast<float>(1 / tensor.scale);
    Bytes stored(index(C * T));
    for (std::int64_t c = 0; c < C; ++c)
        for (std::int64_t t = 0; t < T; ++t) {
            // Far outside, and for what is not a number, the clamp decides.
            const auto value = std::clamp(values[index(c * T + t)] * steps, -1e6F, 1e6F);
            const auto step = std::isnan(value) ? 0 : std::lround(value);
            stored[index(t * C + c)] = clamped(step + tensor.zeroPoint, tensor);
        }
    return stored;
}

std::vector<float> dequantize(std::span<const std::int8_t> stored, const QTensor& tensor)
{
    const auto [C, T] = tensor.shape;
    std::vector<float> values(index(C * T));
    for (std::int64_t t = 0; t < T; ++t)
        for (std::int64_t j = 0; j < C; ++j) {
            const auto c = tensor.channelOrder.empty() ? j : tensor.channelOrder[index(j)];
            values[index(c * T + t)] = static_cast<float>(tensor.scale * (stored[index(t * C + j)] - tensor.zeroPoint));
        }
    return values;
}

} // namespace pitlane
