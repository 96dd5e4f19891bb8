// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <onnx/onnx_pb.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace pitlane::test {

/// Runs an ONNX model by the definitions of its operators, node by node, in double precision; knows nothing of Pitlane.
/// One example at a time: the batch is 1.
class OnnxEvaluator
{
public:
    using Dims = std::vector<std::int64_t>;
    struct Tensor
    {
        Dims dims;
        std::vector<double> values;
    };

    explicit OnnxEvaluator(const onnx::ModelProto& model) : m_graph(model.graph()) {}

    [[nodiscard]] Tensor run(const Tensor& x)
    {
        m_tensors.clear();
        for (const auto& initialiser : m_graph.initializer())
            m_tensors[initialiser.name()] = read(initialiser);
        for (const auto& input : m_graph.input())
            if (!m_tensors.contains(input.name()))
                m_tensors[input.name()] = x;
        for (const auto& node : m_graph.node()) {
            m_node = &node;
            m_tensors[node.output(0)] = apply();
        }
        return m_tensors.at(m_graph.output(0).name());
    }

private:
    static std::size_t at(std::int64_t value) { return static_cast<std::size_t>(value); }

    static std::int64_t count(const Dims& dims)
    {
        std::int64_t result = 1;
        for (const auto size : dims)
            result *= size;
        return result;
    }

    static Tensor read(const onnx::TensorProto& proto)
    {
        Tensor tensor{.dims = {proto.dims().begin(), proto.dims().end()}, .values = {}};
        const auto n = at(count(tensor.dims));
        for (std::size_t i = 0; i < n; ++i) {
            const auto* raw = proto.raw_data().data();
            if (proto.data_type() == onnx::TensorProto::FLOAT) {
                float value = proto.has_raw_data() ? 0 : proto.float_data(static_cast<int>(i));
                if (proto.has_raw_data())
                    std::memcpy(&value, raw + i * sizeof value, sizeof value);
                tensor.values.push_back(static_cast<double>(value));
            } else if (proto.data_type() == onnx::TensorProto::DOUBLE) {
                double value = proto.has_raw_data() ? 0 : proto.double_data(static_cast<int>(i));
                if (proto.has_raw_data())
                    std::memcpy(&value, raw + i * sizeof value, sizeof value);
                tensor.values.push_back(value);
            } else {
                std::int64_t value = proto.has_raw_data() ? 0 : proto.int64_data(static_cast<int>(i));
                if (proto.has_raw_data())
                    std::memcpy(&value, raw + i * sizeof value, sizeof value);
                tensor.values.push_back(static_cast<double>(value));
            }
        }
        return tensor;
    }

