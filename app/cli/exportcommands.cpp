// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/exportcommands.h"

#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/readprogress.h"
#include "core/session/exportpoint.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <charconv>

namespace pitlane::cli {

namespace {

constexpr std::int64_t mostVectors = 100000;

/// "100", "random" or "random:20".
void setVectors(ExportSettings& settings, std::string text)
{
    if (text.empty())
        return;
    const std::string random = "random";
    settings.randomVectors = text == random || text.starts_with(random + ":");
    if (text == random)
        return;
    const auto digits = settings.randomVectors ? text.substr(random.size() + 1) : text;
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, settings.vectors);
    if (error != std::errc() || stop != end || settings.vectors < 1 || settings.vectors > mostVectors)
        throw UsageError("--vectors: expected a number from 1 to " + std::to_string(mostVectors) +
                         ", random, or random:N, found \"" + text + "\".");
}

std::string shown(const Quality& quality)
{
    return scoreInWords(quality);
}

void printProof(const ProofResult& proof)
{
    for (const auto& run : proof.runs)
        print("  " + run.where + ": " + nameOf(run.status) + ". " + run.what);
    if (proof.instructions)
        print("  One inference takes " + count(*proof.instructions) + " instructions, counted by the emulator.");
}

nlohmann::json toJson(const Quality& quality)
{
    return {{"score", quality.score}, {"rows", quality.rows}, {"unit", storedUnit(quality)}};
}

void printResult(const ExportArguments& arguments, const ExportResult& result)
{
    const auto& quantised = result.quantised;
    if (arguments.json) {
        nlohmann::json value = {{"out", arguments.out},
                                {"float", toJson(quantised.floatValidation)},
                                {"int8", toJson(quantised.int8Validation)},
                                {"ranges", inWords(quantised.method)},
                                {"calibrationRows", quantised.calibrationRows},
                                {"flashBytes", result.flashBytes},
                                {"ramBytes", result.ramBytes},
                                {"ms", result.ms},
                                {"energyMj", result.energyMj ? nlohmann::json(*result.energyMj) : nlohmann::json()},
                                {"windows", result.windows}};
        if (result.proof)
            value["proof"] = pitlane::toJson(*result.proof);
        print(value.dump(2));
        return;
    }
    print("Validation (" + measureInSentence(quantised.floatValidation.measure) + ", " +
          count(quantised.floatValidation.rows) + " rows): float " + shown(quantised.floatValidation) + ", int8 " +
          shown(quantised.int8Validation));
    print("Calibrated on " + count(quantised.calibrationRows) + " training rows: " + inWords(quantised.method));
    char ms[32];
    std::snprintf(ms, sizeof ms, "%.3f", result.ms);
    print("Estimates: flash " + count(result.flashBytes) + " bytes, RAM " + count(result.ramBytes) + " bytes, " + ms +
          " ms");
    if (result.proof)
        printProof(*result.proof);
    print("Written: " + arguments.out + " (" + count(static_cast<long long>(result.package.files.size())) + " files, " +
          count(result.windows) + " golden windows)");
}

} // namespace

int exportFirmware(const ExportArguments& arguments)
{
    ExportSettings settings{.out = arguments.out,
                            .prefix = arguments.prefix,
                            .proof = arguments.proof,
                            .refit = arguments.refit,
                            .samples = arguments.samples};
    if (!arguments.target.empty())
        settings.target = arguments.target;
    setVectors(settings, arguments.vectors);
    const auto session = ProjectSession::open(std::filesystem::absolute(arguments.project));
    const auto point = pointOf(*session, arguments.point, arguments.sweepNumber);
    const auto request = exportRequest(*session, point.id, settings);
    const auto result = [&] {
        const ReadProgress progress;
        return exportPoint(request, progress.progress());
    }();
    printResult(arguments, result);
    return result.proof && result.proof->failed() ? Failed : Ok;
}

int proveExport(const ExportArguments& arguments)
{
    const auto result = [&] {
        const ReadProgress progress;
        return provePackage(arguments.project, progress.progress());
    }();
    if (arguments.json)
        print(pitlane::toJson(result).dump(2));
    else
        printProof(result);
    if (!result.failed() && !result.passed())
        complain("nothing was tested: install what is named above.");
    return result.passed() ? Ok : Failed;
}

void addExportCommands(CLI::App& app, ExportArguments& arguments, int& result)
{
    auto* command = app.add_subcommand("export", "Write a finished point as a firmware project, in int8");
    command->add_option("PROJECT", arguments.project, "project folder")->required();
    command->add_option("POINT", arguments.point, "number of the point, or seed, or hand-tuned")->required();
    command->add_option("--search", arguments.sweepNumber, "number of the search (default: the last one)")
        ->type_name("N");
    command->add_option("--target", arguments.target, "default: stm32h743")->type_name("ID");
    command->add_option("-o,--out", arguments.out, "new or empty folder, or a name that ends in .zip")
        ->type_name("PATH")
        ->required();
    command->add_option("--vectors", arguments.vectors, "golden windows: a number (default: 100), random, or random:N")
        ->type_name("N");
    command->add_option("--prefix", arguments.prefix, "of names in C (default: the network's name)")->type_name("NAME");
    command->add_option("--samples", arguments.samples, "length T of a network for sequences")
        ->type_name("T")
        ->check(CLI::Range(1, 1000000));
    command->add_flag("--refit", arguments.refit, "the point's refit");
    command->add_flag("--proof", arguments.proof, "build it, run it here and on emulators, compare every layer");
    command->add_flag("--json", arguments.json, "result as JSON");
    command->callback([&] { result = exportFirmware(arguments); });

    auto* proof = app.add_subcommand("proof", "Build and run an exported package and compare every layer");
    proof->add_option("DIR", arguments.project, "folder that export has written")->required();
    proof->add_flag("--json", arguments.json, "result as JSON");
    proof->callback([&] { result = proveExport(arguments); });
}

} // namespace pitlane::cli
