// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/package/networkcode.h"
#include "core/deploy/package/package.h"
#include "core/deploy/package/packageoptions.h"

#include <nlohmann/json.hpp>

namespace pitlane {

/// Flash of a program that holds nothing but the network, as far as it can be known without a compiler.
struct FlashEstimate
{
    std::int64_t data = 0;    ///< weights, factors, structs: exact
    std::int64_t kernels = 0; ///< code of the kernels in use; sizes measured with gcc 12.2, -O3
    std::int64_t glue = 0;    ///< network.c, names, start-up code: fitted
    [[nodiscard]] std::int64_t total() const { return data + kernels + glue; }
    bool operator==(const FlashEstimate&) const = default;
};
[[nodiscard]] FlashEstimate cortexMFlash(const CodedNetwork& coded);

/// RAM of a program that holds nothing but the network: arena, input, output; the stack is not in it.
[[nodiscard]] std::int64_t ramBytes(const CodedNetwork& coded);

/// report.json: layers, memory, estimates, quality, provenance.
[[nodiscard]] nlohmann::json reportJson(const CodedNetwork& coded, const PackageOptions& options,
                                        const std::string& arenaRegion);
/// report.html from report.json: one file, no script, nothing loaded from elsewhere.
[[nodiscard]] std::string reportHtml(const nlohmann::json& report);

/// The two files as they stand in a package.
void setReport(Package& package, const nlohmann::json& report);

} // namespace pitlane