    [[nodiscard]] const onnx::AttributeProto* attribute(const char* name) const
    {
        for (const auto& each : m_node->attribute())
            if (each.name() == name)
                return &each;
        return nullptr;
    }
    [[nodiscard]] std::int64_t integer(const char* name, std::int64_t otherwise) const
    {
        const auto* found = attribute(name);
        return found ? found->i() : otherwise;
    }
    [[nodiscard]] double number(const char* name, double otherwise) const
    {
        const auto* found = attribute(name);
        return found ? static_cast<double>(found->f()) : otherwise;
    }
    [[nodiscard]] Dims integers(const char* name, Dims otherwise) const
    {
        const auto* found = attribute(name);
        return found ? Dims(found->ints().begin(), found->ints().end()) : otherwise;
    }
    [[nodiscard]] bool has(int input) const { return input < m_node->input_size() && !m_node->input(input).empty(); }
    [[nodiscard]] const Tensor& in(int input) const { return m_tensors.at(m_node->input(input)); }
    [[nodiscard]] Dims list(int input, const char* name, Dims otherwise) const
    {
        if (!has(input))
            return integers(name, std::move(otherwise));
        Dims result;
        for (const double value : in(input).values) // the places of Slice go beyond what a double holds
            result.push_back(std::abs(value) > 1e15 ? (value > 0 ? std::int64_t{1} << 50 : -(std::int64_t{1} << 50))
                                                    : std::llround(value));
        return result;
    }
    static std::size_t axis(std::int64_t value, std::size_t rank)
    {
        return at(value < 0 ? value + static_cast<std::int64_t>(rank) : value);
    }
    static Dims steps(const Dims& dims)
    {
        Dims result(dims.size(), 1);
        for (std::size_t i = dims.size(); i-- > 1;)
            result[i - 1] = result[i] * dims[i];
        return result;
    }
    /// A tensor whose value at each index is `value(index)`.
    static Tensor make(const Dims& dims, const std::function<double(const Dims&)>& value)
    {
        Tensor result{.dims = dims, .values = {}};
        Dims index(dims.size(), 0);
        for (std::int64_t n = count(dims); n-- > 0;) {
            result.values.push_back(value(index));
            for (std::size_t i = dims.size(); i-- > 0; index[i] = 0)
                if (++index[i] < dims[i])
                    break;
        }
        return result;
    }
    /// The value at an index that may be longer, or larger where `x` has size 1 (broadcasting).
    static double pick(const Tensor& x, const Dims& index)
    {
        const auto step = steps(x.dims);
        std::int64_t place = 0;
        for (std::size_t i = 0; i < x.dims.size(); ++i)
            place += x.dims[i] == 1 ? 0 : index[i + index.size() - x.dims.size()] * step[i];
        return x.values.at(at(place));
    }
    static Tensor each(const Tensor& a, const Tensor& b, const std::function<double(double, double)>& function)
    {
        Dims dims(std::max(a.dims.size(), b.dims.size()), 1);
        for (const auto* x : {&a, &b})
            for (std::size_t i = 0; i < x->dims.size(); ++i)
                dims[i + dims.size() - x->dims.size()] = std::max(dims[i + dims.size() - x->dims.size()], x->dims[i]);
        return make(dims, [&](const Dims& index) { return function(pick(a, index), pick(b, index)); });
    }
    static Tensor each(Tensor x, const std::function<double(double)>& function)
    {
        for (auto& value : x.values)
            value = function(value);
        return x;
    }
    static Tensor reshaped(Tensor x, Dims dims)
    {
        std::int64_t known = 1;
        for (std::size_t i = 0; i < dims.size(); ++i) {
            dims[i] = dims[i] == 0 ? x.dims.at(i) : dims[i];
            known *= dims[i] == -1 ? 1 : dims[i];
        }
        for (auto& size : dims)
            size = size == -1 ? static_cast<std::int64_t>(x.values.size()) / known : size;
        if (count(dims) != static_cast<std::int64_t>(x.values.size()))
            throw std::runtime_error("Reshape does not keep the number of values");
        x.dims = dims;
        return x;
    }

    /// Windows over all spatial axes.
    [[nodiscard]] Tensor
    windows(const Dims& kernel, std::int64_t C_out,
            const std::function<double(const std::function<const double*(const Dims&)>&, std::int64_t)>& value) const
    {
        const auto& x = in(0);
        const auto rank = kernel.size();
        const auto strides = integers("strides", Dims(rank, 1));
        const auto dilations = integers("dilations", Dims(rank, 1));
        const auto pads = integers("pads", Dims(2 * rank, 0));
        Dims dims{x.dims[0], C_out};
        for (std::size_t i = 0; i < rank; ++i)
            dims.push_back(
                (x.dims[i + 2] + pads[i] + pads[rank + i] - dilations[i] * (kernel[i] - 1) - 1) / strides[i] + 1);
        const auto step = steps(x.dims);
        return make(dims, [&](const Dims& index) {
            // The input at {channel, tap, ...} of this window, or null in the padding.
            const auto read = [&](const Dims& place) -> const double* {
                std::int64_t offset = index[0] * step[0] + place[0] * step[1];
                for (std::size_t i = 0; i < rank; ++i) {
                    const auto t = index[i + 2] * strides[i] + place[i + 1] * dilations[i] - pads[i];
                    if (t < 0 || t >= x.dims[i + 2])
                        return nullptr;
                    offset += t * step[i + 2];
                }
                return &x.values.at(at(offset));
            };
            return value(read, index[1]);
        });
    }
    static void forEach(const Dims& dims, const std::function<void(const Dims&)>& call)
    {
        (void)make(dims, [&](const Dims& index) {
            call(index);
            return 0.0;
        });
    }

