// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace pitlane::cli {

struct ExportArguments
{
    std::string project; ///< or, for proof, a package
    std::string point;
    std::string target;
    std::string out;
    std::string prefix;
    std::string vectors; ///< a number, or "random", or "random:N"
    int sweepNumber = 0;
    long long samples = 0;
    bool refit = false;
    bool proof = false;
    bool json = false;
};

/// From a point to a firmware package.
int exportFirmware(const ExportArguments& arguments);
/// Builds and runs an exported package: Failed where something differs.
int proveExport(const ExportArguments& arguments);

void addExportCommands(CLI::App& app, ExportArguments& arguments, int& result);

} // namespace pitlane::cli
