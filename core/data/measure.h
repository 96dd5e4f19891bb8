// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <string_view>

namespace pitlane {

/// What a project calls quality.
enum class QualityMeasure { Accuracy, BalancedAccuracy, MacroF1, Mae, Nll };
[[nodiscard]] std::string_view idOf(QualityMeasure measure);    ///< "accuracy", "mae"
[[nodiscard]] std::string_view titleOf(QualityMeasure measure); ///< "Accuracy", "Mean absolute error"
/// Throws JsonError naming the known ids.
[[nodiscard]] QualityMeasure measureFromId(std::string_view id);
[[nodiscard]] bool isHigherBetter(QualityMeasure measure);
/// Measures that make sense for a task, the usual one first.
[[nodiscard]] std::vector<QualityMeasure> measuresFor(Task task);

} // namespace pitlane
