// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/onnxexport.h"

#include "core/base/files.h"
#include "core/exchange/onnxgraph.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstring>

namespace pitlane {

namespace {

using Dims = std::vector<std::int64_t>;

class OnnxWriter
{
public:
    OnnxWriter(const NetworkSpec& network, const Weights& weights)
        : m_network(network), m_weights(weights), m_shapes(shapes(network))
    {
    }

    [[nodiscard]] std::string write()
    {
        checkWeights();
        m_model.set_ir_version(7);
        m_model.set_producer_name("Pitlane");
        auto* opset = m_model.add_opset_import();
        opset->set_domain("");
        opset->set_version(13);
        graph().set_name(m_network.name.empty() ? "network" : m_network.name);
        describe(*graph().add_input(), "input", {m_network.input.C, m_network.input.T});

        for (std::size_t i = 0; i < m_network.nodes.size(); ++i)
            m_values.push_back(write(i));
        auto last = m_values.back();
        const auto shape = m_shapes.back();
        if (shape.T == 1)
            last = asFeatures(m_network.nodes.back().name, last);
        onnx::NodeProto* producer = nullptr;
        for (auto& node : *graph().mutable_node())
            if (node.output(0) == last.name)
                producer = &node;
        // The end of the graph is called "output", whoever gives it; nobody else may read that value.
        const bool isReadElsewhere = std::ranges::any_of(graph().node(), [&last](const onnx::NodeProto& node) {
            return std::ranges::find(node.input(), last.name) != node.input().end();
        });
        if (producer && !isReadElsewhere)
            producer->set_output(0, "output");
        else
            add("Identity", m_network.nodes.back().name + "/output", {last.name}, "output");
        describe(*graph().add_output(), "output", shape.T == 1 ? Dims{shape.C} : Dims{shape.C, shape.T});

        std::string fixed;
        for (const auto& node : m_network.nodes)
            if (!node.searchable)
                fixed += (fixed.empty() ? "" : "\n") + node.name;
        if (!fixed.empty()) {
            auto* entry = m_model.add_metadata_props();
            entry->set_key(onnxgraph::fixedLayersKey);
            entry->set_value(fixed);
        }

        try {
            onnx::checker::check_model(m_model);
        } catch (const std::exception& error) {
            throw ExchangeError("Exporting network " + m_network.name + ": ONNX's checker refuses it: " + error.what());
        }
        return bytes();
    }

private:
    /// A tensor of the graph.
    struct Value
    {
        std::string name;
        bool isFeatures = false; ///< [N, C] rather than [N, C, T]; then T = 1
    };

    onnx::GraphProto& graph() { return *m_model.mutable_graph(); }

    void checkWeights() const
    {
        for (const auto& [name, dims] : weightShapes(m_network)) {
            const auto found = m_weights.find(name);
            if (found == m_weights.end() || found->second.shape != dims)
                throw ExchangeError("Exporting network " + m_network.name + ": the weights " +
                                    (found == m_weights.end() ? "lack the tensor " + name
                                                              : "have another shape than the network at " + name) +
                                    ". They belong to another network: take those that were stored beside it.");
        }
    }

    static void describe(onnx::ValueInfoProto& info, const std::string& name, const Dims& dims)
    {
        info.set_name(name);
        auto* tensor = info.mutable_type()->mutable_tensor_type();
        tensor->set_elem_type(onnx::TensorProto::FLOAT);
        tensor->mutable_shape()->add_dim()->set_dim_param("batch");
        for (const auto size : dims)
            tensor->mutable_shape()->add_dim()->set_dim_value(size);
    }

    onnx::NodeProto& add(const std::string& type, const std::string& name, const std::vector<std::string>& inputs,
                         const std::string& output)
    {
        auto& node = *graph().add_node();
        node.set_op_type(type);
        node.set_name(name);
        for (const auto& input : inputs)
            node.add_input(input);
        node.add_output(output);
        return node;
    }

    static void set(onnx::NodeProto& node, const char* name, std::int64_t value)
    {
        auto& attribute = *node.add_attribute();
        attribute.set_name(name);
        attribute.set_type(onnx::AttributeProto::INT);
        attribute.set_i(value);
    }

    static void set(onnx::NodeProto& node, const char* name, double value)
    {
        auto& attribute = *node.add_attribute();
        attribute.set_name(name);
        attribute.set_type(onnx::AttributeProto::FLOAT);
        attribute.set_f(static_cast<float>(value));
    }

    static void set(onnx::NodeProto& node, const char* name, const Dims& values)
    {
        auto& attribute = *node.add_attribute();
        attribute.set_name(name);
        attribute.set_type(onnx::AttributeProto::INTS);
        for (const auto value : values)
            attribute.add_ints(value);
    }

    /// The initialiser of that name; ONNX stores little-endian bytes.
    std::string store(const std::string& name, const Dims& dims, int type, const void* values, std::size_t size)
    {
        auto& tensor = *graph().add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(type);
        for (const auto dim : dims)
            tensor.add_dims(dim);
        tensor.set_raw_data(values, size);
        return name;
    }

