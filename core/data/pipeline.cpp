// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/pipeline.h"

#include "core/base/hash.h"
#include "core/data/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace pitlane {

using nlohmann::json;

namespace {

class Checker
{
public:
    explicit Checker(const Pipeline& pipeline) : m_pipeline(pipeline) {}

    std::vector<PipelineProblem> check()
    {
        checkTask();
        checkRecordings();
        checkFilters();
        checkWindow();
        checkFrontEnd();
        checkAugmentations();
        checkSplit();
        return std::move(m_problems);
    }

private:
    void add(std::string field, std::string sentence)
    {
        m_problems.push_back({.field = std::move(field), .sentence = std::move(sentence)});
    }

    void checkTask()
    {
        const auto& p = m_pipeline;
        const auto suitable = measuresFor(p.task);
        if (std::ranges::find(suitable, p.measure) == suitable.end())
            add("measure", "\"" + std::string(titleOf(p.measure)) + "\" does not suit the task. Choose \"" +
                               std::string(titleOf(suitable.front())) + "\".");
        if ((p.task == Task::NextStep) != (p.layout == Layout::Sequences))
            add("layout", "Next-step prediction and sequences belong together. Choose both or neither.");
        if (p.task != Task::NextStep && p.label.from == LabelRole::From::Nothing)
            add("label.from",
                "No label is chosen. Choose the column or array with the answers, or folders as classes.");
        if (p.label.from == LabelRole::From::Array && p.task != Task::NextStep && p.label.array.empty())
            add("label.array", "No label is chosen. Choose the column or array with the answers.");
        if (p.task == Task::Regression && p.label.from == LabelRole::From::File)
            add("label.from", "Folders name classes, but a regression needs numbers. Choose an array of labels.");
        if (p.task == Task::Regression && p.label.reduce == LabelRole::Reduce::Majority &&
            p.label.per == LabelRole::Per::Sample)
            add("label.reduce", "A majority of numbers makes no sense for a regression. Choose mean or last.");
        if (p.task == Task::Classification && p.label.reduce == LabelRole::Reduce::Mean &&
            p.label.per == LabelRole::Per::Sample)
            add("label.reduce", "Classes have no mean. Choose majority or last.");
        if (!(p.label.purity >= 0 && p.label.purity <= 1))
            add("label.purity",
                "The share of a window that must agree is " + numberText(p.label.purity) + ", expected 0 to 1.");
        if (p.classWeights != ClassWeights::None && p.task != Task::Classification)
            add("classWeights", "Only classes can be weighted. Switch the weights off for this task.");
    }

    void checkRecordings()
    {
        const auto& p = m_pipeline;
        if (p.layout == Layout::Recordings && p.channels.empty())
            add("channels", "No channel is chosen. Choose at least one column or array as input of the network.");
        for (std::size_t i = 0; i < p.channels.size(); ++i)
            if (p.channels[i].index < 0)
                add("channels[" + std::to_string(i) + "].index",
                    "The index is " + std::to_string(p.channels[i].index) + ", expected at least 0.");
        if (p.firstColumn.empty() != p.lastColumn.empty())
            add(p.firstColumn.empty() ? "firstColumn" : "lastColumn",
                "A range of columns needs its first and its last column.");
        if (!(p.timeUnitSeconds > 0))
            add("timeUnitSeconds",
                "The unit of the time column is " + numberText(p.timeUnitSeconds) + " s, expected more than 0.");
    }

    void checkFilters()
    {
        const auto& p = m_pipeline;
        for (std::size_t i = 0; i < p.filters.size(); ++i) {
            const auto& step = p.filters[i];
            const auto field = "filters[" + std::to_string(i) + "]";
            const bool low = step.kind == FilterStep::Kind::LowPass || step.kind == FilterStep::Kind::BandPass;
            const bool high = step.kind == FilterStep::Kind::HighPass || step.kind == FilterStep::Kind::BandPass;
            if (!low && !high)
                continue;
            if (step.order < 1 || step.order > 10)
                add(field + ".order", "The order is " + std::to_string(step.order) + ", expected 1 to 10.");
            if (high && !(step.lowHz > 0))
                add(field + ".lowHz", "The lower corner is " + numberText(step.lowHz) + " Hz, expected more than 0.");
            if (low && !(step.highHz > 0))
                add(field + ".highHz", "The upper corner is " + numberText(step.highHz) + " Hz, expected more than 0.");
            if (step.kind == FilterStep::Kind::BandPass && !(step.lowHz < step.highHz))
                add(field + ".lowHz", "The lower corner, " + numberText(step.lowHz) +
                                          " Hz, is not below the upper one, " + numberText(step.highHz) + " Hz.");
            const double top = low ? step.highHz : step.lowHz;
            if (p.sampleRateHz && top >= *p.sampleRateHz / 2)
                add(field + (low ? ".highHz" : ".lowHz"), "The corner " + numberText(top) +
                                                              " Hz is not below half the sample rate, " +
                                                              numberText(*p.sampleRateHz / 2) + " Hz.");
        }
    }

