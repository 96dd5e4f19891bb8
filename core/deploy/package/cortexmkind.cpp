// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/package/layercode.h"

namespace pitlane {

namespace {

/// Instructions of pl_cortexm_attention(), fitted to two counts (C = 128, T = 500 and C = 7, T = 31), within 11 %.
double attentionInstructions(double C, double T)
{
    return T * C * (1.35 * C + 62) + 70 * T + 500 * C;
}

constexpr double addPerValue = 26; ///< of pl_cortexm_add(), counted in five networks

std::int32_t narrow(std::int64_t value)
{
    return static_cast<std::int32_t>(value);
}

void setQuantities(CortexMSource& source, const LayerContext& layer)
{
    const auto& out = layer.node.output;
    source.zeroIn = layer.inputs.front()->zeroPoint;
    source.zeroOut = out.zeroPoint;
    source.outMin = out.low;
    source.outMax = out.high;
}

template <typename Packed>
TargetKernel packedKernel(const CortexMPacking<Packed>& packing, const std::string& kernel, std::int64_t structBytes,
                          const std::string& advantage)
{
    if (!packing.layer)
        return {.code = {}, .reason = packing.obstacle};
    const auto& layer = *packing.layer;
    return {.code = KernelCode{.kernel = kernel,
                               .type = kernel + "_layer",
                               .initialiser = initialiser(layer, "{weights}", "{parameters}"),
                               .call = kernel + "({layer}, x, y, scratch)",
                               .arrays = {constArray("weights", "uint32_t", layer.weights),
                                          constArray("parameters", "int32_t", layer.parameters)},
                               .structBytes = structBytes,
                               .scratchBytes = layer.scratchBytes(),
                               .instructions = layer.instructions()},
            .reason = advantage};
}

/// The same layer for a kernel that takes and gives what the portable one does.
TargetKernel sameLayer(const LayerContext& layer, const std::string& advantage)
{
    auto code = portableKernel(layer);
    const auto replace = [](std::string& text) { text.replace(0, std::string("pl_").size(), "pl_cortexm_"); };
    replace(code.kernel);
    replace(code.call);
    return {.code = std::move(code), .reason = advantage};
}

} // namespace

std::string CortexMKind::guard() const
{
    return "PL_USE_CORTEXM";
}

std::string CortexMKind::guardDefinition() const
{
    return "#if defined(__ARM_FEATURE_DSP) && !defined(PL_PORTABLE)\n"
           "#define PL_USE_CORTEXM 1 /* kernels for the DSP instructions of Cortex-M4, M7, M33 */\n"
           "#else\n"
           "#define PL_USE_CORTEXM 0 /* portable kernels, the same bytes */\n"
           "#endif\n";
}

std::string CortexMKind::kernelHeader() const
{
    return "pl_cortexm.h";
}

TargetKernel CortexMKind::kernel(const LayerContext& layer, std::int64_t scratchLimit) const
{
    if (const auto* conv = std::get_if<QConv1d>(&layer.node.op)) {
        if (conv->groups > 1)
            return {.code = {}, .reason = "there is no kernel for depthwise layers on Cortex-M"};
        CortexMSource source{.C_in = narrow(conv->C_in),
                             .C_out = narrow(conv->C_out),
                             .T_in = narrow(layer.inputs.front()->shape.T),
                             .T_out = narrow(layer.node.output.shape.T),
                             .K = narrow(conv->K),
                             .d = narrow(conv->d),
                             .s = narrow(conv->s),
                             .padLeft = narrow(conv->padding.left),
                             .weights = conv->weights,
                             .bias = conv->bias,
                             .multiplier = conv->requantisation.multiplier,
                             .shift = conv->requantisation.shift};
        setQuantities(source, layer);
        const auto packing = packForCortexM(source, scratchLimit);
        auto result = packedKernel(packing, "pl_cortexm_conv1d", 80,
                                   "two channels and four steps at a time with dual multiply-accumulates");
        if (result.code)
            result.code->core = packing.layer->core;
        return result;
    }
    if (const auto* linear = std::get_if<QLinear>(&layer.node.op)) {
        CortexMSource source{.C_in = narrow(linear->C_in),
                             .C_out = narrow(linear->C_out),
                             .weights = linear->weights,
                             .bias = linear->bias,
                             .multiplier = linear->requantisation.multiplier,
                             .shift = linear->requantisation.shift};
        setQuantities(source, layer);
        return packedKernel(packLinearForCortexM(source), "pl_cortexm_linear", 32,
                            "four outputs at a time with dual multiply-accumulates");
    }
    if (const auto* attention = std::get_if<QAttention>(&layer.node.op)) {
        auto result = sameLayer(layer, "two rows and two samples at a time with dual multiply-accumulates");
        result.code->scratchBytes += attention->C / 4 * 16;
        result.code->instructions = attentionInstructions(static_cast<double>(attention->C),
                                                          static_cast<double>(layer.inputs.front()->shape.T));
        return result;
    }
    if (std::holds_alternative<QAdd>(layer.node.op)) {
        auto result = sameLayer(layer, "most significant word multiplies");
        result.code->instructions = addPerValue * static_cast<double>(layer.node.output.size()) + 100;
        return result;
    }
    if (const auto* pool = std::get_if<QMaxPool>(&layer.node.op); pool != nullptr && (pool->K > 1 || pool->s > 1))
        return sameLayer(layer, "four channels in a word");
    if (std::holds_alternative<QAvgPool>(layer.node.op) || std::holds_alternative<QGlobalAvgPool>(layer.node.op))
        return sameLayer(layer, "four channels in a word");
    return {.code = {}, .reason = "its portable form is all that there is"};
}

std::string CortexMKind::declarations(const std::vector<KernelCode>& kernels) const
{
    std::vector<CortexMCore> cores;
    for (const auto& kernel : kernels)
        if (kernel.core)
            cores.push_back(*kernel.core);
    return pitlane::declarations(cores);
}

} // namespace pitlane
