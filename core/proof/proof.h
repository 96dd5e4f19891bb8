// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/package/package.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// "Test this package": builds it with the toolchains of this computer, runs it here and on emulated boards, and
/// compares every layer with what the integer reference found when it was exported.
namespace pitlane {

enum class ProofStatus {
    Passed,
    Failed,
    Skipped ///< a tool is missing, or the machine cannot hold the program
};
[[nodiscard]] std::string nameOf(ProofStatus status); ///< "passed", stable in files

/// One build that was made, and run where there is something to run it on.
struct ProofRun
{
    std::string where; ///< "QEMU mps2-an500, Cortex-M7"
    ProofStatus status = ProofStatus::Skipped;
    std::int64_t windows = 0; ///< compared
    std::string what;         ///< a sentence: what was compared, what differs, which package to install
    double seconds = 0;       ///< of building and running; not in JSON
    bool operator==(const ProofRun&) const = default;
};

struct ProofResult
{
    std::vector<ProofRun> runs;
    std::optional<std::int64_t> flashBytes;   ///< of a program that holds nothing but the network, as built
    std::optional<std::int64_t> ramBytes;     ///< of the same, stack left out
    std::optional<std::int64_t> instructions; ///< of one inference, counted by an emulator
    std::vector<std::pair<std::string, std::int64_t>> layerInstructions;
    /// Nothing failed and something passed.
    [[nodiscard]] bool passed() const;
    [[nodiscard]] bool failed() const;
    bool operator==(const ProofResult&) const = default;
};
[[nodiscard]] nlohmann::json toJson(const ProofResult& result);

/// Asked for often: what is being done. False stops with ProofCancelled.
using ProofProgress = std::function<bool(const std::string& what)>;
class ProofCancelled : public Error
{
public:
    using Error::Error;
};

/// Builds and runs in a temporary folder. Throws ExportError for a package without a report, FileError; ProofCancelled.
/// What does not build or gives other bytes is a failed run, not an exception.
[[nodiscard]] ProofResult prove(const Package& package, const ProofProgress& progress = {});

/// Writes the result into the report and renews the manifest.
void addProof(Package& package, const ProofResult& result);

} // namespace pitlane
