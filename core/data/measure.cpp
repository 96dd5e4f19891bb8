// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/measure.h"

#include <array>

namespace pitlane {

namespace {

struct Entry
{
    QualityMeasure measure;
    std::string_view id;
    std::string_view title;
};

constexpr std::array entries{
    Entry{QualityMeasure::Accuracy, "accuracy", "Accuracy"},
    Entry{QualityMeasure::BalancedAccuracy, "balanced-accuracy", "Balanced accuracy"},
    Entry{QualityMeasure::MacroF1, "macro-f1", "Macro F1"},
    Entry{QualityMeasure::Mae, "mae", "Mean absolute error"},
    Entry{QualityMeasure::Nll, "nll", "Negative log-likelihood"},
};

const Entry& entryOf(QualityMeasure measure)
{
    for (const auto& entry : entries)
        if (entry.measure == measure)
            return entry;
    throw Error("A quality measure has no name.");
}

} // namespace

std::string_view idOf(QualityMeasure measure)
{
    return entryOf(measure).id;
}

std::string_view titleOf(QualityMeasure measure)
{
    return entryOf(measure).title;
}

QualityMeasure measureFromId(std::string_view id)
{
    std::string known;
    for (const auto& entry : entries) {
        if (entry.id == id)
            return entry.measure;
        known += (known.empty() ? "" : ", ") + std::string(entry.id);
    }
    throw JsonError("expected one of " + known + ", found \"" + std::string(id) + "\".");
}

bool isHigherBetter(QualityMeasure measure)
{
    return measure != QualityMeasure::Mae && measure != QualityMeasure::Nll;
}

std::vector<QualityMeasure> measuresFor(Task task)
{
    switch (task) {
    case Task::Classification:
        return {QualityMeasure::Accuracy, QualityMeasure::BalancedAccuracy, QualityMeasure::MacroF1};
    case Task::Regression:
        return {QualityMeasure::Mae};
    case Task::NextStep:
        return {QualityMeasure::Nll};
    }
    return {};
}

} // namespace pitlane
