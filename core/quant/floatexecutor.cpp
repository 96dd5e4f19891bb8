// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/floatexecutor.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

using Values = std::vector<float>;
using Signal = std::span<const float>;

std::size_t index(std::int64_t value)
{
    return static_cast<std::size_t>(value);
}

/// Samples t of the output for which t s + offset lies within 0 .. T - 1, as [first, last).
std::pair<std::int64_t, std::int64_t> samplesInside(std::int64_t offset, std::int64_t s, std::int64_t T,
                                                    std::int64_t T_out)
{
    const auto ceiling = [s](std::int64_t value) { return value <= 0 ? 0 : (value + s - 1) / s; };
    return {std::min(ceiling(-offset), T_out), std::min(ceiling(T - offset), T_out)};
}

/// One node on one example.
class Step
{
public:
    Step(const Node& node, const Weights& weights, std::vector<Signal> inputs, Shape in, Shape out)
        : m_node(node), m_weights(weights), m_inputs(std::move(inputs)), m_in(in), m_out(out), m_x(m_inputs.front()),
          m_y(index(out.C * out.T))
    {
    }

    [[nodiscard]] Values run()
    {
        std::visit([this](const auto& op) { apply(op); }, m_node.op);
        return std::move(m_y);
    }

private:
    [[nodiscard]] const float* weight(const char* part) const { return m_weights.at(m_node.name + part).values.data(); }

    void apply(const Conv1d& op)
    {
        const auto* w = weight(".weight");
        const auto* bias = op.bias ? weight(".bias") : nullptr;
        const auto C = m_in.C / op.groups;
        for (std::int64_t o = 0; o < op.C_out; ++o) {
            auto* y = m_y.data() + o * m_out.T;
            std::fill(y, y + m_out.T, bias ? bias[o] : 0.0F);
            for (std::int64_t c = 0; c < C; ++c) {
                const auto* x = m_x.data() + (op.groups == 1 ? c : o) * m_in.T;
                for (std::int64_t k = 0; k < op.K; ++k)
                    addTap(y, x, w[(o * C + c) * op.K + k], k * op.d - op.padding.left, op.s);
            }
        }
    }

    void addTap(float* y, const float* x, float w, std::int64_t offset, std::int64_t s) const
    {
        const auto [first, last] = samplesInside(offset, s, m_in.T, m_out.T);
        if (s == 1) {
            for (auto t = first; t < last; ++t)
                y[t] += w * x[t + offset];
        } else {
            for (auto t = first; t < last; ++t)
                y[t] += w * x[t * s + offset];
        }
    }

    void apply(const Linear& op)
    {
        const auto* w = weight(".weight");
        const auto* bias = op.bias ? weight(".bias") : nullptr;
        for (std::int64_t o = 0; o < op.C_out; ++o) {
            auto* y = m_y.data() + o * m_out.T;
            std::fill(y, y + m_out.T, bias ? bias[o] : 0.0F);
            for (std::int64_t c = 0; c < m_in.C; ++c)
                addTap(y, m_x.data() + c * m_in.T, w[o * m_in.C + c], 0, 1);
        }
    }

    void apply(const BatchNorm& op)
    {
        const auto* gamma = weight(".weight");
        const auto* beta = weight(".bias");
        const auto* mean = weight(".running_mean");
        const auto* variance = weight(".running_var");
        for (std::int64_t c = 0; c < m_in.C; ++c) {
            const auto scale = static_cast<double>(gamma[c]) / std::sqrt(static_cast<double>(variance[c]) + op.eps);
            const auto shift = static_cast<double>(beta[c]) - static_cast<double>(mean[c]) * scale;
            for (auto i = c * m_in.T; i < (c + 1) * m_in.T; ++i)
                m_y[index(i)] = static_cast<float>(static_cast<double>(m_x[index(i)]) * scale + shift);
        }
    }

    template <class Function> void each(Function function)
    {
        std::transform(m_x.begin(), m_x.end(), m_y.begin(), function);
    }
    void apply(const Relu&)
    {
        each([](float value) { return std::max(value, 0.0F); });
    }
    void apply(const Sigmoid&)
    {
        each([](float value) { return 1 / (1 + std::exp(-value)); });
    }
    void apply(const Dropout&) { std::copy(m_x.begin(), m_x.end(), m_y.begin()); }
    void apply(const SpatialDropout&) { std::copy(m_x.begin(), m_x.end(), m_y.begin()); }
    void apply(const Flatten&) { std::copy(m_x.begin(), m_x.end(), m_y.begin()); }

    void apply(const Add&)
    {
        for (const auto& input : m_inputs)
            for (std::size_t i = 0; i < m_y.size(); ++i)
                m_y[i] += input[i];
    }

