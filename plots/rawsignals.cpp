// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/rawsignals.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Index of the sample that holds at a time, where times that rounding puts just before a sample count as on it.
std::int64_t indexAt(double time, double start, double step)
{
    return static_cast<std::int64_t>(std::floor((time - start) / step + 1e-6));
}

QString number(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', 9) : QString();
}

QString quoted(QString text)
{
    if (text.contains(QLatin1Char(',')) || text.contains(QLatin1Char('"')) || text.contains(QLatin1Char('\n')))
        text = QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
    return text;
}

/// The rows of a table: samples of the finest channel, or columns of the picture, between two times.
struct TableRows
{
    double step = 1;
    std::int64_t first = 0;
    std::int64_t last = 0; ///< not included
};

TableRows rowsOf(const RawSignals& recording, double from, double to)
{
    TableRows rows{.step = recording.finestStep()};
    const auto all = indexAt(recording.end, 0, rows.step);
    rows.first = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(from / rows.step - 1e-6)), 0, all);
    rows.last = std::clamp<std::int64_t>(indexAt(to, 0, rows.step) + 1, rows.first, all);
    return rows;
}

/// The value of a track where one of its samples falls into [time, time + step); empty else.
QString sampleIn(const RawTrack& track, double time, double step)
{
    const auto index = static_cast<std::int64_t>(std::ceil((time - track.start()) / track.step() - 1e-6));
    if (index < 0 || index >= track.size())
        return {};
    const double at = track.start() + static_cast<double>(index) * track.step();
    return at < time + step * (1 - 1e-6) ? number(static_cast<double>(track.value(index))) : QString();
}

} // namespace

RawTrack::RawTrack(QString name, std::vector<float> values, double start, double step)
    : m_name(std::move(name)), m_values(std::move(values)), m_start(start), m_step(step), m_envelope(m_values)
{
}

float RawTrack::valueAt(double time) const
{
    const auto index = indexAt(time, m_start, m_step);
    return index < 0 || index >= size() ? std::numeric_limits<float>::quiet_NaN() : value(index);
}

std::pair<std::int64_t, std::int64_t> RawTrack::samplesIn(double from, double to) const
{
    const auto first = std::clamp<std::int64_t>(indexAt(from, m_start, m_step), 0, size());
    const auto last = std::clamp<std::int64_t>(indexAt(to, m_start, m_step) + 2, first, size());
    return {first, last};
}

RawTrack::Points RawTrack::points(double from, double to, int pixels) const
{
    Points points;
    auto [first, last] = samplesIn(from, to);
    const std::int64_t room = std::max(1, pixels);
    const auto take = [&](double time, double value) {
        points.times.push_back(time);
        points.values.push_back(value);
    };
    if (last - first <= 2 * room) {
        for (auto i = first; i < last; ++i)
            take(m_start + static_cast<double>(i) * m_step, static_cast<double>(value(i)));
        return points;
    }
    points.isEnvelope = true;
    // Buckets begin at multiples of their size, so that the picture does not tremble while it is moved.
    const auto bucket = (last - first + room - 1) / room;
    first = first / bucket * bucket;
    const auto whole = (last + bucket - 1) / bucket * bucket;
    const auto buckets = m_envelope.over(first, whole - first, (whole - first) / bucket);
    const auto count = std::ssize(buckets);
    const auto samples = std::min(whole, size()) - first;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto begin = first + i * samples / count;
        const auto end = first + (i + 1) * samples / count;
        const double time = m_start + (static_cast<double>(begin + end - 1) / 2) * m_step;
        const auto [low, high] = buckets[static_cast<std::size_t>(i)];
        if (std::isnan(low)) {
            take(time, missing);
            continue;
        }
        // Up in one bucket, down in the next: the line between them stays inside both.
        take(time, static_cast<double>(i % 2 == 0 ? low : high));
        take(time, static_cast<double>(i % 2 == 0 ? high : low));
    }
    return points;
}

std::pair<double, double> RawTrack::extremes(double from, double to) const
{
    const auto [first, last] = samplesIn(from, to);
    const auto buckets = m_envelope.over(first, last - first, 1);
    if (buckets.empty())
        return {missing, missing};
    return {static_cast<double>(buckets.front().low), static_cast<double>(buckets.front().high)};
}

