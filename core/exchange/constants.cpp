// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/constants.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace pitlane::onnxgraph {

namespace {

using Dims = std::vector<std::int64_t>;

std::size_t asIndex(std::int64_t value)
{
    return static_cast<std::size_t>(value);
}

const Constant& needed(const std::vector<ConstantPtr>& inputs, std::size_t index)
{
    if (index >= inputs.size() || !inputs[index])
        throw Problem("its input " + std::to_string(index + 1) + " is missing. The file is damaged: export it again.");
    return *inputs[index];
}

ConstantPtr optional(const std::vector<ConstantPtr>& inputs, std::size_t index)
{
    return index < inputs.size() ? inputs[index] : nullptr;
}

Dims stridesOf(const Dims& dims)
{
    Dims strides(dims.size(), 1);
    for (std::size_t i = dims.size(); i-- > 1;)
        strides[i - 1] = strides[i] * std::max<std::int64_t>(dims[i], 1);
    return strides;
}

/// A tensor of shape `dims` whose values are those of `from` at the places that `placeOf(index)` names.
template <class PlaceOf> std::shared_ptr<Constant> gathered(const Constant& from, Dims dims, PlaceOf placeOf)
{
    auto result = std::make_shared<Constant>();
    result->isFloat = from.isFloat;
    const auto count = valueCount(dims).value_or(0);
    Dims index(dims.size(), 0);
    for (std::int64_t n = 0; n < count; ++n) {
        const auto place = asIndex(placeOf(index));
        if (from.isFloat)
            result->floats.push_back(from.floats.at(place));
        else
            result->ints.push_back(from.ints.at(place));
        for (std::size_t axis = dims.size(); axis-- > 0;) {
            if (++index[axis] < dims[axis])
                break;
            index[axis] = 0;
        }
    }
    result->dims = std::move(dims);
    return result;
}

std::shared_ptr<Constant> withDims(const Constant& from, Dims dims)
{
    if (valueCount(dims) != static_cast<std::int64_t>(from.count()))
        throw Problem("it gives " + std::to_string(from.count()) + " values the shape " + describe(dims) +
                      ". The file is damaged: export it again.");
    auto result = std::make_shared<Constant>(from);
    result->dims = std::move(dims);
    return result;
}

void checkSize(const Dims& dims, std::int64_t most)
{
    if (const auto count = valueCount(dims); !count || *count > most)
        throw Problem("it makes a constant of shape " + describe(dims) +
                      ", more than the file accounts for. The file is damaged: export it again.");
}

ConstantPtr constantValue(const GraphNode& node)
{
    for (const auto& [name, attribute] : node.attributes) {
        auto result = std::make_shared<Constant>();
        result->isFloat = false;
        if (name == "value" && attribute.tensor)
            return attribute.tensor;
        if (name == "value_int") {
            result->ints = {node.integer(name, 0)};
        } else if (name == "value_ints") {
            result->ints = node.integers(name).value_or(Dims{});
            result->dims = {static_cast<std::int64_t>(result->ints.size())};
        } else if (name == "value_float") {
            result->isFloat = true;
            result->floats = {static_cast<float>(node.number(name, 0))};
        } else if (name == "value_floats") {
            result->isFloat = true;
            result->floats = attribute.floats;
            result->dims = {static_cast<std::int64_t>(result->floats.size())};
        } else {
            continue;
        }
        return result;
    }
    throw Problem("it holds no tensor of numbers. Export the network again.");
}

ConstantPtr cast(const GraphNode& node, const Constant& input)
{
    constexpr std::int64_t floatType = 1, int32Type = 6, int64Type = 7, boolType = 9, doubleType = 11;
    const auto to = node.integer("to", 0);
    auto result = std::make_shared<Constant>(input);
    if (to == floatType || to == doubleType) {
        if (!input.isFloat)
            result->floats.assign(input.ints.begin(), input.ints.end());
        result->ints.clear();
        result->isFloat = true;
    } else if (to == int64Type || to == int32Type || to == boolType) {
        if (input.isFloat) {
            for (const float value : input.floats) {
                if (!(std::abs(value) < 9e18F))
                    throw Problem("it turns a number into a whole one that does not fit. Export the network again.");
                result->ints.push_back(static_cast<std::int64_t>(value));
            }
        }
        if (to == boolType)
            for (auto& value : result->ints)
                value = value != 0 ? 1 : 0;
        result->floats.clear();
        result->isFloat = false;
    } else {
        throw Problem("it turns a constant into type " + std::to_string(to) +
                      " of ONNX, expected float or whole numbers. Export the network in float32.");
    }
    return result;
}

ConstantPtr constantOfShape(const GraphNode& node, const Constant& shape, std::int64_t most)
{
    if (shape.isFloat)
        throw Problem("its shape is no list of whole numbers. The file is damaged: export it again.");
    checkSize(shape.ints, most);
    auto result = std::make_shared<Constant>();
    result->dims = shape.ints;
    const auto count = asIndex(valueCount(shape.ints).value_or(0));
    const auto value = node.attributes.find("value");
    if (value == node.attributes.end()) {
        result->floats.assign(count, 0.0F);
    } else if (!value->second.tensor || value->second.tensor->count() != 1) {
        throw Problem("its value is no single number. The file is damaged: export it again.");
    } else if (value->second.tensor->isFloat) {
        result->floats.assign(count, value->second.tensor->floats.front());
    } else {
        result->isFloat = false;
        result->ints.assign(count, value->second.tensor->ints.front());
    }
    return result;
}

ConstantPtr concat(const GraphNode& node, const std::vector<ConstantPtr>& inputs, std::int64_t most)
{
    const auto& first = needed(inputs, 0);
    const auto axis = axisOf(node.integer("axis", 0), first.dims.size());
    auto dims = first.dims;
    dims[axis] = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const auto& part = needed(inputs, i);
        auto others = part.dims;
        if (others.size() != dims.size() || part.isFloat != first.isFloat)
            throw Problem("it joins tensors of different kinds. The file is damaged: export it again.");
        dims[axis] += others[axis];
        others[axis] = first.dims[axis];
        if (others != first.dims)
            throw Problem("it joins tensors of different shapes. The file is damaged: export it again.");
        checkSize(dims, most);
    }
    auto result = std::make_shared<Constant>();
    result->isFloat = first.isFloat;
    const auto outer = std::accumulate(dims.begin(), dims.begin() + static_cast<std::ptrdiff_t>(axis), std::int64_t{1},
                                       std::multiplies<>());
    for (std::int64_t block = 0; block < outer; ++block) {
        for (const auto& part : inputs) {
            const auto run = asIndex(static_cast<std::int64_t>(part->count()) / std::max<std::int64_t>(outer, 1));
            const auto begin = asIndex(block) * run;
            for (std::size_t i = begin; i < begin + run; ++i) {
                if (result->isFloat)
                    result->floats.push_back(part->floats[i]);
                else
                    result->ints.push_back(part->ints[i]);
            }
        }
    }
    result->dims = std::move(dims);
    return result;
}

