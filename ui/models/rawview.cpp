// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/rawview.h"

#include "core/data/text.h"
#include "ui/format.h"
#include "ui/pages/datachecks.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

namespace pitlane {

namespace {

constexpr std::int64_t mostRows = 16; ///< channels above each other; more of them are a picture

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("RawView", text, nullptr, n);
}

QString channelName(const std::vector<std::string>& names, std::size_t index)
{
    return index < names.size() && !names[index].empty() ? QString::fromStdString(names[index])
                                                         : tr("Channel %1").arg(index + 1);
}

/// Names and colours of the classes as they come.
class Labels
{
public:
    Labels(const Recording& recording, const LabelRole& role) : m_recording(recording), m_role(role) {}

    /// Index into all(); -1 for what is missing or left out.
    int indexOf(float value)
    {
        if (std::isnan(value))
            return -1;
        const auto [known, isNew] = m_known.emplace(value, -1);
        if (isNew)
            known->second = add(value);
        return known->second;
    }
    [[nodiscard]] std::vector<RawLabel> take() { return std::move(m_labels); }

private:
    int add(float value)
    {
        const auto index = static_cast<std::size_t>(std::max(value, 0.F));
        const auto written = index < m_recording.labelNames.size() ? m_recording.labelNames[index] : numberText(value);
        const auto title = m_role.titles.find(written);
        const auto isLeftOut = [&](const std::string& name) {
            return std::ranges::find(m_role.leaveOut, name) != m_role.leaveOut.end();
        };
        if (isLeftOut(written) || (title != m_role.titles.end() && isLeftOut(title->second)))
            return -1;
        const auto name =
            title == m_role.titles.end() ? datachecks::classTitle(written) : QString::fromStdString(title->second);
        const auto same = std::ranges::find(m_labels, name, &RawLabel::name);
        if (same != m_labels.end())
            return static_cast<int>(same - m_labels.begin());
        // By the number in the file, so that a class has one colour in all recordings.
        m_labels.push_back({.name = name, .colour = static_cast<int>(std::clamp(value, 0.F, 1e6F))});
        return static_cast<int>(m_labels.size()) - 1;
    }

    const Recording& m_recording;
    const LabelRole& m_role;
    std::map<float, int> m_known;
    std::vector<RawLabel> m_labels;
};

double rateOf(const Recording& recording, const Pipeline& pipeline, std::size_t channel)
{
    const double first = recording.sampleRateHz > 0 ? recording.sampleRateHz : 1;
    const auto samples = recording.channels[channel].size();
    const auto reference = recording.channels.front().size();
    if (samples == reference || reference == 0)
        return first;
    if (channel < pipeline.channels.size() && pipeline.channels[channel].sampleRateHz && recording.sampleRateHz > 0)
        return *pipeline.channels[channel].sampleRateHz;
    return first * static_cast<double>(samples) / static_cast<double>(reference); // all were recorded as long
}

RawWindows windowsOf(const WindowRule& rule, bool inSeconds, double rate, double end)
{
    if (rule.whole || rule.runs || rule.length <= 0 || (rule.inSeconds && !inSeconds))
        return {};
    // In whole samples, as they are cut.
    const auto samples = [&](double length) { return std::round(rule.inSeconds ? length * rate : length); };
    const double unit = inSeconds ? 1 / rate : 1;
    RawWindows windows{.length = samples(rule.length) * unit};
    windows.hop = rule.hop > 0 ? std::max(1.0, samples(rule.hop)) * unit : windows.length;
    if (windows.length > 0 && windows.hop > 0 && end >= windows.length - unit / 2)
        windows.count = static_cast<std::int64_t>(std::floor((end - windows.length) / windows.hop + 1e-6)) + 1;
    return windows;
}

/// Labels as stretches; `step` between two of them, the first begins at `start`.
std::vector<LabelRun> runsOf(const std::vector<float>& values, Labels& labels, double start, double step)
{
    std::vector<LabelRun> runs;
    for (std::size_t i = 0; i < values.size();) {
        const auto first = i;
        const auto label = labels.indexOf(values[i]);
        while (i < values.size() && (values[i] == values[first] || labels.indexOf(values[i]) == label))
            ++i;
        if (label < 0)
            continue;
        runs.push_back({start + static_cast<double>(first) * step, start + static_cast<double>(i) * step, label});
    }
    return runs;
}

QString targetName(const LabelRole& role)
{
    const auto name = role.array.empty() ? tr("Target") : QString::fromStdString(role.array);
    return role.unit.empty() ? name : QStringLiteral("%1 (%2)").arg(name, QString::fromStdString(role.unit));
}

void addAnswers(RawSignals& made, Recording& recording, const Pipeline& pipeline)
{
    const auto& role = pipeline.label;
    if (recording.labels.empty() || pipeline.task == Task::NextStep)
        return;
    const bool isNumber = pipeline.task == Task::Regression;
    if (recording.labels.size() == 1) { // of the whole recording
        if (isNumber) {
            const auto text = QString::number(static_cast<double>(recording.labels.front()), 'g', 6);
            made.labels = {
                {.name = role.unit.empty() ? text : text + QLatin1Char(' ') + QString::fromStdString(role.unit)}};
            made.runs = {{0, made.end, 0}};
            return;
        }
        Labels labels(recording, role);
        made.runs = runsOf(recording.labels, labels, 0, made.end);
        made.labels = labels.take();
        return;
    }
    double start = 0;
    double step = made.end / static_cast<double>(recording.labels.size());
    const bool perWindow = role.per == LabelRole::Per::Window;
    if (perWindow && made.windows.count > 0) {
        start = (made.windows.length - made.windows.hop) / 2;
        step = made.windows.hop;
    }
    if (isNumber) {
        made.target.emplace(targetName(role), std::move(recording.labels), start, step);
        made.targetIsStep = perWindow;
        return;
    }
    Labels labels(recording, role);
    made.runs = runsOf(recording.labels, labels, start, step);
    made.labels = labels.take();
}

} // namespace

