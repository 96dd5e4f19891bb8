// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/split.h"

#include <algorithm>
#include <unordered_map>

namespace pitlane {

namespace {

/// Where the train examples of one recording begin and end, each sorted by itself.
struct Edges
{
    std::vector<std::int64_t> begins;
    std::vector<std::int64_t> ends;
};

std::int64_t endOf(const Span& span)
{
    return span.first + span.count;
}

std::int64_t sharedSamples(const Span& a, const Span& b)
{
    return std::min(endOf(a), endOf(b)) - std::max(a.first, b.first);
}

} // namespace

Overlap findOverlap(const Dataset& trainPart, const Split& split)
{
    Overlap overlap;
    if (trainPart.spans.empty())
        return overlap;
    const auto spanOf = [&](std::int64_t row) -> const Span& {
        return trainPart.spans.at(static_cast<std::size_t>(row));
    };

    std::unordered_map<std::int32_t, Edges> recordings;
    for (const auto row : split.train) {
        const auto& span = spanOf(row);
        if (span.count <= 0)
            continue;
        auto& edges = recordings[span.recording];
        edges.begins.push_back(span.first);
        edges.ends.push_back(endOf(span));
    }
    for (auto& [recording, edges] : recordings) {
        std::ranges::sort(edges.begins);
        std::ranges::sort(edges.ends);
    }
    for (const auto row : split.validation) {
        const auto& span = spanOf(row);
        const auto found = recordings.find(span.recording);
        if (span.count <= 0 || found == recordings.end())
            continue;
        // Those that begin before this one ends, less those that end before it begins.
        const auto& [begins, ends] = found->second;
        const auto touching = (std::ranges::lower_bound(begins, endOf(span)) - begins.begin()) -
                              (std::ranges::upper_bound(ends, span.first) - ends.begin());
        if (touching == 0)
            continue;
        overlap.pairs += touching;
        ++overlap.examples;
        if (overlap.validationRow < 0)
            overlap.validationRow = row;
    }
    if (overlap.validationRow < 0)
        return overlap;
    const auto& span = spanOf(overlap.validationRow);
    std::int64_t most = 0;
    for (const auto row : split.train) {
        const auto& other = spanOf(row);
        const auto shared = other.recording == span.recording && other.count > 0 ? sharedSamples(span, other) : 0;
        if (shared > most) {
            most = shared;
            overlap.trainRow = row;
        }
    }
    return overlap;
}

std::string explain(const Overlap& overlap, const Dataset& trainPart)
{
    if (!overlap.isThere())
        return "No series for validation shares samples with a series to train on.";
    const auto& validation = trainPart.spans.at(static_cast<std::size_t>(overlap.validationRow));
    const auto& train = trainPart.spans.at(static_cast<std::size_t>(overlap.trainRow));
    return "The windows overlap: " + std::to_string(overlap.examples) +
           (overlap.examples == 1 ? " series for validation shares" : " series for validation share") +
           " samples with series to train on (series " + std::to_string(overlap.validationRow + 1) + " has " +
           std::to_string(sharedSamples(train, validation)) + " of its " + std::to_string(validation.count) +
           " samples from series " + std::to_string(overlap.trainRow + 1) +
           "). Networks would be judged by what they have learned by heart, and the score would be too good. Split by "
           "group, repetition or list, cut windows that do not overlap (hop equal to length), or allow the overlap.";
}

} // namespace pitlane
