// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "plots/signalplot.h"

#include <QString>

#include <vector>

/// What the Data page says about the train part: pure functions on a Dataset.
namespace pitlane::datachecks {

enum class Severity { Passed, LookAt, Broken };

/// One line of the health check.
struct Finding
{
    QString key; ///< stable: "missing", "small-class"
    Severity severity = Severity::Passed;
    QString sentence;
    QString detail;                     ///< where, or what it means; may be empty
    std::vector<std::int64_t> examples; ///< rows of the train part that are meant
    std::vector<std::int64_t> classes;  ///< that could be merged: index into classNames
    bool operator==(const Finding&) const = default;
};

/// What core/data/health.h finds, with numbers as the window writes them.
[[nodiscard]] std::vector<Finding> healthCheck(const Dataset& train, int folds = 5);

/// Mean, 5 to 95 % band and `examples` evenly spread series of every class, or range of the targets, for one channel.
/// Missing values are left out. Classes of more than 2 000 series are described by 2 000 of them, evenly spread. Empty
/// for Task::NextStep.
[[nodiscard]] std::vector<SignalRow> signalsByClass(const Dataset& train, std::int64_t channel = 0, int examples = 9);

/// "Class 3" for a class that is called by a number, else its own name.
[[nodiscard]] QString classTitle(const std::string& className);

} // namespace pitlane::datachecks
