// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pointstable.h"

#include "app/cli/output.h"
#include "core/pareto/repeats.h"
#include "core/session/sweepoptions.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace pitlane::cli {

namespace {

using Row = std::vector<std::string>;

std::string nameOfPoint(const SearchPoint& point)
{
    return point.role == PointRole::Found ? std::to_string(point.number) : std::string();
}

/// "validation %", "validation bpm"
std::string scoreTitle(const std::vector<SearchPoint>& points)
{
    const auto shared = sharedQuality(points);
    const auto unit = shownUnit(shared.measure, shared.unit);
    return unit.empty() ? "validation" : "validation " + unit;
}

/// In the unit of the column's title; of another measure: with its own.
std::string scoreCell(const Quality& quality, QualityMeasure shared)
{
    auto words = scoreInWords(quality);
    if (quality.measure == shared)
        words.resize(std::min(words.size(), words.find(' ')));
    return words;
}

std::string csvField(const std::string& text)
{
    if (text.find_first_of(",\"\n") == std::string::npos)
        return text;
    std::string quotedText = "\"";
    for (const auto c : text)
        quotedText += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quotedText + "\"";
}

std::string layersText(const SearchPoint& point)
{
    std::string text;
    for (const auto& layer : point.layers) {
        text += (text.empty() ? "" : "; ") + layer.name + " ";
        text += layer.removed ? "removed"
                              : "C_out=" + std::to_string(layer.C_out) + " F=" + std::to_string(layer.F) +
                                    " d=" + std::to_string(layer.d) + " K=" + std::to_string(layer.K);
    }
    return text;
}

/// "93.1 (92.0 .. 94.0)"
std::string spreadCell(const Spread& spread, const std::function<std::string(double)>& text)
{
    return text(spread.mean) + " (" + text(spread.low) + " .. " + text(spread.high) + ")";
}

/// What the seed numbers of each strength gave together; empty: there is nothing to put together.
std::string repeatsTable(const std::vector<SearchPoint>& points)
{
    const auto groups = repeatGroups(points, CostMetric::Parameters);
    if (groups.empty())
        return {};
    const auto macs = repeatGroups(points, CostMetric::Macs);
    const auto shared = sharedQuality(points);
    const auto whole = [](double value) { return count(std::llround(value)); };
    const auto score = [&](double value) {
        auto quality = shared;
        quality.score = value;
        return scoreCell(quality, shared.measure);
    };
    std::vector<Row> rows{{"lambda", "seed numbers", "parameters", "MACs", scoreTitle(points)}};
    for (std::size_t i = 0; i < groups.size(); ++i)
        rows.push_back({strength(groups[i].lambda), std::to_string(groups[i].points.size()),
                        spreadCell(groups[i].cost, whole), i < macs.size() ? spreadCell(macs[i].cost, whole) : "",
                        spreadCell(groups[i].score, score)});
    return "\nMean and range over seed numbers:\n" + alignedTable(rows, "rrrrr");
}

} // namespace

std::vector<std::string> stateWords(const std::vector<SearchPoint>& points)
{
    std::set<PointId> front;
    for (const auto& point : paretoFront(frontPoints(points, CostMetric::Parameters)))
        front.insert(point.id);
    std::vector<std::string> words;
    for (const auto& point : points) {
        const auto role = point.role == PointRole::Found ? std::string() : nameOf(point.role);
        if (point.status == PointStatus::Done)
            words.push_back(!role.empty() ? role : front.contains(point.id) ? "front" : "dominated");
        else if (point.status == PointStatus::Running)
            words.push_back((role.empty() ? "" : role + ": ") + nameOf(point.phase) + " " +
                            std::to_string(point.epoch) + "/" + std::to_string(point.epochs));
        else
            words.push_back((role.empty() ? "" : role + ": ") + nameOf(point.status));
    }
    return words;
}

std::string pointsTable(const std::vector<SearchPoint>& points)
{
    const auto words = stateWords(points);
    const auto shared = sharedMeasure(points);
    std::vector<Row> rows{
        {"#", "state", "lambda", "parameters", "MACs", scoreTitle(points), "int8", "loss", "seconds"}};
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& point = points[i];
        char loss[32] = "";
        if (point.validation)
            std::snprintf(loss, sizeof loss, "%.3f", point.validation->loss);
        rows.push_back({nameOfPoint(point), words[i], point.role == PointRole::Found ? strength(point.lambda) : "",
                        point.parameters > 0 ? count(point.parameters) : "", point.macs > 0 ? count(point.macs) : "",
                        point.validation ? scoreCell(*point.validation, shared) : "",
                        point.int8 ? scoreCell(point.int8->quality, shared) : "", loss,
                        point.seconds > 0 ? duration(point.seconds) : ""});
    }
    auto text = alignedTable(rows, "rlrrrrrrr");
    for (const auto& point : points)
        if (!point.message.empty())
            text += "  " + (point.role == PointRole::Found ? "point " + nameOfPoint(point) : nameOf(point.role)) +
                    ": " + point.message + "\n";
    return text + repeatsTable(points);
}

std::string pointsCsv(const std::vector<SearchPoint>& points)
{
    const auto words = stateWords(points);
    std::string text =
        "sweep,number,role,state,lambda,seed_number,parameters,macs,validation_score,"
        "validation_measure,validation_unit,validation_loss,validation_rows,int8_score,seconds,layers,message\n";
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& point = points[i];
        const auto quality = [&](auto value) {
            return point.validation ? numberToText(static_cast<double>(value)) : std::string();
        };
        const auto& v = point.validation;
        const Row row{std::to_string(point.sweep.value),
                      nameOfPoint(point),
                      nameOf(point.role),
                      words[i],
                      numberToText(point.lambda),
                      std::to_string(point.seedNumber),
                      std::to_string(point.parameters),
                      std::to_string(point.macs),
                      quality(v ? v->score : 0),
                      v ? std::string(idOf(v->measure)) : std::string(),
                      v ? storedUnit(*v) : std::string(),
                      quality(v ? v->loss : 0),
                      quality(v ? v->rows : 0),
                      point.int8 ? numberToText(point.int8->quality.score) : std::string(),
                      numberToText(point.seconds),
                      layersText(point),
                      point.message};
        for (std::size_t c = 0; c < row.size(); ++c)
            text += (c == 0 ? "" : ",") + csvField(row[c]);
        text += "\n";
    }
    return text;
}

} // namespace pitlane::cli
