// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/split.h"

#include "core/base/hash.h"
#include "core/data/random.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

std::string seriesCount(std::int64_t count)
{
    return std::to_string(count) + " series";
}

/// Fold of every row: each class shuffled by itself, then one continuous deal over all classes.
std::vector<int> dealFolds(const Dataset& trainPart, int k, std::uint64_t seedNumber)
{
    std::vector<std::vector<std::int64_t>> rowsOfClass(trainPart.classNames.size());
    for (std::int64_t row = 0; row < trainPart.size(); ++row)
        rowsOfClass.at(static_cast<std::size_t>(trainPart.labels[static_cast<std::size_t>(row)])).push_back(row);

    std::vector<int> foldOfRow(trainPart.labels.size());
    int fold = 0;
    for (std::size_t label = 0; label < rowsOfClass.size(); ++label) {
        Random random(derivedSeed(seedNumber, "split", label));
        random.shuffle(rowsOfClass[label]);
        for (const auto row : rowsOfClass[label]) {
            foldOfRow[static_cast<std::size_t>(row)] = fold;
            fold = (fold + 1) % k;
        }
    }
    return foldOfRow;
}

Split splitOfFold(const std::vector<int>& foldOfRow, int fold)
{
    Split split;
    for (std::size_t row = 0; row < foldOfRow.size(); ++row)
        (foldOfRow[row] == fold ? split.validation : split.train).push_back(static_cast<std::int64_t>(row));
    return split;
}

void checkFolds(const Dataset& trainPart, int k)
{
    if (k < 2)
        throw DatasetError("Splitting " + trainPart.name + ": " + std::to_string(k) + " folds, expected at least 2.");
    if (trainPart.size() < k)
        throw DatasetError("Splitting " + trainPart.name + ": the train part has " + seriesCount(trainPart.size()) +
                           ", fewer than " + std::to_string(k) + " folds. Take fewer folds or more data.");
}

std::vector<std::string> foldWarnings(const Dataset& trainPart, int k)
{
    std::vector<std::string> warnings;
    const auto counts = classCounts(trainPart);
    for (std::size_t label = 0; label < counts.size(); ++label) {
        const auto name = "Class " + trainPart.classNames[label];
        if (counts[label] == 0)
            warnings.push_back(name + " has no series in the train part: no network can learn it.");
        else if (counts[label] < k)
            warnings.push_back(name + " has " + seriesCount(counts[label]) + ", fewer than " + std::to_string(k) +
                               " folds: some folds validate without it.");
    }
    return warnings;
}

/// Small classes of one split: what is missing on which side of it.
std::vector<std::string> splitWarnings(const Dataset& trainPart, const Split& split)
{
    const auto counts = classCounts(trainPart);
    std::vector<std::int64_t> validated(counts.size());
    for (const auto row : split.validation)
        ++validated[static_cast<std::size_t>(trainPart.labels[static_cast<std::size_t>(row)])];
    std::vector<std::string> warnings;
    for (std::size_t label = 0; label < counts.size(); ++label) {
        const auto has = "Class " + trainPart.classNames[label] + " has " + seriesCount(counts[label]);
        if (counts[label] == 0)
            warnings.push_back("Class " + trainPart.classNames[label] +
                               " has no series in the train part: no network can learn it.");
        else if (validated[label] == 0)
            warnings.push_back(has + ", none of them for validation: the choice of networks does not see this class.");
        else if (validated[label] == counts[label])
            warnings.push_back(has + ", all of them for validation: no network can learn it.");
    }
    return warnings;
}

} // namespace

std::vector<Split> stratifiedFolds(const Dataset& trainPart, int k, std::uint64_t seedNumber)
{
    checkFolds(trainPart, k);
    const auto foldOfRow = dealFolds(trainPart, k, seedNumber);
    const auto warnings = foldWarnings(trainPart, k);
    std::vector<Split> folds;
    for (int fold = 0; fold < k; ++fold) {
        folds.push_back(splitOfFold(foldOfRow, fold));
        folds.back().warnings = warnings;
    }
    return folds;
}

Split stratifiedSplit(const Dataset& trainPart, double validationFraction, std::uint64_t seedNumber)
{
    if (!(validationFraction > 0 && validationFraction <= 0.5))
        throw DatasetError("Splitting " + trainPart.name + ": a validation fraction of " +
                           std::to_string(validationFraction) + ", expected more than 0 and at most 0.5.");
    const double folds = std::round(1 / validationFraction);
    if (folds > static_cast<double>(trainPart.size()))
        throw DatasetError("Splitting " + trainPart.name + ": a validation fraction of " +
                           std::to_string(validationFraction) + " of " + seriesCount(trainPart.size()) +
                           " leaves less than one for validation. Take a larger fraction.");
    checkFolds(trainPart, static_cast<int>(folds));
    auto split = splitOfFold(dealFolds(trainPart, static_cast<int>(folds), seedNumber), 0);
    split.warnings = splitWarnings(trainPart, split);
    return split;
}

} // namespace pitlane
