// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/readprogress.h"
#include "core/data/guess.h"
#include "core/session/examples.h"
#include "core/session/projectsession.h"

#include <QCoreApplication>

#include <algorithm>

namespace pitlane::cli {

namespace fs = std::filesystem;

namespace {

std::string projectName(const fs::path& folder)
{
    const auto clean = folder.lexically_normal();
    return (clean.has_filename() ? clean : clean.parent_path()).filename().string();
}

std::vector<Example> shippedExamples()
{
    return readExamples(examplesFolder(QCoreApplication::applicationDirPath().toStdString()));
}

Example exampleNamed(const std::string& id)
{
    auto examples = shippedExamples();
    const auto found = std::ranges::find(examples, id, &Example::id);
    if (found == examples.end()) {
        std::string ids;
        for (const auto& example : examples)
            ids += (ids.empty() ? "" : ", ") + example.id;
        throw UsageError("There is no example \"" + id + "\". The examples are " + ids + ".");
    }
    return std::move(*found);
}

/// What a new project starts with.
struct Start
{
    Draft draft;
    std::vector<ExampleDecision> decisions;
};

Start startFromExample(const NewOptions& options, const fs::path& folder, const Progress& progress)
{
    const auto example = exampleNamed(options.example);
    const bool files = example.data.kind == DataSource::Kind::Files;
    if (files && options.data.empty() && !options.synthetic)
        throw UsageError(example.title +
                         " needs its data: give --data FOLDER, or --synthetic for generated data of the "
                         "same shape.\n" +
                         example.download + "\nTerms: " + example.terms);
    if (options.synthetic && files)
        return {.draft = draftFor(example, standInFor(example), folder, progress),
                .decisions = {{.key = "leak.no-subject-id",
                               .note = "Every example is generated on its own, so no subject is on both sides."}}};
    const auto data = options.data.empty() ? fs::path() : fs::absolute(options.data.front());
    return {.draft = draftFor(example, data, folder, progress), .decisions = example.decisions};
}

/// The network of a file in place of the built-in seed; the hand-tuned one stays as a reference.
void useNetwork(SearchConfig& config, const std::string& path)
{
    auto network = readNetwork(path).network;
    if (const auto problem = misfit(network, config.seed); !problem.empty())
        throw Error(problem);
    config.seed = std::move(network);
    config.lambdas = defaultLambdas(config.regulariser, config.seed);
}

Start startOf(const NewOptions& options, const fs::path& folder, const Progress& progress)
{
    if (options.demo)
        return startFromExample({.folder = options.folder, .example = "synthetic-ecg"}, folder, progress);
    if (!options.example.empty())
        return startFromExample(options, folder, progress);
    if (!options.test.empty()) {
        if (options.data.size() != 1)
            throw UsageError("--test-data goes with one --data file.");
        const auto source = sourceFromFiles(fs::absolute(options.data.front()), fs::absolute(options.test), folder);
        return {.draft = defaultDraft(source, folder, progress), .decisions = {}};
    }
    return {.draft = defaultDraft(sourceFromPaths(options.data, options.pipeline, folder, progress), folder, progress),
            .decisions = {}};
}

} // namespace

int newProject(const NewOptions& options)
{
    const int origins = (options.demo ? 1 : 0) + (options.example.empty() ? 0 : 1) +
                        (options.data.empty() || !options.example.empty() ? 0 : 1);
    if (origins != 1)
        throw UsageError("Give either --data FILE, --example ID or --demo, so that the project has data.");
    ReadProgress reading;
    const auto folder = fs::absolute(options.folder);
    auto start = startOf(options, folder, reading.progress()); // before anything is made: a bad file leaves nothing
    if (!options.network.empty())
        useNetwork(start.draft.config, options.network);
    const auto name = options.name.empty() ? projectName(folder) : options.name;
    const auto session = ProjectSession::create(folder, QString::fromStdString(name));
    session->setDraft(start.draft);
    for (const auto& decision : start.decisions)
        session->decide(QString::fromStdString(decision.key), QString::fromStdString(decision.note));
    print("Made the project " + folder.string() + " with " + start.draft.config.data.name + " and the seed " +
          start.draft.config.seed.name + ".");
    print("Next: pitlane-cli sweep " + options.folder);
    return Ok;
}

int listExamples()
{
    for (const auto& example : shippedExamples()) {
        print(example.id + ": " + example.title + ", " + example.task + ", seed " + example.seedTitle);
        print("  " + example.shows);
        if (!example.download.empty())
            print("  Data: " + example.download);
        print("  Terms: " + example.terms);
    }
    return Ok;
}

} // namespace pitlane::cli
