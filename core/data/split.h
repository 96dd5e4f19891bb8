// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/pipeline.h"

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

/// Deals the train part by the rule, drawn by `seedNumber`.
///
/// Stratified: evenly over the classes; over fifths of the targets (Regression); NextStep has neither and is dealt like
/// Random. Groups and Repetitions deal whole groups or repetition numbers into round(1 / fraction) folds, but no more
/// than there are of them. PpgDalia draws its sets from groupNames, which must name the groups of the test part too (as
/// subset() keeps them).
///
/// Throws DatasetError with what is missing and what to do: no groups for a split by group, a group or repetition
    /// that does not exist, too few examples, examples in the train part that the rule keeps for the test; and, for
    /// Stratified and Random unless rule.allowOverlap, when examples of both sides share samples (see findOverlap). The
    /// other kinds deal whole recordings as a rule; where they overlap nevertheless, that is a warning.
    [[nodiscard]] Split
    drawSplit(const Dataset& trainPart, const SplitRule& rule, std::uint64_t seedNumber);

/// k folds: each class is shuffled with `seedNumber` and dealt round-robin, one continuous deal over all classes.
/// Fold f's rows validate, the others train. A class smaller than k gives a warning. k >= 2.
[[nodiscard]] std::vector<Split> stratifiedFolds(const Dataset& trainPart, int k, std::uint64_t seedNumber);

/// Which examples the rule keeps for the test part (LeaveOneOut, PpgDalia, Repetitions); empty: none, the files say it.
/// 1 = test. For PpgDalia the sets of subjects are drawn by a fixed seed, so that every run has the same test subject.
[[nodiscard]] std::vector<std::uint8_t> testExamples(const Dataset& all, const SplitRule& rule);

/// The same for whole groups, where every file is of one group: what is in the test part is then never opened.
[[nodiscard]] std::vector<std::string> testGroups(const std::vector<std::string>& groupNames, const SplitRule& rule);

/// Examples that share samples with an example of the other side.
struct Overlap
{
    std::int64_t pairs = 0;    ///< of a train and a validation example
    std::int64_t examples = 0; ///< of validation that share samples with training
    /// One such pair: rows of the train part.
    std::int64_t trainRow = -1;
    std::int64_t validationRow = -1;
    [[nodiscard]] bool isThere() const { return pairs > 0; }
};
/// Looks at the spans; examples without spans never overlap.
[[nodiscard]] Overlap findOverlap(const Dataset& trainPart, const Split& split);
/// What an overlap means and what to do, in plain words, for the Data page and for errors.
[[nodiscard]] std::string explain(const Overlap& overlap, const Dataset& trainPart);

} // namespace pitlane
