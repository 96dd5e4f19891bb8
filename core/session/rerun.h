// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/weights.h"
#include "core/study/searchpoint.h"

#include <filesystem>

namespace pitlane {

/// A finished run beside a second one from the same job file.
struct RerunReport
{
    PointId point;
    bool sameFiles = false;             ///< network.json and weights.safetensors, byte by byte
    bool sameNetwork = false;           ///< the layers; where they differ, weights are not compared
    double largestWeightDifference = 0; ///< between two weights; infinite where one is not a number
    std::string largestAt;              ///< name of the tensor that holds it
    std::optional<Quality> before;      ///< on validation
    std::optional<Quality> after;
    std::optional<bool> sameWarmup; ///< of a point whose warm-up was run again, too, and is still there to compare
    std::vector<std::string> surroundings; ///< what was not the same around the two runs, one sentence each
    std::string secondFolder;              ///< relative to the project: kept where the runs differ
    /// Files and validation: what else could differ follows from them.
    [[nodiscard]] bool isIdentical() const { return sameFiles && before == after; }
    bool operator==(const RerunReport&) const = default;
};

/// Compares the results of `point` in two run folders. Throws FileError, JsonError, NetworkError.
[[nodiscard]] RerunReport compareRuns(const std::filesystem::path& first, const std::filesystem::path& second,
                                      PointId point);

/// What differs between the surroundings of two runs: "LibTorch: first LibTorch 1.13.1, now LibTorch 2.5.0."
[[nodiscard]] std::vector<std::string> differences(const std::optional<MadeWith>& first,
                                                   const std::optional<MadeWith>& second);

/// The largest difference of two weights of the same name, and where it is. Tensors that only one side has, or that
/// have another shape, differ infinitely.
[[nodiscard]] std::pair<double, std::string> largestDifference(const Weights& a, const Weights& b);

/// The report as lines for people; the first one says identical or different.
[[nodiscard]] std::vector<std::string> inWords(const RerunReport& report, const std::string& pointName);

} // namespace pitlane
