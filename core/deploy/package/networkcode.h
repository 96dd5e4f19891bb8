// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/memoryplan.h"
#include "core/deploy/package/layercode.h"

#include <string>
#include <vector>

namespace pitlane {

/// One layer of the generated code.
struct CodedLayer
{
    std::size_t node = 0;
    std::string cName; ///< unique, "b0_conv0"
    KernelCode portable;
    TargetKernel target;
    [[nodiscard]] const KernelCode& onTarget() const { return target.code ? *target.code : portable; }
};

/// A network on its way to C: kernels chosen, memory planned.
struct CodedNetwork
{
    const QuantizedNetwork& network;
    const TargetKind& kind;
    std::string prefix;             ///< of all names that other files see: "ecgtcn"
    std::vector<CodedLayer> layers; ///< aliases (isAlias()) left out
    MemoryPlan plan;
    std::string modelHash;
    /// Kernels on the target, one per layer.
    [[nodiscard]] std::vector<KernelCode> targetKernels() const;
};

/// Chooses kernels and plans memory. Throws ExportError.
[[nodiscard]] CodedNetwork codeNetwork(const QuantizedNetwork& network, const TargetKind& kind, std::string prefix,
                                       std::int64_t scratchLimit = 0);

/// `text` as a C identifier in lower case: other characters become '_', a digit in front gets one before it.
[[nodiscard]] std::string cIdentifier(const std::string& text);
[[nodiscard]] std::string upperCase(std::string text);
/// "{a} and {b}" with the values of names in braces.
[[nodiscard]] std::string filledIn(std::string text, const std::vector<std::pair<std::string, std::string>>& values);
/// Values between braces, lines of at most 118 characters.
[[nodiscard]] std::string cArray(const std::vector<std::int64_t>& values, bool asHex = false);

/// How raw values become the network's input: (x - offset[c]) / range[c], one entry per channel, one for all, or none.
struct InputScaling
{
    std::vector<float> offset;
    std::vector<float> range;
    bool operator==(const InputScaling&) const = default;
};

/// What the header says about the network beside its code.
struct NetworkWords
{
    std::string title;                   ///< "ECG5000, point 12"
    std::string program;                 ///< "Pitlane 0.1.0"
    std::vector<std::string> classNames; ///< of the output channels, or empty
    std::string outputUnit;              ///< "bpm", or empty
    std::vector<std::string> inputSteps; ///< what happens to a signal before the raw values, in words
    InputScaling scaling;
    bool operator==(const NetworkWords&) const = default;
};

[[nodiscard]] std::string networkHeader(const CodedNetwork& coded, const NetworkWords& words);
[[nodiscard]] std::string networkSource(const CodedNetwork& coded, const NetworkWords& words);
[[nodiscard]] std::string networkDataHeader(const CodedNetwork& coded);
[[nodiscard]] std::string networkDataSource(const CodedNetwork& coded);

/// An input with what the layers make of it.
struct GoldenWindow
{
    std::vector<float> raw; ///< [T][C], or empty
    std::vector<std::int8_t> input;
    std::vector<std::uint32_t> layerSums; ///< one per CodedLayer
    std::vector<std::int8_t> output;
};
/// FNV-1a, 32 bits.
[[nodiscard]] std::uint32_t checksum(std::span<const std::int8_t> bytes, std::uint32_t start = 2166136261U);
/// Runs the integer reference. `raw` may be empty.
[[nodiscard]] std::vector<GoldenWindow> goldenWindows(const CodedNetwork& coded,
                                                      std::span<const std::vector<std::int8_t>> inputs,
                                                      std::span<const std::vector<float>> raw);
/// The file that check.c reads.
[[nodiscard]] std::string goldenFile(const CodedNetwork& coded, std::span<const GoldenWindow> windows);
[[nodiscard]] std::string verifySource(const CodedNetwork& coded, const GoldenWindow& window);

} // namespace pitlane