    std::string weight(const Node& node, const char* part, const Dims& dims = {})
    {
        const auto& tensor = m_weights.at(node.name + part);
        return store(node.name + part, dims.empty() ? tensor.shape : dims, onnx::TensorProto::FLOAT,
                     tensor.values.data(), tensor.values.size() * sizeof(float));
    }

    std::string integers(const std::string& name, const Dims& values)
    {
        return store(name, {static_cast<std::int64_t>(values.size())}, onnx::TensorProto::INT64, values.data(),
                     values.size() * sizeof(std::int64_t));
    }

    // No node can be called so that these meet: every name of a value ends in one of our own words.
    static std::string outputOf(const Node& node) { return node.name + "_out"; }

    Value asFeatures(const std::string& name, const Value& value)
    {
        if (value.isFeatures)
            return value;
        set(add("Flatten", name + "/features", {value.name}, name + "_features"), "axis", std::int64_t{1});
        return {.name = name + "_features", .isFeatures = true};
    }

    Value asSeries(const std::string& name, const Value& value)
    {
        if (!value.isFeatures)
            return value;
        const auto axes = integers(name + "_series_axes", {2});
        add("Unsqueeze", name + "/series", {value.name, axes}, name + "_series");
        return {.name = name + "_series", .isFeatures = false};
    }

    [[nodiscard]] Value inputOf(const Node& node, std::size_t index = 0) const
    {
        const auto place = m_network.indexOf(node.inputs[index]);
        return place < 0 ? Value{.name = "input"} : m_values[static_cast<std::size_t>(place)];
    }

    [[nodiscard]] Shape inputShape(const Node& node) const
    {
        const auto place = m_network.indexOf(node.inputs.front());
        return place < 0 ? m_network.input : m_shapes[static_cast<std::size_t>(place)];
    }

    Value write(std::size_t index)
    {
        const auto& node = m_network.nodes[index];
        return std::visit([this, &node](const auto& op) { return write(node, op); }, node.op);
    }

    Value write(const Node& node, const Conv1d& op)
    {
        auto x = asSeries(node.name, inputOf(node)).name;
        const auto T = inputShape(node).T;
        const auto begin = std::max<std::int64_t>(0, -op.padding.left);
        const auto end = T - std::max<std::int64_t>(0, -op.padding.right);
        if (begin >= end)
            throw ExchangeError("Exporting network " + m_network.name + ": node " + node.name + " cuts off all " +
                                std::to_string(T) + " samples of its input (padding " +
                                std::to_string(op.padding.left) + ", " + std::to_string(op.padding.right) +
                                "), which ONNX has no form for. Its output is the same for every input: leave it out.");
        if (begin > 0 || end < T) {
            const auto cut = node.name + "_cut";
            add("Slice", node.name + "/cut",
                {x, integers(cut + "_begin", {begin}), integers(cut + "_end", {end}), integers(cut + "_axes", {2})},
                cut);
            x = cut;
        }
        std::vector<std::string> inputs{x, weight(node, ".weight")};
        if (op.bias)
            inputs.push_back(weight(node, ".bias"));
        auto& conv = add("Conv", node.name, inputs, outputOf(node));
        set(conv, "kernel_shape", Dims{op.K});
        set(conv, "dilations", Dims{op.d});
        set(conv, "strides", Dims{op.s});
        set(conv, "pads",
            Dims{std::max<std::int64_t>(0, op.padding.left), std::max<std::int64_t>(0, op.padding.right)});
        set(conv, "group", op.groups);
        return {.name = outputOf(node)};
    }

    Value write(const Node& node, const Linear& op)
    {
        if (inputShape(node).T == 1) {
            std::vector<std::string> inputs{asFeatures(node.name, inputOf(node)).name, weight(node, ".weight")};
            if (op.bias)
                inputs.push_back(weight(node, ".bias"));
            set(add("Gemm", node.name, inputs, outputOf(node)), "transB", std::int64_t{1});
            return {.name = outputOf(node), .isFeatures = true};
        }
        const auto product = op.bias ? node.name + "_product" : outputOf(node);
        add("MatMul", node.name, {weight(node, ".weight"), inputOf(node).name}, product);
        if (op.bias)
            add("Add", node.name + "/bias", {product, weight(node, ".bias", {op.C_out, 1})}, outputOf(node));
        return {.name = outputOf(node)};
    }

    Value write(const Node& node, const BatchNorm& op)
    {
        const auto x = inputOf(node);
        auto& norm = add("BatchNormalization", node.name,
                         {x.name, weight(node, ".weight"), weight(node, ".bias"), weight(node, ".running_mean"),
                          weight(node, ".running_var")},
                         outputOf(node));
        set(norm, "epsilon", op.eps);
        set(norm, "momentum", 1 - op.momentum);
        return {.name = outputOf(node), .isFeatures = x.isFeatures};
    }

