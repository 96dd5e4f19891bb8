// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/text.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pitlane {

/// Gathers a data set series by series as a reader meets them, and checks what all formats share: equal length, equal
/// number of channels, declared counts and classes. Memory grows with what the file holds, never with what it declares.
class SeriesCollector
{
public:
    /// `lines` is asked for the place of a problem and must outlive the collector.
    explicit SeriesCollector(const LineReader& lines) : m_lines(lines) {}

    /// What the header says; `declaredBy` begins the sentence of an error ("@seriesLength").
    void declareLength(std::int64_t length, std::string declaredBy);
    void declareChannels(std::int64_t channels, std::string declaredBy);
    void declareClasses(const std::vector<std::string>& names, std::string declaredBy);

    void beginSeries();
    /// A value of the open channel; `token` is a part of the current line.
    void addValue(std::string_view token);
    /// Ends the open channel and opens the next one.
    void endChannel();
    /// `label` as written, quotes removed; `at` is its place in the current line.
    void endSeries(std::string_view label, std::string_view at);

    [[nodiscard]] std::int64_t seriesCount() const { return static_cast<std::int64_t>(m_dataset.labels.size()); }
    /// Number of the open series, from 1.
    [[nodiscard]] std::int64_t openSeries() const { return seriesCount() + 1; }

    /// Sorts the classes: numbers by value; else in the declared order; else by name. Throws where there is no series.
    [[nodiscard]] Dataset finish(std::string name);

private:
    [[nodiscard]] std::int64_t classIndex(const std::string& name);
    [[nodiscard]] std::string cutOffHint() const;

    const LineReader& m_lines;
    Dataset m_dataset; ///< classes in order of appearance until finish()
    std::unordered_map<std::string, std::int64_t> m_classIndex;
    std::int64_t m_declaredLength = -1;
    std::string m_lengthDeclaredBy;
    std::int64_t m_declaredChannels = -1;
    std::string m_channelsDeclaredBy;
    bool m_classesDeclared = false;
    std::string m_classesDeclaredBy;
    std::int64_t m_firstLine = 0;   ///< where series 1 stands
    std::int64_t m_openChannel = 0; ///< channels ended in the open series
    std::size_t m_channelStart = 0; ///< index into values
};

/// A class name as all formats agree on it: "1.0000000e+00" becomes "1"; names that are not numbers stay.
[[nodiscard]] std::string canonicalClassName(std::string_view label);

/// Data set name from a file name: "ECG5000_TRAIN.tsv" gives "ECG5000".
[[nodiscard]] std::string nameFromFile(std::string_view fileStem);

} // namespace pitlane
