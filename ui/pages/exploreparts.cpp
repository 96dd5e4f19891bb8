// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/exploreparts.h"

#include "core/base/hash.h"
#include "core/pareto/front.h"
#include "core/pareto/repeats.h"
#include "core/study/method.h"
#include "core/study/searchspace.h"
#include "ui/format.h"
#include "ui/models/costwords.h"
#include "ui/models/pointsmodel.h"
#include "ui/models/sweepwatch.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <algorithm>

namespace pitlane::explore {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Explore", text);
}

double costOf(std::int64_t parameters, std::int64_t macs, bool byMacs)
{
    return static_cast<double>(byMacs ? macs : parameters);
}

/// Height of a quality on the axis of `measure`.
std::optional<double> scoreOn(QualityMeasure measure, const std::optional<Quality>& quality)
{
    return quality && quality->measure == measure ? std::optional(shownScore(*quality)) : std::nullopt;
}

/// "0.3 % accuracy", "0.12 bpm less error": what a step from `a` to `b` gains.
QString gainInWords(const Quality& a, const Quality& b)
{
    auto gain = b;
    gain.score = isHigherBetter(b.measure) ? b.score - a.score : a.score - b.score;
    switch (b.measure) {
    case QualityMeasure::Mae:
        return tr("%1 less error").arg(format::quality(gain));
    case QualityMeasure::Nll:
        return tr("%1 less loss").arg(format::quality(gain));
    default:
        return QStringLiteral("%1 %2").arg(format::quality(gain), format::measureInSentence(b.measure));
    }
}

bool isBroken(const SearchPoint& point)
{
    return point.status == PointStatus::Failed || point.status == PointStatus::Interrupted;
}

} // namespace

QString sweepTitle(const Sweep& sweep)
{
    auto title = QStringLiteral("%1 · %2, %3 λ")
                     .arg(sweep.number)
                     .arg(costwords::shortName(sweep.config))
                     .arg(sweep.config.lambdas.size());
    if (sweep.config.method != SearchConfig{}.method) {
        const auto* method = methodNamed(sweep.config.method);
        title += tr(", %1").arg(QString::fromStdString(method == nullptr ? sweep.config.method : method->title));
    }
    return title;
}

QStringList fixedLayers(const SearchConfig& config)
{
    QStringList names;
    if (!validate(config.seed).empty())
        return names;
    const auto space = analyse(config.seed, config.masks);
    for (const auto& layer : space.layers)
        if (space.groups[layer.group].frozen != Frozen::No && layer.field != Frozen::No && layer.dilation != Frozen::No)
            names << QString::fromStdString(layer.name);
    return names;
}

std::vector<std::vector<std::string>> searchedBlocks(const SearchConfig& config)
{
    if (!validate(config.seed).empty())
        return {};
    std::vector<std::vector<std::string>> blocks;
    std::string last;
    for (const auto& layer : analyse(config.seed, config.masks).layers) {
        if (layer.F_seed == 1 || layer.field == Frozen::FixedBySeed || layer.field == Frozen::MakesOutputs)
            continue;
        const auto block = layer.name.substr(0, layer.name.find('.'));
        if (blocks.empty() || block != last)
            blocks.emplace_back();
        blocks.back().push_back(layer.name);
        last = block;
    }
    return blocks;
}

FrontAxes axes(const std::vector<SearchPoint>& points, bool byMacs, bool inInt8)
{
    const auto shared = sharedQuality(points);
    const auto title =
        inInt8 ? tr("%1 in int8").arg(format::measureTitle(shared.measure)) : format::measureTitle(shared.measure);
    const auto unit = QString::fromStdString(shownUnit(shared.measure, shared.unit));
    return {.xTitle = byMacs ? tr("MACs per inference") : tr("Parameters"),
            .yTitle = unit.isEmpty() ? tr("%1, validation").arg(title) : tr("%1, validation (%2)").arg(title, unit),
            .yUnit = unit,
            .yDecimals = shownDecimals(shared.measure),
            .lowerIsBetter = !isHigherBetter(shared.measure)};
}

