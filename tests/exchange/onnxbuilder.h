// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <onnx/onnx_pb.h>

#include <limits>
#include <random>
#include <string>
#include <vector>

namespace pitlane::test {

/// Builds ONNX graphs by hand, as exporters of other programs write them.
class OnnxBuilder
{
public:
    using Dims = std::vector<std::int64_t>;

    /// Sizes below 1 are symbolic.
    explicit OnnxBuilder(std::int64_t opset, const Dims& input)
    {
        m_model.set_ir_version(6);
        m_model.set_producer_name("pytorch");
        auto* set = m_model.add_opset_import();
        set->set_version(opset);
        graph().set_name("torch_jit");
        auto* info = graph().add_input();
        info->set_name("input.1");
        auto* tensor = info->mutable_type()->mutable_tensor_type();
        tensor->set_elem_type(onnx::TensorProto::FLOAT);
        for (const auto size : input) {
            auto* dim = tensor->mutable_shape()->add_dim();
            if (size > 0)
                dim->set_dim_value(size);
            else
                dim->set_dim_param("batch");
        }
        m_last = "input.1";
    }

    onnx::ModelProto& model() { return m_model; }
    onnx::GraphProto& graph() { return *m_model.mutable_graph(); }
    [[nodiscard]] const std::string& last() const { return m_last; }
    /// The last value counts as the output.
    [[nodiscard]] std::string bytes()
    {
        graph().clear_output();
        graph().add_output()->set_name(m_last);
        return m_model.SerializeAsString();
    }

    /// Weights as PyTorch draws them.
    std::string weights(const std::string& name, const Dims& dims, double offset = 0)
    {
        auto* tensor = graph().add_initializer();
        tensor->set_name(name);
        tensor->set_data_type(onnx::TensorProto::FLOAT);
        std::int64_t count = 1;
        for (const auto size : dims) {
            tensor->add_dims(size);
            count *= size;
        }
        std::uniform_real_distribution<float> uniform(-0.5F, 0.5F);
        std::string raw;
        for (std::int64_t i = 0; i < count; ++i) {
            const float value = uniform(m_random) + static_cast<float>(offset);
            raw.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
        tensor->set_raw_data(raw);
        return name;
    }

    /// An initialiser or, with `asNode`, a Constant node of whole numbers; no dims: a scalar.
    std::string integers(const std::string& name, const Dims& values, bool isScalar = false, bool asNode = true)
    {
        onnx::TensorProto tensor;
        tensor.set_data_type(onnx::TensorProto::INT64);
        if (!isScalar)
            tensor.add_dims(static_cast<std::int64_t>(values.size()));
        tensor.set_raw_data(std::string(reinterpret_cast<const char*>(values.data()), values.size() * 8));
        if (!asNode) {
            tensor.set_name(name);
            *graph().add_initializer() = tensor;
            return name;
        }
        auto& node = raw("Constant", {}, name);
        auto* attribute = node.add_attribute();
        attribute->set_name("value");
        attribute->set_type(onnx::AttributeProto::TENSOR);
        *attribute->mutable_t() = tensor;
        return name;
    }

    /// A node on the value before it, or on `inputs`; its output is the value of the next one.
    OnnxBuilder& add(const std::string& type, std::vector<std::string> more = {}, const std::string& name = {})
    {
        more.insert(more.begin(), m_last);
        return on(type, more, name);
    }
    OnnxBuilder& on(const std::string& type, const std::vector<std::string>& inputs, const std::string& name = {})
    {
        const auto number = graph().node_size();
        auto& node = raw(type, inputs, "v" + std::to_string(number));
        node.set_name(name.empty() ? type + "_" + std::to_string(number) : name);
        m_last = node.output(0);
        return *this;
    }
    /// Attributes of the last node.
    OnnxBuilder& with(const char* name, std::int64_t value)
    {
        auto* attribute = attributeOf(name, onnx::AttributeProto::INT);
        attribute->set_i(value);
        return *this;
    }
    OnnxBuilder& with(const char* name, const Dims& values)
    {
        auto* attribute = attributeOf(name, onnx::AttributeProto::INTS);
        for (const auto value : values)
            attribute->add_ints(value);
        return *this;
    }
    OnnxBuilder& with(const char* name, float value)
    {
        attributeOf(name, onnx::AttributeProto::FLOAT)->set_f(value);
        return *this;
    }
    OnnxBuilder& with(const char* name, const char* value)
    {
        attributeOf(name, onnx::AttributeProto::STRING)->set_s(value);
        return *this;
    }
    OnnxBuilder& from(const std::string& value)
    {
        m_last = value;
        return *this;
    }

    /// nn.Conv1d, weights named as its module.
    OnnxBuilder& conv(const std::string& module, const Dims& weight, const Dims& pads = {0, 0}, std::int64_t d = 1,
                      std::int64_t s = 1, std::int64_t group = 1, bool bias = true)
    {
        std::vector<std::string> more{weights(module + ".weight", weight)};
        if (bias)
            more.push_back(weights(module + ".bias", {weight[0]}));
        return add("Conv", more)
            .with("dilations", Dims{d})
            .with("group", group)
            .with("kernel_shape", Dims{weight[2]})
            .with("pads", pads)
            .with("strides", Dims{s});
    }
    OnnxBuilder& norm(const std::string& module, std::int64_t C)
    {
        return add("BatchNormalization",
                   {weights(module + ".weight", {C}), weights(module + ".bias", {C}),
                    weights(module + ".running_mean", {C}), weights(module + ".running_var", {C}, 1)})
            .with("epsilon", 1e-5F)
            .with("momentum", 0.9F);
    }
    OnnxBuilder& relu() { return add("Relu"); }
    OnnxBuilder& gemm(const std::string& module, std::int64_t C_out, std::int64_t C_in)
    {
        return add("Gemm", {weights(module + ".weight", {C_out, C_in}), weights(module + ".bias", {C_out})})
            .with("alpha", 1.0F)
            .with("beta", 1.0F)
            .with("transB", std::int64_t{1});
    }

private:
    onnx::NodeProto& raw(const std::string& type, const std::vector<std::string>& inputs, const std::string& output)
    {
        auto* node = graph().add_node();
        node->set_op_type(type);
        for (const auto& input : inputs)
            node->add_input(input);
        node->add_output(output);
        return *node;
    }
    onnx::AttributeProto* attributeOf(const char* name, onnx::AttributeProto::AttributeType type)
    {
        auto* attribute = graph().mutable_node(graph().node_size() - 1)->add_attribute();
        attribute->set_name(name);
        attribute->set_type(type);
        return attribute;
    }

    onnx::ModelProto m_model;
    std::string m_last;
    std::mt19937 m_random{42};
};

} // namespace pitlane::test
