// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/output.h"
#include "core/session/projectsession.h"
#include "core/study/method.h"
#include "core/study/methodspace.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace pitlane::cli {

using nlohmann::json;

namespace {

/// Networks that each method can reach from the project's seed with its masks; empty: no project.
std::map<std::string, double> reachable(const std::string& project)
{
    std::map<std::string, double> sizes;
    if (project.empty())
        return sizes;
    auto config = ProjectSession::open(std::filesystem::absolute(project))->draft().config;
    for (const auto& method : methods())
        if (method.kind == MethodKind::Search) {
            config.method = method.id;
            sizes[method.id] = searchSpaceOf(config).size;
        }
    return sizes;
}

json toJson(const MethodInfo& method)
{
    auto knobs = json::array();
    for (const auto& knob : method.knobs)
        knobs.push_back({{"field", knob.field}, {"flag", knob.flag}, {"explanation", knob.explanation}});
    return {{"id", method.id},
            {"title", method.title},
            {"explanation", method.explanation},
            {"citation", method.citation},
            {"searches", method.searches},
            {"kind", method.kind == MethodKind::Search ? "search" : "reference"},
            {"knobs", std::move(knobs)}};
}

std::string sizeText(double size)
{
    if (size < 1e6)
        return count(static_cast<long long>(size));
    char text[32];
    std::snprintf(text, sizeof text, "%.2e", size);
    return text;
}

} // namespace

int listMethods(const std::string& project, bool asJson)
{
    const auto sizes = reachable(project);
    if (asJson) {
        auto list = json::array();
        for (const auto& method : methods()) {
            list.push_back(toJson(method));
            if (const auto size = sizes.find(method.id); size != sizes.end())
                list.back()["networks"] = size->second;
        }
        auto presets = json::array();
        for (const auto& preset : maskPresets())
            presets.push_back({{"id", preset.id}, {"title", preset.title}, {"explanation", preset.explanation}});
        print(json{{"methods", std::move(list)}, {"maskPresets", std::move(presets)}}.dump(2));
        return Ok;
    }
    bool inReferences = false;
    print("Methods (sweep --method ID):");
    for (const auto& method : methods()) {
        if (method.kind == MethodKind::Reference && !inReferences) {
            print("\nReferences beside every search:");
            inReferences = true;
        }
        print("\n  " + method.id + ": " + method.title);
        print("      " + method.explanation);
        if (method.kind == MethodKind::Search)
            print("      Searches " + method.searches + ".");
        if (const auto size = sizes.find(method.id); size != sizes.end())
            print("      Networks within reach of the project's seed: " + sizeText(size->second));
        for (const auto& knob : method.knobs)
            print("      " + knob.flag + ": " + knob.explanation);
        if (!method.citation.empty())
            print("      " + method.citation);
    }
    print("\nPresets of what is searched (sweep --masks ID):\n");
    for (const auto& preset : maskPresets())
        print("  " + preset.id + ": " + preset.explanation);
    return Ok;
}

} // namespace pitlane::cli
