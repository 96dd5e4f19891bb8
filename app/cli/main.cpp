// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/datacommands.h"
#include "app/cli/exportcommands.h"
#include "app/cli/lambdacommands.h"
#include "app/cli/networkcommands.h"
#include "app/cli/output.h"
#include "app/cli/targetcommands.h"
#include "core/base/error.h"
#include "core/session/sweepoptions.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>

#include <list>

using namespace pitlane;

namespace {

/// Adds the settings of a search as options; what is given lands in `settings`, by flag.
void addSweepOptions(CLI::App& command, std::map<std::string, std::string>& settings,
                     std::list<std::vector<std::string>>& storage)
{
    for (const auto& option : sweepOptions()) {
        auto& values = storage.emplace_back();
        CLI::Option* added = nullptr;
        if (option.metavar.empty())
            added = command.add_flag_callback(
                option.flag, [&settings, flag = option.flag] { settings[flag] = "on"; }, option.help);
        else
            added = command
                        .add_option_function<std::vector<std::string>>(
                            option.flag,
                            [&settings, &values, flag = option.flag](const std::vector<std::string>& given) {
                                values = given;
                                std::string joined;
                                for (const auto& value : given)
                                    joined += (joined.empty() ? "" : "\n") + value;
                                settings[flag] = joined;
                            },
                            option.help)
                        ->type_name(option.metavar)
                        ->expected(1)
                        ->take_last();
        if (option.repeats)
            added->take_all();
        added->group(option.group);
    }
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("pitlane-cli"));

    CLI::App app("Searches small temporal convolutional networks for microcontrollers, without a window.",
                 "pitlane-cli");
    app.set_version_flag("--version", "pitlane-cli " PITLANE_VERSION);
    app.require_subcommand(1);
    app.failure_message([](const CLI::App*, const CLI::Error& error) {
        return std::string("pitlane-cli: ") + error.what() + "\nSee: pitlane-cli --help\n";
    });
    app.footer("Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some points failed, 130 interrupted.");
    int result = cli::Ok;
    std::string project;
    bool json = false;
    int sweepNumber = 0;
    const auto addProject = [&](CLI::App* command) {
        command->add_option("PROJECT", project, "project folder")->required();
    };
    const auto addSweepNumber = [&](CLI::App* command) {
        command->add_option("--search", sweepNumber, "number of the search (default: the last one)")->type_name("N");
    };

    cli::NewOptions fresh;
    auto* create = app.add_subcommand("new", "Make a project: a folder that holds settings, runs and results");
    create->add_option("FOLDER", fresh.folder, "new or empty folder")->required();
    create->add_option("--data", fresh.data, "data files or folders; with --example the folder that holds its data")
        ->type_name("PATH");
    create->add_option("--pipeline", fresh.pipeline, "JSON with settings that go before what the files suggest")
        ->type_name("FILE");
    create->add_option("--example", fresh.example, "one of the examples, see: pitlane-cli examples")->type_name("ID");
    create->add_flag("--synthetic", fresh.synthetic, "generated data in place of the example's files");
    create->add_option("--test-data", fresh.test, "file with the test part")->type_name("FILE");
    create
        ->add_option("--seed-network", fresh.network,
                     "network to search from, .json or .onnx (default: a built-in one that fits the data)")
        ->type_name("FILE");
    create->add_flag("--demo", fresh.demo, "synthetic heartbeats, nothing to download");
    create->add_option("--name", fresh.name, "name of the project (default: of the folder)")->type_name("TEXT");
    create->callback([&] { result = cli::newProject(fresh); });

    app.add_subcommand("examples", "List the examples that come with the program, with where to get their data")
        ->callback([&] { result = cli::listExamples(); });

    auto* methodList = app.add_subcommand("methods", "List the methods of a search, with their papers and settings");
    methodList->add_option("PROJECT", project, "project folder: says how many networks each can reach from its seed");
    methodList->add_flag("--json", json, "as JSON");
    methodList->callback([&] { result = cli::listMethods(project, json); });

    cli::DataArguments dataArguments;
    auto* data = app.add_subcommand("data", "Look into data files, or into the data of a project");
    data->require_subcommand(1);
    const auto addDataCommand = [&](const char* name, const char* help, int (*run)(const cli::DataArguments&)) {
        auto* command = data->add_subcommand(name, help);
        command->add_option("PATH", dataArguments.paths, "project folder, or data files and folders")->required();
        command->add_option("--pipeline", dataArguments.pipeline, "JSON with settings for files")->type_name("FILE");
        command->add_flag("--json", dataArguments.json, "as JSON");
        command->callback([&result, &dataArguments, run] { result = run(dataArguments); });
        return command;
    };
    addDataCommand("describe", "What the files hold, and what it suggests", cli::describeData);
    addDataCommand("check", "Health, split and leaks; fails when something is broken", cli::checkData);
    addDataCommand("preview", "Examples as they go into a network", cli::previewData)
        ->add_option("--examples", dataArguments.examples, "of each class")
        ->check(CLI::Range(1, 100));

    cli::NetworkArguments networkArguments;
    cli::addNetworkCommands(app, networkArguments, result);

