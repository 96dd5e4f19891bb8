// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/searchestimate.h"

#include "core/network/cost.h"
#include "core/study/searchspace.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace pitlane::estimate {

namespace {

constexpr double bytesPerValue = 4;
constexpr double bytesPerMaskValue = 10; // a float in JSON, comma included
constexpr double bytesPerEvent = 400;

QString tr(const char* text)
{
    return QCoreApplication::translate("estimate", text);
}

int searchEpochs(const SearchConfig& config, std::int64_t trainRows)
{
    const auto batches = std::max<std::int64_t>(1, trainRows / std::max(1, config.batchSize));
    const auto least = static_cast<int>((config.search.minSteps + batches - 1) / batches);
    return std::max(config.search.maxEpochs, least);
}

} // namespace

int plannedEpochs(const SearchConfig& config, std::int64_t trainRows)
{
    return searchEpochs(config, trainRows) + config.fineTune.epochs;
}

std::optional<double> secondsPerPoint(const SearchConfig& config, const std::vector<PastPoint>& past,
                                      std::int64_t trainRows)
{
    double seconds = 0;
    double epochs = 0;
    for (const auto& point : past) {
        if (point.seconds <= 0 || point.config.seed != config.seed || point.config.batchSize != config.batchSize ||
            contentHash(point.config.data) != contentHash(config.data))
            continue;
        seconds += point.seconds;
        epochs += plannedEpochs(point.config, trainRows);
    }
    return epochs > 0 ? std::optional(seconds / epochs * plannedEpochs(config, trainRows)) : std::nullopt;
}

double sweepSeconds(int points, double secondsPerPoint, int workers, double warmup)
{
    const auto rounds = (points + workers - 1) / std::max(1, workers);
    return warmup + rounds * secondsPerPoint;
}

double diskBytes(const SearchConfig& config, std::int64_t trainRows)
{
    const auto parameters = static_cast<double>(parameterCount(config.seed));
    double maskValues = 0;
    for (const auto& layer : analyse(config.seed, config.masks).layers)
        maskValues += static_cast<double>(layer.C_out + layer.F_seed + gammaLength(layer.F_seed));
    constexpr double copies = 1 + 1 + 3; // result; in the checkpoint best weights, weights and two moments
    const auto events = searchEpochs(config, trainRows) * (maskValues * bytesPerMaskValue + bytesPerEvent) +
                        config.fineTune.epochs * bytesPerEvent;
    constexpr double eventCopies = 2; // events.jsonl and project.db
    const auto point = copies * parameters * bytesPerValue + eventCopies * events;
    return static_cast<double>(config.lambdas.size()) * point;
}

int workersOf(const Draft& draft, int cores)
{
    const auto most = std::max(1, cores / std::max(1, draft.config.threads));
    return draft.workers > 0 ? std::min(draft.workers, most) : most;
}

QString aboutTime(double seconds)
{
    if (seconds < 55)
        return tr("about %1 s").arg(std::max(5, static_cast<int>(std::ceil(seconds / 5)) * 5));
    const auto minutes = static_cast<int>(std::ceil(seconds / 60));
    if (minutes < 60)
        return tr("about %1 min").arg(minutes);
    return minutes % 60 == 0 ? tr("about %1 h").arg(minutes / 60)
                             : tr("about %1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

} // namespace pitlane::estimate