ConstantPtr reshape(const Constant& input, const Dims& wanted)
{
    Dims dims = wanted;
    std::int64_t known = 1;
    std::optional<std::size_t> open;
    for (std::size_t i = 0; i < dims.size(); ++i) {
        if (dims[i] == 0 && i < input.dims.size())
            dims[i] = input.dims[i];
        if (dims[i] == -1 && !open)
            open = i;
        else if (dims[i] < 0 || dims[i] > std::int64_t{1} << 40)
            throw Problem("it asks for the shape " + describe(wanted) + ". The file is damaged: export it again.");
        else
            known = std::min(known, std::int64_t{1} << 20) * dims[i];
    }
    if (open)
        dims[*open] = known > 0 ? static_cast<std::int64_t>(input.count()) / known : 0;
    return withDims(input, std::move(dims));
}

ConstantPtr transpose(const GraphNode& node, const Constant& input)
{
    std::vector<std::size_t> order;
    if (const auto perm = node.integers("perm")) {
        for (const auto axis : *perm)
            order.push_back(axisOf(axis, input.dims.size()));
    } else {
        for (std::size_t i = input.dims.size(); i-- > 0;)
            order.push_back(i);
    }
    auto sorted = order;
    std::ranges::sort(sorted);
    for (std::size_t i = 0; i < sorted.size(); ++i)
        if (sorted[i] != i || sorted.size() != input.dims.size())
            throw Problem("its order of axes names one twice. The file is damaged: export it again.");
    if (order.size() != input.dims.size())
        throw Problem("its order of axes is incomplete. The file is damaged: export it again.");
    return transposed(input, order);
}

