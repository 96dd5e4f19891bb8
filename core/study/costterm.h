// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/costmodel.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace pitlane {

/// One cost in the loss of a search.
struct CostTerm
{
    CostKind kind = CostKind::Size;
    /// Latency and energy: where. A copy, so that a job file runs on its own, and a target that is edited later changes
    /// no finished run.
    std::optional<TargetDevice> target;
    /// How strongly the term pulls beside the first one, at the seed: see CostSchedule.
    double weight = 1;
    /// At most this much, in unitOf(kind), of the network that is found; the strength then adapts during the search.
    std::optional<double> limit;
    bool operator==(const CostTerm&) const = default;
};

/// Its model. Throws TargetError when the target is missing or lacks what is asked of it.
[[nodiscard]] std::unique_ptr<CostModel> makeCostModel(const CostTerm& term);

[[nodiscard]] nlohmann::json toJson(const CostTerm& term);
[[nodiscard]] CostTerm costTermFromJson(const nlohmann::json& json, const std::string& documentName);

} // namespace pitlane
