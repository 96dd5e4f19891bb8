// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/guesspipeline.h"

#include "core/data/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <regex>
#include <set>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

template <std::size_t N> bool isOneOf(const std::string& name, const std::array<std::string_view, N>& words)
{
    auto lower = lowerCase(name);
    if (const auto slash = lower.rfind('/'); slash != lower.npos)
        lower.erase(0, slash + 1);
    return std::ranges::find(words, std::string_view(lower)) != words.end();
}

bool isLabelName(const std::string& name)
{
    constexpr std::array<std::string_view, 21> words{
        "label",   "labels",   "class",      "classes",   "target",     "targets",  "y",
        "gesture", "activity", "stimulus",   "event",     "restimulus", "category", "bpm",
        "bpm0",    "hr",       "heart_rate", "heartrate", "output",     "y_train",  "train_y"};
    return isOneOf(name, words);
}

/// How surely a label is meant: "y" may be an axis, NinaPro's "restimulus" is the better of two.
int labelRank(const std::string& name)
{
    const auto lower = lowerCase(name);
    return lower == "y" ? 0 : lower.starts_with("re") ? 2 : 1;
}

bool isTimeName(const std::string& name)
{
    constexpr std::array<std::string_view, 9> words{"time",    "timestamp", "t",      "time_ms",  "ms",
                                                    "seconds", "time (s)",  "time_s", "time (ms)"};
    return isOneOf(name, words);
}

bool isGroupName(const std::string& name)
{
    constexpr std::array<std::string_view, 12> words{"subject", "subject_id", "user",        "user_id",
                                                     "person",  "patient",    "participant", "patient_id",
                                                     "group",   "speaker",    "sub",         "subjects"};
    return isOneOf(name, words);
}

bool isRepetitionName(const std::string& name)
{
    constexpr std::array<std::string_view, 6> words{"repetition", "rep",         "rerepetition",
                                                    "trial",      "repetitions", "reps"};
    return isOneOf(name, words);
}

/// Samples along time of an array of one recording; 0 for what is not a signal.
std::int64_t samplesOf(const ArrayInfo& info)
{
    if (info.isRagged() || info.type == "text" || info.shape.empty() || info.shape.size() > 2)
        return 0;
    return *std::ranges::max_element(info.shape);
}

std::int64_t linesOf(const ArrayInfo& info)
{
    const auto samples = samplesOf(info);
    return samples == 0 ? 0 : info.count() / samples;
}

Array read(const FoundArray& found, const Progress& progress)
{
    const std::vector<std::string> names{found.info.name};
    return std::move(loadArrays(found.file, names, {}, progress).front());
}

bool looksLikeClasses(const Array& label)
{
    if (label.isText())
        return true;
    std::set<float> different;
    for (const auto value : label.values) {
        if (std::isnan(value))
            continue;
        if (value != std::trunc(value))
            return false;
        different.insert(value);
        if (different.size() > 100)
            return false;
    }
    return true;
}

/// "att7", "t12", "V3": the number at the end of a column's name; -1 where there is none.
std::int64_t numberAtEnd(const std::string& name)
{
    const auto last = name.find_last_not_of("0123456789");
    const auto digits = last == name.npos ? name : name.substr(last + 1);
    return digits.empty() || digits.size() > 9 ? -1 : std::stoll(digits);
}

class Guess
{
public:
    Guess(FileFormat format, const std::vector<FoundArray>& arrays, const Progress& progress)
        : m_format(format), m_arrays(arrays), m_progress(progress)
    {
    }

    Pipeline make()
    {
        if (!sequences() && !labelledSeries() && !dalia() && !rowsAsSeries())
            recording();
        m_pipeline.measure = measuresFor(m_pipeline.task).front();
        return std::move(m_pipeline);
    }

private:
    [[nodiscard]] const FoundArray* find(std::string_view name) const
    {
        const auto found =
            std::ranges::find_if(m_arrays, [&](const FoundArray& a) { return lowerCase(a.info.name) == name; });
        return found == m_arrays.end() ? nullptr : &*found;
    }