    template <class Function> void pool(std::int64_t K, std::int64_t s, Function function)
    {
        for (std::int64_t c = 0; c < m_out.C; ++c)
            for (std::int64_t t = 0; t < m_out.T; ++t)
                m_y[index(c * m_out.T + t)] = function(m_x.subspan(index(c * m_in.T + t * s), index(K)));
    }
    static float mean(Signal values)
    {
        double sum = 0;
        for (const auto value : values)
            sum += static_cast<double>(value);
        return static_cast<float>(sum / static_cast<double>(values.size()));
    }
    void apply(const AvgPool& op) { pool(op.K, op.s, mean); }
    void apply(const GlobalAvgPool&) { pool(m_in.T, 1, mean); }
    void apply(const MaxPool& op)
    {
        pool(op.K, op.s, [](Signal values) { return *std::max_element(values.begin(), values.end()); });
    }

    /// Replaces scores by their softmax.
    static void normalise(std::vector<double>& scores)
    {
        const auto most = *std::max_element(scores.begin(), scores.end());
        double sum = 0;
        for (auto& score : scores)
            sum += score = std::exp(score - most);
        for (auto& score : scores)
            score /= sum;
    }

    void apply(const Softmax&)
    {
        std::vector<double> column(index(m_in.C));
        for (std::int64_t t = 0; t < m_in.T; ++t) {
            for (std::int64_t c = 0; c < m_in.C; ++c)
                column[index(c)] = static_cast<double>(m_x[index(c * m_in.T + t)]);
            normalise(column);
            for (std::int64_t c = 0; c < m_in.C; ++c)
                m_y[index(c * m_in.T + t)] = static_cast<float>(column[index(c)]);
        }
    }

    void apply(const Attention&)
    {
        const auto* w = weight(".weight");
        const auto* u = weight(".context");
        std::vector<double> scores(index(m_in.T));
        Values row(index(m_in.T));
        for (std::int64_t r = 0; r < m_in.C; ++r) {
            std::fill(row.begin(), row.end(), 0.0F);
            for (std::int64_t c = 0; c < m_in.C; ++c)
                for (std::int64_t t = 0; t < m_in.T; ++t)
                    row[index(t)] += w[r * m_in.C + c] * m_x[index(c * m_in.T + t)];
            for (std::size_t t = 0; t < scores.size(); ++t)
                scores[t] += static_cast<double>(u[r]) * std::tanh(static_cast<double>(row[t]));
        }
        normalise(scores);
        for (std::int64_t c = 0; c < m_in.C; ++c) {
            double sum = 0;
            for (std::int64_t t = 0; t < m_in.T; ++t)
                sum += scores[index(t)] * static_cast<double>(m_x[index(c * m_in.T + t)]);
            m_y[index(c)] = static_cast<float>(sum);
        }
    }

    const Node& m_node;
    const Weights& m_weights;
    std::vector<Signal> m_inputs;
    Shape m_in;
    Shape m_out;
    Signal m_x;
    Values m_y;
};

std::string text(const std::vector<std::int64_t>& shape)
{
    std::string result;
    for (const auto size : shape)
        result += (result.empty() ? "" : " x ") + std::to_string(size);
    return result;
}

} // namespace

void checkWeights(const NetworkSpec& network, const Weights& weights)
{
    for (const auto& [name, shape] : weightShapes(network)) {
        const auto found = weights.find(name);
        if (found == weights.end())
            throw NetworkError("The weights of network \"" + network.name + "\" lack the tensor " + name +
                               ". Use the weights that were trained for this network.");
        std::size_t count = 1;
        for (const auto size : shape)
            count *= static_cast<std::size_t>(size);
        if (found->second.shape != shape || found->second.values.size() != count)
            throw NetworkError("The tensor " + name + " has the shape " + text(found->second.shape) + " and " +
                               std::to_string(found->second.values.size()) + " values, but network \"" + network.name +
                               "\" asks for " + text(shape) + ". Use the weights that were trained for this network.");
    }
}

FloatExecutor::FloatExecutor(const NetworkSpec& network, const Weights& weights)
    : m_network(network), m_weights(weights), m_shapes(shapes(network))
{
    checkWeights(network, weights);
    for (const auto& node : network.nodes) {
        auto& inputs = m_inputs.emplace_back();
        for (const auto& input : node.inputs)
            inputs.push_back(network.indexOf(input));
    }
}

std::vector<std::vector<float>> FloatExecutor::run(std::span<const float> example) const
{
    if (example.size() != index(m_network.input.C * m_network.input.T))
        throw NetworkError("Running network \"" + m_network.name + "\": found " + std::to_string(example.size()) +
                           " input values, expected " + std::to_string(m_network.input.C) + " x " +
                           std::to_string(m_network.input.T) + ". Use examples of the network's shape.");
    std::vector<Values> outputs;
    outputs.reserve(m_network.nodes.size());
    for (std::size_t i = 0; i < m_network.nodes.size(); ++i) {
        std::vector<Signal> inputs;
        for (const auto input : m_inputs[i])
            inputs.push_back(input < 0 ? example : Signal(outputs[index(input)]));
        const auto first = m_inputs[i].front();
        const auto in = first < 0 ? m_network.input : m_shapes[index(first)];
        outputs.push_back(Step(m_network.nodes[i], m_weights, std::move(inputs), in, m_shapes[i]).run());
    }
    return outputs;
}

} // namespace pitlane
