// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/package/networkcode.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <set>

namespace pitlane {

std::vector<KernelCode> CodedNetwork::targetKernels() const
{
    std::vector<KernelCode> kernels;
    for (const auto& layer : layers)
        kernels.push_back(layer.onTarget());
    return kernels;
}

CodedNetwork codeNetwork(const QuantizedNetwork& network, const TargetKind& kind, std::string prefix,
                         std::int64_t scratchLimit)
{
    CodedNetwork coded{.network = network,
                       .kind = kind,
                       .prefix = std::move(prefix),
                       .layers = {},
                       .plan = {},
                       .modelHash = contentHash(network)};
    std::vector<std::int64_t> scratch(network.nodes.size(), 0);
    std::set<std::string> names;
    for (std::size_t i = 0; i < network.nodes.size(); ++i) {
        if (isAlias(network, i))
            continue;
        const auto context = contextOf(network, i);
        CodedLayer layer{
            .node = i, .cName = cIdentifier(context.node.name), .portable = portableKernel(context), .target = {}};
        layer.target = kind.kernel(context, scratchLimit);
        while (!names.insert(layer.cName).second)
            layer.cName += "_";
        scratch[i] = std::max(layer.portable.scratchBytes, layer.onTarget().scratchBytes);
        coded.layers.push_back(std::move(layer));
    }
    coded.plan = planMemory(network, scratch);
    return coded;
}

std::string cIdentifier(const std::string& text)
{
    std::string result;
    for (const auto letter : text) {
        const bool isPlain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        const bool isUpper = letter >= 'A' && letter <= 'Z';
        result += isPlain ? letter : isUpper ? static_cast<char>(letter - 'A' + 'a') : '_';
    }
    if (result.empty() || (result.front() >= '0' && result.front() <= '9'))
        result.insert(0, "n");
    return result;
}

std::string upperCase(std::string text)
{
    for (auto& letter : text)
        if (letter >= 'a' && letter <= 'z')
            letter = static_cast<char>(letter - 'a' + 'A');
    return text;
}

std::string filledIn(std::string text, const std::vector<std::pair<std::string, std::string>>& values)
{
    for (const auto& [name, value] : values) {
        const auto mark = "{" + name + "}";
        for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += value.size())
            text.replace(at, mark.size(), value);
    }
    return text;
}

std::string cArray(const std::vector<std::int64_t>& values, bool asHex)
{
    constexpr std::size_t lineLength = 118;
    std::string result = "{\n";
    std::string line = "   ";
    for (const auto value : values) {
        char number[24];
        if (asHex)
            std::snprintf(number, sizeof number, "0x%08llx", static_cast<unsigned long long>(value));
        else
            std::snprintf(number, sizeof number, "%lld", static_cast<long long>(value));
        // The lowest number of 32 bits is no literal of C.
        const std::string text = value == INT32_MIN ? "-2147483647 - 1" : number;
        if (line.size() + text.size() + 2 > lineLength) {
            result += line + "\n";
            line = "   ";
        }
        line += " " + text + ",";
    }
    return result + line + "\n}";
}

} // namespace pitlane
