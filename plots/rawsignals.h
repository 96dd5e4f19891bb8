// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/health.h"

#include <QString>
#include <QStringList>

#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace pitlane {

/// A long line of numbers over time with the pyramid that draws it: value i stands at start + i * step, in the unit of
/// the time axis. Building it walks over all values, so it is made away from the window's thread.
class RawTrack
{
public:
    /// step > 0.
    RawTrack(QString name, std::vector<float> values, double start, double step);
    RawTrack(const RawTrack&) = delete;
    RawTrack& operator=(const RawTrack&) = delete;
    RawTrack(RawTrack&&) = default;
    RawTrack& operator=(RawTrack&&) = default;

    [[nodiscard]] const QString& name() const { return m_name; }
    [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(m_values.size()); }
    [[nodiscard]] double start() const { return m_start; }
    [[nodiscard]] double step() const { return m_step; }
    [[nodiscard]] double end() const { return m_start + m_step * static_cast<double>(size()); }
    /// The value that holds at `time`; NaN where there is none.
    [[nodiscard]] float valueAt(double time) const;
    [[nodiscard]] float value(std::int64_t index) const { return m_values[static_cast<std::size_t>(index)]; }

    struct Points
    {
        std::vector<double> times;
        std::vector<double> values; ///< NaN: a gap
        bool isEnvelope = false;    ///< two values a bucket, lowest and highest; else every sample
    };
    /// What to draw between two times on `pixels` pixels: at most two values a pixel and a few at the edges. Single
    /// samples where there are fewer than two of them a pixel, else the extreme values of each pixel.
    [[nodiscard]] Points points(double from, double to, int pixels) const;
    /// Lowest and highest value between two times; NaN where all are missing.
    [[nodiscard]] std::pair<double, double> extremes(double from, double to) const;

private:
    /// Samples that touch [from, to], with one more on either side: [first, last).
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> samplesIn(double from, double to) const;

    QString m_name;
    std::vector<float> m_values; ///< never changed: the envelope reads from it
    double m_start = 0;
    double m_step = 1;
    Envelope m_envelope;
};

/// A stretch of time with one label.
struct LabelRun
{
    double from = 0;
    double to = 0;
    int label = 0; ///< index into RawSignals::labels
    bool operator==(const LabelRun&) const = default;
};

/// A label as it is shown: its name, and which of the band colours it has.
struct RawLabel
{
    QString name;
    int colour = 0;
    bool operator==(const RawLabel&) const = default;
};

/// How the pipeline cuts: window i covers [i * hop, i * hop + length), in the unit of the time axis.
struct RawWindows
{
    double length = 0; ///< 0: it does not cut
    double hop = 0;
    std::int64_t count = 0;
    bool operator==(const RawWindows&) const = default;
};

/// Many lines at once as a picture: values [rows, columns], column i at i * step.
struct RawPicture
{
    QString rowTitle; ///< what a row is: "Note"
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    double step = 1;
    std::vector<float> values; ///< row-major
};

/// One recording or example, ready to be drawn.
struct RawSignals
{
    QString name;
    bool inSeconds = false; ///< the time axis counts seconds, else samples
    bool isInSteps = false; ///< a sequence of steps, not samples of a signal
    double end = 0;         ///< it runs from 0 to here
    std::vector<RawTrack> channels;
    std::optional<RawPicture> picture; ///< instead of channels
    std::optional<RawTrack> target;    ///< the answer as a number over time
    bool targetIsStep = false;         ///< one value for each window
    std::vector<LabelRun> runs;        ///< in order, without overlap; time without a label is between them
    std::vector<RawLabel> labels;
    RawWindows windows;

    /// The finest step of all channels.
    [[nodiscard]] double finestStep() const;
    /// The label at a time; -1 where there is none.
    [[nodiscard]] int labelAt(double time) const;
    /// The runs between two times; where several are narrower than `least` together, one of them stands for all.
    [[nodiscard]] std::vector<LabelRun> visibleRuns(double from, double to, double least) const;
};

/// Rows that csvOf() would write.
[[nodiscard]] std::int64_t csvRows(const RawSignals& recording, double from, double to);
/// Everything between two times as a table: time, channels, label or target. Numbers with a full stop.
[[nodiscard]] QString csvOf(const RawSignals& recording, double from, double to);

/// The part of [0, end] that is shown. Never less than `least`, never beyond the ends.
class TimeRange
{
public:
    TimeRange() = default;
    TimeRange(double end, double least);
    [[nodiscard]] double from() const { return m_from; }
    [[nodiscard]] double to() const { return m_to; }
    [[nodiscard]] double width() const { return m_to - m_from; }
    [[nodiscard]] double end() const { return m_end; }
    [[nodiscard]] bool isWhole() const { return width() >= m_end; }
    void set(double from, double to);
    /// `factor` > 1 comes closer; what is at `at` stays where it is.
    void zoom(double factor, double at);
    void pan(double by);
    bool operator==(const TimeRange&) const = default;

private:
    double m_end = 1;
    double m_least = 1;
    double m_from = 0;
    double m_to = 1;
};

} // namespace pitlane
