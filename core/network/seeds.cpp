// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"

#include "core/network/problemtext.h"

#include <algorithm>
#include <array>

namespace pitlane {

namespace {

using Answer = SeedRequest::Answer;

struct Entry
{
    std::string_view id;
    Answer answer;
    BuiltinSeed (*build)(Shape input, std::int64_t outputs);
};

/// In the order of the lists that people see.
constexpr std::array<Entry, 8> entries = {{
    {"ecgtcn", Answer::PerSeries, &ecgtcn},
    {"temponet", Answer::PerSeries, [](Shape input, std::int64_t outputs) { return temponet(input, outputs); }},
    {"tccnet", Answer::PerSeries, &tccnet},
    {"tc-resnet14", Answer::PerSeries, &tcResNet14},
    {"restcn-mnist", Answer::PerSeries, &resTcnMnist},
    {"har-cnn", Answer::PerSeries, &harCnn},
    {"restcn-nottingham", Answer::PerStep, &resTcnNottingham},
    {"restcn-jsb", Answer::PerStep, &resTcnJsb},
}};

/// What keeps a seed from running on its input, or an empty text.
std::string problemOf(const BuiltinSeed& builtin)
{
    for (const auto* network : {&builtin.seed, &builtin.handTuned})
        if (const auto problems = validate(*network); !problems.empty())
            return describe(problems.front());
    return {};
}

/// The two networks refuse sizes anyway; this keeps their arithmetic on them from overflowing.
bool isPlausible(const SeedRequest& request)
{
    const NetworkSpec probe{.name = "probe",
                            .input = request.input,
                            .nodes = {{.name = "fc", .inputs = {"input"}, .op = Linear{.C_out = request.outputs}}}};
    return validate(probe).empty();
}

} // namespace

std::vector<BuiltinSeed> builtinSeeds(const SeedRequest& request)
{
    std::vector<BuiltinSeed> fitting;
    if (!isPlausible(request))
        return fitting;
    for (const auto& entry : entries) {
        if (entry.answer != request.answer)
            continue;
        auto builtin = entry.build(request.input, request.outputs);
        if (problemOf(builtin).empty())
            fitting.push_back(std::move(builtin));
    }
    return fitting;
}

std::vector<BuiltinSeed> builtinSeeds(Shape input, std::int64_t classes)
{
    return builtinSeeds({.input = input, .outputs = classes});
}

BuiltinSeed builtinSeed(std::string_view id, const SeedRequest& request)
{
    const auto fail = [id](const std::string& reason) {
        throw NetworkError("Built-in seed \"" + std::string(id) + "\": " + reason);
    };
    const auto* const entry = std::ranges::find(entries, id, &Entry::id);
    if (entry == entries.end()) {
        std::string known;
        for (const auto& each : entries)
            known += (known.empty() ? "" : ", ") + std::string(each.id);
        fail("there is no seed of this name. Choose one of " + known + ".");
    }
    if (entry->answer != request.answer)
        fail(
            entry->answer == Answer::PerStep
                ? "it answers at every step, but one answer for each series is wanted. Choose another seed, or labels "
                  "for each step."
                : "it answers once for each series, but an answer at every step is wanted. Choose another seed, or one "
                  "label for each series.");
    const auto size = std::to_string(request.input.C) + " channels x " + std::to_string(request.input.T) +
                      " samples and " + std::to_string(request.outputs) + " outputs";
    if (!isPlausible(request))
        fail("found " + size + ", expected at least one of each and a size that fits into memory. Check the data.");
    auto builtin = entry->build(request.input, request.outputs);
    if (const auto problem = problemOf(builtin); !problem.empty())
        fail("it does not fit " + size + ": " + problem.substr(0, problem.find(". ")) +
             ". Use series of another length, or another seed.");
    return builtin;
}

} // namespace pitlane