    void checkWindow()
    {
        const auto& window = m_pipeline.window;
        if (window.runs && m_pipeline.label.per != LabelRole::Per::Sample)
            add("window.runs", "Runs of equal labels need a label for each sample. Choose one, or cut windows.");
        if (!window.whole && !window.runs && !(window.length > 0))
            add("window.length", "The window is " + numberText(window.length) + " long, expected more than 0.");
        if (!(window.length >= 0) || !(window.hop >= 0))
            add("window.hop", "Window and hop cannot be negative.");
    }

    void checkFrontEnd()
    {
        const auto& front = m_pipeline.frontEnd;
        if (front.kind == FrontEnd::Kind::None)
            return;
        if (!(front.frameSeconds > 0) || !(front.hopSeconds > 0))
            add("frontEnd.frameSeconds", "Frame and hop must be longer than 0 s.");
        if (front.fftLength < 2 || (front.fftLength & (front.fftLength - 1)) != 0)
            add("frontEnd.fftLength",
                "The FFT has " + std::to_string(front.fftLength) + " samples, expected a power of two.");
        if (front.melBands < 1 || front.coefficients < 1 ||
            (front.kind == FrontEnd::Kind::Mfcc && front.coefficients > front.melBands))
            add("frontEnd.coefficients", "The front end has " + std::to_string(front.melBands) + " mel bands and " +
                                             std::to_string(front.coefficients) +
                                             " coefficients; expected at least 1 and no more coefficients than bands.");
        if (!(front.lowHz >= 0 && front.lowHz < front.highHz))
            add("frontEnd.lowHz", "The mel bands span " + numberText(front.lowHz) + " to " + numberText(front.highHz) +
                                      " Hz, expected a lower end below the upper one.");
        if (!(front.logOffset > 0))
            add("frontEnd.logOffset", "The offset inside the logarithm must be more than 0.");
        if (m_pipeline.task == Task::NextStep)
            add("frontEnd.kind", "Sequences are predicted as they are. Switch the front end off.");
    }

    void checkAugmentations()
    {
        const auto& steps = m_pipeline.augmentations;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const auto field = "augmentations[" + std::to_string(i) + "]";
            if (!(steps[i].probability >= 0 && steps[i].probability <= 1))
                add(field + ".probability",
                    "The probability is " + numberText(steps[i].probability) + ", expected 0 to 1.");
            if (!std::isfinite(steps[i].amount) || !std::isfinite(steps[i].amountHigh))
                add(field + ".amount", "The amount must be a number.");
        }
        if (!steps.empty() && m_pipeline.task == Task::NextStep)
            add("augmentations", "Sequences are predicted as they are. Remove the augmentations.");
    }

    void checkSplit()
    {
        const auto& split = m_pipeline.split;
        if (!(split.fraction > 0 && split.fraction <= 0.5))
            add("split.fraction", "The share for validation is " + numberText(split.fraction) +
                                      ", expected more than 0 and at most 0.5.");
        if (split.folds < 2)
            add("split.folds", "There are " + std::to_string(split.folds) + " folds, expected at least 2.");
        const int folds = split.kind == SplitRule::Kind::PpgDalia
                              ? split.folds
                              : std::max(2, static_cast<int>(std::lround(1 / std::max(split.fraction, 1e-9))));
        if (split.fold < 0 || split.fold >= folds)
            add("split.fold",
                "Fold " + std::to_string(split.fold) + " is chosen, expected 0 to " + std::to_string(folds - 1) + ".");
        if (split.turn < 0)
            add("split.turn", "Turn " + std::to_string(split.turn) + " is chosen, expected at least 0.");
    }

    const Pipeline& m_pipeline;
    std::vector<PipelineProblem> m_problems;
};

std::string wordsOf(const FilterStep& step)
{
    const auto order = "order " + std::to_string(step.order) + (step.zeroPhase ? ", zero phase" : "");
    std::string text;
    switch (step.kind) {
    case FilterStep::Kind::RemoveMean:
        text = "Remove the mean";
        break;
    case FilterStep::Kind::Detrend:
        text = "Remove the straight line through the signal";
        break;
    case FilterStep::Kind::Rectify:
        text = "Rectify: absolute values";
        break;
    case FilterStep::Kind::LowPass:
        text = "Low-pass " + numberText(step.highHz) + " Hz (Butterworth, " + order + ")";
        break;
    case FilterStep::Kind::HighPass:
        text = "High-pass " + numberText(step.lowHz) + " Hz (Butterworth, " + order + ")";
        break;
    case FilterStep::Kind::BandPass:
        text = "Band-pass " + numberText(step.lowHz) + " to " + numberText(step.highHz) + " Hz (Butterworth, " + order +
               ")";
        break;
    }
    for (std::size_t i = 0; i < step.channels.size(); ++i)
        text += (i == 0 ? " on " : ", ") + step.channels[i];
    return text;
}

