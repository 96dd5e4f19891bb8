// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/measure.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>

namespace pitlane {

/// Quality on one part of the data.
struct Quality
{
    double score = 0; ///< in the project's measure: a share 0 .. 1, an error in `unit`, or nats per step
    double loss = 0;  ///< task loss, what best epochs are chosen by: nats (NextStep: per step); Regression: log-cosh
    std::int64_t rows = 0; ///< series it was measured on
    QualityMeasure measure = QualityMeasure::Accuracy;
    std::string unit{}; ///< of a regression's target: "bpm"
    bool operator==(const Quality&) const = default;
};

/// Whether the measure is a share, stored as 0 .. 1 and shown in percent.
[[nodiscard]] bool isShare(QualityMeasure measure);
/// Unit of figures that people read: "%", "nats", or `targetUnit`.
[[nodiscard]] std::string shownUnit(QualityMeasure measure, const std::string& targetUnit);
/// Unit of the stored score in tables for programs: "share", "nats", or the target's.
[[nodiscard]] std::string storedUnit(const Quality& quality);
/// A score in the unit that people read: 0.936 becomes 93.6.
[[nodiscard]] double shownScore(const Quality& quality);
/// Digits behind the point of such a score: 1 in percent, else 2.
[[nodiscard]] int shownDecimals(QualityMeasure measure);
/// "93.6 %", "5.31 bpm", "3.05 nats"; "unknown" for a score that is not finite.
[[nodiscard]] std::string scoreInWords(const Quality& quality);
/// Whether `a` is better than `b`, both in the same measure.
[[nodiscard]] bool isBetter(const Quality& a, const Quality& b);

} // namespace pitlane
