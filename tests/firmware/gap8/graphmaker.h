// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/firmware/gap8/plainlayers.h"

#include <algorithm>

/// Graphs for the tests.
namespace pitlane::gap8test {

inline gap8::Graph graphOf(const gap8::Convolution& layer)
{
    return {.T = layer.T, .C = layer.C_in, .zeroPoint = layer.to.zeroIn, .layers = {{.op = layer, .inputs = {0}}}};
}

inline gap8::Graph graphOf(const gap8::Linear& layer)
{
    return {.T = layer.T, .C = layer.C_in, .zeroPoint = layer.to.zeroIn, .layers = {{.op = layer, .inputs = {0}}}};
}

/// A causal convolution, weights to come.
inline gap8::Convolution causal(std::int64_t C_in, std::int64_t C_out, std::int64_t T, std::int64_t K,
                                std::int64_t d = 1, std::int64_t s = 1)
{
    gap8::Convolution layer{.T = T, .C_in = C_in, .C_out = C_out, .K = K, .d = d, .s = s};
    layer.padLeft = (K - 1) * d;
    layer.T_out = (T - 1) / s + 1;
    return layer;
}

/// Networks for the tests, layer by layer.
class GraphMaker
{
public:
    bool looksAhead = false; ///< every other convolution also reads samples to come

    GraphMaker(std::int64_t T, std::int64_t C, std::uint32_t seed)
        : m_random(seed), m_graph{.T = T, .C = C, .zeroPoint = -5}
    {
        m_shapes.push_back({.T = T, .C = C, .zeroPoint = -5});
    }
    std::int64_t conv(std::int64_t input, std::int64_t C_out, std::int64_t K, std::int64_t d = 1, std::int64_t s = 1)
    {
        const gap8::Tensor& x = shape(input);
        gap8::Convolution layer = causal(x.C, C_out, x.T, K, d, s);
        if (looksAhead && m_random.between(0, 1) == 0) {
            layer.padLeft = m_random.between(0, layer.padLeft);
        }
        m_random.dress(layer, false);
        layer.to.zeroIn = x.zeroPoint;
        return put(layer, {input}, {.T = layer.T_out, .C = C_out, .zeroPoint = layer.to.zeroOut});
    }
    std::int64_t linear(std::int64_t input, std::int64_t C_out)
    {
        const gap8::Tensor& x = shape(input);
        gap8::Linear layer{.T = x.T, .C_in = x.C, .C_out = C_out};
        m_random.dress(layer, false);
        layer.to.zeroIn = x.zeroPoint;
        return put(layer, {input}, {.T = 1, .C = C_out, .zeroPoint = layer.to.zeroOut});
    }
    std::int64_t add(std::int64_t a, std::int64_t b)
    {
        gap8::Addition layer = m_random.addition(false);
        layer.zero = {shape(a).zeroPoint, shape(b).zeroPoint, -128};
        layer.lower = -128;
        layer.upper = 127;
        gap8::Tensor y = shape(a);
        y.zeroPoint = -128;
        return put(layer, {a, b}, y);
    }
    std::int64_t pool(std::int64_t input, bool average, std::int64_t K, std::int64_t s)
    {
        const gap8::Tensor& x = shape(input);
        const gap8::Pooling layer{
            .average = average, .T = x.T, .C = x.C, .K = K, .s = s, .T_out = (x.T - K) / s + 1, .zero = x.zeroPoint};
        return put(layer, {input}, {.T = layer.T_out, .C = x.C, .zeroPoint = x.zeroPoint});
    }
    /// Tensors as large as `tensor`.
    [[nodiscard]] std::vector<std::int64_t> alike(std::int64_t tensor) const
    {
        std::vector<std::int64_t> found;
        for (std::size_t index = 0; index < m_shapes.size(); ++index) {
            if (m_shapes[index].T == shape(tensor).T && m_shapes[index].C == shape(tensor).C) {
                found.push_back(static_cast<std::int64_t>(index));
            }
        }
        return found;
    }
    [[nodiscard]] const gap8::Tensor& shape(std::int64_t tensor) const
    {
        return m_shapes[static_cast<std::size_t>(tensor)];
    }
    [[nodiscard]] const gap8::Graph& graph() const { return m_graph; }
    [[nodiscard]] const gap8::Tensor& output() const { return m_shapes.back(); }
    Values input() { return m_random.values(m_graph.T * m_graph.C); }

private:
    template <typename Layer>
    std::int64_t put(const Layer& layer, const std::vector<std::int64_t>& inputs, const gap8::Tensor& y)
    {
        m_graph.layers.push_back({.op = layer, .inputs = inputs});
        m_shapes.push_back(y);
        return static_cast<std::int64_t>(m_graph.layers.size());
    }
    RandomLayers m_random;
    gap8::Graph m_graph;
    std::vector<gap8::Tensor> m_shapes;
};

/// Residual blocks of three ECG-like stages, the input of one channel.
inline GraphMaker ecgNetwork()
{
    GraphMaker net(140, 1, 11);
    std::int64_t x = net.conv(0, 2, 11);
    for (const auto& [K, d] : {std::pair{11, 1}, {7, 2}, {6, 4}}) {
        const std::int64_t h = net.conv(net.conv(x, 5, K, d), 5, K, d);
        x = net.add(h, net.conv(x, 5, 1));
    }
    net.linear(x, 5);
    return net;
}

/// Convolutions, pooling and linear layers as in a network for heart rate.
inline GraphMaker heartRateNetwork(std::int64_t width)
{
    GraphMaker net(256, 4, 12);
    std::int64_t x = 0;
    for (const std::int64_t d : {2, 4, 8}) {
        x = net.conv(net.conv(x, width, 3, d), width + 1, 3, d);
        x = net.conv(x, 2 * width + 1, 5, 1, d / 2);
        x = net.pool(x, d != 4, 2, 2);
    }
    net.linear(net.linear(net.pool(x, true, 2, 1), 19), 1);
    return net;
}

} // namespace pitlane::gap8test
