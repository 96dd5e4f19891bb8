// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/package/layercode.h"
#include "core/deploy/package/package.h"

namespace pitlane {

namespace {

using std::int64_t;
using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr int64_t largestSoftmax = 1 << 14;
constexpr int64_t largestSize = int64_t{1} << 30;

std::string text(int64_t value)
{
    return std::to_string(value);
}

/// Makes the KernelCode of each kind of node.
class Portable
{
public:
    explicit Portable(const LayerContext& layer) : m_node(layer.node), m_in(*layer.inputs.front()), m_layer(layer) {}

    [[nodiscard]] KernelCode operator()(const QConv1d& op) const
    {
        auto fields = Fields{{"C_in", text(op.C_in)},
                             {"C_out", text(op.C_out)},
                             {"T_in", text(m_in.shape.T)},
                             {"T_out", text(m_node.output.shape.T)},
                             {"K", text(op.K)},
                             {"d", text(op.d)},
                             {"s", text(op.s)},
                             {"pad_left", text(op.padding.left)}};
        addQuantities(fields, true);
        const std::string kernel = op.groups > 1 ? "pl_depthwise1d" : "pl_conv1d";
        auto code = filters(kernel, "pl_conv1d_layer", std::move(fields), op.weights, op.bias, op.requantisation);
        const auto outputs = static_cast<double>(m_node.output.size());
        const auto taps = static_cast<double>(op.K);
        code.instructions = op.groups > 1 ? outputs * (10 * taps + 50)
                                          : outputs * (taps * (6.0 * static_cast<double>(op.C_in) + 14) + 45);
        return code;
    }

    [[nodiscard]] KernelCode operator()(const QLinear& op) const
    {
        auto fields = Fields{{"C_in", text(op.C_in)}, {"C_out", text(op.C_out)}};
        addQuantities(fields, true);
        auto code = filters("pl_linear", "pl_linear_layer", std::move(fields), op.weights, op.bias, op.requantisation);
        code.instructions = static_cast<double>(op.C_out) * (6.0 * static_cast<double>(op.C_in) + 45);
        return code;
    }

    [[nodiscard]] KernelCode operator()(const QAdd& op) const
    {
        const auto& b = *m_layer.inputs[1];
        return {.kernel = "pl_add",
                .type = "pl_add_layer",
                .initialiser = designated({{"count", text(m_node.output.size())},
                                           {"zero_a", text(m_in.zeroPoint)},
                                           {"zero_b", text(b.zeroPoint)},
                                           {"zero_out", text(m_node.output.zeroPoint)},
                                           {"multiplier_a", text(op.inputs[0].multiplier)},
                                           {"multiplier_b", text(op.inputs[1].multiplier)},
                                           {"multiplier_out", text(op.output.multiplier)},
                                           {"shift_a", text(op.inputs[0].shift)},
                                           {"shift_b", text(op.inputs[1].shift)},
                                           {"shift_out", text(op.output.shift)},
                                           {"out_min", text(m_node.output.low)},
                                           {"out_max", text(m_node.output.high)}}),
                .call = "pl_add({layer}, x, b, y)",
                .structBytes = 48};
    }

    [[nodiscard]] KernelCode operator()(const QBatchNorm& op) const
    {
        auto fields = Fields{{"C", text(m_in.shape.C)}, {"T", text(m_in.shape.T)}};
        addQuantities(fields, true);
        for (const auto* array : {"factor", "offset", "multiplier", "shift"})
            fields.emplace_back(array, std::string("{") + array + "}");
        return {.kernel = "pl_batch_norm",
                .type = "pl_batch_norm_layer",
                .initialiser = designated(fields),
                .call = "pl_batch_norm({layer}, x, y)",
                .arrays = {constArray("factor", "int32_t", op.weight), constArray("offset", "int32_t", op.bias),
                           constArray("multiplier", "int32_t", op.requantisation.multiplier),
                           constArray("shift", "int32_t", op.requantisation.shift)},
                .structBytes = 40};
    }

    [[nodiscard]] KernelCode operator()(const QAvgPool& op) const { return pool("pl_avg_pool", op.K, op.s); }
    [[nodiscard]] KernelCode operator()(const QGlobalAvgPool&) const { return pool("pl_avg_pool", m_in.shape.T, 1); }
    [[nodiscard]] KernelCode operator()(const QMaxPool& op) const
    {
        if (op.K > 1 || op.s > 1)
            return pool("pl_max_pool", op.K, op.s);
        return {.kernel = "pl_clamp",
                .call = "pl_clamp(" + text(m_node.output.low) + ", " + text(m_node.output.high) + ", " +
                        text(m_in.size()) + ", x, y)"};
    }

    [[nodiscard]] KernelCode operator()(const QFlatten&) const
    {
        return {.kernel = "memcpy", .call = "memcpy(y, x, " + text(m_in.size()) + ")"};
    }

    [[nodiscard]] KernelCode operator()(const QLookup& op) const
    {
        return {.kernel = "pl_table",
                .call = "pl_table({table}, " + text(m_in.size()) + ", x, y)",
                .arrays = {constArray("table", "int8_t", std::vector(op.table.begin(), op.table.end()))}};
    }