    Value write(const Node& node, const Add&)
    {
        // Sums of many are a chain: Sum would take them at once, but few runtimes for microcontrollers know it.
        std::vector<Value> terms;
        bool isFeatures = true;
        for (std::size_t i = 0; i < node.inputs.size(); ++i) {
            terms.push_back(inputOf(node, i));
            isFeatures = isFeatures && terms.back().isFeatures;
        }
        for (std::size_t i = 0; i < terms.size(); ++i)
            if (!isFeatures)
                terms[i] = asSeries(node.name + "_term" + std::to_string(i), terms[i]);
        auto sum = terms.front().name;
        for (std::size_t i = 1; i < terms.size(); ++i) {
            const bool isLast = i + 1 == terms.size();
            const auto output = isLast ? outputOf(node) : node.name + "_sum" + std::to_string(i);
            add("Add", isLast ? node.name : node.name + "/sum" + std::to_string(i), {sum, terms[i].name}, output);
            sum = output;
        }
        return {.name = sum, .isFeatures = isFeatures};
    }

    template <class Pool> Value pooled(const Node& node, const char* type, const Pool& op)
    {
        auto& pool = add(type, node.name, {asSeries(node.name, inputOf(node)).name}, outputOf(node));
        set(pool, "kernel_shape", Dims{op.K});
        set(pool, "strides", Dims{op.s});
        return {.name = outputOf(node)};
    }

    Value write(const Node& node, const AvgPool& op) { return pooled(node, "AveragePool", op); }
    Value write(const Node& node, const MaxPool& op) { return pooled(node, "MaxPool", op); }

    Value write(const Node& node, const GlobalAvgPool&)
    {
        add("GlobalAveragePool", node.name, {asSeries(node.name, inputOf(node)).name}, outputOf(node));
        return {.name = outputOf(node)};
    }

    // Training alone knows these.
    Value write(const Node& node, const Dropout&) { return inputOf(node); }
    Value write(const Node& node, const SpatialDropout&) { return inputOf(node); }

    Value write(const Node& node, const Flatten&)
    {
        const auto x = inputOf(node);
        if (x.isFeatures)
            return x;
        set(add("Flatten", node.name, {x.name}, outputOf(node)), "axis", std::int64_t{1});
        return {.name = outputOf(node), .isFeatures = true};
    }

    Value elementWise(const Node& node, const char* type)
    {
        const auto x = inputOf(node);
        add(type, node.name, {x.name}, outputOf(node));
        return {.name = outputOf(node), .isFeatures = x.isFeatures};
    }

    Value write(const Node& node, const Relu&) { return elementWise(node, "Relu"); }
    Value write(const Node& node, const Sigmoid&) { return elementWise(node, "Sigmoid"); }
    Value write(const Node& node, const Softmax&)
    {
        const auto output = elementWise(node, "Softmax");
        set(*graph().mutable_node(graph().node_size() - 1), "axis", std::int64_t{1});
        return output;
    }

    Value write(const Node& node, const Attention&)
    {
        const auto y = asSeries(node.name, inputOf(node)).name;
        const auto part = [&node](const char* name) { return node.name + "_" + name; };
        const auto C = inputShape(node).C;
        add("MatMul", node.name + "/project", {weight(node, ".weight"), y}, part("projected"));
        add("Tanh", node.name + "/tanh", {part("projected")}, part("keys"));
        add("MatMul", node.name + "/context", {weight(node, ".context", {1, C}), part("keys")}, part("scores"));
        set(add("Softmax", node.name + "/softmax", {part("scores")}, part("weights")), "axis", std::int64_t{2});
        set(add("Transpose", node.name + "/transpose", {part("weights")}, part("column")), "perm", Dims{0, 2, 1});
        add("MatMul", node.name, {y, part("column")}, outputOf(node));
        return {.name = outputOf(node)};
    }

    [[nodiscard]] std::string bytes() const
    {
        std::string result;
        {
            google::protobuf::io::StringOutputStream stream(&result);
            google::protobuf::io::CodedOutputStream coded(&stream);
            coded.SetSerializationDeterministic(true);
            if (!m_model.SerializeToCodedStream(&coded))
                throw ExchangeError("Exporting network " + m_network.name + ": it is too large for an ONNX file.");
        }
        return result;
    }

    const NetworkSpec& m_network;
    const Weights& m_weights;
    std::vector<Shape> m_shapes;
    onnx::ModelProto m_model;
    std::vector<Value> m_values; ///< of every node
};

} // namespace

std::string toOnnx(const NetworkSpec& network, const Weights& weights)
{
    return OnnxWriter(network, weights).write();
}

void exportOnnx(const NetworkSpec& network, const Weights& weights, const std::filesystem::path& path)
{
    writeFileAtomically(path, toOnnx(network, weights));
}

} // namespace pitlane
