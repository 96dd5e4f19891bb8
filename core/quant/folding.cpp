// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/folding.h"

#include "core/quant/floatexecutor.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace pitlane {

namespace {

class Folder
{
public:
    Folder(const NetworkSpec& network, const Weights& weights) : m_folded{network, weights, {}}
    {
        checkWeights(network, weights);
        for (const auto& node : network.nodes)
            m_folded.layers[node.name] = {node.name};
    }

    [[nodiscard]] FoldedNetwork run()
    {
        removeUnused();
        removeDropouts();
        foldBatchNorms();
        hoistRelus();
        splitSums();
        dropStaleEntries();
        return std::move(m_folded);
    }

private:
    [[nodiscard]] std::vector<Node>& nodes() { return m_folded.network.nodes; }
    [[nodiscard]] Node* find(const std::string& name)
    {
        const auto place = m_folded.network.indexOf(name);
        return place < 0 ? nullptr : &nodes()[static_cast<std::size_t>(place)];
    }
    [[nodiscard]] bool feedsOneNode(const std::string& name)
    {
        std::ptrdiff_t count = nodes().back().name == name ? 1 : 0;
        for (const auto& node : nodes())
            count += std::count(node.inputs.begin(), node.inputs.end(), name);
        return count == 1;
    }
    void rewire(const std::string& from, const std::string& to)
    {
        for (auto& node : nodes())
            std::replace(node.inputs.begin(), node.inputs.end(), from, to);
    }
    /// Takes node `i` out; what it fed is fed by its input.
    void remove(std::size_t i)
    {
        if (nodes().size() == 1)
            throw NetworkError("Quantising network \"" + m_folded.network.name + "\": node " + nodes()[i].name +
                               " leaves its input as it is, and there is no other node. Add a layer.");
        const auto node = nodes()[i];
        nodes().erase(nodes().begin() + static_cast<std::ptrdiff_t>(i));
        rewire(node.name, node.inputs.front());
    }

    void removeUnused()
    {
        std::set<std::string> used{nodes().back().name};
        for (auto node = nodes().rbegin(); node != nodes().rend(); ++node)
            if (used.contains(node->name))
                used.insert(node->inputs.begin(), node->inputs.end());
        std::erase_if(nodes(), [&used](const Node& node) { return !used.contains(node.name); });
    }

    void removeDropouts()
    {
        for (std::size_t i = nodes().size(); i-- > 0;)
            if (std::holds_alternative<Dropout>(nodes()[i].op) || std::holds_alternative<SpatialDropout>(nodes()[i].op))
                remove(i);
    }

    void foldBatchNorms()
    {
        for (std::size_t i = 0; i < nodes().size();) {
            const auto* norm = std::get_if<BatchNorm>(&nodes()[i].op);
            auto* layer = norm ? layerBefore(nodes()[i]) : nullptr;
            if (!layer) {
                ++i;
                continue;
            }
            takeIn(*layer, nodes()[i].name, *norm);
            m_folded.layers[layer->name].push_back(nodes()[i].name);
            remove(i);
        }
    }

    /// The convolution or linear layer whose weights can take a batch-norm, or null.
    [[nodiscard]] Node* layerBefore(const Node& norm)
    {
        for (auto* node = find(norm.inputs.front()); node && feedsOneNode(node->name);
             node = find(node->inputs.front())) {
            if (std::holds_alternative<Conv1d>(node->op) || std::holds_alternative<Linear>(node->op))
                return node;
            if (!std::holds_alternative<AvgPool>(node->op) && !std::holds_alternative<GlobalAvgPool>(node->op))
                return nullptr;
        }
        return nullptr;
    }

    void takeIn(Node& layer, const std::string& norm, const BatchNorm& op)
    {
        const auto values = [&](const char* part) -> const std::vector<float>& {
            return m_folded.weights.at(norm + part).values;
        };
        const auto& gamma = values(".weight");
        auto& weight = m_folded.weights.at(layer.name + ".weight").values;
        auto& bias = m_folded.weights[layer.name + ".bias"];
        bias.shape = {static_cast<std::int64_t>(gamma.size())};
        bias.values.resize(gamma.size(), 0);
        const auto perChannel = weight.size() / gamma.size();
        for (std::size_t o = 0; o < gamma.size(); ++o) {
            const auto scale =
                static_cast<double>(gamma[o]) / std::sqrt(static_cast<double>(values(".running_var")[o]) + op.eps);
            for (std::size_t i = o * perChannel; i < (o + 1) * perChannel; ++i)
                weight[i] = static_cast<float>(static_cast<double>(weight[i]) * scale);
            const auto centred = static_cast<double>(bias.values[o]) - static_cast<double>(values(".running_mean")[o]);
            bias.values[o] = static_cast<float>(centred * scale + static_cast<double>(values(".bias")[o]));
        }
        if (auto* conv = std::get_if<Conv1d>(&layer.op))
            conv->bias = true;
        else
            std::get<Linear>(layer.op).bias = true;
    }

    void hoistRelus()
    {
        bool moved = true;
        while (moved) {
            moved = false;
            for (auto& relu : nodes()) {
                auto* before = find(relu.inputs.front());
                if (!std::holds_alternative<Relu>(relu.op) || !before || !feedsOneNode(before->name) ||
                    (!std::holds_alternative<MaxPool>(before->op) && !std::holds_alternative<Flatten>(before->op)))
                    continue;
                rewire(relu.name, before->name);
                std::swap(relu, *before);
                before->inputs = relu.inputs;
                relu.inputs = {before->name};
                moved = true;
            }
        }
    }

    void splitSums()
    {
        for (std::size_t i = 0; i < nodes().size(); ++i) {
            if (!std::holds_alternative<Add>(nodes()[i].op))
                continue;
            const auto sum = nodes()[i].name;
            for (int part = 1; nodes()[i].inputs.size() > 2; ++part) {
                auto& inputs = nodes()[i].inputs;
                auto name = sum + ".sum" + std::to_string(part);
                while (m_folded.layers.contains(name))
                    name += "_";
                m_folded.layers[name] = {sum};
                Node first{.name = name, .inputs = {inputs[0], inputs[1]}, .op = Add{}};
                inputs.erase(inputs.begin());
                inputs.front() = name;
                nodes().insert(nodes().begin() + static_cast<std::ptrdiff_t>(i), std::move(first));
                ++i;
            }
        }
    }

    void dropStaleEntries()
    {
        std::erase_if(m_folded.layers, [this](const auto& entry) { return !find(entry.first); });
        const auto needed = weightShapes(m_folded.network);
        std::erase_if(m_folded.weights, [&needed](const auto& entry) { return !needed.contains(entry.first); });
    }

    FoldedNetwork m_folded;
};

} // namespace

FoldedNetwork fold(const NetworkSpec& network, const Weights& weights)
{
    return Folder(network, weights).run();
}

} // namespace pitlane