RawSignals rawSignals(Recording recording, const Pipeline& pipeline)
{
    RawSignals made;
    made.name = QString::fromStdString(recording.name);
    if (recording.channels.empty())
        return made;
    made.inSeconds = recording.sampleRateHz > 0;
    const double rate = made.inSeconds ? recording.sampleRateHz : 1;
    made.end = static_cast<double>(recording.channels.front().size()) / rate;
    made.windows = windowsOf(pipeline.window, made.inSeconds, rate, made.end);
    std::vector<double> steps;
    for (std::size_t c = 0; c < recording.channels.size(); ++c)
        steps.push_back(1 / rateOf(recording, pipeline, c));
    addAnswers(made, recording, pipeline);
    for (std::size_t c = 0; c < recording.channels.size(); ++c)
        made.channels.emplace_back(channelName(recording.channelNames, c), std::move(recording.channels[c]), 0,
                                   steps[c]);
    return made;
}

RawSignals rawSignals(const Dataset& dataset, std::int64_t row)
{
    RawSignals made;
    const auto length = dataset.lengthOf(row);
    made.name = tr("example %1").arg(row + 1);
    made.inSeconds = dataset.sampleRateHz.value_or(0) > 0;
    made.isInSteps = dataset.task == Task::NextStep && !made.inSeconds;
    const double step = made.inSeconds ? 1 / *dataset.sampleRateHz : 1;
    made.end = static_cast<double>(length) * step;
    if (dataset.task == Task::NextStep || dataset.channels > mostRows) {
        RawPicture picture{.rowTitle = dataset.task == Task::NextStep ? tr("Note") : tr("Channel"),
                           .rows = dataset.channels,
                           .columns = length,
                           .step = step};
        const auto first = dataset.values.begin() + dataset.startOf(row);
        picture.values.assign(first, first + dataset.channels * length);
        made.picture = std::move(picture);
        return made;
    }
    for (std::int64_t c = 0; c < dataset.channels; ++c) {
        const auto samples = dataset.series(row, c);
        made.channels.emplace_back(channelName(dataset.channelNames, static_cast<std::size_t>(c)),
                                   std::vector<float>(samples.begin(), samples.end()), 0, step);
    }
    return made;
}

QString answerText(const Dataset& dataset, std::int64_t row)
{
    const auto index = static_cast<std::size_t>(row);
    switch (dataset.task) {
    case Task::Classification:
        return datachecks::classTitle(dataset.classNames.at(static_cast<std::size_t>(dataset.labels.at(index))));
    case Task::Regression: {
        const auto value = QString::number(static_cast<double>(dataset.targets.at(index)), 'g', 5)
                               .replace(QLatin1Char('-'), QChar(0x2212));
        return dataset.targetUnit.empty() ? value
                                          : value + QLatin1Char(' ') + QString::fromStdString(dataset.targetUnit);
    }
    case Task::NextStep:
        return tr("%1 steps").arg(format::count(dataset.lengthOf(row)));
    }
    return {};
}

} // namespace pitlane
