// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonreader.h"
#include "core/network/networkspec.h"
#include "core/network/problemtext.h"

#include <algorithm>
#include <optional>

namespace pitlane {

using nlohmann::json;

namespace {

// The JSON form of an operation is the list of its fields, written once for both directions. A visitor is called as
// visit("C_out", op.C_out) for every field; Field<T> below converts one value.

template <class OpType, class Visitor> void forEachField(OpType& op, Visitor&& visit)
{
    using Plain = std::remove_const_t<OpType>;
    if constexpr (std::is_same_v<Plain, Conv1d>) {
        visit("C_out", op.C_out);
        visit("K", op.K);
        visit("d", op.d);
        visit("s", op.s);
        visit("padding", op.padding);
        visit("groups", op.groups);
        visit("bias", op.bias);
    } else if constexpr (std::is_same_v<Plain, Linear>) {
        visit("C_out", op.C_out);
        visit("bias", op.bias);
    } else if constexpr (std::is_same_v<Plain, BatchNorm>) {
        visit("eps", op.eps);
        visit("momentum", op.momentum);
    } else if constexpr (std::is_same_v<Plain, AvgPool> || std::is_same_v<Plain, MaxPool>) {
        visit("K", op.K);
        visit("s", op.s);
    } else if constexpr (std::is_same_v<Plain, Dropout> || std::is_same_v<Plain, SpatialDropout>) {
        visit("p", op.p);
    } else {
        static_assert(std::is_empty_v<Plain>, "an operation with fields needs its list here");
    }
}

template <class T> json toValue(const T& value)
{
    if constexpr (std::is_same_v<T, Padding>)
        return json{{"left", value.left}, {"right", value.right}};
    else
        return value;
}

void rejectUnknown(const JsonReader& reader, const std::vector<std::string>& known)
{
    for (const auto& item : reader.value().items()) {
        if (std::find(known.begin(), known.end(), item.key()) == known.end())
            reader.fail("the field \"" + item.key() + "\" is not known. Remove it, or check its spelling.");
    }
}

void readValue(const JsonReader& reader, std::int64_t& target)
{
    target = reader.asInt();
}
void readValue(const JsonReader& reader, double& target)
{
    target = reader.asDouble();
}
void readValue(const JsonReader& reader, bool& target)
{
    target = reader.asBool();
}
void readValue(const JsonReader& reader, std::string& target)
{
    target = reader.asString();
}

void readValue(const JsonReader& reader, Padding& target)
{
    target.left = reader.at("left").asInt();
    target.right = reader.at("right").asInt();
    rejectUnknown(reader, {"left", "right"});
}

void readValue(const JsonReader& reader, std::vector<std::string>& target)
{
    target.clear();
    for (std::size_t i = 0; i < reader.size(); ++i)
        target.push_back(reader.at(i).asString());
}

/// One node of the document; its errors name the node rather than its number in the list.
class NodeReader
{
public:
    explicit NodeReader(const JsonReader& reader)
        : m_reader(reader.value(), reader.source(), placeOf(reader)), m_known{"name", "kind", "inputs", "searchable"}
    {
    }

    [[nodiscard]] Node read()
    {
        Node node;
        readField("name", node.name);
        std::string kind;
        readField("kind", kind);
        auto op = defaultOp<0>(kind);
        if (!op)
            field("kind").fail("found \"" + kind + "\", expected one of " + allKinds<0>() + ". Check its spelling.");
        node.op = *op;
        readField("inputs", node.inputs);
        readField("searchable", node.searchable);
        std::visit(
            [this](auto& typed) {
                forEachField(typed, [this](const char* name, auto& target) {
                    m_known.emplace_back(name);
                    readField(name, target);
                });
            },
            node.op);
        rejectUnknown(m_reader, m_known);
        return node;
    }

private:
    static std::string placeOf(const JsonReader& reader)
    {
        if (reader.has("name") && reader.at("name").value().is_string())
            return "node " + reader.at("name").asString();
        return reader.place();
    }

    [[nodiscard]] JsonReader field(const std::string& name) const
    {
        return {m_reader.at(name).value(), m_reader.source(), m_reader.place() + ", field " + name};
    }

    template <class T> void readField(const std::string& name, T& target) const { readValue(field(name), target); }

    template <std::size_t I> static std::optional<Op> defaultOp(const std::string& kind)
    {
        if constexpr (I == std::variant_size_v<Op>) {
            return std::nullopt;
        } else {
            const Op op = std::variant_alternative_t<I, Op>{};
            return kindOf(op) == kind ? std::optional(op) : defaultOp<I + 1>(kind);
        }
    }

    template <std::size_t I> static std::string allKinds()
    {
        const std::string kind(kindOf(Op(std::variant_alternative_t<I, Op>{})));
        if constexpr (I + 1 == std::variant_size_v<Op>)
            return kind;
        else
            return kind + ", " + allKinds<I + 1>();
    }

    JsonReader m_reader;
    std::vector<std::string> m_known;
};

void checkSchema(const JsonReader& reader)
{
    const auto schema = reader.at("schema");
    const auto version = schema.asInt();
    if (version > NetworkSpec::schemaVersion)
        schema.fail("found version " + std::to_string(version) + ", but this Pitlane reads networks up to version " +
                    std::to_string(NetworkSpec::schemaVersion) + ". Open it with a newer Pitlane.");
    if (version < 1)
        schema.fail("found version " + std::to_string(version) + ", expected 1 to " +
                    std::to_string(NetworkSpec::schemaVersion) + ". Export the network again.");
}

} // namespace

json toJson(const NetworkSpec& network)
{
    auto nodes = json::array();
    for (const auto& node : network.nodes) {
        json value = {{"name", node.name},
                      {"kind", std::string(kindOf(node.op))},
                      {"inputs", node.inputs},
                      {"searchable", node.searchable}};
        std::visit(
            [&value](const auto& op) {
                forEachField(op, [&value](const char* name, const auto& field) { value[name] = toValue(field); });
            },
            node.op);
        nodes.push_back(std::move(value));
    }
    return {{"schema", NetworkSpec::schemaVersion},
            {"name", network.name},
            {"input", {{"C", network.input.C}, {"T", network.input.T}}},
            {"nodes", std::move(nodes)}};
}

NetworkSpec networkFromJson(const json& document, const std::string& source)
{
    const auto step = "Reading " + source;
    NetworkSpec network;
    try {
        const JsonReader reader(document, step);
        checkSchema(reader);
        rejectUnknown(reader, {"schema", "name", "input", "nodes"});
        network.name = reader.at("name").asString();
        const auto input = reader.at("input");
        network.input = {.C = input.at("C").asInt(), .T = input.at("T").asInt()};
        rejectUnknown(input, {"C", "T"});
        const auto nodes = reader.at("nodes");
        const auto count = nodes.size();
        network.nodes.reserve(count);
        for (std::size_t i = 0; i < count; ++i)
            network.nodes.push_back(NodeReader(nodes.at(i)).read());
    } catch (const JsonError& error) {
        throw NetworkError(error.what());
    }
    if (const auto problems = validate(network); !problems.empty())
        throw NetworkError(step + ": " + describe(problems.front()));
    return network;
}

} // namespace pitlane
