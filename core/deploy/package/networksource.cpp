// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/package/networkcode.h"

#include "core/deploy/package/cfile.h"

namespace pitlane {

namespace {

std::string text(std::int64_t value)
{
    return std::to_string(value);
}

std::string arrayName(const CodedNetwork& coded, const CodedLayer& layer, const KernelCode& kernel,
                      const ConstArray& array)
{
    // The packed and the plain weights of a layer are different arrays.
    const bool isTargets = layer.target.code && &kernel == &*layer.target.code;
    return coded.prefix + "_" + layer.cName + "_" + array.name + (isTargets ? "_packed" : "");
}

/// Whether the target's kernel reads the arrays and the struct of the portable one.
bool sharesData(const CodedLayer& layer)
{
    return !layer.target.code || layer.target.code->initialiser == layer.portable.initialiser;
}

/// Text that only the target sees, text that everyone else sees; one text where both are the same.
std::string guarded(const CodedNetwork& coded, const std::string& target, const std::string& portable)
{
    if (target == portable)
        return portable;
    return "#if " + coded.kind.guard() + "\n" + target + "#else\n" + portable + "#endif\n";
}

std::string describe(const CodedNetwork& coded, const CodedLayer& layer)
{
    const auto context = contextOf(coded.network, layer.node);
    const auto& in = context.inputs.front()->shape;
    const auto& out = context.node.output.shape;
    std::string result = context.node.name + ": " + std::string(kindOf(context.node.op)) + ", " + text(in.C) + " x " +
                         text(in.T) + " to " + text(out.C) + " x " + text(out.T);
    if (const auto* conv = std::get_if<QConv1d>(&context.node.op))
        result += ", K = " + text(conv->K) + ", d = " + text(conv->d) + ", s = " + text(conv->s);
    if (context.node.layers.size() > 1) {
        result += "; with";
        for (std::size_t i = 1; i < context.node.layers.size(); ++i)
            result += " " + context.node.layers[i];
    }
    return commentSafe(result);
}

bool wantsScratch(const CodedLayer& layer)
{
    const auto asks = [](const KernelCode& kernel) { return kernel.call.find("scratch") != std::string::npos; };
    return asks(layer.portable) || asks(layer.onTarget());
}

/// A struct with as many fields to a line as fit.
std::string structDefinition(const std::string& type, const std::string& name, const std::string& initialiser)
{
    constexpr std::size_t lineLength = 116;
    std::string result = "static const " + type + " " + name + " = {\n";
    std::string line = "   ";
    for (std::size_t at = 1; at < initialiser.size();) {
        const auto end = std::min(initialiser.find(", ", at), initialiser.size() - 1);
        const auto field = initialiser.substr(at, end - at);
        if (line.size() + field.size() + 2 > lineLength) {
            result += line + "\n";
            line = "   ";
        }
        line += " " + field + ",";
        at = end + 2;
    }
    return result + line + "\n};\n";
}

std::vector<std::pair<std::string, std::string>> namesOf(const CodedNetwork& coded, const CodedLayer& layer,
                                                         const KernelCode& kernel)
{
    std::vector<std::pair<std::string, std::string>> names = {{"layer", "&" + layer.cName + "_layer"}};
    for (const auto& array : kernel.arrays)
        names.emplace_back(array.name, arrayName(coded, layer, sharesData(layer) ? layer.portable : kernel, array));
    return names;
}

/// The struct of a layer and the function that runs it.
std::string layerCode(const CodedNetwork& coded, const CodedLayer& layer)
{
    const auto definition = [&](const KernelCode& kernel) {
        return kernel.type.empty() ? std::string()
                                   : structDefinition(kernel.type, layer.cName + "_layer",
                                                      filledIn(kernel.initialiser, namesOf(coded, layer, kernel)));
    };
    const bool scratch = wantsScratch(layer);
    const auto call = [&](const KernelCode& kernel) {
        const bool ignores = scratch && kernel.call.find("scratch") == std::string::npos;
        return std::string(ignores ? "    (void)scratch;\n" : "") + "    " +
               filledIn(kernel.call, namesOf(coded, layer, kernel)) + ";\n";
    };
    const bool sums = coded.network.nodes[layer.node].inputs.size() > 1;
    return "/* " + describe(coded, layer) + " */\n" +
           guarded(coded, definition(layer.onTarget()), definition(layer.portable)) + "static void run_" + layer.cName +
           "(const int8_t* x" + (sums ? ", const int8_t* b" : "") + ", int8_t* y" + (scratch ? ", void* scratch" : "") +
           ")\n{\n" + guarded(coded, call(layer.onTarget()), call(layer.portable)) + "}\n\n";
}

/// A place of the plan as a C expression.
std::string place(std::int64_t offset)
{
    if (offset == MemoryPlan::atInput)
        return "input";
    if (offset == MemoryPlan::atOutput)
        return "output";
    return "at + " + text(offset);
}

std::string placeOf(const CodedNetwork& coded, const std::string& name)
{
    const auto node = coded.network.indexOf(name);
    return place(node < 0 ? MemoryPlan::atInput : coded.plan.outputs[static_cast<std::size_t>(node)]);
}

std::string callOf(const CodedNetwork& coded, const CodedLayer& layer)
{
    std::string arguments;
    for (const auto& input : coded.network.nodes[layer.node].inputs)
        arguments += (arguments.empty() ? "" : ", ") + placeOf(coded, input);
    arguments += ", " + place(coded.plan.outputs[layer.node]);
    if (wantsScratch(layer)) {
        const auto scratch = coded.plan.scratches[layer.node];
        arguments += scratch == MemoryPlan::none ? ", (void*)0" : ", at + " + text(scratch);
    }
    return "    run_" + layer.cName + "(" + arguments + ");\n";
}

std::string runFunction(const CodedNetwork& coded)
{
    const auto& p = coded.prefix;
    std::string result = "void " + p + "_run_watched(const int8_t* input, int8_t* output, void* arena, " + p +
                         "_watcher watch, void* context)\n{\n    int8_t* at = (int8_t*)arena;\n    (void)at;\n";
    for (std::size_t i = 0; i < coded.layers.size(); ++i) {
        const auto& layer = coded.layers[i];
        result += callOf(coded, layer);
        result += "    if (watch)\n        watch(context, " + text(static_cast<std::int64_t>(i)) + ", " +
                  place(coded.plan.outputs[layer.node]) + ");\n";
    }
    return result + "}\n\nvoid " + p + "_run(const int8_t* input, int8_t* output, void* arena)\n{\n    " + p +
           "_run_watched(input, output, arena, 0, 0);\n}\n";
}

/// The steps of InputScaling and quantizeInput(), one after the other in single precision: no product is followed by a
/// sum that a compiler could fuse with it.
std::string quantizeFunctions(const CodedNetwork& coded, const InputScaling& scaling)
{
    const auto& p = coded.prefix;
    const auto P = upperCase(p);
    const auto& in = coded.network.input;
    const auto values = [](const std::vector<float>& list) {
        std::string result = "{";
        for (const auto value : list)
            result += (result.size() > 1 ? ", " : "") + cFloat(value);
        return result + "}";
    };
    std::string result, scaled = "raw[c]";
    if (!scaling.offset.empty()) {
        const bool each = scaling.offset.size() > 1;
        const auto size = text(static_cast<std::int64_t>(scaling.offset.size()));
        const std::string at = each ? "[c]" : "[0]";
        result += "/* Scaling: (x - offset) / range. */\nstatic const float input_offset[" + size +
                  "] = " + values(scaling.offset) + ";\nstatic const float input_range[" + size +
                  "] = " + values(scaling.range) + ";\n\n";
        scaled = "(raw[c] - input_offset" + at + ") / input_range" + at;
    }
    result += "void " + p +
              "_quantize_sample(const float* raw, int8_t* sample)\n{\n    int32_t c;\n    for (c = 0; c < " + P +
              "_INPUT_CHANNELS; ++c) {\n        const float scaled = " + scaled +
              ";\n        const float steps = scaled * " + cFloat(static_cast<float>(1 / in.scale)) +
              ";\n        int32_t value = " + text(in.zeroPoint) +
              ";\n        /* To the nearest step, halves away from zero; what is not a number counts as 0. */\n"
              "        if (steps >= 1e6f)\n            value = " +
              text(in.high) + ";\n        else if (steps <= -1e6f)\n            value = " + text(in.low) +
              ";\n        else if (steps == steps) {\n            const int32_t whole = (int32_t)steps;\n"
              "            const float rest = steps - (float)whole;\n"
              "            value += whole + (rest >= 0.5f ? 1 : rest <= -0.5f ? -1 : 0);\n        }\n";
    result += "        if (value < " + text(in.low) + ")\n            value = " + text(in.low) +
              ";\n        if (value > " + text(in.high) + ")\n            value = " + text(in.high) +
              ";\n        sample[c] = (int8_t)value;\n    }\n}\n\nvoid " + p +
              "_quantize(const float* raw, int8_t* input)\n{\n    int32_t t;\n    for (t = 0; t < " + P +
              "_INPUT_SAMPLES; ++t)\n        " + p + "_quantize_sample(raw + t * " + P +
              "_INPUT_CHANNELS, input + t * " + P + "_INPUT_CHANNELS);\n}\n\n";
    const auto& out = coded.network.output();
    return result + "void " + p +
           "_dequantize(const int8_t* output, float* values)\n{\n    int32_t i;\n"
           "    for (i = 0; i < " +
           P + "_OUTPUT_BYTES; ++i)\n        values[i] = " + cFloat(static_cast<float>(out.scale)) +
           " * (float)(output[i] - (" + text(out.zeroPoint) + "));\n}\n";
}

std::string arrayDefinition(const CodedNetwork& coded, const CodedLayer& layer, const KernelCode& kernel,
                            const ConstArray& array, bool onlyDeclared)
{
    const auto head = "const " + array.type + " " + arrayName(coded, layer, kernel, array) + "[" +
                      text(static_cast<std::int64_t>(array.values.size())) + "]";
    if (onlyDeclared)
        return "extern " + head + ";\n";
    return head + " = " + cArray(array.values, array.type == "uint32_t") + ";\n";
}

std::string arraysOf(const CodedNetwork& coded, const CodedLayer& layer, bool onlyDeclared)
{
    const auto all = [&](const KernelCode& kernel) {
        std::string result;
        for (const auto& array : kernel.arrays)
            result += arrayDefinition(coded, layer, kernel, array, onlyDeclared);
        return result;
    };
    const auto portable = all(layer.portable);
    return sharesData(layer) ? portable : guarded(coded, all(*layer.target.code), portable);
}

} // namespace

std::string networkSource(const CodedNetwork& coded, const NetworkWords& words)
{
    const auto& p = coded.prefix;
    auto result = cFileHead("Generated by " + words.program + ": " + words.title + ".") +
                  "#include \"network.h\"\n#include \"network_data.h\"\n#include \"pitlane_kernels.h\"\n#if " +
                  coded.kind.guard() + "\n#include \"" + coded.kind.kernelHeader() +
                  "\"\n#endif\n#include <string.h>\n\n";
    if (const auto cores = coded.kind.declarations(coded.targetKernels()); !cores.empty())
        result += "#if " + coded.kind.guard() + "\n" + cores + "#endif\n\n";
    result += "const char " + p + "_model_hash[65] =\n    \"" + coded.modelHash + "\";\n\n";
    if (!words.classNames.empty()) {
        result += "const char* const " + p + "_class_names[" + upperCase(p) + "_OUTPUT_CHANNELS] = {";
        for (const auto& name : words.classNames)
            result += (name == words.classNames.front() ? "" : ", ") + cString(name);
        result += "};\n\n";
    }
    result += "const " + p + "_layer_info " + p + "_layers[" + upperCase(p) + "_LAYERS] = {\n";
    for (const auto& layer : coded.layers) {
        const auto& node = coded.network.nodes[layer.node];
        result +=
            "    {" + cString(node.name) + ", " + text(node.output.shape.C) + ", " + text(node.output.shape.T) + "},\n";
    }
    result += "};\n\n";
    for (const auto& layer : coded.layers)
        result += layerCode(coded, layer);
    return result + runFunction(coded) + "\n" + quantizeFunctions(coded, words.scaling);
}

std::string networkDataHeader(const CodedNetwork& coded)
{
    const auto guard = upperCase(coded.prefix) + "_NETWORK_DATA_H";
    auto result = cFileHead("Weights and factors of the layers. Private to network.c.") + "#ifndef " + guard +
                  "\n#define " + guard + "\n\n#include <stdint.h>\n\n" + coded.kind.guardDefinition() + "\n";
    for (const auto& layer : coded.layers)
        result += arraysOf(coded, layer, true);
    return result + "\n#endif\n";
}

std::string networkDataSource(const CodedNetwork& coded)
{
    auto result = dataFileHead("Weights and factors of the layers.") + "#include \"network_data.h\"\n";
    for (const auto& layer : coded.layers)
        if (!layer.portable.arrays.empty())
            result += "\n/* " + describe(coded, layer) + " */\n" + arraysOf(coded, layer, false);
    return result;
}

} // namespace pitlane
