// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "core/pareto/comparison.h"
#include "core/session/costoptions.h"
#include "core/session/sweepoptions.h"
#include "core/study/methodspace.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace pitlane::cli {

namespace {

namespace fs = std::filesystem;

std::string number(const char* format, double value)
{
    char text[48];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

/// Mean, and the range behind it where there are several values.
std::string cell(const Spread& spread, const char* format, double factor = 1)
{
    auto text = number(format, spread.mean * factor);
    if (spread.low != spread.high)
        text += " (" + number(format, spread.low * factor) + "-" + number(format, spread.high * factor) + ")";
    return text;
}

nlohmann::json toJson(const Spread& spread)
{
    return {{"mean", spread.mean}, {"low", spread.low}, {"high", spread.high}};
}

/// "proxylessnas, channels", with what sets a search apart.
std::string nameOf(const Sweep& sweep)
{
    const auto& config = sweep.config;
    auto name = config.method;
    const auto& masks = config.masks;
    if (!(masks.channels && masks.field && masks.dilation) && config.method != "pit-dac21" &&
        config.method != "morphnet" && config.method != "fbnetv2")
        name += std::string(":") + (masks.channels ? " channels" : "") + (masks.field ? " field" : "") +
                (masks.dilation ? " dilation" : "");
    if (config.method == "fbnetv2")
        name +=
            config.fbNetV2.choices == 0 ? ", every count" : ", " + std::to_string(config.fbNetV2.choices) + " counts";
    if (!config.budgets.empty())
        name += ", one search";
    return name + ", " + costsInWords(config);
}

std::string spaceText(const Sweep& sweep)
{
    try {
        return number("%.1e", searchSpaceOf(sweep.config).size);
    } catch (const Error&) {
        return "?";
    }
}

} // namespace

int compare(const std::string& project, bool byMacs, const std::string& budgets, bool json)
{
    const auto session = ProjectSession::open(fs::absolute(project));
    const auto metric = byMacs ? CostMetric::Macs : CostMetric::Parameters;
    const auto limits = budgetsFromText(budgets);
    const auto points = session->points();
    const auto corner = comparisonCorner(points, metric);
    if (!corner)
        throw Error("There is nothing to compare yet: no search has a finished point beside its seed.");
    const auto shared = sharedQuality(points);
    const double factor = isShare(shared.measure) ? 100 : 1;
    const auto* score = shownDecimals(shared.measure) == 1 ? "%.1f" : "%.2f";
    const auto unit = shownUnit(shared.measure, shared.unit);
    std::vector<std::vector<std::string>> rows{{"#", "search", "space", "seed numbers", "points", "hypervolume",
                                                "best " + unit, byMacs ? "MACs" : "parameters"}};
    for (const auto limit : limits)
        rows.front().push_back("<= " + count(static_cast<long long>(limit)));
    rows.front().push_back("seconds");
    auto list = nlohmann::json::array();
    const auto sweeps = session->sweeps();
    for (const auto& result : compareSweeps(points, metric, *corner)) {
        const auto sweep = std::ranges::find(sweeps, result.sweep, &Sweep::id);
        if (sweep == sweeps.end())
            continue;
        rows.push_back({std::to_string(sweep->number), nameOf(*sweep), spaceText(*sweep),
                        std::to_string(result.seedNumbers), std::to_string(result.points),
                        cell(result.hypervolume, "%.2f", factor), cell(result.best, score, factor),
                        cell(result.bestCost, "%.0f")});
        auto within = nlohmann::json::object();
        for (const auto limit : limits) {
            const auto best = bestWithin(points, result.sweep, metric, limit);
            rows.back().push_back(best ? cell(*best, score, factor) : "-");
            if (best)
                within[number("%.0f", limit)] = toJson(*best);
        }
        rows.back().push_back(cell(result.seconds, "%.0f"));
        list.push_back({{"search", sweep->number},
                        {"name", nameOf(*sweep)},
                        {"seedNumbers", result.seedNumbers},
                        {"points", result.points},
                        {"hypervolume", toJson(result.hypervolume)},
                        {"best", toJson(result.best)},
                        {"bestCost", toJson(result.bestCost)},
                        {"within", std::move(within)},
                        {"seconds", toJson(result.seconds)}});
    }
    if (json) {
        print(nlohmann::json{{"corner", {{"cost", corner->cost}, {"quality", corner->quality}}},
                             {"searches", std::move(list)}}
                  .dump(2));
        return Ok;
    }
    std::printf("%s", alignedTable(rows, "rl" + std::string(rows.front().size() - 2, 'r')).c_str());
    print("\nValidation figures: mean, and range over seed numbers. Hypervolume: decades of " +
          std::string(byMacs ? "MACs" : "parameters") + " below the seed's " +
          count(static_cast<long long>(corner->cost)) + " times quality above " +
          number(score, corner->quality * factor) + " " + unit +
          ". Seconds: of all points of one seed number, without the warm-up that they share.");
    return Ok;
}

} // namespace pitlane::cli
