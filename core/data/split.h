// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

namespace pitlane {

/// Row numbers *of the train part*; the test part is never split.
struct Split
{
    std::vector<std::int64_t> train;
    std::vector<std::int64_t> validation;
    /// What to know about it ("Class 5 has 2 series: fewer than 5 folds"), as sentences.
    std::vector<std::string> warnings;
    bool operator==(const Split&) const = default;
};

/// k folds: each class is shuffled with `seedNumber` and dealt round-robin, one continuous deal over all classes.
/// Fold f's rows validate, the others train. A class smaller than k gives a warning. k >= 2.
[[nodiscard]] std::vector<Split> stratifiedFolds(const Dataset& trainPart, int k, std::uint64_t seedNumber);

/// One stratified split with about `validationFraction` of the rows for validation: the first of round(1 / fraction)
/// folds. 0 < fraction <= 0.5.
[[nodiscard]] Split stratifiedSplit(const Dataset& trainPart, double validationFraction, std::uint64_t seedNumber);

} // namespace pitlane
