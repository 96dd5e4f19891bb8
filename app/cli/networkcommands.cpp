// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/networkcommands.h"

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "core/network/cost.h"
#include "core/network/makeseed.h"
#include "core/session/pitsettings.h"
#include "core/session/projectsession.h"

#include <CLI/CLI.hpp>

namespace pitlane::cli {

namespace fs = std::filesystem;

namespace {

void printLayers(const NetworkSpec& network)
{
    const auto output = shapes(network).back();
    print(network.name + ": " + count(network.input.C) + " x " + count(network.input.T) + " samples to " +
          count(output.C) + " x " + count(output.T));
    std::vector<std::vector<std::string>> rows{{"", "layer", "kind", "in", "out", "K", "d", "stride", "samples", "parameters", "MACs"}};
    for (const auto& layer : layers(network))
        rows.push_back({std::to_string(rows.size()), layer.name, layer.kind, count(layer.C_in), count(layer.C_out),
                        count(layer.K), count(layer.d), count(layer.s), count(layer.T), count(layer.parameters),
                        count(layer.macs)});
    rows.push_back({"", "total", "", "", "", "", "", "", "", count(parameterCount(network)), count(macCount(network))});
    std::printf("%s", alignedTable(rows, "rlrrrrrrrrr").c_str());
}

void write(const NetworkFile& file, const std::string& out)
{
    if (out.empty())
        return;
    writeNetwork(file, out);
    const bool hasWeightsBeside = file.weights && fs::path(out).extension() == ".json";
    print("Written: " + out +
          (hasWeightsBeside ? ", weights: " + fs::path(out).replace_extension(".safetensors").string() : ""));
}

NetworkFile networkOf(const NetworkArguments& arguments)
{
    if (!fs::exists(fs::path(arguments.source) / "project.db")) {
        if (!arguments.point.empty())
            throw UsageError("A point is named with a project folder, and " + arguments.source + " is none.");
        return readNetwork(arguments.source);
    }
    if (arguments.point.empty())
        throw UsageError("Name the point of " + arguments.source +
                         " that is wanted: a number, or seed, or hand-tuned.");
    const auto session = ProjectSession::open(fs::absolute(arguments.source));
    return session->trainedNetwork(pointOf(*session, arguments.point, arguments.search).id);
}

} // namespace

int importNetwork(const NetworkArguments& arguments)
{
    const auto file = readNetwork(arguments.source, arguments.pitConfig);
    printLayers(file.network);
    write(file, arguments.out);
    if (const auto settings = pitSettings(arguments.source)) {
        const auto command = equivalentCommand("PROJECT", Draft{.config = *settings});
        print("The run searches as: " + command.toStdString());
    }
    return Ok;
}

int exportNetwork(const NetworkArguments& arguments)
{
    if (fs::path(arguments.out).extension() != ".onnx")
        throw UsageError("--out: expected a name that ends in .onnx, found \"" + arguments.out + "\".");
    write(networkOf(arguments), arguments.out);
    return Ok;
}

int makeSeed(const NetworkArguments& arguments)
{
    const auto seed = seedFrom(networkOf(arguments).network, arguments.expansion);
    printLayers(seed);
    write({.network = seed, .weights = {}}, arguments.out);
    return Ok;
}

void addNetworkCommands(CLI::App& app, NetworkArguments& arguments, int& result)
{
    auto* network = app.add_subcommand("network", "Bring networks in and out, or make a seed of one");
    network->require_subcommand(1);
    const auto add = [&](const char* name, const char* help, int (*run)(const NetworkArguments&)) {
        auto* command = network->add_subcommand(name, help);
        command->callback([&result, &arguments, run] { result = run(arguments); });
        return command;
    };
    const auto addPoint = [&](CLI::App* command) {
        command->add_option("SOURCE", arguments.source, "network file (.json, .onnx) or project folder")->required();
        command->add_option("POINT", arguments.point, "of a project: number of the point, or seed, or hand-tuned");
        command->add_option("--search", arguments.search, "number of the search (default: the last one)")
            ->type_name("N");
    };
    auto* import = add("import", "Show a network of a file, and write it as Pitlane's own", importNetwork);
    import
        ->add_option("FILE", arguments.source,
                     "ONNX file, network JSON, or configuration of a run of the published PIT code")
        ->required();
    import
        ->add_option("--pit-config", arguments.pitConfig,
                     "result (learned_arch_...json), summary of PLiNIO or configuration to apply to it")
        ->type_name("CONFIG");
    import->add_option("-o,--out", arguments.out, "network JSON; weights go beside it as .safetensors")
        ->type_name("FILE");
    auto* onnx = add("export", "Write a point, or a network with its weights, as ONNX", exportNetwork);
    addPoint(onnx);
    onnx->add_option("-o,--out", arguments.out, "ONNX file")->type_name("FILE")->required();
    auto* seed = add("make-seed", "Make a seed of a hand-tuned network: d = 1, K = F, more channels", makeSeed);
    addPoint(seed);
    seed->add_option("--expansion", arguments.expansion, "times the channels, 1 to 16")->type_name("X");
    seed->add_option("-o,--out", arguments.out, "network JSON")->type_name("FILE");
}

} // namespace pitlane::cli