double RawSignals::finestStep() const
{
    if (picture)
        return picture->step;
    double step = 0;
    for (const auto& channel : channels)
        step = step == 0 ? channel.step() : std::min(step, channel.step());
    return step > 0 ? step : 1;
}

int RawSignals::labelAt(double time) const
{
    const auto run = std::ranges::upper_bound(runs, time, {}, &LabelRun::to);
    return run != runs.end() && run->from <= time ? run->label : -1;
}

std::vector<LabelRun> RawSignals::visibleRuns(double from, double to, double least) const
{
    std::vector<LabelRun> visible;
    double time = from;
    auto run = std::ranges::upper_bound(runs, time, {}, &LabelRun::to);
    while (run != runs.end() && run->from < to && time < to) {
        auto shown = *run;
        shown.from = std::max(shown.from, time);
        shown.to = std::min(std::max(shown.to, shown.from + least), to);
        time = shown.to;
        visible.push_back(shown);
        // What ends within this stretch is too narrow to be seen.
        run = std::upper_bound(run + 1, runs.end(), time, [](double t, const LabelRun& r) { return t < r.to; });
    }
    return visible;
}

std::int64_t csvRows(const RawSignals& recording, double from, double to)
{
    const auto rows = rowsOf(recording, from, to);
    return rows.last - rows.first;
}

QString csvOf(const RawSignals& recording, double from, double to)
{
    const auto rows = rowsOf(recording, from, to);
    QStringList header{recording.inSeconds   ? QStringLiteral("time_s")
                       : recording.isInSteps ? QStringLiteral("step")
                                             : QStringLiteral("sample")};
    for (const auto& channel : recording.channels)
        header.append(quoted(channel.name()));
    if (recording.picture)
        for (std::int64_t row = 0; row < recording.picture->rows; ++row)
            header.append(QStringLiteral("%1 %2").arg(recording.picture->rowTitle).arg(row + 1));
    if (recording.target)
        header.append(quoted(recording.target->name()));
    if (!recording.labels.empty())
        header.append(QStringLiteral("label"));
    QString text = header.join(QLatin1Char(',')) + QLatin1Char('\n');
    for (auto i = rows.first; i < rows.last; ++i) {
        const double time = static_cast<double>(i) * rows.step;
        QStringList cells{number(time)};
        for (const auto& channel : recording.channels)
            cells.append(sampleIn(channel, time, rows.step));
        if (const auto& picture = recording.picture)
            for (std::int64_t row = 0; row < picture->rows; ++row)
                cells.append(number(static_cast<double>(picture->values[static_cast<std::size_t>(
                    row * picture->columns + std::min(i, picture->columns - 1))])));
        if (recording.target)
            cells.append(number(static_cast<double>(recording.target->valueAt(time))));
        if (!recording.labels.empty()) {
            const auto label = recording.labelAt(time);
            cells.append(label < 0 ? QString() : quoted(recording.labels[static_cast<std::size_t>(label)].name));
        }
        text += cells.join(QLatin1Char(',')) + QLatin1Char('\n');
    }
    return text;
}

TimeRange::TimeRange(double end, double least)
    : m_end(end > 0 ? end : 1), m_least(std::min(least > 0 ? least : m_end, m_end)), m_from(0), m_to(m_end)
{
}

void TimeRange::set(double from, double to)
{
    const double width = std::clamp(to - from, m_least, m_end);
    // A range that is too narrow grows around its middle.
    const double start = width > to - from ? (from + to - width) / 2 : from;
    m_from = std::clamp(start, 0.0, m_end - width);
    m_to = m_from + width;
}

void TimeRange::zoom(double factor, double at)
{
    const double width = std::clamp(this->width() / factor, m_least, m_end);
    const double share = (at - m_from) / this->width();
    m_from = std::clamp(at - share * width, 0.0, m_end - width);
    m_to = m_from + width;
}

void TimeRange::pan(double by)
{
    const double width = this->width();
    m_from = std::clamp(m_from + by, 0.0, m_end - width);
    m_to = m_from + width;
}

} // namespace pitlane
