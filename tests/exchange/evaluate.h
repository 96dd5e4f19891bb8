// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"
#include "core/network/weights.h"

#include <cmath>
#include <map>
#include <random>
#include <stdexcept>

namespace pitlane::test {

/// [C][T]
using Signal = std::vector<std::vector<double>>;

/// Runs a network by the sums of networkspec.h, one after the other, in double precision.
class Evaluator
{
public:
    Evaluator(const NetworkSpec& network, const Weights& weights) : m_network(network), m_weights(weights) {}

    [[nodiscard]] Signal run(const Signal& x) const
    {
        std::map<std::string, Signal> values{{"input", x}};
        for (const auto& node : m_network.nodes)
            values[node.name] = std::visit(
                [&](const auto& op) {
                    m_node = &node;
                    return apply(op, values.at(node.inputs.front()), values);
                },
                node.op);
        return values.at(m_network.nodes.back().name);
    }

private:
    using Values = std::map<std::string, Signal>;

    [[nodiscard]] double weight(const char* part, std::size_t index) const
    {
        return static_cast<double>(m_weights.at(m_node->name + part).values.at(index));
    }

    [[nodiscard]] Signal apply(const Conv1d& op, const Signal& x, const Values&) const
    {
        const auto T = static_cast<std::int64_t>(x.front().size());
        const auto C_in = static_cast<std::int64_t>(x.size()) / op.groups;
        Signal y(static_cast<std::size_t>(op.C_out));
        for (std::int64_t m = 0; m < op.C_out; ++m) {
            const auto first = op.groups == 1 ? 0 : m;
            for (std::int64_t t = 0; t * op.s + op.F() <= T + op.padding.left + op.padding.right; ++t) {
                double sum = op.bias ? weight(".bias", static_cast<std::size_t>(m)) : 0;
                for (std::int64_t c = 0; c < C_in; ++c)
                    for (std::int64_t k = 0; k < op.K; ++k) {
                        const auto at = t * op.s + k * op.d - op.padding.left;
                        // Negative padding has cut samples off: those that are read lie inside what is left.
                        if (at >= 0 && at < T)
                            sum += x[static_cast<std::size_t>(first + c)][static_cast<std::size_t>(at)] *
                                   weight(".weight", static_cast<std::size_t>((m * C_in + c) * op.K + k));
                    }
                y[static_cast<std::size_t>(m)].push_back(sum);
            }
        }
        return y;
    }

    [[nodiscard]] Signal apply(const Linear& op, const Signal& x, const Values&) const
    {
        Signal y(static_cast<std::size_t>(op.C_out), std::vector<double>(x.front().size()));
        for (std::size_t m = 0; m < y.size(); ++m)
            for (std::size_t t = 0; t < x.front().size(); ++t) {
                y[m][t] = op.bias ? weight(".bias", m) : 0;
                for (std::size_t c = 0; c < x.size(); ++c)
                    y[m][t] += weight(".weight", m * x.size() + c) * x[c][t];
            }
        return y;
    }

    [[nodiscard]] Signal apply(const BatchNorm& op, Signal x, const Values&) const
    {
        for (std::size_t c = 0; c < x.size(); ++c)
            for (auto& value : x[c])
                value = (value - weight(".running_mean", c)) / std::sqrt(weight(".running_var", c) + op.eps) *
                            weight(".weight", c) +
                        weight(".bias", c);
        return x;
    }

    template <class Function> static Signal each(Signal x, Function function)
    {
        for (auto& channel : x)
            for (auto& value : channel)
                value = function(value);
        return x;
    }

    [[nodiscard]] Signal apply(const Relu&, const Signal& x, const Values&) const
    {
        return each(x, [](double value) { return value > 0 ? value : 0; });
    }
    [[nodiscard]] Signal apply(const Sigmoid&, const Signal& x, const Values&) const
    {
        return each(x, [](double value) { return 1 / (1 + std::exp(-value)); });
    }
    [[nodiscard]] Signal apply(const Dropout&, const Signal& x, const Values&) const { return x; }
    [[nodiscard]] Signal apply(const SpatialDropout&, const Signal& x, const Values&) const { return x; }

    [[nodiscard]] Signal apply(const Add&, Signal x, const Values& values) const
    {
        for (std::size_t i = 1; i < m_node->inputs.size(); ++i)
            for (std::size_t c = 0; c < x.size(); ++c)
                for (std::size_t t = 0; t < x[c].size(); ++t)
                    x[c][t] += values.at(m_node->inputs[i])[c][t];
        return x;
    }

