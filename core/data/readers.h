// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/readers/reader.h"

#include <filesystem>
#include <functional>

namespace pitlane {

/// Finds the format from content first, then from the extension. Throws DatasetError naming the file when none fits.
[[nodiscard]] FileFormat sniff(const std::filesystem::path& path);

/// Reads a whole file; uni- and multivariate. Missing values become NaN. Numbers are read independently of the locale.
/// Throws DatasetError naming file, row, column, what was found and what to do: unequal length (naming the first series
/// that differs), no series, wrong count, text where a number belongs, a label that the header does not declare.
[[nodiscard]] Dataset readDataset(const std::filesystem::path& path);
[[nodiscard]] Dataset readDataset(const std::filesystem::path& path, FileFormat format);

/// Where the missing values are: at most `limit` (series, channel, sample) triples, and how many in all.
struct MissingValues
{
    struct Place
    {
        std::int64_t series, channel, sample;
    };
    std::int64_t count = 0;
    std::vector<Place> first;
};
[[nodiscard]] MissingValues findMissing(const Dataset& dataset, std::size_t limit = 10);

} // namespace pitlane
