// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/projectsession.h"

#include "core/data/source.h"
#include "core/network/seeds.h"
#include "core/session/sweepoptions.h"

namespace pitlane {

namespace {

/// The range that gave a full front on ECG5000 (PERF.md section 6), for R_size.
constexpr double lowestLambda = 1e-6;
constexpr double highestLambda = 5e-4;
constexpr int lambdaCount = 8;

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

Draft defaultDraft(const DataSource& source, const std::filesystem::path& projectFolder)
{
    Shape input{1, 140};
    std::int64_t classes = 5;
    if (source.kind == DataSource::Kind::Files) {
        const auto data = loadTrainPart(source, projectFolder);
        input = {data.channels, data.length};
        classes = static_cast<std::int64_t>(data.classNames.size());
    }
    auto builtin = ecgtcn(input, classes);
    Draft draft;
    draft.config.seed = std::move(builtin.seed);
    draft.config.handTuned = std::move(builtin.handTuned);
    draft.config.data = source;
    draft.config.lambdas = logSpaced(lowestLambda, highestLambda, lambdaCount);
    return draft;
}

QString equivalentCommand(const std::filesystem::path& projectFolder, const Draft& draft)
{
    Draft defaults;
    defaults.config.lambdas = logSpaced(lowestLambda, highestLambda, lambdaCount);
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