    template <class Pool, class Function> static Signal pooled(const Pool& op, const Signal& x, Function function)
    {
        Signal y(x.size());
        for (std::size_t c = 0; c < x.size(); ++c)
            for (auto t = x[c].begin(); x[c].end() - t >= op.K; t += std::min(op.s, x[c].end() - t))
                y[c].push_back(function(std::vector<double>(t, t + op.K)));
        return y;
    }

    [[nodiscard]] Signal apply(const AvgPool& op, const Signal& x, const Values&) const { return pooled(op, x, mean); }
    [[nodiscard]] Signal apply(const MaxPool& op, const Signal& x, const Values&) const
    {
        return pooled(op, x, [](const std::vector<double>& window) {
            double most = window.front();
            for (const double value : window)
                most = value > most ? value : most;
            return most;
        });
    }
    static double mean(const std::vector<double>& values)
    {
        double sum = 0;
        for (const double value : values)
            sum += value;
        return sum / static_cast<double>(values.size());
    }
    [[nodiscard]] Signal apply(const GlobalAvgPool&, const Signal& x, const Values&) const
    {
        Signal y;
        for (const auto& channel : x)
            y.push_back({mean(channel)});
        return y;
    }

    [[nodiscard]] Signal apply(const Flatten&, const Signal& x, const Values&) const
    {
        Signal y;
        for (const auto& channel : x)
            for (const double value : channel)
                y.push_back({value});
        return y;
    }

    static void normalise(std::vector<double>& values)
    {
        double sum = 0;
        for (auto& value : values)
            sum += value = std::exp(value);
        for (auto& value : values)
            value /= sum;
    }

    [[nodiscard]] Signal apply(const Softmax&, Signal x, const Values&) const
    {
        for (std::size_t t = 0; t < x.front().size(); ++t) {
            std::vector<double> column;
            for (const auto& channel : x)
                column.push_back(channel[t]);
            normalise(column);
            for (std::size_t c = 0; c < x.size(); ++c)
                x[c][t] = column[c];
        }
        return x;
    }

    [[nodiscard]] Signal apply(const Attention&, const Signal& y, const Values&) const
    {
        std::vector<double> scores(y.front().size(), 0);
        for (std::size_t t = 0; t < scores.size(); ++t)
            for (std::size_t row = 0; row < y.size(); ++row) {
                double sum = 0;
                for (std::size_t c = 0; c < y.size(); ++c)
                    sum += weight(".weight", row * y.size() + c) * y[c][t];
                scores[t] += weight(".context", row) * std::tanh(sum);
            }
        normalise(scores);
        Signal z(y.size(), std::vector<double>(1, 0));
        for (std::size_t c = 0; c < y.size(); ++c)
            for (std::size_t t = 0; t < scores.size(); ++t)
                z[c][0] += scores[t] * y[c][t];
        return z;
    }

    const NetworkSpec& m_network;
    const Weights& m_weights;
    mutable const Node* m_node = nullptr;
};

/// Weights of about the size that training gives, so that signals neither vanish nor explode.
inline Weights drawWeights(const NetworkSpec& network, std::mt19937& random)
{
    Weights weights;
    for (const auto& [name, dims] : weightShapes(network)) {
        auto& tensor = weights[name];
        tensor.shape = dims;
        std::int64_t count = 1;
        for (const auto size : dims)
            count *= size;
        const auto fanIn = dims.size() > 1 ? static_cast<double>(count) / static_cast<double>(dims[0]) : 1.0;
        std::normal_distribution<double> normal(0, dims.size() > 1 ? 1 / std::sqrt(fanIn) : 0.5);
        for (std::int64_t i = 0; i < count; ++i) {
            const double value = normal(random);
            tensor.values.push_back(static_cast<float>(name.ends_with(".running_var") ? 0.5 + value * value : value));
        }
    }
    return weights;
}

inline Signal drawSignal(Shape shape, std::mt19937& random)
{
    std::normal_distribution<double> normal;
    Signal x(static_cast<std::size_t>(shape.C), std::vector<double>(static_cast<std::size_t>(shape.T)));
    for (auto& channel : x)
        for (auto& value : channel)
            value = normal(random);
    return x;
}

/// Largest difference, in proportion where values are above 1; infinite when the shapes differ.
inline double difference(const Signal& a, const Signal& b)
{
    double most = a.size() == b.size() ? 0 : INFINITY;
    for (std::size_t c = 0; c < std::min(a.size(), b.size()); ++c) {
        if (a[c].size() != b[c].size())
            return INFINITY;
        for (std::size_t t = 0; t < a[c].size(); ++t)
            most = std::max(most, std::abs(a[c][t] - b[c][t]) / std::max(1.0, std::abs(a[c][t])));
    }
    return most;
}

} // namespace pitlane::test