    /// Rolls of unequal length in train, validation and test arrays.
    bool sequences()
    {
        const auto* train = find("traindata");
        if (train == nullptr || !train->info.isRagged())
            return false;
        m_pipeline.task = Task::NextStep;
        m_pipeline.layout = Layout::Sequences;
        m_pipeline.values = train->info.name;
        m_pipeline.label.from = LabelRole::From::Nothing;
        m_pipeline.scaling.kind = ScalingRule::Kind::None;
        if (const auto* part = find("validdata"))
            m_pipeline.validationArrays.values = part->info.name;
        if (const auto* part = find("testdata"))
            m_pipeline.testArrays.values = part->info.name;
        return true;
    }

    void takeLabel(const FoundArray& found, LabelRole::Per per)
    {
        m_pipeline.label.array = found.info.name;
        m_pipeline.label.per = per;
        const bool classes = looksLikeClasses(read(found, m_progress));
        m_pipeline.task = classes ? Task::Classification : Task::Regression;
        m_pipeline.label.reduce = classes ? LabelRole::Reduce::Majority : LabelRole::Reduce::Mean;
    }

    /// "values" and "label" of the UCR family, or X [N, C, T] and y [N] of numpy and MATLAB.
    bool labelledSeries()
    {
        const FoundArray* values = find("values");
        if (values == nullptr || (m_format != FileFormat::UcrTsv && m_format != FileFormat::UcrTxt &&
                                  m_format != FileFormat::Ts && m_format != FileFormat::Arff)) {
            values = nullptr;
            for (const auto& array : m_arrays)
                if (array.info.shape.size() == 3 || array.info.isRagged())
                    values = values == nullptr || array.info.count() > values->info.count() ? &array : values;
        }
        if (values == nullptr)
            values = matrixWithLabels();
        if (values == nullptr)
            return false;
        m_pipeline.layout = Layout::Series;
        m_pipeline.values = values->info.name;
        const auto series = values->info.isRagged() ? std::ssize(values->info.lengths) : values->info.shape.front();
        for (const auto& array : m_arrays) {
            if (&array == values || array.info.count() != series)
                continue;
            if (isLabelName(array.info.name))
                takeLabel(array, LabelRole::Per::Series);
            else if (isGroupName(array.info.name))
                m_pipeline.groupArray = array.info.name;
        }
        return true;
    }

    /// A matrix [N, T] beside a label vector of N entries.
    [[nodiscard]] const FoundArray* matrixWithLabels() const
    {
        for (const auto& array : m_arrays) {
            if (array.info.shape.size() != 2 || array.info.type == "text" || array.info.shape[1] < 8)
                continue;
            for (const auto& label : m_arrays)
                if (&label != &array && isLabelName(label.info.name) && label.info.count() == array.info.shape[0] &&
                    array.info.shape[0] < 1000 * array.info.shape[1])
                    return &array;
        }
        return nullptr;
    }

    /// PPG-DaLiA: wrist signals at 64 and 32 Hz, heart rate of every 8 s window each 2 s (SPEC.md, section 7).
    bool dalia()
    {
        if (m_format != FileFormat::DaliaPickle)
            return false;
        m_pipeline.layout = Layout::Recordings;
        m_pipeline.task = Task::Regression;
        m_pipeline.channels = {{.array = "signal/wrist/BVP", .index = 0, .name = "BVP", .sampleRateHz = 64}};
        for (int axis = 0; axis < 3; ++axis)
            m_pipeline.channels.push_back({.array = "signal/wrist/ACC",
                                           .index = axis,
                                           .name = std::string("ACC ") + "xyz"[axis],
                                           .sampleRateHz = 32});
        m_pipeline.sampleRateHz = 32;
        m_pipeline.label = {.array = "label", .per = LabelRole::Per::Window, .reduce = LabelRole::Reduce::Mean};
        m_pipeline.label.unit = "bpm";
        m_pipeline.window = {.whole = false, .length = 8, .hop = 2};
        m_pipeline.scaling = {.kind = ScalingRule::Kind::ZScore, .perChannel = true};
        return true;
    }