ConstantPtr slice(const GraphNode& node, const std::vector<ConstantPtr>& inputs)
{
    const auto& input = needed(inputs, 0);
    auto dims = input.dims;
    const auto strides = stridesOf(input.dims);
    const auto ranges = slicesOf(node, inputs, input.dims);
    for (const auto& range : ranges)
        dims[range.axis] = range.count;
    return gathered(input, dims, [&](const Dims& index) {
        std::int64_t place = 0;
        for (std::size_t axis = 0; axis < index.size(); ++axis)
            place += index[axis] * strides[axis];
        for (const auto& range : ranges)
            place += (range.begin + index[range.axis] * (range.step - 1)) * strides[range.axis];
        return place;
    });
}

ConstantPtr gather(const GraphNode& node, const std::vector<ConstantPtr>& inputs, std::int64_t most)
{
    const auto& input = needed(inputs, 0);
    const auto& indices = needed(inputs, 1);
    if (indices.isFloat || input.dims.empty())
        throw Problem("its indices are no whole numbers. The file is damaged: export it again.");
    const auto axis = axisOf(node.integer("axis", 0), input.dims.size());
    Dims dims(input.dims.begin(), input.dims.begin() + static_cast<std::ptrdiff_t>(axis));
    dims.insert(dims.end(), indices.dims.begin(), indices.dims.end());
    dims.insert(dims.end(), input.dims.begin() + static_cast<std::ptrdiff_t>(axis) + 1, input.dims.end());
    checkSize(dims, most);
    Dims places;
    for (const auto wanted : indices.ints)
        places.push_back(static_cast<std::int64_t>(axisOf(wanted, asIndex(input.dims[axis]))));
    const auto strides = stridesOf(input.dims);
    const auto indexStrides = stridesOf(indices.dims);
    return gathered(input, dims, [&](const Dims& index) {
        std::int64_t place = 0;
        std::int64_t chosen = 0;
        for (std::size_t i = 0; i < index.size(); ++i) {
            if (i < axis)
                place += index[i] * strides[i];
            else if (i < axis + indices.dims.size())
                chosen += index[i] * indexStrides[i - axis];
            else
                place += index[i] * strides[i - indices.dims.size() + 1];
        }
        return place + places[asIndex(chosen)] * strides[axis];
    });
}

ConstantPtr squeeze(const GraphNode& node, const std::vector<ConstantPtr>& inputs)
{
    const auto& input = needed(inputs, 0);
    const auto axes = axesOf(node, inputs);
    std::vector<bool> drop(input.dims.size(), false);
    for (std::size_t i = 0; i < drop.size(); ++i)
        drop[i] = !axes && input.dims[i] == 1;
    for (const auto axis : axes.value_or(Dims{}))
        drop[axisOf(axis, drop.size())] = true;
    Dims dims;
    for (std::size_t i = 0; i < drop.size(); ++i)
        if (!drop[i])
            dims.push_back(input.dims[i]);
    return withDims(input, std::move(dims));
}

ConstantPtr unsqueeze(const GraphNode& node, const std::vector<ConstantPtr>& inputs)
{
    const auto& input = needed(inputs, 0);
    const auto axes = axesOf(node, inputs).value_or(Dims{});
    const auto rank = input.dims.size() + axes.size();
    std::vector<bool> isNew(rank, false);
    for (const auto axis : axes)
        isNew[axisOf(axis, rank)] = true;
    Dims dims;
    std::size_t next = 0;
    for (std::size_t i = 0; i < rank; ++i)
        dims.push_back(isNew[i] || next >= input.dims.size() ? 1 : input.dims[next++]);
    return withDims(input, std::move(dims));
}

