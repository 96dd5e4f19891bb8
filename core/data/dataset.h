// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pitlane {

class DatasetError : public Error
{
public:
    using Error::Error;
};

/// What a network is trained to say.
enum class Task {
    Classification, ///< one of several classes for each example
    Regression,     ///< one number for each example
    NextStep        ///< for each step of a sequence, which channels are on in the next one (piano rolls)
};

/// Where an example was cut from, to see whether two of them share samples.
struct Span
{
    std::int32_t recording = 0; ///< number of the recording in its part
    std::int64_t first = 0;     ///< sample, at the common rate
    std::int64_t count = 0;     ///< samples
    bool operator==(const Span&) const = default;
};

/// Examples of a task: series [C, T], of equal length but for Task::NextStep, with their answers.
struct Dataset
{
    std::string name;
    Task task = Task::Classification;
    std::int64_t channels = 0; ///< C
    std::int64_t length = 0;   ///< T, in samples; NextStep: of the longest sequence
    std::vector<float> values; ///< [N, C, T], row-major; NaN = missing; NextStep: sequences [C, T_n] one after another
    std::vector<std::int64_t> labels;    ///< Classification: [N], index into classNames
    std::vector<std::string> classNames; ///< as written in the file, in a stable order (numbers by value)
    std::vector<float> targets;          ///< Regression: [N]
    std::string targetUnit;              ///< Regression: "bpm"
    std::vector<std::int64_t> lengths;   ///< NextStep: [N], T_n; else empty
    std::optional<double> sampleRateHz;
    std::vector<std::string> channelNames; ///< [C], or empty

    // Where the examples come from: [N] each, or empty where unknown.
    std::vector<std::int32_t> groups; ///< subject, index into groupNames
    std::vector<std::string> groupNames;
    std::vector<std::int64_t> repetitions;
    std::vector<Span> spans;
    std::vector<std::uint8_t> listedForValidation; ///< 1: the files say that this example validates

    [[nodiscard]] std::int64_t size() const
    {
        return static_cast<std::int64_t>(task == Task::Classification ? labels.size()
                                         : task == Task::Regression   ? targets.size()
                                                                      : lengths.size());
    }
    /// Samples of series n.
    [[nodiscard]] std::int64_t lengthOf(std::int64_t n) const
    {
        return lengths.empty() ? length : lengths[static_cast<std::size_t>(n)];
    }
    /// The samples of channel c of series n. NextStep: walks over the lengths before n.
    [[nodiscard]] std::span<const float> series(std::int64_t n, std::int64_t c = 0) const
    {
        const auto own = lengthOf(n);
        return std::span(values).subspan(static_cast<std::size_t>(startOf(n) + c * own), static_cast<std::size_t>(own));
    }
    /// Index into values where series n begins.
    [[nodiscard]] std::int64_t startOf(std::int64_t n) const;
    bool operator==(const Dataset&) const = default;
};

/// Number of series per class, in the order of classNames. Not for other tasks: empty there.
[[nodiscard]] std::vector<std::int64_t> classCounts(const Dataset& dataset);

/// The rows `indices`, in that order. Throws DatasetError when one is out of range.
[[nodiscard]] Dataset subset(const Dataset& dataset, std::span<const std::int64_t> indices);

/// Where the missing values are: at most `limit` (series, channel, sample) triples, and how many in all.
struct MissingValues
{
    struct Place
    {
        std::int64_t series, channel, sample;
    };
    std::int64_t count = 0;
    std::vector<Place> first;
};
[[nodiscard]] MissingValues findMissing(const Dataset& dataset, std::size_t limit = 10);

} // namespace pitlane
