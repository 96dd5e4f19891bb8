// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <span>

namespace pitlane {

/// What to know about a data set before training on it: pure functions, plain sentences, for window and command line.
enum class Severity { Passed, LookAt, Broken };

struct Finding
{
    std::string key; ///< stable: "missing", "constant", "duplicates", "clipped", "small-class", "balance", "range",
                     ///< "length", "group", "targets", "notes"
    Severity severity = Severity::Passed;
    std::string sentence;               ///< numbers with plain digits: 12345, -0.25
    std::string detail;                 ///< where, or what it means; may be empty
    std::vector<std::int64_t> examples; ///< all that are meant, rows of the train part, rising
    std::vector<std::int64_t> classes;  ///< that are too small, or contradict each other: index into classNames
    bool operator==(const Finding&) const = default;
};

/// Missing values with their places, constant channels, clipping (a run of at least 4 equal extreme values; not behind
/// a spectral front end, whose lowest value is silence),
/// duplicates, small or empty classes, value range, lengths, how targets are spread (regression), how many notes are on
/// (NextStep), groups. What needs a look comes first. `folds`: a class with fewer examples than this cannot be in every
/// part. Sentences count series from 1.
[[nodiscard]] std::vector<Finding> healthCheck(const Dataset& trainPart, int folds = 5);

/// How often values fall into bins of equal width; what is not finite is left out.
struct Histogram
{
    double low = 0;  ///< smallest value
    double high = 0; ///< largest value; belongs to the last bin
    std::vector<std::int64_t> counts;
    bool operator==(const Histogram&) const = default;
};
/// One bin where all are equal, none where there are no values. bins >= 1.
[[nodiscard]] Histogram histogramOf(std::span<const double> values, int bins);
[[nodiscard]] Histogram lengthHistogram(const Dataset& dataset, int bins = 20);
[[nodiscard]] Histogram targetHistogram(const Dataset& dataset, int bins = 20);

/// Minimum and maximum of every bucket of a long signal, for drawing: levels of 2^k samples, so that any zoom reads a
/// few thousand values. 10 million samples take about 40 MB and a tenth of a second to build.
class Envelope
{
public:
    explicit Envelope(std::span<const float> signal);
    struct Bucket
    {
        float low = 0;
        float high = 0;
    };
    /// At most `buckets` buckets over the samples of [first, first + count) that exist, each with its extreme values;
    /// NaN where all are missing. Of n buckets over m samples, bucket i covers first + i * m / n up to the next one.
    [[nodiscard]] std::vector<Bucket> over(std::int64_t first, std::int64_t count, std::int64_t buckets) const;
    [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(m_signal.size()); }
    /// Memory of the levels, without the signal.
    [[nodiscard]] std::int64_t bytes() const;

private:
    [[nodiscard]] Bucket range(std::int64_t from, std::int64_t to) const;

    std::span<const float> m_signal; ///< must outlive the envelope
    std::vector<std::vector<Bucket>> m_levels;
};

} // namespace pitlane
