// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pitlane {

std::vector<std::int64_t> classCounts(const Dataset& dataset)
{
    std::vector<std::int64_t> counts(dataset.classNames.size());
    for (const auto label : dataset.labels)
        ++counts.at(static_cast<std::size_t>(label));
    return counts;
}

std::int64_t Dataset::startOf(std::int64_t n) const
{
    if (lengths.empty())
        return n * channels * length;
    return channels * std::accumulate(lengths.begin(), lengths.begin() + n, std::int64_t{0});
}

Dataset subset(const Dataset& dataset, std::span<const std::int64_t> indices)
{
    Dataset part;
    part.name = dataset.name;
    part.task = dataset.task;
    part.channels = dataset.channels;
    part.length = dataset.length;
    part.classNames = dataset.classNames;
    part.targetUnit = dataset.targetUnit;
    part.sampleRateHz = dataset.sampleRateHz;
    part.channelNames = dataset.channelNames;
    part.groupNames = dataset.groupNames;
    for (const auto index : indices)
        if (index < 0 || index >= dataset.size())
            throw DatasetError("Taking rows of " + dataset.name + ": row " + std::to_string(index) +
                               " is asked for, but rows are 0 to " + std::to_string(dataset.size() - 1) +
                               ". The split belongs to other data: split again.");
    const auto pick = [&]<typename T>(const std::vector<T>& from, std::vector<T>& to) {
        if (from.empty())
            return;
        to.reserve(indices.size());
        for (const auto index : indices)
            to.push_back(from[static_cast<std::size_t>(index)]);
    };
    pick(dataset.labels, part.labels);
    pick(dataset.targets, part.targets);
    pick(dataset.lengths, part.lengths);
    pick(dataset.groups, part.groups);
    pick(dataset.repetitions, part.repetitions);
    pick(dataset.spans, part.spans);
    pick(dataset.listedForValidation, part.listedForValidation);

    std::vector<std::int64_t> starts{0};
    for (std::int64_t n = 0; n < dataset.size(); ++n)
        starts.push_back(starts.back() + dataset.channels * dataset.lengthOf(n));
    for (const auto index : indices) {
        const auto at = static_cast<std::size_t>(index);
        part.values.insert(part.values.end(), dataset.values.begin() + starts[at],
                           dataset.values.begin() + starts[at + 1]);
    }
    return part;
}

MissingValues findMissing(const Dataset& dataset, std::size_t limit)
{
    MissingValues missing;
    for (std::int64_t n = 0; n < dataset.size(); ++n) {
        for (std::int64_t c = 0; c < dataset.channels; ++c) {
            const auto series = dataset.series(n, c);
            for (std::size_t t = 0; t < series.size(); ++t) {
                if (!std::isnan(series[t]))
                    continue;
                ++missing.count;
                if (missing.first.size() < limit)
                    missing.first.push_back({n, c, static_cast<std::int64_t>(t)});
            }
        }
    }
    return missing;
}

} // namespace pitlane
