// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/onnxfile.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <set>
#include <sstream>

namespace pitlane::onnxgraph {

namespace {

/// Bytes of a character of UTF-8 at `place`, 0 when none begins there.
std::size_t characterAt(std::string_view text, std::size_t place)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(place);
    const std::size_t length = first < 0x80                    ? 1
                               : first >= 0xC2 && first < 0xE0 ? 2
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xF0 && first < 0xF5 ? 4
                                                               : 0;
    if (length == 0 || place + length > text.size())
        return 0;
    for (std::size_t i = place + 1; i < place + length; ++i)
        if ((byte(i) & 0xC0U) != 0x80U)
            return 0;
    const auto second = length > 1 ? byte(place + 1) : 0;
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
        (first == 0xF4 && second > 0x8F))
        return 0;
    return length;
}

/// A name as it can stand in messages and JSON: what is no text becomes a question mark.
std::string clean(const std::string& text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        const auto length = characterAt(text, i);
        const bool isControl = length == 1 && (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7F);
        if (length == 0 || isControl)
            result += '?';
        else
            result.append(text, i, length);
        i += std::max<std::size_t>(length, 1);
    }
    return result;
}

template <class List> std::vector<std::string> cleanAll(const List& texts)
{
    std::vector<std::string> result;
    for (const auto& text : texts)
        result.push_back(clean(text));
    return result;
}

/// Turns the messages of protobuf into plain values.
class Converter
{
public:
    Converter(const onnx::ModelProto& model, const std::string& source, std::uint64_t bytes) : m_model(model)
    {
        m_graph.source = source;
        m_graph.bytes = bytes;
    }

    [[nodiscard]] Graph convert()
    {
        readOpset();
        const auto& graph = m_model.graph();
        m_graph.name = clean(graph.name());
        if (graph.node_size() == 0)
            fail("the graph has no node, expected the layers of a network. Export it again.");
        if (graph.sparse_initializer_size() > 0)
            fail("the weights are stored sparsely, which Pitlane does not read. Export them as plain tensors.");
        for (const auto& tensor : graph.initializer()) {
            const auto name = clean(tensor.name());
            m_graph.initialisers.insert_or_assign(name, read(tensor, "initialiser \"" + name + "\""));
        }
        for (const auto& node : graph.node())
            m_graph.nodes.push_back(read(node));
        for (const auto& input : graph.input())
            if (!m_graph.initialisers.contains(clean(input.name())))
                m_graph.inputs.push_back(read(input));
        for (const auto& output : graph.output())
            m_graph.outputs.push_back(clean(output.name()));
        for (const auto& entry : m_model.metadata_props())
            if (entry.key() == fixedLayersKey)
                for (std::istringstream lines(entry.value()); lines;)
                    if (std::string line; std::getline(lines, line))
                        m_graph.fixedLayers.insert(clean(line));
        return std::move(m_graph);
    }

private:
    [[noreturn]] void fail(const std::string& problem) const
    {
        throw ExchangeError("Reading network " + m_graph.source + ": " + problem);
    }

    void readOpset()
    {
        for (const auto& set : m_model.opset_import())
            if (set.domain().empty() || set.domain() == "ai.onnx")
                m_graph.opset = set.version();
        if (m_graph.opset == 0)
            fail("it names no version of ONNX's operators. Export it again.");
        if (m_graph.opset < 7)
            fail("it uses version " + std::to_string(m_graph.opset) +
                 " of ONNX's operators, expected 7 or newer. Export it with opset_version=13.");
    }

    static std::string typeName(int type)
    {
        return onnx::TensorProto_DataType_IsValid(type)
                   ? onnx::TensorProto_DataType_Name(static_cast<onnx::TensorProto_DataType>(type))
                   : "number " + std::to_string(type);
    }

    /// The values of `raw`, or of the list that holds this type.
    template <class Stored, class List, class Result>
    void take(const onnx::TensorProto& tensor, const std::string& place, std::int64_t count, const List& list,
              std::vector<Result>& result) const
    {
        const auto wanted = static_cast<std::uint64_t>(count);
        if (tensor.has_raw_data()) {
            const auto& raw = tensor.raw_data();
            if (raw.size() / sizeof(Stored) != wanted || raw.size() % sizeof(Stored) != 0)
                fail(place + " holds " + std::to_string(raw.size()) + " bytes, but its shape asks for " +
                     std::to_string(count) + " values of " + std::to_string(sizeof(Stored)) +
                     " bytes. The file is damaged: export it again.");
            result.reserve(wanted);
            for (std::size_t i = 0; i < wanted; ++i) {
                Stored value{};
                std::memcpy(&value, raw.data() + i * sizeof(Stored), sizeof(Stored));
                result.push_back(static_cast<Result>(value));
            }
            return;
        }
        if (static_cast<std::uint64_t>(list.size()) != wanted)
            fail(place + " holds " + std::to_string(list.size()) + " values, but its shape asks for " +
                 std::to_string(count) + ". The file is damaged: export it again.");
        result.reserve(wanted);
        for (const auto value : list)
            result.push_back(static_cast<Result>(value));
    }

