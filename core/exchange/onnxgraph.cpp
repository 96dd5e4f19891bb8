// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/onnxgraph.h"

#include <algorithm>

namespace pitlane::onnxgraph {

const Attribute* GraphNode::find(std::string_view attribute, Attribute::Kind kind, const char* expected) const
{
    const auto found = attributes.find(std::string(attribute));
    if (found == attributes.end())
        return nullptr;
    if (found->second.kind != kind)
        throw Problem("its attribute " + std::string(attribute) + " is not " + expected +
                      ", as the ONNX standard has it. The file is damaged: export it again.");
    return &found->second;
}

std::int64_t GraphNode::integer(std::string_view attribute, std::int64_t otherwise) const
{
    const auto* found = find(attribute, Attribute::Kind::Int, "a whole number");
    return found ? found->i : otherwise;
}

double GraphNode::number(std::string_view attribute, double otherwise) const
{
    const auto* found = find(attribute, Attribute::Kind::Float, "a number");
    return found ? static_cast<double>(found->f) : otherwise;
}

std::string GraphNode::text(std::string_view attribute, const std::string& otherwise) const
{
    const auto* found = find(attribute, Attribute::Kind::Text, "a text");
    return found ? found->text : otherwise;
}

std::optional<std::vector<std::int64_t>> GraphNode::integers(std::string_view attribute) const
{
    const auto* found = find(attribute, Attribute::Kind::Ints, "a list of whole numbers");
    return found ? std::optional(found->ints) : std::nullopt;
}

std::optional<std::int64_t> valueCount(const std::vector<std::int64_t>& dims)
{
    constexpr std::int64_t most = std::int64_t{1} << 40;
    std::int64_t count = 1;
    bool isEmpty = false;
    for (const auto size : dims) {
        if (size < 0)
            return std::nullopt;
        isEmpty = isEmpty || size == 0;
        if (size > 0 && count > most / size)
            return std::nullopt;
        count *= std::max<std::int64_t>(size, 1);
    }
    return isEmpty ? 0 : count;
}

std::string describe(const std::vector<std::int64_t>& dims)
{
    std::string result = "[";
    for (std::size_t i = 0; i < dims.size(); ++i)
        result += (i == 0 ? "" : ", ") + (dims[i] == batchMark ? std::string("N") : std::to_string(dims[i]));
    return result + "]";
}

std::size_t axisOf(std::int64_t axis, std::size_t rank)
{
    const auto counted = axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis;
    if (axis < -static_cast<std::int64_t>(rank) || counted < 0 || counted >= static_cast<std::int64_t>(rank))
        throw Problem("it names axis " + std::to_string(axis) + " of a tensor with " + std::to_string(rank) +
                      " axes. The file is damaged: export it again.");
    return static_cast<std::size_t>(counted);
}

} // namespace pitlane::onnxgraph
