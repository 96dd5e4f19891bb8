// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/costoptions.h"

#include "core/session/sweepoptions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

namespace pitlane {

namespace {

struct Unit
{
    std::string_view name;
    CostKind kind;
    double factor; ///< to unitOf(kind)
};

/// The first one of a kind is the one that is written.
constexpr std::array units{
    Unit{"ms", CostKind::Latency, 1}, Unit{"us", CostKind::Latency, 1e-3}, Unit{"s", CostKind::Latency, 1e3},
    Unit{"mJ", CostKind::Energy, 1},  Unit{"uJ", CostKind::Energy, 1e-3},  Unit{"J", CostKind::Energy, 1e3},
    Unit{"B", CostKind::Size, 1},     Unit{"kB", CostKind::Size, 1e3},     Unit{"MB", CostKind::Size, 1e6},
    Unit{"MACs", CostKind::Ops, 1},   Unit{"kMACs", CostKind::Ops, 1e3},   Unit{"MMACs", CostKind::Ops, 1e6},
};

std::vector<std::string> parts(const std::string& text)
{
    std::vector<std::string> result;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ',');)
        result.push_back(part);
    return result;
}

/// Takes what follows `mark` off `text`.
std::string takeAfter(std::string& text, char mark)
{
    const auto place = text.find(mark);
    if (place == std::string::npos)
        return {};
    auto after = text.substr(place + 1);
    text.resize(place);
    return after;
}

/// A number above 0; `rest` gets what follows it.
double positiveNumber(const std::string& text, std::string_view& rest, const std::string& what)
{
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || !std::isfinite(value) || value <= 0)
        throw Error(what + ": expected a number above 0, found \"" + text + "\".");
    rest = std::string_view(stop, static_cast<std::size_t>(end - stop));
    return value;
}

/// The target that all costs on a target have. None: there are several, or no cost needs one.
std::optional<TargetDevice> sharedTarget(const SearchConfig& config)
{
    std::optional<TargetDevice> shared;
    for (const auto& term : config.costs) {
        if (!term.target)
            continue;
        if (shared && *shared != *term.target)
            return std::nullopt;
        shared = term.target;
    }
    return shared;
}

/// Of a cost that names none.
TargetDevice usualTarget(const SearchConfig& config)
{
    const auto shared = sharedTarget(config);
    return shared ? *shared : targetNamed(defaultTargetId);
}

/// "@gap8" where there are several targets.
std::string targetMark(const SearchConfig& config, const CostTerm& term)
{
    return term.target && !sharedTarget(config) ? "@" + term.target->id : std::string();
}

std::string joined(std::string list, const std::string& part)
{
    return list + (list.empty() ? "" : ",") + part;
}

} // namespace

std::string costsToText(const SearchConfig& config)
{
    std::string text;
    for (const auto& term : costTerms(config))
        text = joined(text, std::string(nameOf(term.kind)) + targetMark(config, term) +
                                (term.weight == 1 ? "" : ":" + numberToText(term.weight)));
    return text;
}

void setCostsFromText(SearchConfig& config, const std::string& text)
{
    constexpr auto what = "--cost";
    std::vector<CostTerm> terms;
    for (auto part : parts(text)) {
        CostTerm term;
        if (const auto weight = takeAfter(part, ':'); !weight.empty()) {
            std::string_view rest;
            term.weight = positiveNumber(weight, rest, what);
            if (!rest.empty())
                throw Error(std::string(what) + ": expected a weight, found \"" + weight + "\".");
        }
        const auto target = takeAfter(part, '@');
        try {
            term.kind = costKindFromName(part);
        } catch (const Error& error) {
            throw Error(std::string(what) + ": " + error.what());
        }
        if (!target.empty() && !needsTarget(term.kind))
            throw Error(std::string(what) + ": \"" + part + "\" is the same on every target. Leave out \"@" + target +
                        "\".");
        if (needsTarget(term.kind))
            term.target = target.empty() ? usualTarget(config) : targetNamed(target);
        terms.push_back(std::move(term));
    }
    if (terms.empty())
        throw Error(std::string(what) + ": expected size, ops, latency, energy or several of them, found nothing.");
    setCostTerms(config, std::move(terms));
}

std::string targetToText(const SearchConfig& config)
{
    const auto shared = sharedTarget(config);
    return shared ? shared->id : std::string();
}

void setTargetFromText(SearchConfig& config, const std::string& text)
{
    const auto target = targetNamed(text);
    bool isUsed = false;
    for (auto& term : config.costs)
        if (needsTarget(term.kind)) {
            term.target = target;
            isUsed = true;
        }
    if (!isUsed)
        throw Error("--target: the cost \"" + costsToText(config) +
                    "\" is the same on every target. Choose latency or energy with --cost.");
}

std::string limitsToText(const SearchConfig& config)
{
    std::string text;
    for (const auto& term : config.costs)
        if (term.limit)
            text = joined(text, numberToText(*term.limit) +
                                    std::string(std::ranges::find(units, term.kind, &Unit::kind)->name) +
                                    targetMark(config, term));
    return text;
}

void setLimitsFromText(SearchConfig& config, const std::string& text)
{
    auto terms = costTerms(config);
    for (auto& term : terms)
        term.limit.reset();
    for (auto part : text == "none" ? std::vector<std::string>() : parts(text)) {
        const auto whole = part;
        const auto targetId = takeAfter(part, '@');
        std::string_view rest;
        const auto number = positiveNumber(part, rest, "--limit");
        const auto unit = std::ranges::find(units, rest, &Unit::name);
        if (unit == units.end())
            throw Error("--limit: expected a number with a unit like 0.8ms, 50uJ, 10kB or 200kMACs, found \"" + whole +
                        "\".");
        std::optional<TargetDevice> target;
        if (needsTarget(unit->kind))
            target = targetId.empty() ? usualTarget(config) : targetNamed(targetId);
        else if (!targetId.empty())
            throw Error("--limit: \"" + part + "\" is the same on every target. Leave out \"@" + targetId + "\".");
        auto term =
            std::ranges::find_if(terms, [&](const CostTerm& t) { return t.kind == unit->kind && t.target == target; });
        if (term == terms.end())
            term = terms.insert(terms.end(), CostTerm{.kind = unit->kind, .target = target});
        if (term->limit)
            throw Error("--limit: there are two limits for " + std::string(nameOf(unit->kind)) + ", the second is \"" +
                        whole + "\".");
        term->limit = number * unit->factor;
    }
    setCostTerms(config, std::move(terms));
}

std::string costsInWords(const SearchConfig& config)
{
    std::string text;
    for (const auto& term : costTerms(config)) {
        text += (text.empty() ? "" : " and ") + std::string(nameOf(term.kind));
        if (term.target)
            text += " on " + term.target->name;
        if (term.limit)
            text += ", at most " + numberToText(*term.limit) + " " +
                    std::string(term.kind == CostKind::Size ? "B" : unitOf(term.kind));
    }
    return text;
}

} // namespace pitlane