    [[nodiscard]] Tensor conv() const
    {
        const auto& w = in(1);
        const Dims kernel(w.dims.begin() + 2, w.dims.end());
        const auto perGroup = w.dims[0] / integer("group", 1);
        return windows(kernel, w.dims[0], [&](const auto& read, std::int64_t m) {
            double sum = has(2) ? in(2).values.at(at(m)) : 0;
            auto weight = m * count(w.dims) / w.dims[0];
            Dims from;
            forEach(Dims(w.dims.begin() + 1, w.dims.end()), [&](const Dims& place) {
                from = place;
                from[0] += m / perGroup * w.dims[1];
                if (const auto* value = read(from))
                    sum += *value * w.values.at(at(weight));
                ++weight;
            });
            return sum;
        });
    }
    [[nodiscard]] Tensor pool(bool isMax) const
    {
        const auto kernel = integers("kernel_shape", {});
        return windows(kernel, in(0).dims[1], [&](const auto& read, std::int64_t c) {
            double sum = 0, most = -INFINITY;
            forEach(kernel, [&](const Dims& place) {
                Dims from{c};
                from.insert(from.end(), place.begin(), place.end());
                const double value = *read(from);
                sum += value;
                most = std::max(most, value);
            });
            return isMax ? most : sum / static_cast<double>(count(kernel));
        });
    }
    [[nodiscard]] Tensor reduced(const Tensor& x, const std::vector<std::size_t>& axes, bool keep, bool isMean) const
    {
        Dims dims = x.dims;
        for (const auto i : axes)
            dims[i] = 1;
        Tensor result{.dims = dims, .values = std::vector<double>(at(count(dims)), 0)};
        const auto step = steps(dims);
        forEach(x.dims, [&](const Dims& index) {
            std::int64_t place = 0;
            for (std::size_t i = 0; i < dims.size(); ++i)
                place += dims[i] == 1 ? 0 : index[i] * step[i];
            result.values[at(place)] += pick(x, index);
        });
        const auto share = static_cast<double>(count(x.dims)) / static_cast<double>(count(dims));
        if (isMean)
            result = each(result, [share](double value) { return value / share; });
        if (!keep) {
            Dims left;
            for (std::size_t i = 0; i < dims.size(); ++i)
                if (std::find(axes.begin(), axes.end(), i) == axes.end())
                    left.push_back(dims[i]);
            result.dims = left;
        }
        return result;
    }
    static Tensor matMul(Tensor a, Tensor b)
    {
        const bool aIsVector = a.dims.size() == 1, bIsVector = b.dims.size() == 1;
        if (aIsVector)
            a.dims.insert(a.dims.begin(), 1);
        if (bIsVector)
            b.dims.push_back(1);
        const auto rank = std::max(a.dims.size(), b.dims.size());
        while (a.dims.size() < rank)
            a.dims.insert(a.dims.begin(), 1);
        while (b.dims.size() < rank)
            b.dims.insert(b.dims.begin(), 1);
        Dims dims(rank);
        for (std::size_t i = 0; i + 2 < rank; ++i)
            dims[i] = std::max(a.dims[i], b.dims[i]);
        dims[rank - 2] = a.dims[rank - 2];
        dims[rank - 1] = b.dims[rank - 1];
        if (a.dims[rank - 1] != b.dims[rank - 2])
            throw std::runtime_error("MatMul of unequal sizes");
        auto result = make(dims, [&](const Dims& index) {
            double sum = 0;
            for (std::int64_t k = 0; k < a.dims[rank - 1]; ++k) {
                auto left = index, right = index;
                left[rank - 1] = k;
                right[rank - 2] = k;
                sum += pick(a, left) * pick(b, right);
            }
            return sum;
        });
        if (bIsVector)
            result.dims.pop_back();
        if (aIsVector)
            result.dims.erase(result.dims.end() - (bIsVector ? 1 : 2));
        return result;
    }
    [[nodiscard]] Tensor softmax() const
    {
        const auto along = axis(integer("axis", -1), in(0).dims.size());
        const auto powers = each(in(0), [](double value) { return std::exp(value); });
        return each(powers, reduced(powers, {along}, true, false), [](double a, double b) { return a / b; });
    }
    [[nodiscard]] Tensor slice() const
    {
        auto x = in(0);
        const auto starts = list(1, "starts", {}), ends = list(2, "ends", {});
        Dims all;
        for (std::size_t i = 0; i < starts.size(); ++i)
            all.push_back(static_cast<std::int64_t>(i));
        const auto axes = list(3, "axes", all), by = list(4, "steps", Dims(starts.size(), 1));
        auto dims = x.dims;
        Dims first(dims.size(), 0), step(dims.size(), 1);
        for (std::size_t i = 0; i < axes.size(); ++i) {
            const auto a = axis(axes[i], dims.size());
            const auto size = x.dims[a];
            std::vector<std::int64_t> kept; // by counting, as the standard tells it
            const auto begin = starts[i] < 0 ? starts[i] + size : starts[i];
            const auto end = ends[i] < 0 ? ends[i] + size : ends[i];
            for (std::int64_t t = 0; t < size; ++t) {
                const auto place =
                    by[i] > 0 ? std::max<std::int64_t>(begin, 0) + t * by[i] : std::min(begin, size - 1) + t * by[i];
                if (place >= 0 && place < size && (by[i] > 0 ? place < end : place > end))
                    kept.push_back(place);
            }
            dims[a] = static_cast<std::int64_t>(kept.size());
            first[a] = kept.empty() ? 0 : kept.front();
            step[a] = by[i];
        }
        return make(dims, [&](const Dims& index) {
            auto from = index;
            for (std::size_t i = 0; i < from.size(); ++i)
                from[i] = first[i] + index[i] * step[i];
            return pick({x.dims, x.values}, from);
        });
    }
    [[nodiscard]] Tensor pad() const
    {
        const auto& x = in(0);
        const auto pads = list(1, "pads", {});
        auto dims = x.dims;
        for (std::size_t i = 0; i < dims.size(); ++i)
            dims[i] += pads[i] + pads[i + dims.size()];
        return make(dims, [&](const Dims& index) {
            auto from = index;
            for (std::size_t i = 0; i < from.size(); ++i)
                if (from[i] -= pads[i]; from[i] < 0 || from[i] >= x.dims[i])
                    return 0.0;
            return pick(x, from);
        });
    }
    [[nodiscard]] Tensor gather() const
    {
        const auto& x = in(0);
        const auto& places = in(1);
        const auto along = axis(integer("axis", 0), x.dims.size());
        Dims dims(x.dims.begin(), x.dims.begin() + static_cast<std::ptrdiff_t>(along));
        dims.insert(dims.end(), places.dims.begin(), places.dims.end());
        dims.insert(dims.end(), x.dims.begin() + static_cast<std::ptrdiff_t>(along) + 1, x.dims.end());
        return make(dims, [&](const Dims& index) {
            Dims from(index.begin(), index.begin() + static_cast<std::ptrdiff_t>(along));
            const Dims which(index.begin() + static_cast<std::ptrdiff_t>(along),
                             index.begin() + static_cast<std::ptrdiff_t>(along + places.dims.size()));
            const auto place = std::llround(pick(places, which));
            from.push_back(place < 0 ? place + x.dims[along] : place);
            from.insert(from.end(), index.begin() + static_cast<std::ptrdiff_t>(along + places.dims.size()),
                        index.end());
            return pick(x, from);
        });
    }
    [[nodiscard]] Tensor concat() const
    {
        const auto along = axis(integer("axis", 0), in(0).dims.size());
        Tensor result = in(0);
        for (int i = 1; i < m_node->input_size(); ++i) {
            const auto& more = in(i);
            auto dims = result.dims;
            dims[along] += more.dims[along];
            const auto before = result;
            result = make(dims, [&](const Dims& index) {
                auto from = index;
                if (index[along] < before.dims[along])
                    return pick(before, from);
                from[along] -= before.dims[along];
                return pick(more, from);
            });
        }
        return result;
    }
    [[nodiscard]] std::vector<std::size_t> axes(int input) const
    {
        std::vector<std::size_t> result;
        for (const auto value : list(input, "axes", {}))
            result.push_back(axis(value, in(0).dims.size()));
        return result;
    }

