// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/costterm.h"

#include "core/base/jsonreader.h"

namespace pitlane {

using nlohmann::json;

std::unique_ptr<CostModel> makeCostModel(const CostTerm& term)
{
    return makeCostModel(term.kind, term.target ? &*term.target : nullptr);
}

json toJson(const CostTerm& term)
{
    json result{
        {"kind", nameOf(term.kind)}, {"weight", term.weight}, {"limit", term.limit ? json(*term.limit) : json()}};
    if (term.target)
        result["target"] = toJson(*term.target);
    return result;
}

CostTerm costTermFromJson(const json& value, const std::string& documentName)
{
    const JsonReader reader(value, documentName);
    CostTerm term;
    const auto kind = reader.at("kind");
    const auto name = kind.asString();
    try {
        term.kind = costKindFromName(name);
    } catch (const Error& error) {
        kind.fail(error.what());
    }
    if (reader.has("target") && !reader.at("target").value().is_null())
        term.target = targetFromJson(reader.at("target").value(), documentName + ": target");
    reader.read("weight", term.weight);
    if (reader.has("limit") && !reader.at("limit").value().is_null())
        term.limit = reader.at("limit").asDouble();
    return term;
}

} // namespace pitlane
