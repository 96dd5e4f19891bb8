// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/array.h"
#include "core/data/readers/linereader.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pitlane {

/// Gathers labelled series one by one as a reader meets them, and checks what all formats share: length, number of
/// channels, declared counts and classes. Memory grows with what the file holds, never with what it declares.
class SeriesCollector
{
public:
    enum class Lengths { Equal, Free };

    /// `lines` is asked for the place of a problem and must outlive the collector.
    SeriesCollector(const LineReader& lines, Lengths lengths) : m_lines(lines), m_lengthRule(lengths) {}

    void setLengths(Lengths lengths) { m_lengthRule = lengths; }
    /// What the header says; `declaredBy` begins the sentence of an error ("@seriesLength").
    void declareLength(std::int64_t length, std::string declaredBy);
    void declareChannels(std::int64_t channels, std::string declaredBy);
    void declareClasses(const std::vector<std::string>& names, std::string declaredBy);
    /// Labels are numbers to be predicted, not names of classes.
    void declareTargets() { m_targets = true; }

    void beginSeries();
    /// A value of the open channel; `token` is a part of the current line.
    void addValue(std::string_view token);
    /// Ends the open channel and opens the next one.
    void endChannel();
    /// `label` as written, quotes removed; `at` is its place in the current line.
    void endSeries(std::string_view label, std::string_view at);
    /// Takes missing values off the ends of series, where all channels end with them, when that explains every missing
    /// value: formats that cannot say lengths pad so.
    void removePadding();

    [[nodiscard]] std::int64_t seriesCount() const { return static_cast<std::int64_t>(m_labels.size()); }
    /// Number of the open series, from 1.
    [[nodiscard]] std::int64_t openSeries() const { return seriesCount() + 1; }
    /// "series 3, channel 2, value 7": of the value that comes next.
    [[nodiscard]] std::string openPlace() const;

    /// "values" and "label". Sorts the classes: numbers by value; else in the declared order; else by name. Throws
    /// where there is no series.
    [[nodiscard]] std::vector<Array> finish();

private:
    [[nodiscard]] std::int64_t classIndex(const std::string& name);
    void addClass(std::string_view label, std::string_view at);
    [[nodiscard]] std::string cutOffHint() const;

    const LineReader& m_lines;
    Lengths m_lengthRule;
    std::vector<float> m_values;
    std::vector<std::int64_t> m_lengths; ///< of each series
    std::vector<float> m_labels;         ///< index into m_classes, or target
    std::vector<std::string> m_classes;  ///< in order of appearance until finish()
    std::unordered_map<std::string, std::int64_t> m_classIndex;
    std::int64_t m_channels = 0;
    std::int64_t m_declaredLength = -1;
    std::string m_lengthDeclaredBy;
    std::int64_t m_declaredChannels = -1;
    std::string m_channelsDeclaredBy;
    bool m_classesDeclared = false;
    std::string m_classesDeclaredBy;
    bool m_targets = false;
    std::int64_t m_firstLine = 0;   ///< where series 1 stands
    std::int64_t m_openChannel = 0; ///< channels ended in the open series
    std::int64_t m_openLength = 0;  ///< of the open series, once its first channel ended
    std::size_t m_channelStart = 0; ///< index into m_values
};

/// A class name as all formats agree on it: "1.0000000e+00" becomes "1"; names that are not numbers stay.
[[nodiscard]] std::string canonicalClassName(std::string_view label);

/// The arrays `names` of `arrays`, in that order; all of them where `names` is empty. Throws DatasetError for a name
/// that the file lacks.
[[nodiscard]] std::vector<Array> pickArrays(std::vector<Array> arrays, std::span<const std::string> names,
                                            const std::filesystem::path& path);

/// What is said of arrays of a labelled set without their numbers.
[[nodiscard]] std::vector<ArrayInfo> infosOf(const std::vector<Array>& arrays);
/// "5 classes: 1, 2, 3, 4, 5.", "No value is missing." ...
[[nodiscard]] std::vector<std::string> notesOn(const std::vector<Array>& arrays);

} // namespace pitlane