    cli::SweepArguments sweepArguments;
    std::list<std::vector<std::string>> storage;
    auto* sweep = app.add_subcommand("sweep", "Search one network for each strength lambda");
    addProject(sweep);
    sweep->add_flag("--json", json, "progress and result as JSON Lines");
    sweep
        ->add_option("--snapshots", sweepArguments.snapshots,
                     "one search, many sizes: N --budgets from 0.6 to 0.03 times the seed's size")
        ->type_name("N")
        ->check(CLI::Range(1, 100));
    addSweepOptions(*sweep, sweepArguments.settings, storage);
    sweep->callback([&] {
        sweepArguments.project = project;
        sweepArguments.json = json;
        result = cli::sweep(sweepArguments);
    });

    int number = 0;
    auto* resume = app.add_subcommand("resume", "Go on with interrupted, cancelled or failed points");
    addProject(resume);
    addSweepNumber(resume);
    resume->add_option("--point", number, "only this point")->type_name("N");
    resume->add_flag("--json", json, "progress and result as JSON Lines");
    resume->callback([&] { result = cli::resume(project, number, sweepNumber, json); });

    auto* show = app.add_subcommand("show", "Print the points of a search (validation figures)");
    addProject(show);
    addSweepNumber(show);
    show->add_flag("--json", json, "as JSON");
    show->callback([&] { result = cli::show(project, sweepNumber, json); });

    bool byMacs = false;
    std::string budgets = "1k,5k";
    auto* compare =
        app.add_subcommand("compare", "All searches of a project in one table, by what their fronts are worth");
    addProject(compare);
    compare->add_flag("--macs", byMacs, "fronts over MACs instead of parameters");
    compare->add_option("--within", budgets, "best quality at no more than each of these")->type_name("LIST");
    compare->add_flag("--json", json, "as JSON");
    compare->callback([&] { result = cli::compare(project, byMacs, budgets, json); });

    cli::SuggestOptions suggestOptions;
    auto* suggest = app.add_subcommand("suggest", "Strengths that would fill the gaps of a front");
    suggest->add_option("PROJECT", suggestOptions.project, "project folder")->required();
    suggest->add_option("SEARCH", suggestOptions.sweep, "number of the search (default: the last one)");
    suggest->add_option("--count", suggestOptions.count, "at most so many")->type_name("N")->check(CLI::Range(1, 100));
    suggest->add_flag("--run", suggestOptions.run, "search them, with the same settings");
    suggest->add_flag("--json", suggestOptions.json, "as JSON Lines");
    suggest->callback([&] { result = cli::suggest(suggestOptions); });

    std::string point;
    auto* test = app.add_subcommand("test", "Open the test part for one finished point; each opening is logged");
    addProject(test);
    test->add_option("POINT", point, "number of the point, or seed, or hand-tuned")->required();
    addSweepNumber(test);
    bool ofRefit = false;
    test->add_flag("--refit", ofRefit, "of the point's refit");
    test->add_flag("--json", json, "as JSON");
    test->callback([&] { result = cli::test(project, point, sweepNumber, ofRefit, json); });

    auto* refit = app.add_subcommand("refit", "Fine-tune a finished point once more, on train and validation rows");
    addProject(refit);
    refit->add_option("POINT", point, "number of the point")->required();
    addSweepNumber(refit);
    refit->add_flag("--json", json, "as JSON");
    refit->callback([&] { result = cli::refit(project, point, sweepNumber, json); });

    bool withWarmup = false;
    auto* rerun = app.add_subcommand("rerun", "Run a finished point again and say whether it gives the same numbers");
    addProject(rerun);
    rerun->add_option("POINT", point, "number of the point, or seed, or hand-tuned")->required();
    addSweepNumber(rerun);
    rerun->add_flag("--with-warmup", withWarmup, "run its warm-up again, too, instead of the finished one");
    rerun->add_flag("--json", json, "as JSON");
    rerun->footer("Exit codes: 0 identical, 1 different or failed.");
    rerun->callback([&] { result = cli::rerun(project, point, sweepNumber, withWarmup, json); });

    std::string targetId;
    auto* targets = app.add_subcommand("targets", "List the devices that costs can count on, or print one as a file");
    targets->add_option("ID", targetId, "print this one as JSON, to be copied and edited");
    targets->add_flag("--json", json, "as JSON");
    targets->callback([&] { result = cli::listTargets(targetId, json); });

    std::string networkFile;
    auto* cost = app.add_subcommand("cost", "What a network costs on a device, layer by layer");
    cost->add_option("NETWORK", networkFile, "network as JSON, such as network.json of a run folder")->required();
    cost->add_option("--target", targetId, "see: pitlane-cli targets")->type_name("ID");
    cost->add_flag("--json", json, "as JSON");
    cost->callback([&] { result = cli::networkCost(networkFile, targetId, json); });

    cli::ExportArguments exportArguments;
    cli::addExportCommands(app, exportArguments, result);

    std::string out;
    auto* csv = app.add_subcommand("export-csv", "Write all points as CSV");
    addProject(csv);
    csv->add_option("--out", out, "file (default: standard output)")->type_name("FILE");
    csv->callback([&] { result = cli::exportCsv(project, out); });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const auto code = app.exit(error);
        return code == 0 ? cli::Ok : cli::Usage;
    } catch (const cli::UsageError& error) {
        cli::complain(error.what());
        return cli::Usage;
    } catch (const ReadCancelled& error) {
        cli::complain(error.what());
        return cli::Interrupted;
    } catch (const Error& error) {
        cli::complain(error.what());
        return cli::Failed;
    } catch (const std::exception& error) {
        cli::complain(std::string("unexpected: ") + error.what());
        return cli::Failed;
    }
    return result;
}
