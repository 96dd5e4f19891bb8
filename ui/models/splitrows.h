// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/pipeline.h"
#include "core/data/split.h"
#include "ui/models/splitmodel.h"

#include <QString>

/// How a split falls on the kinds of examples: functions of values.
namespace pitlane {

/// Rows of the split table and what they are called.
struct SplitRows
{
    QString title;  ///< "Split by class"
    QString column; ///< "Class"
    std::vector<ClassCounts> rows;
    bool isBySubject = false; ///< a row without examples in a part is meant to be so
};

/// By subject where the rule looks at subjects, else by class, by range of the targets, or as one row. `testOutline`:
/// labels, targets and groups of the test part; null: not counted, or none. Class weights are those of the loss.
[[nodiscard]] SplitRows splitRows(const Dataset& train, const Split& split, const SplitRule& rule, ClassWeights weights,
                                  const Dataset* testOutline);

/// By class, or by range of the targets, whatever the rule: in the order of datachecks::signalsByClass(). Empty for
/// Task::NextStep.
[[nodiscard]] std::vector<ClassCounts> kindRows(const Dataset& train, const Split& split, const Dataset* testOutline);

/// Borders between `parts` ranges of the targets with about as many examples each: parts - 1 numbers or fewer.
[[nodiscard]] std::vector<double> targetBorders(const std::vector<float>& targets, int parts);
/// "60 to 75 bpm", "below 60", "from 75".
[[nodiscard]] QString rangeTitle(const std::vector<double>& borders, std::size_t range, const std::string& unit);

} // namespace pitlane
