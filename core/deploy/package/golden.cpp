// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/package/networkcode.h"

#include "core/deploy/package/cfile.h"
#include "core/quant/integerexecutor.h"

#include <bit>

namespace pitlane {

namespace {

constexpr std::uint32_t fnvPrime = 16777619;
constexpr std::uint32_t formatVersion = 1;

void putWord(std::string& bytes, std::uint32_t word)
{
    for (int i = 0; i < 4; ++i)
        bytes += static_cast<char>(word >> (8 * i) & 0xff);
}

void putBytes(std::string& bytes, std::span<const std::int8_t> values)
{
    for (const auto value : values)
        bytes += static_cast<char>(value);
}

} // namespace

std::uint32_t checksum(std::span<const std::int8_t> bytes, std::uint32_t start)
{
    for (const auto byte : bytes)
        start = (start ^ static_cast<std::uint8_t>(byte)) * fnvPrime;
    return start;
}

std::vector<GoldenWindow> goldenWindows(const CodedNetwork& coded, std::span<const std::vector<std::int8_t>> inputs,
                                        std::span<const std::vector<float>> raw)
{
    const IntegerExecutor executor(coded.network);
    std::vector<GoldenWindow> windows;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const auto outputs = executor.run(inputs[i]);
        GoldenWindow window{.raw = i < raw.size() ? raw[i] : std::vector<float>{},
                            .input = inputs[i],
                            .layerSums = {},
                            .output = outputs.back()};
        for (const auto& layer : coded.layers)
            window.layerSums.push_back(checksum(outputs[layer.node]));
        windows.push_back(std::move(window));
    }
    return windows;
}

std::string goldenFile(const CodedNetwork& coded, std::span<const GoldenWindow> windows)
{
    std::uint32_t withRaw = 0;
    while (withRaw < windows.size() && !windows[withRaw].raw.empty())
        ++withRaw;
    std::string bytes = "PLGV";
    for (const auto word :
         {formatVersion, static_cast<std::uint32_t>(windows.size()), withRaw,
          static_cast<std::uint32_t>(coded.network.input.size()),
          static_cast<std::uint32_t>(coded.network.output().size()), static_cast<std::uint32_t>(coded.layers.size())})
        putWord(bytes, word);
    bytes += coded.modelHash;
    for (std::size_t i = 0; i < windows.size(); ++i) {
        if (i < withRaw)
            for (const auto value : windows[i].raw)
                putWord(bytes, std::bit_cast<std::uint32_t>(value));
        putBytes(bytes, windows[i].input);
        for (const auto sum : windows[i].layerSums)
            putWord(bytes, sum);
        putBytes(bytes, windows[i].output);
    }
    return bytes;
}

std::string verifySource(const CodedNetwork& coded, const GoldenWindow& window)
{
    const auto& p = coded.prefix;
    const auto P = upperCase(p);
    return dataFileHead("An example and what each layer made of it when the network was exported.") +
           "#include \"network.h\"\n\nconst int8_t " + p + "_example_input[" + P +
           "_INPUT_BYTES] = " + cArray({window.input.begin(), window.input.end()}) +
           ";\n\n/* FNV-1a of each layer's output. */\n" + "static const uint32_t layer_sums[" + P +
           "_LAYERS] = " + cArray({window.layerSums.begin(), window.layerSums.end()}, true) +
           ";\n\nstatic void compare(void* context, int32_t layer, const int8_t* values)\n{\n"
           "    int32_t* wrong = (int32_t*)context;\n    uint32_t sum = 2166136261u;\n    int32_t i;\n"
           "    for (i = 0; i < " +
           p + "_layers[layer].channels * " + p +
           "_layers[layer].samples; ++i)\n        sum = (sum ^ (uint8_t)values[i]) * 16777619u;\n"
           "    if (*wrong == 0 && sum != layer_sums[layer])\n        *wrong = layer + 1;\n}\n\nint32_t " +
           p + "_verify(void* arena, int8_t* output)\n{\n    int32_t wrong = 0;\n    " + p + "_run_watched(" + p +
           "_example_input, output, arena, compare, &wrong);\n    return wrong;\n}\n";
}

} // namespace pitlane