std::vector<FrontMark> marks(const std::vector<SearchPoint>& points, const std::set<PointId>& front, bool byMacs)
{
    const auto measure = sharedMeasure(points);
    std::vector<FrontMark> result;
    for (const auto& point : points)
        result.push_back({.id = point.id,
                          .number = point.number,
                          .role = point.role,
                          .status = point.status,
                          .x = costOf(point.parameters, point.macs, byMacs),
                          .y = scoreOn(measure, point.validation),
                          .onFront = front.contains(point.id),
                          .progress = phaseProgress(point)});
    return result;
}

std::vector<FrontSpread> spreads(const std::vector<SearchPoint>& points, bool byMacs)
{
    const auto measure = sharedMeasure(points);
    const auto shown = [&](double score) { return shownScore({.score = score, .measure = measure}); };
    std::vector<FrontSpread> result;
    for (const auto& group : repeatGroups(points, byMacs ? CostMetric::Macs : CostMetric::Parameters))
        result.push_back({.mean = {group.cost.mean, shown(group.score.mean)},
                          .low = {group.cost.low, shown(group.score.low)},
                          .high = {group.cost.high, shown(group.score.high)}});
    return result;
}

std::vector<FrontTrail> trails(const std::vector<SearchPoint>& points, SweepWatch& watch, bool byMacs)
{
    const auto seed = std::ranges::find(points, PointRole::Seed, &SearchPoint::role);
    const auto measure = sharedMeasure(points);
    std::vector<FrontTrail> result;
    for (const auto& point : points) {
        if (point.role != PointRole::Found || (point.status != PointStatus::Running && !isBroken(point)))
            continue;
        FrontTrail trail{.id = point.id, .points = {}, .ended = isBroken(point)};
        if (seed != points.end())
            if (const auto score = scoreOn(measure, seed->validation))
                trail.points.emplace_back(costOf(seed->parameters, seed->macs, byMacs), *score);
        for (const auto& epoch : watch.epochs(point.id))
            if (epoch.phase == Phase::Search || epoch.phase == Phase::FineTune)
                if (const auto score = scoreOn(measure, epoch.validation))
                    trail.points.emplace_back(costOf(epoch.parameters, epoch.macs, byMacs), *score);
        if (trail.points.size() > 1)
            result.push_back(std::move(trail));
    }
    return result;
}

QString suggestion(const SearchPoint& knee, const std::vector<SearchPoint>& frontInOrder, bool byMacs)
{
    auto text = tr("<b>Suggestion: point %1.</b> The front bends here").arg(knee.number);
    const auto here = std::ranges::find(frontInOrder, knee.id, &SearchPoint::id);
    if (here == frontInOrder.end() || here + 1 == frontInOrder.end() || !knee.validation || !(here + 1)->validation)
        return text + QLatin1Char('.');
    const auto& next = *(here + 1);
    const auto more = byMacs ? tr("%1 more MACs").arg(format::shortCount(static_cast<double>(next.macs - knee.macs)))
                             : tr("%1 more parameters").arg(format::count(next.parameters - knee.parameters));
    return text + tr(": %1 (point %2) buy only %3.")
                      .arg(more)
                      .arg(next.number)
                      .arg(gainInWords(*knee.validation, *next.validation));
}

QString gapSentence(const NextLambda& next)
{
    return tr("Front has a gap between %1 and %2 %3: try λ %4")
        .arg(format::shortCount(static_cast<double>(next.least)), format::shortCount(static_cast<double>(next.most)),
             next.isMacs ? tr("MACs") : tr("parameters"), format::power(next.lambda));
}

FigureInfo figureInfo(const ProjectSession& session, const std::optional<Sweep>& sweep)
{
    FigureInfo info;
    info.title = sweep ? tr("Pareto front of search %1, %2").arg(sweep->number).arg(session.name())
                       : tr("Pareto front, %1").arg(session.name());
    info.provenance = tr("Project: %1").arg(session.name());
    if (sweep)
        info.provenance +=
            tr("\nSearch: %1\nConfiguration SHA-256: %2\nData: %3 (%4)\nSeed number: %5\nQuality: validation")
                .arg(sweepTitle(*sweep), QString::fromStdString(sha256(toJson(sweep->config).dump())),
                     QString::fromStdString(sweep->config.data.name),
                     QString::fromStdString(contentHash(sweep->config.data)))
                .arg(sweep->config.seedNumber);
    info.provenance += QStringLiteral("\nPitlane " PITLANE_VERSION);
    return info;
}

} // namespace pitlane::explore