template <class Value> Value applied(const std::string& type, Value a, Value b)
{
    if constexpr (std::is_integral_v<Value>) {
        // A symbolic batch and numbers that do not fit are left alone by every chain that can be a shape.
        constexpr Value most = Value{1} << 30;
        if (std::max(a, b) > most || std::min(a, b) < -most)
            throw Problem("it calculates with the size of the batch, or with numbers above 2^30. Export the network "
                          "with fixed sizes, the batch axis alone symbolic.");
        if (type == "Div" && b == 0)
            throw Problem("it divides by zero. The file is damaged: export it again.");
    }
    return type == "Add" ? a + b : type == "Sub" ? a - b : type == "Mul" ? a * b : a / b;
}

ConstantPtr arithmetic(const GraphNode& node, const Constant& a, const Constant& b, std::int64_t most)
{
    if (a.isFloat != b.isFloat)
        throw Problem("it mixes whole numbers and others. The file is damaged: export it again.");
    const auto rank = std::max(a.dims.size(), b.dims.size());
    Dims dims(rank, 1);
    const auto sizeOf = [rank](const Constant& part, std::size_t axis) {
        const auto missing = rank - part.dims.size();
        return axis < missing ? 1 : part.dims[axis - missing];
    };
    for (std::size_t i = 0; i < rank; ++i) {
        dims[i] = std::max(sizeOf(a, i), sizeOf(b, i));
        for (const auto* part : {&a, &b})
            if (sizeOf(*part, i) != 1 && sizeOf(*part, i) != dims[i])
                throw Problem("its constants have the shapes " + describe(a.dims) + " and " + describe(b.dims) +
                              ", which do not go together. The file is damaged: export it again.");
    }
    checkSize(dims, most);
    const auto spread = [&](const Constant& part) {
        const auto strides = stridesOf(part.dims);
        const auto missing = rank - part.dims.size();
        return gathered(part, dims, [&](const Dims& index) {
            std::int64_t place = 0;
            for (std::size_t i = 0; i < part.dims.size(); ++i)
                place += part.dims[i] == 1 ? 0 : index[i + missing] * strides[i];
            return place;
        });
    };
    auto result = spread(a);
    const auto other = spread(b);
    for (std::size_t i = 0; i < result->floats.size(); ++i)
        result->floats[i] = applied(node.type, result->floats[i], other->floats[i]);
    for (std::size_t i = 0; i < result->ints.size(); ++i)
        result->ints[i] = applied(node.type, result->ints[i], other->ints[i]);
    return result;
}

} // namespace

const std::vector<std::int64_t>& integersOf(const ConstantPtr& constant, const char* what)
{
    if (!constant || constant->isFloat || constant->dims.size() > 1)
        throw Problem(std::string("its ") + what +
                      " are not known before the network runs, expected a list of whole numbers. Export the network "
                      "with fixed sizes, the batch axis alone symbolic.");
    return constant->ints;
}

std::shared_ptr<Constant> transposed(const Constant& tensor, const std::vector<std::size_t>& order)
{
    const auto strides = stridesOf(tensor.dims);
    Dims dims;
    for (const auto axis : order)
        dims.push_back(tensor.dims[axis]);
    auto result = gathered(tensor, dims, [&](const Dims& index) {
        std::int64_t place = 0;
        for (std::size_t i = 0; i < index.size(); ++i)
            place += index[i] * strides[order[i]];
        return place;
    });
    result->name = tensor.name;
    return result;
}