std::string wordsOf(const WindowRule& window)
{
    const std::string unit = window.inSeconds ? " s" : " samples";
    if (window.runs)
        return "One example per run of equal labels, " + (window.length > 0
                                                              ? "cut or padded to " + numberText(window.length) + unit
                                                              : std::string("padded to the longest"));
    if (window.whole)
        return window.length > 0 ? "One example per recording, cut or padded to " + numberText(window.length) + unit
                                 : "One example per series";
    return "Cut into windows of " + numberText(window.length) + unit + " every " +
           numberText(window.hop > 0 ? window.hop : window.length) + unit;
}

std::string wordsOf(const ScalingRule& scaling)
{
    const std::string each = scaling.perChannel ? ", each channel" : "";
    switch (scaling.kind) {
    case ScalingRule::Kind::MinMax:
        return "Scale minimum and maximum of the train part to 0 and 1" + each;
    case ScalingRule::Kind::ZScore:
        return "Scale mean and deviation of the train part to 0 and 1" + each;
    case ScalingRule::Kind::Robust:
        return "Scale median and quartiles of the train part" + each;
    case ScalingRule::Kind::None:
        break;
    }
    return "Not scaled";
}

std::string wordsOf(const Augmentation& step)
{
    const auto amount = numberText(step.amount);
    switch (step.kind) {
    case Augmentation::Kind::Jitter:
        return "noise at " + amount + " dB";
    case Augmentation::Kind::Scaling:
        return "scaling by 1 +- " + amount;
    case Augmentation::Kind::MagnitudeWarp:
        return "magnitude warp " + amount;
    case Augmentation::Kind::TimeWarp:
        return "time warp " + amount;
    case Augmentation::Kind::TimeShift:
        return "time shift up to " + amount + " s";
    case Augmentation::Kind::Noise:
        return "background noise at " + amount + " to " + numberText(step.amountHigh) + " dB";
    }
    return {};
}

} // namespace

void mergeClasses(LabelRole& label, const std::vector<std::string>& classes, const std::string& title)
{
    for (auto& [written, shown] : label.titles)
        if (std::ranges::find(classes, shown) != classes.end())
            shown = title;
    for (const auto& name : classes) // those that are shown as they are written
        label.titles.emplace(name, title);
}

std::map<std::string, std::vector<std::string>> mergedClasses(const LabelRole& label)
{
    std::map<std::string, std::vector<std::string>> merged;
    for (const auto& [written, shown] : label.titles)
        merged[shown].push_back(written);
    std::erase_if(merged, [](const auto& item) { return item.second.size() < 2; });
    return merged;
}

void separateClasses(LabelRole& label, const std::string& title)
{
    std::erase_if(label.titles, [&](const auto& item) { return item.second == title; });
}

std::vector<PipelineProblem> validate(const Pipeline& pipeline)
{
    return Checker(pipeline).check();
}

std::string pipelineHash(const Pipeline& pipeline)
{
    return sha256("pipeline/" + toJson(pipeline).dump());
}

std::string examplesHash(const Pipeline& pipeline)
{
    auto document = toJson(pipeline);
    for (const auto* field : {"scaling", "augmentations", "classWeights", "measure"})
        document.erase(field);
    // Of the split only what decides over the test part.
    const auto& split = pipeline.split;
    const bool decides = split.kind == SplitRule::Kind::LeaveOneOut || split.kind == SplitRule::Kind::PpgDalia ||
                         split.kind == SplitRule::Kind::Repetitions;
    document["split"] = decides ? document["split"] : json();
    return sha256("examples/" + document.dump());
}

std::vector<std::string> describe(const Pipeline& pipeline)
{
    std::vector<std::string> lines;
    if (pipeline.layout == Layout::Recordings) {
        std::string names;
        for (const auto& channel : pipeline.channels)
            names += (names.empty() ? "" : ", ") + (channel.name.empty() ? channel.array : channel.name);
        lines.push_back("Channels: " + names);
    }
    if (pipeline.sampleRateHz)
        lines.push_back("At " + numberText(*pipeline.sampleRateHz) + " Hz");
    for (const auto& step : pipeline.filters)
        lines.push_back(wordsOf(step));
    lines.push_back(pipeline.layout == Layout::Sequences ? "Every step of a sequence predicts the next one"
                                                         : wordsOf(pipeline.window));
    const auto& front = pipeline.frontEnd;
    if (front.kind != FrontEnd::Kind::None)
        lines.push_back((front.kind == FrontEnd::Kind::Mfcc ? std::to_string(front.coefficients) + " MFCC of "
                                                            : std::string("Log-mel energies of ")) +
                        std::to_string(front.melBands) + " mel bands, " + numberText(front.lowHz) + " to " +
                        numberText(front.highHz) + " Hz, frames of " + numberText(front.frameSeconds * 1000) +
                        " ms every " + numberText(front.hopSeconds * 1000) + " ms");
    lines.push_back(wordsOf(pipeline.scaling));
    if (!pipeline.augmentations.empty()) {
        std::string steps;
        for (const auto& step : pipeline.augmentations)
            steps += (steps.empty() ? "" : ", ") + wordsOf(step);
        lines.push_back("Training examples vary: " + steps);
    }
    if (pipeline.classWeights == ClassWeights::Balanced)
        lines.push_back("Every class counts the same in the loss");
    return lines;
}

} // namespace pitlane
