// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/data/source.h"
#include "core/session/projectsession.h"

#include <map>
#include <string>
#include <vector>

/// What each subcommand does. All return an exit code and throw Error with a sentence.
namespace pitlane::cli {

/// Wrong arguments: exit code 2.
class UsageError : public Error
{
public:
    using Error::Error;
};

struct NewOptions
{
    std::string folder;
    std::vector<std::string> data; ///< files and folders; with an example: the folder of its data
    std::string test;
    std::string pipeline; ///< file with settings that go before what the files suggest
    std::string example;  ///< id
    std::string network;  ///< file of a network that is the seed in place of the built-in one
    std::string name;
    bool demo = false;
    bool synthetic = false; ///< generated data in place of the example's files
};
int newProject(const NewOptions& options);

/// The examples that come with the program, with where to get their data.
int listExamples();
/// The methods of a search, with their settings; with a project, how many networks each can reach. "" : no project.
int listMethods(const std::string& project, bool asJson);
/// The source that files and folders suggest, with the settings of `pipelineFile` (empty: none) over it.
[[nodiscard]] DataSource sourceFromPaths(const std::vector<std::string>& paths, const std::string& pipelineFile,
                                         const std::filesystem::path& projectFolder, const Progress& progress);

/// Throws Error when another program writes the project.
[[nodiscard]] std::unique_ptr<ProjectSession> openForWriting(const std::string& project);
/// The sweep with that number as shown; 0: the last one. Throws Error.
[[nodiscard]] Sweep sweepNumbered(const ProjectSession& session, int number);
/// The point of a search (0: the last one) that is shown as `name`: a number, seed, hand-tuned. Throws Error.
[[nodiscard]] SearchPoint pointOf(const ProjectSession& session, const std::string& name, int sweepNumber);

struct SweepArguments
{
    std::string project;
    int snapshots = 0; ///< copies of one search at the usual budgets; 0: what the settings say
    std::map<std::string, std::string> settings; ///< by flag, as SweepOption::write takes them
    bool json = false;
};
int sweep(const SweepArguments& arguments);

/// number 0: all that can be resumed.
int resume(const std::string& project, int number, int sweepNumber, bool json);
int show(const std::string& project, int sweepNumber, bool json);
/// Every search of the project in one table: hypervolume, best quality, size, time; `budgets` of parameters or MACs.
int compare(const std::string& project, bool byMacs, const std::string& budgets, bool json);
int test(const std::string& project, const std::string& point, int sweepNumber, bool refit, bool json);
/// Fine-tunes a found point once more, on the rows that validate, too.
int refit(const std::string& project, const std::string& point, int sweepNumber, bool json);
/// Runs a finished point again and compares: Ok where the two are identical, Failed where not.
int rerun(const std::string& project, const std::string& point, int sweepNumber, bool withWarmup, bool json);
/// empty `out`: standard output.
int exportCsv(const std::string& project, const std::string& out);

} // namespace pitlane::cli
