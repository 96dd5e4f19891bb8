// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"
#include "core/network/weights.h"

#include <random>

namespace pitlane::test {

/// Draws networks with everything that a search meets: residual blocks with plain and convolutional skips, strides,
/// poolings, depthwise layers, batch-norms before and after ReLU or none, flattened and pooled heads.
class RandomNetwork
{
public:
    explicit RandomNetwork(unsigned seed) : m_random(seed) {}

    NetworkSpec draw()
    {
        m_network = {.name = "random", .input = {pick(1, 3), pick(24, 40)}};
        m_last = "input";
        convolution(pick(2, 6));
        const auto blocks = pick(1, 3);
        for (std::int64_t b = 0; b < blocks; ++b) {
            switch (pick(0, 4)) {
            case 0:
                residual(false);
                break;
            case 1:
            case 2:
                residual(true);
                break;
            case 3:
                depthwise();
                break;
            default:
                convolution(pick(2, 6));
                break;
            }
            if (chance(0.25))
                node(chance(0.5) ? Op(AvgPool{}) : Op(MaxPool{}), {m_last});
        }
        head();
        return m_network;
    }

    bool chance(double p) { return std::uniform_real_distribution<>(0, 1)(m_random) < p; }
    std::int64_t pick(std::int64_t low, std::int64_t high)
    {
        return std::uniform_int_distribution<std::int64_t>(low, high)(m_random);
    }
    float uniform(float low, float high) { return std::uniform_real_distribution<float>(low, high)(m_random); }

private:
    std::string node(Op op, std::vector<std::string> inputs)
    {
        m_last = "n" + std::to_string(m_network.nodes.size()) + "." + std::string(kindOf(op));
        m_network.nodes.push_back({m_last, std::move(inputs), std::move(op), chance(0.93)});
        return m_last;
    }

    std::int64_t channels() { return shapes(m_network).back().C; }

    /// Convolution from `from`; stride 1 keeps the length, causal or padded on both sides.
    std::string conv(const std::string& from, std::int64_t C_out, std::int64_t K, std::int64_t s = 1)
    {
        const auto left = chance(0.7) ? K - 1 : (K - 1) / 2;
        node(Conv1d{.C_out = C_out, .K = K, .s = s, .padding = {left, K - 1 - left}, .bias = chance(0.8)}, {from});
        return tail();
    }

    /// Batch-norm and ReLU in either order, one of them, or nothing.
    std::string tail()
    {
        const auto kind = pick(0, 4);
        if (kind == 0 || kind == 1)
            node(BatchNorm{}, {m_last});
        if (kind != 4)
            node(Relu{}, {m_last});
        if (kind == 2)
            node(BatchNorm{}, {m_last});
        if (chance(0.2))
            node(chance(0.5) ? Op(Dropout{.p = 0.3}) : Op(SpatialDropout{.p = 0.3}), {m_last});
        return m_last;
    }

    void convolution(std::int64_t C_out) { conv(m_last, C_out, pick(1, 9), chance(0.2) ? 2 : 1); }

    void residual(bool convolutionalSkip)
    {
        const auto from = m_last;
        const auto C = m_network.nodes.empty() ? m_network.input.C : channels();
        const auto C_out = convolutionalSkip ? pick(2, 6) : C;
        const auto first = conv(from, pick(2, 6), pick(1, 17));
        const auto second = conv(first, C_out, pick(1, 9));
        auto inputs = std::vector{second, convolutionalSkip ? conv(from, C_out, 1) : from};
        if (chance(0.3)) // a third branch that may vanish on its own
            inputs.push_back(conv(conv(from, pick(2, 5), pick(1, 5)), C_out, pick(1, 5)));
        node(Add{}, inputs);
        node(Relu{}, {m_last});
    }

    void depthwise()
    {
        const auto C = channels();
        const auto K = pick(1, 9);
        node(Conv1d{.C_out = C, .K = K, .padding = {K - 1, 0}, .groups = C}, {m_last});
        tail();
    }

    void head()
    {
        if (const auto kind = pick(0, 9); kind < 3)
            node(GlobalAvgPool{}, {m_last});
        else if (kind < 6)
            node(Attention{}, {m_last});
        node(Flatten{}, {m_last});
        if (chance(0.3))
            node(BatchNorm{}, {m_last});
        if (chance(0.5)) {
            node(Linear{.C_out = pick(3, 8)}, {m_last});
            tail();
        }
        node(Linear{.C_out = pick(2, 5)}, {m_last});
    }

    std::mt19937 m_random;
    NetworkSpec m_network;
    std::string m_last;
};

/// Random weights with batch-norm statistics that are anything but neutral.
inline Weights randomWeights(const NetworkSpec& network, RandomNetwork& random)
{
    Weights weights;
    for (const auto& [name, shape] : weightShapes(network)) {
        WeightTensor tensor{.shape = shape};
        std::int64_t count = 1;
        for (const auto extent : shape)
            count *= extent;
        const bool variance = name.ends_with("running_var");
        for (std::int64_t i = 0; i < count; ++i)
            tensor.values.push_back(variance ? random.uniform(0.5F, 2) : random.uniform(-0.5F, 0.5F));
        weights.emplace(name, std::move(tensor));
    }
    return weights;
}

/// The same network with 1 / `factor` of the channels of every layer but the last.
inline NetworkSpec narrowed(NetworkSpec network, std::int64_t factor)
{
    const auto narrow = [factor](std::int64_t& channels) { channels = std::max<std::int64_t>(2, channels / factor); };
    for (auto& node : network.nodes) {
        if (&node == &network.nodes.back())
            break;
        if (auto* conv = std::get_if<Conv1d>(&node.op))
            narrow(conv->C_out);
        else if (auto* linear = std::get_if<Linear>(&node.op))
            narrow(linear->C_out);
    }
    return network;
}

} // namespace pitlane::test
