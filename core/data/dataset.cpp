// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include <algorithm>

namespace pitlane {

std::vector<std::int64_t> classCounts(const Dataset& dataset)
{
    std::vector<std::int64_t> counts(dataset.classNames.size());
    for (const auto label : dataset.labels)
        ++counts.at(static_cast<std::size_t>(label));
    return counts;
}

Dataset subset(const Dataset& dataset, std::span<const std::int64_t> indices)
{
    Dataset part;
    part.name = dataset.name;
    part.channels = dataset.channels;
    part.length = dataset.length;
    part.classNames = dataset.classNames;
    part.sampleRateHz = dataset.sampleRateHz;
    const auto stride = static_cast<std::size_t>(dataset.channels * dataset.length);
    part.values.reserve(indices.size() * stride);
    part.labels.reserve(indices.size());
    for (const auto index : indices) {
        if (index < 0 || index >= dataset.size())
            throw DatasetError("Taking rows of " + dataset.name + ": row " + std::to_string(index) +
                               " is asked for, but rows are 0 to " + std::to_string(dataset.size() - 1) +
                               ". The split belongs to other data: split again.");
        const auto first =
            dataset.values.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(index) * stride);
        part.values.insert(part.values.end(), first, first + static_cast<std::ptrdiff_t>(stride));
        part.labels.push_back(dataset.labels[static_cast<std::size_t>(index)]);
    }
    return part;
}

} // namespace pitlane