    /// A table with one row per series: many columns that count up, and a label column.
    bool rowsAsSeries()
    {
        constexpr std::int64_t fewest = 16;
        const FoundArray* label = nullptr;
        const FoundArray* first = nullptr;
        const FoundArray* last = nullptr;
        std::int64_t run = 0;
        for (const auto& array : m_arrays) {
            if (isLabelName(array.info.name))
                label = &array;
            if (array.info.shape.size() != 1 || array.info.type == "text")
                continue;
            const auto number = numberAtEnd(array.info.name);
            const bool goesOn = last != nullptr && number >= 0 && number == numberAtEnd(last->info.name) + 1;
            if (!goesOn) {
                if (run >= fewest)
                    break;
                first = number >= 0 ? &array : nullptr;
                run = 0;
            }
            last = first == nullptr ? nullptr : &array;
            ++run;
        }
        if (label == nullptr || run < fewest || m_format != FileFormat::Csv)
            return false;
        m_pipeline.layout = Layout::Series;
        m_pipeline.firstColumn = first->info.name;
        m_pipeline.lastColumn = last->info.name;
        takeLabel(*label, LabelRole::Per::Series);
        for (const auto& array : m_arrays)
            if (isGroupName(array.info.name))
                m_pipeline.groupArray = array.info.name;
        return true;
    }

    void recording()
    {
        m_pipeline.layout = Layout::Recordings;
        m_pipeline.scaling = {.kind = ScalingRule::Kind::ZScore, .perChannel = true};
        m_pipeline.label.from = LabelRole::From::Nothing;
        const FoundArray* label = nullptr;
        for (const auto& array : m_arrays)
            if (isLabelName(array.info.name) &&
                (label == nullptr || labelRank(array.info.name) > labelRank(label->info.name)))
                label = &array;
        const auto isSpare = [&](const FoundArray& array) { // a second label, or the one that was chosen
            return &array == label || (isLabelName(array.info.name) && labelRank(array.info.name) > 0);
        };
        std::int64_t longest = 0;
        for (const auto& array : m_arrays)
            if (!isSpare(array))
                longest = std::max(longest, samplesOf(array.info));
        for (const auto& array : m_arrays) {
            const auto& name = array.info.name;
            const auto samples = array.info.type == "text" ? array.info.count() : samplesOf(array.info);
            if (isSpare(array))
                continue;
            if (isTimeName(name) && samples == longest)
                takeTime(array);
            else if (isGroupName(name) && samples == longest)
                m_pipeline.groupArray = name;
            else if (isRepetitionName(name) && samples == longest) {
                if (m_pipeline.repetitionArray.empty() || lowerCase(name).starts_with("re"))
                    m_pipeline.repetitionArray = name;
            } else {
                addChannels(array.info, longest);
            }
        }
        if (label != nullptr)
            takeRecordingLabel(*label, longest);
        if (m_pipeline.window.runs || m_pipeline.label.from == LabelRole::From::Nothing)
            return;
        if (m_pipeline.label.per != LabelRole::Per::Window)
            guessWindow();
    }

    /// Lines of the arrays that are as long as the longest one, or sampled at a rate that the file gives.
    void addChannels(const ArrayInfo& info, std::int64_t longest)
    {
        constexpr std::int64_t mostLines = 128;
        const auto samples = samplesOf(info);
        const auto lines = linesOf(info);
        if (samples < 2 || lines > mostLines || (samples != longest && !info.sampleRateHz))
            return;
        for (std::int64_t line = 0; line < lines; ++line)
            m_pipeline.channels.push_back({.array = info.name,
                                           .index = line,
                                           .name = lines == 1 ? info.name : info.name + " " + std::to_string(line + 1),
                                           .sampleRateHz = {}});
        if (info.sampleRateHz && !m_pipeline.sampleRateHz)
            m_pipeline.sampleRateHz = info.sampleRateHz;
    }

