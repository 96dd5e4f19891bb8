// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/lambdacommands.h"

#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/sweeprun.h"
#include "core/session/sweepoptions.h"

#include <nlohmann/json.hpp>

#include <QEventLoop>

namespace pitlane::cli {

namespace {

/// Trains the seed for its loss.
LambdaRange probe(ProjectSession& session, const SearchConfig& config, bool json)
{
    std::optional<LambdaRange> range;
    std::string problem;
    bool interrupted = false;
    QEventLoop loop;
    ProgressLine line;
    Interrupt interrupt;
    QObject::connect(&session, &ProjectSession::probeProgressed, &loop, [&](int epoch, int epochs) {
        if (json)
            print(nlohmann::json{{"type", "probe"}, {"epoch", epoch}, {"epochs", epochs}}.dump());
        else
            line.show("warm-up of the seed, epoch " + std::to_string(epoch) + " of at most " + std::to_string(epochs));
    });
    QObject::connect(&session, &ProjectSession::probeFinished, &loop, [&](const LambdaRange& found) {
        range = found;
        loop.quit();
    });
    QObject::connect(&session, &ProjectSession::probeFailed, &loop, [&](const QString& sentence) {
        problem = sentence.toStdString();
        loop.quit();
    });
    QObject::connect(&interrupt, &Interrupt::requested, &loop, [&] {
        interrupted = true;
        session.cancelProbe();
    });
    if (!json)
        print("The seed has to be trained first, for its loss; the search then starts from it.");
    session.probe(config);
    loop.exec();
    line.clear();
    if (range)
        return *range;
    if (interrupted)
        throw ReadCancelled(problem);
    throw Error(problem);
}

} // namespace

std::vector<double> lambdasFromProbe(ProjectSession& session, const SearchConfig& config, int count, bool json)
{
    const auto known = session.lambdaRange(config);
    const auto range = known ? *known : probe(session, config, json);
    auto lambdas = logSpaced(range.first, range.last, count);
    if (json) {
        print(nlohmann::json{{"type", "lambdas"}, {"lambdas", lambdas}, {"loss", range.loss}, {"cost", range.cost}}
                  .dump());
        return lambdas;
    }
    std::string text;
    for (const auto lambda : lambdas)
        text += (text.empty() ? "" : ", ") + numberToText(lambda);
    print("Strengths chosen: " + text + ".\n" + inWords(range));
    return lambdas;
}

int suggest(const SuggestOptions& options)
{
    const auto session = options.run ? openForWriting(options.project)
                                     : ProjectSession::open(std::filesystem::absolute(options.project));
    const auto sweep = sweepNumbered(*session, options.sweep);
    const auto next = nextLambdas(sweep, session->sweeps(), session->points(), options.count);
    std::vector<double> lambdas;
    auto list = nlohmann::json::array();
    for (const auto& one : next) {
        lambdas.push_back(one.lambda);
        list.push_back({{"lambda", one.lambda}, {one.isMacs ? "macs" : "parameters", {one.least, one.most}}});
        if (!options.json)
            print("lambda " + numberToText(one.lambda) + ": the front has a gap between " + cli::count(one.least) +
                  " and " + cli::count(one.most) + (one.isMacs ? " MACs" : " parameters"));
    }
    if (options.json)
        print(
            nlohmann::json{{"type", "suggestions"}, {"sweep", sweep.number}, {"suggestions", std::move(list)}}.dump());
    if (lambdas.empty()) {
        if (!options.json)
            print("There is no gap to fill: neighbouring strengths differ by less than half in what they find, lie too "
                  "close together, or are not done yet.");
        return Ok;
    }
    if (!options.run) {
        if (!options.json)
            print("Search them with: pitlane-cli suggest " + options.project + " " + std::to_string(sweep.number) +
                  " --run");
        return Ok;
    }
    auto config = sweep.config;
    config.lambdas = lambdas;
    const auto id = session->launch(config);
    if (!options.json)
        print("Search " + std::to_string(session->sweeps().back().number) + " adds them, with the settings of search " +
              std::to_string(sweep.number) + ".");
    return followWork(*session, id, options.json);
}

} // namespace pitlane::cli
