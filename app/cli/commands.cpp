// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/lambdacommands.h"
#include "app/cli/output.h"
#include "app/cli/pointstable.h"
#include "app/cli/sweeprun.h"
#include "core/base/files.h"
#include "core/session/costoptions.h"
#include "core/session/sweepoptions.h"
#include "core/study/snapshots.h"

#include <nlohmann/json.hpp>

#include <QEventLoop>

#include <algorithm>

namespace pitlane::cli {

namespace fs = std::filesystem;

namespace {

SearchPoint pointNamed(const std::vector<SearchPoint>& points, const std::string& name)
{
    for (const auto& point : points)
        if (point.role == PointRole::Found ? std::to_string(point.number) == name : nameOf(point.role) == name)
            return point;
    throw Error("The search has no point \"" + name + "\". Give a number of the table, or seed, or hand-tuned.");
}

std::string counted(int number, const std::string& noun)
{
    return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

void apply(const std::map<std::string, std::string>& settings, Draft& draft)
{
    for (const auto& option : sweepOptions())
        if (const auto given = settings.find(option.flag);
            given != settings.end() && !(option.flag == "--lambda" && automaticLambdas(given->second)))
            option.write(draft, given->second);
}

/// The settings with the budgets that --snapshots asks for, in the unit of the cost that they choose.
std::map<std::string, std::string> withBudgets(const SweepArguments& arguments, const Draft& draft)
{
    auto settings = arguments.settings;
    if (arguments.snapshots < 1)
        return settings;
    auto chosen = draft;
    cli::apply(arguments.settings, chosen);
    settings.emplace("--budgets", budgetsToText(defaultBudgets(chosen.config, arguments.snapshots)));
    return settings;
}

/// Throws UsageError for a value that makes no sense, before anything is opened.
void checkSettings(const std::map<std::string, std::string>& settings)
{
    try {
        Draft scratch;
        if (!settings.contains("--cost")) // the project's costs may be on a target
            setCostsFromText(scratch.config, "latency");
        apply(settings, scratch);
    } catch (const Error& error) {
        throw UsageError(error.what());
    }
}

} // namespace

std::unique_ptr<ProjectSession> openForWriting(const std::string& project)
{
    auto session = ProjectSession::open(fs::absolute(project));
    if (session->isReadOnly())
        throw Error("The project " + project + " is open for writing in " + session->writer().toStdString() +
                    ". Close it there, or wait until it is done.");
    return session;
}

Sweep sweepNumbered(const ProjectSession& session, int number)
{
    const auto sweeps = session.sweeps();
    if (sweeps.empty())
        throw Error("The project " + session.folder().string() +
                    " has no search yet. Start one with: pitlane-cli sweep " + session.folder().string());
    if (number == 0)
        return sweeps.back();
    const auto found = std::ranges::find(sweeps, number, &Sweep::number);
    if (found == sweeps.end())
        throw Error("The project has no search " + std::to_string(number) + "; it has 1 to " +
                    std::to_string(sweeps.back().number) + ".");
    return *found;
}

SearchPoint pointOf(const ProjectSession& session, const std::string& name, int sweepNumber)
{
    return pointNamed(session.points(sweepNumbered(session, sweepNumber).id), name);
}

int sweep(const SweepArguments& arguments)
{
    checkSettings(arguments.settings);
    const auto session = openForWriting(arguments.project);
    auto draft = session->draft();
    cli::apply(withBudgets(arguments, draft), draft);
    const auto cost = arguments.settings.find("--cost");
    if (cost != arguments.settings.end() && !arguments.settings.contains("--lambda") && draft.config.budgets.empty() &&
        costTerms(draft.config).front() != costTerms(session->draft().config).front())
        draft.config.lambdas = defaultLambdas(draft.config);
    const auto lambda = arguments.settings.find("--lambda");
    if (const auto count = lambda == arguments.settings.end() ? std::nullopt : automaticLambdas(lambda->second)) {
        constexpr int usual = 8;
        draft.config.lambdas = lambdasFromProbe(*session, draft.config, *count > 0 ? *count : usual, arguments.json);
    }
    if (const auto& budgets = draft.config.budgets; !budgets.empty() && budgets == session->draft().config.budgets &&
                                                    budgetUnit(draft.config) != budgetUnit(session->draft().config)) {
        auto settings = arguments.settings; // the project's budgets are in another unit
        settings["--budgets"] = budgetsToText(defaultBudgets(draft.config, static_cast<int>(budgets.size())));
        cli::apply(settings, draft);
    }
    if (validate(draft.config).empty()) // settings that cannot run are not worth keeping
        session->setDraft(draft);
    const auto id = session->launch(draft.config, draft.repeats);
    if (!arguments.json)
        print("Search " + std::to_string(session->sweeps().back().number) + ": " +
              counted(static_cast<int>(draft.config.lambdas.size()), "value") + " of lambda, " +
              (draft.repeats > 1 ? std::to_string(draft.repeats) + " seed numbers each, " : std::string()) +
              (draft.config.budgets.empty()
                   ? std::string()
                   : counted(static_cast<int>(draft.config.budgets.size()), "budget") + " from " +
                         numberToText(draft.config.budgets.front()) + " to " +
                         numberToText(draft.config.budgets.back()) + " " + budgetUnit(draft.config) + ", ") +
              counted(session->workers(), "worker") + " with " + counted(draft.config.threads, "thread") +
              " each. Ctrl-C stops it so that it can be resumed.");
    return followWork(*session, id, arguments.json);
}

int resume(const std::string& project, int number, int sweepNumber, bool json)
{
    const auto session = openForWriting(project);
    const auto sweepOfPoints = sweepNumbered(*session, sweepNumber);
    if (number > 0) {
        session->resume(pointNamed(session->points(sweepOfPoints.id), std::to_string(number)).id);
    } else if (sweepNumber > 0) {
        session->resumeAll(sweepOfPoints.id);
    } else {
        for (const auto& each : session->sweeps())
            session->resumeAll(each.id);
    }
    if (const auto work = session->work(); work.queued == 0 && work.running == 0) {
        print("There is nothing to resume: every point is done.");
        return Ok;
    }
    return followWork(*session, sweepOfPoints.id, json);
}

int show(const std::string& project, int sweepNumber, bool json)
{
    const auto session = ProjectSession::open(fs::absolute(project));
    const auto chosen = sweepNumbered(*session, sweepNumber);
    const auto points = session->points(chosen.id);
    if (json) {
        auto list = nlohmann::json::array();
        for (const auto& point : points)
            list.push_back(toJson(point));
        print(nlohmann::json{{"sweep", chosen.number}, {"points", std::move(list)}}.dump(2));
        return Ok;
    }
    print(session->name().toStdString() + ", search " + std::to_string(chosen.number) + " of " +
          std::to_string(session->sweeps().size()) + ", " + chosen.config.data.name + ", " + chosen.config.seed.name +
          ", method " + chosen.config.method + ", cost " + costsInWords(chosen.config) + ", seed number " +
          std::to_string(chosen.config.seedNumber));
    std::printf("%s", pointsTable(points).c_str());
    return Ok;
}

int test(const std::string& project, const std::string& name, int sweepNumber, bool refit, bool json)
{
    const auto session = openForWriting(project);
    const auto point = pointNamed(session->points(sweepNumbered(*session, sweepNumber).id), name);
    std::optional<TestResult> result;
    std::string problem;
    QEventLoop loop;
    QObject::connect(session.get(), &ProjectSession::testFinished, &loop, [&](const TestResult& finished) {
        if (finished.point == point.id && finished.refit == refit) {
            result = finished;
            loop.quit();
        }
    });
    QObject::connect(session.get(), &ProjectSession::testFailed, &loop, [&](PointId id, const QString& sentence) {
        if (id == point.id) {
            problem = sentence.toStdString();
            loop.quit();
        }
    });
    session->test(point.id, refit);
    loop.exec();
    if (!result)
        throw Error("The test did not finish. " + problem);
    if (json)
        print(toJson(*result).dump(2));
    else
        print("Test part of " + session->draft().config.data.name + (refit ? ", refit: " : ": ") +
              scoreInWords(result->quality) + " " + measureInSentence(result->quality.measure) + " on " +
              count(result->quality.rows) + " series, loss " + std::to_string(result->quality.loss).substr(0, 5) +
              ". Opened " + result->openedAt + ", logged in the project.");
    return Ok;
}

int exportCsv(const std::string& project, const std::string& out)
{
    const auto session = ProjectSession::open(fs::absolute(project));
    const auto text = pointsCsv(session->points());
    if (out.empty()) {
        std::printf("%s", text.c_str());
        return Ok;
    }
    writeFileAtomically(out, text);
    print("Wrote " + std::to_string(session->points().size()) + " points to " + out + ".");
    return Ok;
}

} // namespace pitlane::cli