    [[nodiscard]] ConstantPtr read(const onnx::TensorProto& tensor, const std::string& place) const
    {
        if (tensor.data_location() == onnx::TensorProto::EXTERNAL || tensor.external_data_size() > 0)
            fail(place + " keeps its values in another file, which Pitlane does not open. Save the network with all "
                         "weights inside one file (save_as_external_data=False).");
        if (tensor.has_segment())
            fail(place + " is stored in segments, which Pitlane does not read. Export the network again.");
        auto constant = std::make_shared<Constant>();
        constant->name = clean(tensor.name());
        constant->dims.assign(tensor.dims().begin(), tensor.dims().end());
        const auto count = valueCount(constant->dims);
        if (!count)
            fail(place + " has the shape " + describe(constant->dims) +
                 ", which no tensor can have. The file is damaged: export it again.");
        switch (tensor.data_type()) {
        case onnx::TensorProto::FLOAT:
            take<float>(tensor, place, *count, tensor.float_data(), constant->floats);
            break;
        case onnx::TensorProto::DOUBLE:
            take<double>(tensor, place, *count, tensor.double_data(), constant->floats);
            break;
        case onnx::TensorProto::INT64:
            constant->isFloat = false;
            take<std::int64_t>(tensor, place, *count, tensor.int64_data(), constant->ints);
            break;
        case onnx::TensorProto::INT32:
            constant->isFloat = false;
            take<std::int32_t>(tensor, place, *count, tensor.int32_data(), constant->ints);
            break;
        case onnx::TensorProto::BOOL:
            constant->isFloat = false;
            take<std::uint8_t>(tensor, place, *count, tensor.int32_data(), constant->ints);
            break;
        default:
            fail(place + " holds values of type " + typeName(tensor.data_type()) +
                 ", expected FLOAT or DOUBLE. Export the network with float32 weights, before any quantisation.");
        }
        return constant;
    }

    [[nodiscard]] Attribute read(const onnx::AttributeProto& proto, const std::string& place) const
    {
        Attribute attribute;
        switch (proto.type()) {
        case onnx::AttributeProto::INT:
            attribute.kind = Attribute::Kind::Int;
            attribute.i = proto.i();
            break;
        case onnx::AttributeProto::FLOAT:
            attribute.kind = Attribute::Kind::Float;
            attribute.f = proto.f();
            break;
        case onnx::AttributeProto::STRING:
            attribute.kind = Attribute::Kind::Text;
            attribute.text = clean(proto.s());
            break;
        case onnx::AttributeProto::INTS:
            attribute.kind = Attribute::Kind::Ints;
            attribute.ints.assign(proto.ints().begin(), proto.ints().end());
            break;
        case onnx::AttributeProto::FLOATS:
            attribute.kind = Attribute::Kind::Floats;
            attribute.floats.assign(proto.floats().begin(), proto.floats().end());
            break;
        case onnx::AttributeProto::TENSOR:
            attribute.kind = Attribute::Kind::Tensor;
            attribute.tensor = read(proto.t(), place);
            break;
        default:
            break;
        }
        return attribute;
    }

    [[nodiscard]] GraphNode read(const onnx::NodeProto& proto) const
    {
        GraphNode node;
        node.name = clean(proto.name());
        node.type = clean(proto.op_type());
        node.domain = proto.domain() == "ai.onnx" ? std::string() : clean(proto.domain());
        node.inputs = cleanAll(proto.input());
        node.outputs = cleanAll(proto.output());
        const auto place = "node " + std::to_string(m_graph.nodes.size() + 1) + " of " +
                           std::to_string(m_model.graph().node_size()) + " (" + node.type + ")";
        for (const auto& attribute : proto.attribute())
            node.attributes.insert_or_assign(clean(attribute.name()),
                                             read(attribute, place + ", attribute " + clean(attribute.name())));
        return node;
    }

    [[nodiscard]] GraphInput read(const onnx::ValueInfoProto& proto) const
    {
        GraphInput input;
        input.name = clean(proto.name());
        const auto& type = proto.type();
        if (!type.has_tensor_type())
            fail("the input \"" + input.name + "\" is no tensor. Export a network that takes one float tensor.");
        const auto element = type.tensor_type().elem_type();
        if (element != onnx::TensorProto::FLOAT && element != onnx::TensorProto::DOUBLE)
            fail("the input \"" + input.name + "\" takes values of type " + typeName(element) +
                 ", expected FLOAT. Export a network that takes one float tensor.");
        input.hasShape = type.tensor_type().has_shape();
        for (const auto& axis : type.tensor_type().shape().dim()) {
            const bool isKnown = axis.has_dim_value() && axis.dim_value() > 0;
            input.dims.push_back(isKnown ? axis.dim_value() : -1);
            input.symbols.push_back(clean(axis.dim_param()));
        }
        return input;
    }

    const onnx::ModelProto& m_model;
    Graph m_graph;
};

} // namespace

Graph parse(std::string_view bytes, const std::string& source)
{
    const auto fail = [&source](const std::string& problem) {
        throw ExchangeError("Reading network " + source + ": " + problem);
    };
    constexpr std::size_t most = std::size_t{1} << 30;
    if (bytes.empty())
        fail("the file is empty, expected an ONNX network. Export it again.");
    if (bytes.size() > most)
        fail("the file has " + std::to_string(bytes.size()) + " bytes, expected at most " + std::to_string(most) +
             ". Networks for microcontrollers are far smaller.");
    onnx::ModelProto model;
    google::protobuf::io::CodedInputStream stream(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                                  static_cast<int>(bytes.size()));
    // Of a file that is cut short, everything up to the cut has been read when the parser gives up.
    if (!model.MergeFromCodedStream(&stream) || !stream.ConsumedEntireMessage())
        fail("it is no ONNX file, or it is cut short: " + std::to_string(bytes.size()) +
             " bytes do not hold one whole message. Export it, or copy it, again.");
    if (!model.has_graph())
        fail("it is no ONNX file, or it is cut short: it holds no graph. Export it, or copy it, again.");
    return Converter(model, source, bytes.size()).convert();
}

} // namespace pitlane::onnxgraph
