// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/onnximport.h"
#include "core/exchange/onnxlayout.h"

#include <set>
#include <unordered_map>

namespace pitlane::onnxgraph {

/// An error of one reading of the graph, with how far it came.
class WalkError : public ExchangeError
{
public:
    WalkError(const std::string& message, std::size_t position) : ExchangeError(message), m_position(position) {}
    [[nodiscard]] std::size_t position() const { return m_position; }

private:
    std::size_t m_position = 0;
};

/// Walks the nodes of a graph in order and builds the network from them, with one meaning of the input's axes given.
class Walker
{
public:
    Walker(const Graph& graph, Axes inputAxes);
    /// Throws WalkError.
    [[nodiscard]] ImportedNetwork run();

private:
    /// A tensor that the network computes: the output of one of our nodes, with what has only changed its form since.
    struct Activation
    {
        std::int64_t node = -1; ///< index into the network, -1: its input
        Padding pending;        ///< samples added or, negative, cut off, which no node of ours has taken yet
        Axes axes;
    };
    /// A step on the way from activations y to sum over t of softmax(u . tanh(Wa y))_t y_t.
    struct Attending
    {
        enum class Stage {
            Keys,    ///< tanh(Wa y), [C, T]
            Scores,  ///< u . tanh(Wa y), [T]
            Weights, ///< softmax over t of it, [T]
            Product, ///< y times the weights, [C, T]
        };
        Stage stage = Stage::Keys;
        std::int64_t source = -1; ///< the node that gives y
        ConstantPtr weight;       ///< Wa, [C, C]
        ConstantPtr context;      ///< u, [C]
        Axes axes;
    };
    struct Value
    {
        ConstantPtr constant;
        std::optional<Activation> activation;
        std::optional<Attending> attending;
    };

    // onnxwalker.cpp: values, nodes of ours, names
    void visit(const GraphNode& node);
    void dispatch(const GraphNode& node, const std::vector<Value*>& inputs);
    [[nodiscard]] Value& valueOf(const std::string& name);
    void define(const std::string& name, Value value);
    void define(const std::string& name, Activation activation);
    [[nodiscard]] std::int64_t uses(const std::string& name) const;
    [[nodiscard]] Activation& activationOf(const std::vector<Value*>& inputs, std::size_t index) const;
    [[nodiscard]] ConstantPtr constantOf(const std::vector<Value*>& inputs, std::size_t index, const char* what) const;
    [[nodiscard]] std::vector<ConstantPtr> constantsOf(const std::vector<Value*>& inputs) const;
    [[nodiscard]] Shape nodeShape(std::int64_t node) const;
    [[nodiscard]] Shape shapeOf(const Activation& activation) const;
    [[nodiscard]] std::string inputNameOf(std::int64_t node) const;
    [[nodiscard]] std::string freshName(std::string wanted);
    /// From the name of its weights ("conv0.weight"), or of the node.
    [[nodiscard]] std::string layerName(const GraphNode& node, const ConstantPtr& weight) const;
    std::int64_t emit(const std::string& name, const std::vector<std::int64_t>& inputs, const Op& op);
    void keep(std::int64_t node, const char* part, std::vector<std::int64_t> dims, std::vector<float> values);
    void checkFloat(const ConstantPtr& constant, const char* what, std::int64_t count) const;
    /// Gives samples that were cut off from `activation` back to the convolution they come from.
    void settle(Activation& activation);
    void cutAtSource(const Activation& activation);
    /// Makes axis 1 the channels; a series of one channel that is used as features is flattened.
    void makeChannelsSecond(const GraphNode& node, Activation& activation);
    [[nodiscard]] std::size_t makeSeries(const GraphNode& node, Activation& activation);
    void finish();

    // onnxlayers.cpp: what computes
    void convolution(const GraphNode& node, const std::vector<Value*>& inputs);
    void batchNorm(const GraphNode& node, const std::vector<Value*>& inputs);
    void elementWise(const GraphNode& node, const std::vector<Value*>& inputs, const Op& op);
    void softmax(const GraphNode& node, const std::vector<Value*>& inputs);
    void sum(const GraphNode& node, const std::vector<Value*>& inputs);
    void bias(const GraphNode& node, const Activation& activation, const ConstantPtr& constant);
    void gemm(const GraphNode& node, const std::vector<Value*>& inputs);
    void matMul(const GraphNode& node, const std::vector<Value*>& inputs);
    /// Weights [C_out, C_in] over the channels of every sample; returns the node.
    std::int64_t linear(const GraphNode& node, const Activation& activation, const Constant& weight,
                        const std::vector<float>& biases);
    void pool(const GraphNode& node, const std::vector<Value*>& inputs);
    void globalPool(const GraphNode& node, const std::vector<Value*>& inputs);
    void reduce(const GraphNode& node, const std::vector<Value*>& inputs);
    void dropout(const GraphNode& node, const std::vector<Value*>& inputs);

    // onnxattention.cpp
    void tanh(const GraphNode& node, const std::vector<Value*>& inputs);
    [[nodiscard]] bool attend(const GraphNode& node, const std::vector<Value*>& inputs);
    void scores(const GraphNode& node, const Attending& keys, const ConstantPtr& context, bool contextIsFirst);
    void weightedSum(const GraphNode& node, const Attending& attending, Axes axes);
    [[nodiscard]] bool relabel(const GraphNode& node, const std::vector<Value*>& inputs, const Axes& axes,
                               const Shape& shape, Layout& result) const;

    // onnxforms.cpp: what only changes the form
    void pad(const GraphNode& node, const std::vector<Value*>& inputs);
    void slice(const GraphNode& node, const std::vector<Value*>& inputs);
    void gather(const GraphNode& node, const std::vector<Value*>& inputs);
    void form(const GraphNode& node, const std::vector<Value*>& inputs);
    void shape(const GraphNode& node, const std::vector<Value*>& inputs);
    void cut(const GraphNode& node, Activation activation, std::int64_t begin, std::int64_t count);

    const Graph& m_graph;
    Axes m_inputAxes;
    std::int64_t m_batch = batchMark;
    std::int64_t m_foldable = 0; ///< values that folded constants may still hold
    std::int64_t m_copyable = 0; ///< values that weights may still hold
    NetworkSpec m_network;
    std::vector<Shape> m_shapes; ///< of every node of m_network
    Weights m_weights;
    std::unordered_map<std::string, Value> m_values;
    std::unordered_map<std::string, std::int64_t> m_uses;
    std::vector<std::vector<std::string>> m_names;     ///< names in the graph of every node's output
    std::set<std::string> m_taken;                     ///< names of nodes
    std::unordered_map<std::string, int> m_lastNumber; ///< that was added to a name to make it differ
};

} // namespace pitlane::onnxgraph