std::vector<Range> slicesOf(const GraphNode& node, const std::vector<ConstantPtr>& inputs,
                            const std::vector<std::int64_t>& dims)
{
    Dims starts, ends, axes, steps;
    if (node.has("starts")) {
        starts = node.integers("starts").value_or(Dims{});
        ends = node.integers("ends").value_or(Dims{});
        axes = node.integers("axes").value_or(Dims{});
    } else {
        starts = integersOf(optional(inputs, 1), "first places");
        ends = integersOf(optional(inputs, 2), "last places");
        if (optional(inputs, 3))
            axes = integersOf(inputs[3], "axes");
        if (optional(inputs, 4))
            steps = integersOf(inputs[4], "steps");
    }
    if (axes.empty())
        for (std::size_t i = 0; i < starts.size(); ++i)
            axes.push_back(static_cast<std::int64_t>(i));
    steps.resize(steps.empty() ? starts.size() : steps.size(), 1);
    if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size())
        throw Problem("its first places, last places, axes and steps are not equally many. The file is damaged: "
                      "export it again.");
    std::vector<Range> result;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const auto axis = axisOf(axes[i], dims.size());
        const auto size = dims[axis];
        if (size < 0) { // the batch, whose size is not known: only all of it can be meant
            if (starts[i] != 0 || ends[i] < std::int64_t{1} << 30 || steps[i] != 1)
                throw Problem("it cuts the batch axis. Export the network for whole batches.");
            continue;
        }
        const auto step = steps[i];
        if (step == 0 || std::abs(step / 2) > std::int64_t{1} << 40)
            throw Problem("it has the step " + std::to_string(step) + ". The file is damaged: export it again.");
        const auto place = [size](std::int64_t value, std::int64_t low, std::int64_t high) {
            return std::clamp(value < 0 ? value + size : value, low, high);
        };
        if (size == 0) {
            result.push_back({.axis = axis, .begin = 0, .step = 1, .count = 0});
            continue;
        }
        const auto begin = step > 0 ? place(starts[i], 0, size) : place(starts[i], 0, size - 1);
        const auto end = step > 0 ? place(ends[i], 0, size) : place(ends[i], -1, size - 1);
        const auto span = step > 0 ? end - begin : begin - end;
        const auto stride = std::abs(step);
        const auto count = span > 0 && size > 0 ? (span - 1) / stride + 1 : 0;
        if (std::ranges::any_of(result, [axis](const Range& range) { return range.axis == axis; }))
            throw Problem("it cuts an axis twice. The file is damaged: export it again.");
        result.push_back({.axis = axis, .begin = begin, .step = step, .count = count});
    }
    return result;
}

std::optional<std::vector<std::int64_t>> axesOf(const GraphNode& node, const std::vector<ConstantPtr>& inputs,
                                                std::size_t index)
{
    if (node.has("axes"))
        return node.integers("axes");
    if (index < node.inputs.size() && !node.inputs[index].empty())
        return integersOf(optional(inputs, index), "axes");
    return std::nullopt;
}

ConstantPtr fold(const GraphNode& node, const std::vector<ConstantPtr>& inputs, std::int64_t most)
{
    const auto& type = node.type;
    if (!node.domain.empty())
        return nullptr;
    if (type == "Constant")
        return constantValue(node);
    if (type == "Identity")
        return std::make_shared<Constant>(needed(inputs, 0));
    if (type == "Cast")
        return cast(node, needed(inputs, 0));
    if (type == "ConstantOfShape")
        return constantOfShape(node, needed(inputs, 0), most);
    if (type == "Concat")
        return concat(node, inputs, most);
    if (type == "Reshape")
        return reshape(needed(inputs, 0),
                       inputs.size() > 1 ? integersOf(inputs[1], "sizes") : node.integers("shape").value_or(Dims{}));
    if (type == "Transpose")
        return transpose(node, needed(inputs, 0));
    if (type == "Slice")
        return slice(node, inputs);
    if (type == "Gather")
        return gather(node, inputs, most);
    if (type == "Squeeze")
        return squeeze(node, inputs);
    if (type == "Unsqueeze")
        return unsqueeze(node, inputs);
    if (type == "Neg") {
        auto result = std::make_shared<Constant>(needed(inputs, 0));
        for (auto& value : result->floats)
            value = -value;
        for (auto& value : result->ints) // INT64_MIN has no opposite
            value = value == std::numeric_limits<std::int64_t>::min() ? value : -value;
        return result;
    }
    if (type == "Add" || type == "Sub" || type == "Mul" || type == "Div")
        return arithmetic(node, needed(inputs, 0), needed(inputs, 1), most);
    return nullptr;
}

} // namespace pitlane::onnxgraph