    [[nodiscard]] KernelCode operator()(const QSoftmax& op) const
    {
        if (m_in.shape.C > largestSoftmax)
            throw ExportError("Exporting the layer " + m_node.name + ": found a softmax over " + text(m_in.shape.C) +
                              " channels, expected at most " + text(largestSoftmax) + ". Leave the softmax out.");
        auto fields = Fields{{"C", text(m_in.shape.C)}, {"T", text(m_in.shape.T)}};
        addQuantities(fields, false);
        fields.emplace_back("table", "{table}");
        return {.kernel = "pl_softmax",
                .type = "pl_softmax_layer",
                .initialiser = designated(fields),
                .call = "pl_softmax({layer}, x, y)",
                .arrays = {constArray("table", "int32_t", std::vector(op.table.begin(), op.table.end()))},
                .structBytes = 24};
    }

    [[nodiscard]] KernelCode operator()(const QAttention& op) const
    {
        auto fields = Fields{{"C", text(op.C)}, {"T", text(m_in.shape.T)}};
        addQuantities(fields, true);
        fields.insert(fields.end(), {{"score_multiplier", text(op.score.multiplier)},
                                     {"score_shift", text(op.score.shift)},
                                     {"output_multiplier", text(op.output.multiplier)},
                                     {"output_shift", text(op.output.shift)}});
        for (const auto* array : {"weights", "multiplier", "shift", "context"})
            fields.emplace_back(array, std::string("{") + array + "}");
        return {.kernel = "pl_attention",
                .type = "pl_attention_layer",
                .initialiser = designated(fields),
                .call = "pl_attention({layer}, x, y, scratch)",
                .arrays = {constArray("weights", "int8_t", op.weights),
                           constArray("multiplier", "int32_t", op.requantisation.multiplier),
                           constArray("shift", "int32_t", op.requantisation.shift),
                           constArray("context", "int8_t", op.context)},
                .structBytes = 56,
                .scratchBytes = 8 * op.C + 4 * m_in.shape.T + 8,
                .instructions = static_cast<double>(m_in.shape.T * op.C) * (6.3 * static_cast<double>(op.C) + 25)};
    }

private:
    void addQuantities(Fields& fields, bool withInput) const
    {
        if (withInput)
            fields.emplace_back("zero_in", text(m_in.zeroPoint));
        fields.insert(fields.end(), {{"zero_out", text(m_node.output.zeroPoint)},
                                     {"out_min", text(m_node.output.low)},
                                     {"out_max", text(m_node.output.high)}});
    }

    [[nodiscard]] KernelCode pool(const std::string& kernel, int64_t K, int64_t s) const
    {
        return {.kernel = kernel,
                .type = "pl_pool_layer",
                .initialiser = designated({{"C", text(m_in.shape.C)},
                                           {"T_in", text(m_in.shape.T)},
                                           {"T_out", text(m_node.output.shape.T)},
                                           {"K", text(K)},
                                           {"s", text(s)},
                                           {"out_min", text(m_node.output.low)},
                                           {"out_max", text(m_node.output.high)}}),
                .call = kernel + "({layer}, x, y)",
                .structBytes = 28};
    }

    [[nodiscard]] static KernelCode filters(const std::string& kernel, const std::string& type, Fields fields,
                                            const std::vector<std::int8_t>& weights,
                                            const std::vector<std::int32_t>& bias, const Requantisation& factors)
    {
        for (const auto* array : {"weights", "bias", "multiplier", "shift"})
            fields.emplace_back(array, std::string("{") + array + "}");
        return {.kernel = kernel,
                .type = type,
                .initialiser = designated(fields),
                .call = kernel + "({layer}, x, y)",
                .arrays = {constArray("weights", "int8_t", weights), constArray("bias", "int32_t", bias),
                           constArray("multiplier", "int32_t", factors.multiplier),
                           constArray("shift", "int32_t", factors.shift)},
                .structBytes = type == "pl_linear_layer" ? 40 : 64};
    }

    const QNode& m_node;
    const QTensor& m_in;
    const LayerContext& m_layer;
};

} // namespace

std::string designated(const Fields& fields)
{
    std::string result = "{";
    for (const auto& [name, value] : fields)
        result += std::string(result.size() > 1 ? ", " : "") + "." + name + " = " + value;
    return result + "}";
}

std::int64_t KernelCode::flashBytes() const
{
    auto sum = structBytes;
    for (const auto& array : arrays)
        sum += array.bytes();
    return sum;
}

LayerContext contextOf(const QuantizedNetwork& network, std::size_t node)
{
    LayerContext context{.node = network.nodes[node], .inputs = {}};
    for (const auto& input : context.node.inputs)
        context.inputs.push_back(&network.tensor(input));
    return context;
}

KernelCode portableKernel(const LayerContext& layer)
{
    for (const auto* tensor : layer.inputs)
        if (tensor->size() >= largestSize)
            throw ExportError("Exporting the layer " + layer.node.name + ": its input has " + text(tensor->size()) +
                              " values, expected fewer than " + text(largestSize) + ". Export for fewer samples.");
    return std::visit(Portable(layer), layer.node.op);
}

} // namespace pitlane
