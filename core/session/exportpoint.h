// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/proof/proof.h"
#include "core/session/projectsession.h"
#include "core/session/quantisepoint.h"

#include <filesystem>
#include <optional>
#include <string>

/// From a point of a front to a firmware package: for the window and the command line alike.
namespace pitlane {

struct ExportSettings
{
    std::string target = "stm32h743";
    std::filesystem::path out;  ///< folder, or file that ends in .zip
    std::string prefix;         ///< of C names; empty: made of the network's name
    std::int64_t vectors = 100; ///< golden windows
    bool randomVectors = false; ///< random bytes in place of data
    bool proof = false;         ///< build and run the package before it is written
    bool refit = false;         ///< the point's refit in place of the point
    std::int64_t samples = 0;   ///< T of a network for sequences; 0: as it was trained
    bool operator==(const ExportSettings&) const = default;
};

/// Everything that exportPoint() reads from a project, so that it can run in another thread.
struct ExportRequest
{
    ExportSettings settings;
    PointSource source;
    SearchPoint point;
    std::string project; ///< name
    std::string sweep;   ///< "search 3"
};
/// Throws Error for a point that is not done, or has no refit where one is asked for; FileError, NetworkError.
[[nodiscard]] ExportRequest exportRequest(const ProjectSession& session, PointId point, const ExportSettings& settings);

struct ExportResult
{
    QuantisedPoint quantised;
    std::int64_t flashBytes = 0; ///< estimates
    std::int64_t ramBytes = 0;
    double ms = 0;
    std::optional<double> energyMj;
    std::int64_t windows = 0; ///< golden ones
    std::optional<ProofResult> proof;
    Package package; ///< as written
};

/// Quantises, makes the package, proves it where asked to, and writes it to settings.out; an empty `out` writes
/// nothing. Throws Error, ReadCancelled, ProofCancelled. A failed proof is no exception: the package is written and
/// says so.
[[nodiscard]] ExportResult exportPoint(const ExportRequest& request, const Progress& progress = {});

/// Proves the package in a folder that was exported before and writes the result into its report.
[[nodiscard]] ProofResult provePackage(const std::filesystem::path& folder, const Progress& progress = {});

} // namespace pitlane
