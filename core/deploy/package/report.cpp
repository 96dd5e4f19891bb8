// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/package/report.h"

#include "core/deploy/costmodel.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace pitlane {

namespace {

using nlohmann::json;
using std::int64_t;

/// Bytes of code and tables of a kernel, without what it calls: gcc 12.2, -O3, Cortex-M7.
const std::map<std::string, int64_t, std::less<>>& kernelBytes()
{
    static const std::map<std::string, int64_t, std::less<>> bytes = {
        {"pl_requantize", 116},
        {"pl_conv1d", 420},
        {"pl_depthwise1d", 400},
        {"pl_linear", 256},
        {"pl_add", 508},
        {"pl_avg_pool", 140},
        {"pl_max_pool", 128},
        {"pl_batch_norm", 244},
        {"pl_table", 32},
        {"pl_clamp", 44},
        {"pl_softmax", 176},
        {"pl_attention", 252},
        {"pl_attention_mean", 2313}, // tables and the compiler's division of 64 bits included
        {"memcpy", 28},
        {"pl_cortexm_conv1d", 2340},
        {"pl_cortexm_linear", 1520},
        {"pl_cortexm_add", 768},
        {"pl_cortexm_avg_pool", 1440},
        {"pl_cortexm_max_pool", 352},
        {"pl_cortexm_attention", 820},
    };
    return bytes;
}

/// Functions that a kernel calls.
std::vector<std::string> calledBy(const std::string& kernel)
{
    if (kernel == "pl_cortexm_add")
        return {"pl_add", "pl_requantize"};
    if (kernel == "pl_cortexm_avg_pool")
        return {"pl_avg_pool"};
    if (kernel == "pl_cortexm_attention" || kernel == "pl_attention")
        return {"pl_attention_mean", "pl_requantize"};
    if (kernel == "pl_cortexm_conv1d" || kernel == "pl_cortexm_linear")
        return {"memcpy"};
    for (const auto* requantising : {"pl_conv1d", "pl_depthwise1d", "pl_linear", "pl_add", "pl_batch_norm"})
        if (kernel == requantising)
            return {"pl_requantize"};
    return {};
}

constexpr int64_t startUpBytes = 700; ///< vectors, start-up, board file
constexpr int64_t glueOfLayer = 60;   ///< its function, call and name

int64_t macsOf(const QNode& node)
{
    if (const auto* conv = std::get_if<QConv1d>(&node.op))
        return conv->C_out * conv->K * (conv->C_in / conv->groups) * node.output.shape.T;
    if (const auto* linear = std::get_if<QLinear>(&node.op))
        return linear->C_in * linear->C_out;
    return 0;
}

int64_t parametersOf(const QNode& node)
{
    if (const auto* conv = std::get_if<QConv1d>(&node.op))
        return static_cast<int64_t>(conv->weights.size() + conv->bias.size());
    if (const auto* linear = std::get_if<QLinear>(&node.op))
        return static_cast<int64_t>(linear->weights.size() + linear->bias.size());
    if (const auto* norm = std::get_if<QBatchNorm>(&node.op))
        return static_cast<int64_t>(norm->weight.size() + norm->bias.size());
    if (const auto* attention = std::get_if<QAttention>(&node.op))
        return static_cast<int64_t>(attention->weights.size() + attention->context.size());
    return 0;
}

/// Cycles of float layers by the cost model, by name.
std::map<std::string, double, std::less<>> modelledCycles(const PackageOptions& options)
{
    std::map<std::string, double, std::less<>> cycles;
    for (const auto& node : costOf(options.spec, options.target).nodes)
        cycles[node.name] = node.cycles;
    return cycles;
}

struct LayerEstimate
{
    double cycles = 0;
    std::optional<double> instructions;
    std::string basis;
};

LayerEstimate estimateOf(const CodedLayer& layer, const QNode& node, const PackageOptions& options,
                         const std::map<std::string, double, std::less<>>& modelled)
{
    if (const auto instructions = layer.onTarget().instructions)
        return {.cycles = *instructions * options.target.cyclesPerInstruction,
                .instructions = instructions,
                .basis = layer.target.code ? "fit to counted instructions of this kernel"
                                           : "estimate: what the portable kernel does, not measured by itself"};
    LayerEstimate estimate{.cycles = 0, .instructions = {}, .basis = "estimate of the cost model"};
    for (const auto& name : node.layers)
        if (const auto found = modelled.find(name); found != modelled.end())
            estimate.cycles += found->second;
    return estimate;
}

json shapeJson(const Shape& shape)
{
    return {{"C", shape.C}, {"T", shape.T}};
}

json tensorJson(const QTensor& tensor)
{
    return {{"C", tensor.shape.C}, {"T", tensor.shape.T}, {"scale", tensor.scale}, {"zeroPoint", tensor.zeroPoint}};
}

json layersJson(const CodedNetwork& coded, const PackageOptions& options, double& totalCycles)
{
    const auto modelled = modelledCycles(options);
    auto list = json::array();
    for (const auto& layer : coded.layers) {
        const auto& node = coded.network.nodes[layer.node];
        const auto& kernel = layer.onTarget();
        const auto estimate = estimateOf(layer, node, options, modelled);
        totalCycles += estimate.cycles;
        json row = {{"name", node.name},
                    {"kind", kindOf(node.op)},
                    {"floatLayers", node.layers},
                    {"input", shapeJson(contextOf(coded.network, layer.node).inputs.front()->shape)},
                    {"output", shapeJson(node.output.shape)},
                    {"parameters", parametersOf(node)},
                    {"macs", macsOf(node)},
                    {"kernel", kernel.kernel},
                    {"why", layer.target.reason},
                    {"flashBytes", kernel.flashBytes()},
                    {"scratchBytes", kernel.scratchBytes},
                    {"cycles", estimate.cycles},
                    {"ms", estimate.cycles * 1e3 / static_cast<double>(options.target.clockHz)},
                    {"basis", estimate.basis}};
        if (estimate.instructions)
            row["instructions"] = *estimate.instructions;
        const auto quality = std::ranges::find(options.layerQuality, node.name, &LayerQuality::node);
        if (quality != options.layerQuality.end())
            row["sqnrDb"] = quality->sqnrDb;
        list.push_back(std::move(row));
    }
    return list;
}

json memoryJson(const CodedNetwork& coded, const PackageOptions& options, const std::string& arenaRegion)
{
    const auto& plan = coded.plan;
    auto buffers = json::array();
    for (const auto& buffer : plan.buffers)
        buffers.push_back({{"name", buffer.name},
                           {"scratch", buffer.isScratch},
                           {"bytes", buffer.bytes},
                           {"offset", buffer.offset},
                           {"first", buffer.first},
                           {"last", buffer.last}});
    auto nodes = json::array();
    for (const auto& node : coded.network.nodes)
        nodes.push_back(node.name);
    const auto flash = cortexMFlash(coded);
    return {{"arenaBytes", plan.arenaBytes},
            {"lowerBoundBytes", plan.lowerBound},
            {"busiestNode", coded.network.nodes[static_cast<std::size_t>(plan.busiestNode)].name},
            {"arenaRegion", arenaRegion},
            {"formula", "largest sum, over all layers, of the activations that are still needed and the scratch memory "
                        "of the kernel, each rounded up to 8 bytes"},
            {"nodes", std::move(nodes)},
            {"buffers", std::move(buffers)},
            {"ram",
             {{"arena", plan.arenaBytes},
              {"input", coded.network.input.size()},
              {"output", coded.network.output().size()},
              {"total", ramBytes(coded)}}},
            {"flash",
             {{"data", flash.data},
              {"kernels", flash.kernels},
              {"glue", flash.glue},
              {"total", flash.total()},
              {"available", options.target.flashBytes}}}};
}

json wordsJson(const PackageOptions& options)
{
    auto quality = json::array();
    for (const auto& figure : options.quality)
        quality.push_back({{"part", figure.part},
                           {"measure", figure.measure},
                           {"unit", figure.unit},
                           {"rows", figure.rows},
                           {"float", figure.floatScore},
                           {"int8", figure.int8Score}});
    auto provenance = json::array();
    for (const auto& [what, value] : options.provenance)
        provenance.push_back({{"what", what}, {"value", value}});
    return {{"quality", std::move(quality)}, {"provenance", std::move(provenance)}};
}

} // namespace

