// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/onnximport.h"

#include "core/base/files.h"
#include "core/exchange/onnxfile.h"
#include "core/exchange/onnxwalker.h"

#include <algorithm>
#include <optional>

namespace pitlane {

namespace {

using namespace onnxgraph;

/// What the axes of the input can be, the most usual first. The file does not say it; a wrong guess ends at the first
/// layer that it makes impossible.
std::vector<Axes> possibleAxes(const GraphInput& input)
{
    using enum Axis;
    switch (input.dims.size()) {
    case 2:
        return {{N, C}, {N, T}};
    case 3:
        return {{N, C, T}, {N, T, C}};
    case 4:
        return {{N, C, One, T}, {N, C, T, One}, {N, One, C, T}, {N, One, T, C}};
    default:
        return {};
    }
}

void checkInput(const Graph& graph)
{
    const auto fail = [&graph](const std::string& problem) {
        throw ExchangeError("Reading network " + graph.source + ": " + problem);
    };
    constexpr std::size_t mostNodes = 20'000;
    if (graph.nodes.size() > mostNodes)
        fail("the graph has " + std::to_string(graph.nodes.size()) + " nodes, expected at most " +
             std::to_string(mostNodes) + ". Networks for microcontrollers are far smaller.");
    if (graph.inputs.size() != 1)
        fail("the network has " + std::to_string(graph.inputs.size()) +
             " inputs, expected 1. Export one that takes a single tensor [batch, channels, samples].");
    if (graph.outputs.empty())
        fail("the network has no output. Export it again.");
    const auto& input = graph.inputs.front();
    if (!input.hasShape || input.dims.size() < 2 || input.dims.size() > 4)
        fail("the input \"" + input.name + "\" has " +
             (input.hasShape ? std::to_string(input.dims.size()) : "no known") +
             " axes, expected [batch, channels, samples]. Export the network with an example of that shape.");
    for (std::size_t i = 1; i < input.dims.size(); ++i)
        if (input.dims[i] < 1)
            fail("the input \"" + input.name + "\" has no fixed size along axis " + std::to_string(i) +
                 (input.symbols[i].empty() ? "" : " (\"" + input.symbols[i] + "\")") +
                 ", expected a number. Export the network with dynamic_axes for the batch alone.");
}

} // namespace

ImportedNetwork importOnnx(std::string_view bytes, const std::string& source, const std::string& name)
{
    auto graph = parse(bytes, source);
    checkInput(graph);
    // Exporters name all their graphs alike.
    if (graph.name.empty() || graph.name == "main_graph" || graph.name.starts_with("torch") || graph.name == "graph")
        graph.name = name;
    std::optional<WalkError> furthest;
    for (const auto& axes : possibleAxes(graph.inputs.front())) {
        const auto& dims = graph.inputs.front().dims;
        bool isPossible = true;
        for (std::size_t i = 0; i < axes.size(); ++i)
            isPossible = isPossible && (axes[i] != Axis::One || dims[i] == 1);
        if (!isPossible)
            continue;
        try {
            return Walker(graph, axes).run();
        } catch (const WalkError& error) {
            if (!furthest || error.position() > furthest->position())
                furthest = error;
        }
    }
    if (furthest)
        throw ExchangeError(furthest->what());
    throw ExchangeError("Reading network " + source + ": the input \"" + graph.inputs.front().name +
                        "\" has the shape " + describe(graph.inputs.front().dims) +
                        ", in which two axes are longer than 1 beside the channels. Pitlane reads networks over one "
                        "axis of time.");
}

ImportedNetwork importOnnx(const std::filesystem::path& path)
{
    return importOnnx(readFile(path), path.filename().string(), path.stem().string());
}

} // namespace pitlane
