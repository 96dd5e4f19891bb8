// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/projectsession.h"

#include "core/data/source.h"
#include "core/network/cost.h"
#include "core/network/seeds.h"
#include "core/session/sweepoptions.h"
#include "core/study/snapshots.h"

#include <algorithm>

namespace pitlane {

namespace {

/// A word of a shell command.
QString quoted(const QString& word)
{
    static const auto plain = QStringLiteral("-_./,:=+@%");
    const auto isPlain = [](QChar c) { return (c.unicode() < 128 && c.isLetterOrNumber()) || plain.contains(c); };
    if (!word.isEmpty() && std::all_of(word.begin(), word.end(), isPlain))
        return word;
    auto escaped = word;
    return QLatin1Char('\'') + escaped.replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

} // namespace

std::pair<double, double> defaultLambdaRange(Regulariser regulariser, const NetworkSpec& seed)
{
    // Measured on ECG5000 for R_size; elsewhere lambda R is kept comparable at the start of the search.
    constexpr double first = 1e-6;
    constexpr double last = 5e-4;
    if (regulariser == Regulariser::Size)
        return {first, last};
    const auto ratio =
        static_cast<double>(parameterCount(seed)) / static_cast<double>(std::max<std::int64_t>(1, macCount(seed)));
    return {logSpaced(first * ratio, first, 1).front(), logSpaced(last * ratio, last, 1).front()};
}

std::pair<double, double> defaultLambdaRange(const SearchConfig& config)
{
    const auto term = costTerms(config).front();
    if (!needsTarget(term.kind))
        return defaultLambdaRange(term.kind == CostKind::Size ? Regulariser::Size : Regulariser::Ops, config.seed);
    const auto [first, last] = defaultLambdaRange(Regulariser::Size, config.seed);
    const auto ratio = costOf(config.seed, *makeCostModel(CostKind::Size)) / costOf(config.seed, *makeCostModel(term));
    return {logSpaced(first * ratio, first, 1).front(), logSpaced(last * ratio, last, 1).front()};
}

std::vector<double> defaultLambdas(const SearchConfig& config)
{
    const auto [first, last] = defaultLambdaRange(config);
    return logSpaced(first, last, 8);
}

std::vector<double> defaultLambdas(Regulariser regulariser, const NetworkSpec& seed)
{
    const auto [first, last] = defaultLambdaRange(regulariser, seed);
    return logSpaced(first, last, 8);
}

SeedRequest seedRequestFor(const Dataset& trainPart)
{
    SeedRequest request{.input = {trainPart.channels, trainPart.length}};
    switch (trainPart.task) {
    case Task::Classification:
        request.outputs = static_cast<std::int64_t>(trainPart.classNames.size());
        break;
    case Task::Regression:
        request.outputs = 1;
        break;
    case Task::NextStep:
        request.outputs = trainPart.channels;
        request.answer = SeedRequest::Answer::PerStep;
        break;
    }
    return request;
}

Draft draftForData(const DataSource& source, const Dataset& trainPart)
{
    const auto request = seedRequestFor(trainPart);
    const auto seeds = builtinSeeds(request);
    if (seeds.empty())
        throw NetworkError("No built-in seed fits " + trainPart.name + ": " + std::to_string(request.input.C) + " x " +
                           std::to_string(request.input.T) + " samples and " + std::to_string(request.outputs) +
                           " outputs. Cut longer windows on the Data page.");
    // Features of sound are what TC-ResNet14 was made for; elsewhere the first that fits.
    const bool isSound = source.pipeline.frontEnd.kind != FrontEnd::Kind::None;
    const auto found = std::ranges::find(seeds, isSound ? "tc-resnet14" : seeds.front().id, &BuiltinSeed::id);
    const auto& usual = found == seeds.end() ? seeds.front() : *found;
    Draft draft;
    draft.config.seed = usual.seed;
    draft.config.handTuned = usual.handTuned;
    draft.config.data = source;
    draft.config.lambdas = defaultLambdas(draft.config.regulariser, draft.config.seed);
    return draft;
}

Draft defaultDraft(const DataSource& source, const std::filesystem::path& projectFolder, const Progress& progress)
{
    return draftForData(source, loadTrainPart(source, projectFolder, progress));
}

QString equivalentCommand(const std::filesystem::path& projectFolder, const Draft& draft)
{
    Draft defaults;
    defaults.config.lambdas = defaultLambdas(defaults.config.regulariser, draft.config.seed);
    if (!draft.config.budgets.empty()) { // --budgets brings these along
        useSnapshots(defaults.config, draft.config.budgets);
        defaults.config.budgets.clear();
    }
    auto command = QStringLiteral("pitlane-cli sweep ") + quoted(QString::fromStdString(projectFolder.string()));
    for (const auto& option : sweepOptions()) {
        const auto text = QString::fromStdString(option.read(draft));
        // Cost and strengths are what one looks for first, so they are always written.
        const auto always = option.flag == "--cost" || option.flag == "--lambda";
        if (text.isEmpty() || (!always && option.read(draft) == option.read(defaults)))
            continue;
        for (const auto& value : text.split(QLatin1Char('\n')))
            command += QLatin1Char(' ') + QString::fromStdString(option.flag) + QLatin1Char(' ') + quoted(value);
    }
    return command;
}

} // namespace pitlane
