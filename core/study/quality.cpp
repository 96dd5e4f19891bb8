// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/quality.h"

#include "core/study/pointjson.h"

#include <charconv>
#include <cmath>

namespace pitlane {

using nlohmann::json;

bool isShare(QualityMeasure measure)
{
    return measure == QualityMeasure::Accuracy || measure == QualityMeasure::BalancedAccuracy ||
           measure == QualityMeasure::MacroF1;
}

std::string shownUnit(QualityMeasure measure, const std::string& targetUnit)
{
    return isShare(measure) ? "%" : measure == QualityMeasure::Nll ? "nats" : targetUnit;
}

std::string storedUnit(const Quality& quality)
{
    return isShare(quality.measure) ? "share" : shownUnit(quality.measure, quality.unit);
}

double shownScore(const Quality& quality)
{
    return isShare(quality.measure) ? 100 * quality.score : quality.score;
}

int shownDecimals(QualityMeasure measure)
{
    return isShare(measure) ? 1 : 2;
}

std::string scoreInWords(const Quality& quality)
{
    if (!std::isfinite(quality.score))
        return "unknown";
    char digits[400]; // a double has up to 309 digits before the point
    const auto end = std::to_chars(digits, digits + sizeof digits, shownScore(quality), std::chars_format::fixed,
                                   shownDecimals(quality.measure))
                         .ptr;
    const auto unit = shownUnit(quality.measure, quality.unit);
    return std::string(digits, end) + (unit.empty() ? "" : " ") + unit;
}

bool isBetter(const Quality& a, const Quality& b)
{
    return isHigherBetter(a.measure) ? a.score > b.score : a.score < b.score;
}

json toJson(const Quality& quality)
{
    json value{{"score", quality.score},
               {"measure", std::string(idOf(quality.measure))},
               {"loss", quality.loss},
               {"rows", quality.rows}};
    if (!quality.unit.empty())
        value["unit"] = quality.unit;
    return value;
}

Quality qualityFromJson(const JsonReader& reader)
{
    Quality quality;
    reader.read("accuracy", quality.score); // as written before there were other measures
    reader.read("score", quality.score);
    if (reader.has("measure")) {
        const auto measure = reader.at("measure");
        try {
            quality.measure = measureFromId(measure.asString());
        } catch (const JsonError& error) {
            measure.fail(error.what());
        }
    }
    reader.read("unit", quality.unit);
    reader.read("loss", quality.loss);
    reader.read("rows", quality.rows);
    return quality;
}

} // namespace pitlane