    /// Whole steps of about 1 are milliseconds, all else seconds, unless the name says it.
    void takeTime(const FoundArray& found)
    {
        const auto times = read(found, m_progress);
        const auto count = static_cast<double>(times.values.size());
        const double span = times.values.empty() ? 0 : static_cast<double>(times.values.back()) - times.values.front();
        if (times.isText() || times.values.size() < 2 || !(span > 0))
            return;
        m_pipeline.timeArray = found.info.name;
        const auto lower = lowerCase(found.info.name);
        const bool whole = std::ranges::all_of(times.values, [](float t) { return t == std::trunc(t); });
        const bool milliseconds = lower.find("ms") != lower.npos || (whole && span / (count - 1) >= 0.2);
        m_pipeline.timeUnitSeconds = milliseconds ? 0.001 : 1;
        m_pipeline.sampleRateHz = std::round((count - 1) / (span * m_pipeline.timeUnitSeconds));
        if (*m_pipeline.sampleRateHz <= 0)
            m_pipeline.sampleRateHz.reset();
    }

    void takeRecordingLabel(const FoundArray& label, std::int64_t longest)
    {
        m_pipeline.label.from = LabelRole::From::Array;
        const auto count = label.info.count();
        const auto per = count == 1            ? LabelRole::Per::Series
                         : count * 4 > longest ? LabelRole::Per::Sample
                                               : LabelRole::Per::Window;
        takeLabel(label, per);
        if (lowerCase(label.info.name).starts_with("bpm") || lowerCase(label.info.name).starts_with("hr"))
            m_pipeline.label.unit = "bpm";
        if (per == LabelRole::Per::Window)
            windowOfLabels(count, longest);
        if (per == LabelRole::Per::Sample && !m_pipeline.repetitionArray.empty())
            m_pipeline.window.runs = true;
    }

    /// Windows of four hops whose number fits the labels, in samples.
    void windowOfLabels(std::int64_t labels, std::int64_t samples)
    {
        const auto hop = std::max<std::int64_t>(1, samples / (labels + 3));
        m_pipeline.window = {.whole = false,
                             .length = static_cast<double>(4 * hop),
                             .hop = static_cast<double>(hop),
                             .inSeconds = false};
    }

    void guessWindow()
    {
        if (m_pipeline.label.per == LabelRole::Per::Series)
            return; // one example per file
        m_pipeline.window.whole = false;
        m_pipeline.window.inSeconds = m_pipeline.sampleRateHz.has_value();
        m_pipeline.window.length = m_pipeline.window.inSeconds ? 1 : 256;
        m_pipeline.window.hop = m_pipeline.window.length;
        m_pipeline.label.purity = m_pipeline.task == Task::Classification ? 0.8 : 0;
    }

    FileFormat m_format;
    const std::vector<FoundArray>& m_arrays;
    const Progress& m_progress;
    Pipeline m_pipeline;
};

} // namespace

Pipeline guessPipeline(FileFormat format, const std::vector<FoundArray>& arrays, const Progress& progress)
{
    return Guess(format, arrays, progress).make();
}

Pipeline pipelineForClips(const fs::path& firstClip)
{
    const auto info = describeFile(firstClip);
    Pipeline pipeline;
    pipeline.layout = Layout::Recordings;
    pipeline.label.from = LabelRole::From::File;
    pipeline.label.per = LabelRole::Per::Series;
    pipeline.channels = {{.array = "samples", .index = 0, .name = "audio", .sampleRateHz = {}}};
    if (!info.arrays.empty())
        pipeline.sampleRateHz = info.arrays.front().sampleRateHz;
    pipeline.window = {.whole = true, .length = 1};
    pipeline.frontEnd.kind = FrontEnd::Kind::Mfcc;
    pipeline.scaling = {.kind = ScalingRule::Kind::ZScore, .perChannel = true};
    return pipeline;
}

void markNinaproExercises(DataSource& source)
{
    // DB1: 12 gestures in exercise A, 17 in B, 23 in C.
    constexpr std::array<std::int64_t, 3> offsets{0, 12, 29};
    static const std::regex pattern("^S[0-9]+_A[0-9]_E([123])$");
    for (auto& file : source.files) {
        std::smatch match;
        const auto stem = fs::path(file.file.path).stem().string();
        if (std::regex_match(stem, match, pattern))
            file.labelOffset = offsets[static_cast<std::size_t>(match[1].str().front() - '1')];
    }
}

} // namespace pitlane