FlashEstimate cortexMFlash(const CodedNetwork& coded)
{
    FlashEstimate estimate{.glue = startUpBytes + glueOfLayer * static_cast<int64_t>(coded.layers.size())};
    std::set<std::string> kernels;
    std::vector<CortexMCore> cores;
    for (const auto& kernel : coded.targetKernels()) {
        estimate.data += kernel.flashBytes();
        kernels.insert(kernel.kernel);
        for (const auto& called : calledBy(kernel.kernel))
            kernels.insert(called);
        if (kernel.core)
            cores.push_back(*kernel.core);
    }
    for (const auto& kernel : kernels)
        estimate.kernels += kernelBytes().at(kernel);
    for (const auto& core : coresOf(cores))
        estimate.kernels += core.codeBytes();
    return estimate;
}

std::int64_t ramBytes(const CodedNetwork& coded)
{
    return coded.plan.arenaBytes + coded.network.input.size() + coded.network.output().size();
}

json reportJson(const CodedNetwork& coded, const PackageOptions& options, const std::string& arenaRegion)
{
    double cycles = 0;
    auto layers = layersJson(coded, options, cycles);
    const auto& target = options.target;
    const auto ms = cycles * 1e3 / static_cast<double>(target.clockHz);
    auto sources = json::object();
    for (const auto& [field, source] : target.sources)
        sources[field] = source;
    json report = wordsJson(options);
    report["schema"] = 1;
    report["program"] = options.words.program;
    report["title"] = options.words.title;
    report["model"] = coded.modelHash;
    report["network"] = {{"name", coded.network.name},
                         {"prefix", coded.prefix},
                         {"input", tensorJson(coded.network.input)},
                         {"output", tensorJson(coded.network.output())},
                         {"classNames", options.words.classNames},
                         {"inputSteps", options.words.inputSteps}};
    report["target"] = {{"id", target.id},
                        {"name", target.name},
                        {"core", target.core},
                        {"clockHz", target.clockHz},
                        {"cyclesPerInstruction", target.cyclesPerInstruction},
                        {"sources", std::move(sources)}};
    report["layers"] = std::move(layers);
    report["memory"] = memoryJson(coded, options, arenaRegion);
    report["estimate"] = {
        {"cycles", cycles},
        {"ms", ms},
        {"energyMj", target.powerMw ? json(ms * *target.powerMw * 1e-3) : json()},
        {"formula",
         "cycles = executed instructions x " + json(target.cyclesPerInstruction).dump() +
             " (an assumption, see the target's sources), ms = cycles / clock, mJ = ms x power; convolutions "
             "and linear layers by the formula of their kernel, the others by the cost model"}};
    report["golden"] = {{"windows", options.vectors.inputs.size()},
                        {"raw", options.vectors.raw.size()},
                        {"ofData", options.vectors.areData}};
    return report;
}

void setReport(Package& package, const json& report)
{
    package.files["report.json"].content = report.dump(2) + "\n";
    package.files["report.html"].content = reportHtml(report);
}

} // namespace pitlane
