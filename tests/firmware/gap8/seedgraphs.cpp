// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/gap8/seedgraphs.h"

#include <map>
#include <set>

namespace pitlane::gap8test {

namespace {

class Walker
{
public:
    Walker(const NetworkSpec& network, std::uint32_t seed) : m_random(seed)
    {
        m_graph = {.T = network.input.T, .C = network.input.C, .zeroPoint = -5};
        m_tensors.push_back({.T = network.input.T, .C = network.input.C, .zeroPoint = -5});
        m_of[std::string(NetworkSpec::inputName)] = 0;
        for (const Node& node : network.nodes) {
            m_inputs.clear();
            for (const std::string& input : node.inputs) {
                m_inputs.push_back(m_of.at(input));
            }
            std::visit(*this, node.op);
            m_of[node.name] = m_result;
        }
    }
    [[nodiscard]] gap8::Graph take() { return std::move(m_graph); }

    void operator()(const Conv1d& op)
    {
        const gap8::Tensor x = input();
        gap8::Convolution layer{.T = x.T, .C_in = x.C, .C_out = op.C_out, .K = op.K, .d = op.d, .s = op.s};
        layer.padLeft = op.padding.left;
        layer.T_out = (x.T + op.padding.left + op.padding.right - op.F()) / op.s + 1;
        m_random.dress(layer, false);
        keepWide(layer.to);
        put(layer, {.T = layer.T_out, .C = op.C_out, .zeroPoint = layer.to.zeroOut});
    }
    void operator()(const Linear& op)
    {
        const gap8::Tensor x = input();
        if (x.T > 1 && !m_flattened.contains(m_inputs.front())) { // the same at every sample
            (*this)(Conv1d{.C_out = op.C_out});
            return;
        }
        gap8::Linear layer{.T = x.T, .C_in = x.C, .C_out = op.C_out};
        m_random.dress(layer, false);
        keepWide(layer.to);
        put(layer, {.T = 1, .C = op.C_out, .zeroPoint = layer.to.zeroOut});
    }
    void operator()(const Add&)
    {
        gap8::Addition layer = m_random.addition(false);
        layer.zero = {input().zeroPoint, m_tensors[static_cast<std::size_t>(m_inputs[1])].zeroPoint, -128};
        layer.lower = -128;
        layer.upper = 127;
        gap8::Tensor y = input();
        y.zeroPoint = -128;
        put(layer, y);
    }
    void operator()(const AvgPool& op) { pool(true, op.K, op.s); }
    void operator()(const MaxPool& op) { pool(false, op.K, op.s); }
    void operator()(const GlobalAvgPool&) { pool(true, input().T, 1); }
    void operator()(const Attention&) { pool(true, input().T, 1); }
    void operator()(const Flatten&)
    {
        m_result = m_inputs.front();
        m_flattened.insert(m_result);
    }
    template <typename Other> void operator()(const Other&) { m_result = m_inputs.front(); }

private:
    [[nodiscard]] const gap8::Tensor& input() const { return m_tensors[static_cast<std::size_t>(m_inputs.front())]; }

    /// As after ReLU: no clamp but that of int8.
    void keepWide(gap8::Requantisation& to) const
    {
        to.zeroIn = input().zeroPoint;
        to.zeroOut = to.lower = -128;
        to.upper = 127;
    }

    void pool(bool average, std::int64_t K, std::int64_t s)
    {
        const gap8::Tensor x = input();
        const gap8::Pooling layer{
            .average = average, .T = x.T, .C = x.C, .K = K, .s = s, .T_out = (x.T - K) / s + 1, .zero = x.zeroPoint};
        put(layer, {.T = layer.T_out, .C = x.C, .zeroPoint = x.zeroPoint});
    }

    template <typename Layer> void put(const Layer& layer, const gap8::Tensor& y)
    {
        m_graph.layers.push_back({.op = layer, .inputs = m_inputs});
        m_tensors.push_back(y);
        m_result = static_cast<std::int64_t>(m_graph.layers.size());
    }

    RandomLayers m_random;
    gap8::Graph m_graph;
    std::vector<gap8::Tensor> m_tensors;
    std::map<std::string, std::int64_t> m_of;
    std::vector<std::int64_t> m_inputs;
    std::set<std::int64_t> m_flattened;
    std::int64_t m_result = 0;
};

} // namespace

gap8::Graph graphOf(const NetworkSpec& network, std::uint32_t seed)
{
    return Walker(network, seed).take();
}

std::int64_t macsOf(const gap8::Graph& graph)
{
    std::int64_t macs = 0;
    for (const gap8::Operation& operation : graph.layers) {
        if (const auto* convolution = std::get_if<gap8::Convolution>(&operation.op)) {
            macs += convolution->T_out * convolution->C_out * convolution->K * convolution->C_in;
        } else if (const auto* linear = std::get_if<gap8::Linear>(&operation.op)) {
            macs += linear->T * linear->C_in * linear->C_out;
        }
    }
    return macs;
}

} // namespace pitlane::gap8test