    [[nodiscard]] Tensor apply() const
    {
        const auto& type = m_node->op_type();
        if (type == "Constant")
            return read(attribute("value")->t());
        if (type == "ConstantOfShape") {
            Dims dims = list(0, "", {});
            const auto value = attribute("value") ? read(attribute("value")->t()).values.front() : 0.0;
            return make(dims, [value](const Dims&) { return value; });
        }
        const auto& x = in(0);
        if (type == "Conv")
            return conv();
        if (type == "AveragePool" || type == "MaxPool")
            return pool(type == "MaxPool");
        if (type == "GlobalAveragePool" || type == "ReduceMean" || type == "ReduceSum") {
            auto which = axes(1);
            for (std::size_t i = 2; type == "GlobalAveragePool" && i < x.dims.size(); ++i)
                which.push_back(i);
            return reduced(x, which, integer("keepdims", 1) != 0, type != "ReduceSum");
        }
        if (type == "BatchNormalization")
            return make(x.dims, [&](const Dims& index) {
                const auto c = at(index[1]);
                return (pick(x, index) - in(3).values[c]) / std::sqrt(in(4).values[c] + number("epsilon", 1e-5)) *
                           in(1).values[c] +
                       in(2).values[c];
            });
        if (type == "Gemm") {
            const auto& w = in(1);
            const bool turned = integer("transB", 0) != 0;
            const auto count = w.dims[turned ? 0 : 1];
            return make({x.dims[0], count}, [&](const Dims& index) {
                double sum = 0;
                for (std::int64_t k = 0; k < x.dims[1]; ++k)
                    sum += pick(x, {index[0], k}) * pick(w, turned ? Dims{index[1], k} : Dims{k, index[1]});
                return sum * number("alpha", 1) + (has(2) ? pick(in(2), {index[1]}) * number("beta", 1) : 0);
            });
        }
        if (type == "MatMul")
            return matMul(x, in(1));
        if (type == "Add")
            return each(x, in(1), [](double a, double b) { return a + b; });
        if (type == "Mul")
            return each(x, in(1), [](double a, double b) { return a * b; });
        if (type == "Relu")
            return each(x, [](double value) { return std::max(value, 0.0); });
        if (type == "Sigmoid")
            return each(x, [](double value) { return 1 / (1 + std::exp(-value)); });
        if (type == "Tanh")
            return each(x, [](double value) { return std::tanh(value); });
        if (type == "Softmax")
            return softmax();
        if (type == "Identity" || type == "Cast" || type == "Dropout")
            return x;
        if (type == "Flatten")
            return reshaped(x, {x.dims[0], -1});
        if (type == "Reshape")
            return reshaped(x, list(1, "shape", {}));
        if (type == "Squeeze" || type == "Unsqueeze") {
            auto dims = x.dims;
            for (const auto value : list(1, "axes", {})) { // the tests name one at a time
                const auto place = axis(value, type == "Squeeze" ? dims.size() : dims.size() + 1);
                if (type == "Squeeze")
                    dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(place));
                else
                    dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(place), 1);
            }
            return reshaped(x, dims);
        }
        if (type == "Transpose") {
            const auto order = integers("perm", {});
            Dims dims;
            for (const auto from : order)
                dims.push_back(x.dims[at(from)]);
            return make(dims, [&](const Dims& index) {
                Dims from(index.size());
                for (std::size_t i = 0; i < index.size(); ++i)
                    from[at(order[i])] = index[i];
                return pick(x, from);
            });
        }
        if (type == "Slice")
            return slice();
        if (type == "Pad")
            return pad();
        if (type == "Gather")
            return gather();
        if (type == "Concat")
            return concat();
        if (type == "Shape") {
            Tensor result{.dims = {static_cast<std::int64_t>(x.dims.size())}, .values = {}};
            for (const auto size : x.dims)
                result.values.push_back(static_cast<double>(size));
            return result;
        }
        throw std::runtime_error("the evaluator of the tests has no " + type);
    }

    const onnx::GraphProto& m_graph;
    const onnx::NodeProto* m_node = nullptr;
    std::map<std::string, Tensor> m_tensors;
};

} // namespace pitlane::test
