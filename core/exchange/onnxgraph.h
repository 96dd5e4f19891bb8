// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/exchangeerror.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// An ONNX graph as plain values, so that protobuf is known to the file reader and writer alone.
namespace pitlane::onnxgraph {

/// What is wrong with the node that is being read, as a sentence without its place; the walker adds file and node.
class Problem : public Error
{
public:
    using Error::Error;
};

/// Stands for the size of a symbolic batch axis in folded shapes. Not a number that exporters write themselves.
constexpr std::int64_t batchMark = -7'000'000'000'000'000'003;

/// A tensor that is known before the network runs: float, or whole numbers (bool, int32 and int64 alike).
struct Constant
{
    std::vector<std::int64_t> dims;
    bool isFloat = true;
    std::vector<float> floats;
    std::vector<std::int64_t> ints;
    std::string name; ///< of the initialiser, or empty

    [[nodiscard]] std::size_t count() const { return isFloat ? floats.size() : ints.size(); }
};
using ConstantPtr = std::shared_ptr<const Constant>;

struct Attribute
{
    enum class Kind { Int, Float, Text, Ints, Floats, Tensor, Other };
    Kind kind = Kind::Other;
    std::int64_t i = 0;
    float f = 0;
    std::string text;
    std::vector<std::int64_t> ints;
    std::vector<float> floats;
    ConstantPtr tensor;
};

struct GraphNode
{
    std::string name;
    std::string type;                ///< "Conv"
    std::string domain;              ///< empty: ONNX's own
    std::vector<std::string> inputs; ///< empty names: left out
    std::vector<std::string> outputs;
    std::map<std::string, Attribute> attributes;

    /// The attribute, or `otherwise` when it is absent. Throws Problem when it has another type.
    [[nodiscard]] std::int64_t integer(std::string_view attribute, std::int64_t otherwise) const;
    [[nodiscard]] double number(std::string_view attribute, double otherwise) const;
    [[nodiscard]] std::string text(std::string_view attribute, const std::string& otherwise) const;
    [[nodiscard]] std::optional<std::vector<std::int64_t>> integers(std::string_view attribute) const;
    [[nodiscard]] bool has(std::string_view attribute) const { return attributes.contains(std::string(attribute)); }

private:
    [[nodiscard]] const Attribute* find(std::string_view attribute, Attribute::Kind kind, const char* expected) const;
};

struct GraphInput
{
    std::string name;
    std::vector<std::int64_t> dims;   ///< -1: symbolic
    std::vector<std::string> symbols; ///< names of symbolic axes, beside dims
    bool hasShape = false;
};

struct Graph
{
    std::string source; ///< file name for messages
    std::string name;
    std::int64_t opset = 0;
    std::uint64_t bytes = 0; ///< of the file
    std::vector<GraphNode> nodes;
    std::map<std::string, ConstantPtr> initialisers;
    std::vector<GraphInput> inputs; ///< without initialisers
    std::vector<std::string> outputs;
    std::set<std::string> fixedLayers; ///< of a network of ours: names of those that are kept out of every search
};

/// The entry of a model's metadata that names fixedLayers, one a line.
inline constexpr auto fixedLayersKey = "pitlane.fixed";

/// Number of values of a shape, or nothing when a size is negative or the product passes 2^40.
[[nodiscard]] std::optional<std::int64_t> valueCount(const std::vector<std::int64_t>& dims);

/// "[2, 3]"; the batch is "N".
[[nodiscard]] std::string describe(const std::vector<std::int64_t>& dims);

/// `axis` counted from the front; Throws Problem when it lies outside `rank`.
[[nodiscard]] std::size_t axisOf(std::int64_t axis, std::size_t rank);

} // namespace pitlane::onnxgraph
