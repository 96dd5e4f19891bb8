// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/examples.h"

#include "core/data/features.h"
#include "core/data/signals.h"
#include "core/data/split.h"
#include "core/data/text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <unordered_map>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

/// Gathers examples as they are cut; classes by name, in order of appearance until finish().
class Builder
{
public:
    Builder(const DataSource& source, bool frontEnd) : m_pipeline(source.pipeline), m_frontEnd(frontEnd)
    {
        m_data.name = source.name;
        m_data.task = m_pipeline.task;
        m_data.targetUnit = m_pipeline.label.unit;
        m_data.channelNames = channelNames(m_pipeline);
        for (const auto& name : m_pipeline.label.leaveOut)
            m_leftOut.emplace(name, true);
    }

    /// Names a subject in the order in which all are known, so that a split counts those of the other part too.
    void declareGroup(const std::string& name) { static_cast<void>(groupIndex(name)); }

    /// Cuts one signal. `listed`: it validates.
    void add(LabelledSignal signal, std::int32_t recording, bool listed)
    {
        m_signal = &signal;
        m_recording = recording;
        m_listed = listed;
        m_samples = static_cast<std::int64_t>(signal.channels.front().size());
        if (m_data.task != Task::NextStep)
            requireLabels();
        declareClasses();
        if (m_signal->rateHz > 0)
            m_data.sampleRateHz = m_signal->rateHz;
        const auto& window = m_pipeline.window;
        if (m_pipeline.layout == Layout::Sequences)
            take(0, m_samples, m_samples, {});
        else if (window.runs)
            takeRuns();
        else if (window.whole)
            takeWhole();
        else
            takeWindows();
    }

    [[nodiscard]] Dataset finish()
    {
        if (m_data.size() == 0)
            throw DatasetError("Data set " + m_data.name + ": no example is left" +
                               (m_tooShort > 0 ? "; " + counted(m_tooShort, "recording") +
                                                     " shorter than one window. Choose a shorter window."
                                               : ". Check label, classes to leave out and split."));
        if (m_pipeline.window.runs) {
            padToLongest();
            if (m_frontEnd) // not before: features of a run are as long as those of the longest one
                m_data = applyFrontEnd(m_pipeline, std::move(m_data));
        }
        sortClasses();
        dropEmptyColumns();
        return std::move(m_data);
    }

private:
    [[noreturn]] void fail(const std::string& problem) const { throw DatasetError(m_signal->name + ": " + problem); }

    [[nodiscard]] std::int64_t samplesOf(double length, const char* what) const
    {
        if (!m_pipeline.window.inSeconds)
            return std::llround(length);
        if (m_signal->rateHz <= 0)
            fail(std::string("the ") + what +
                 " is given in seconds, but the sample rate is not known. Enter the rate, or "
                 "give the length in samples.");
        return std::llround(length * m_signal->rateHz);
    }

    void requireLabels() const
    {
        if (m_signal->labels.empty())
            fail("there is no label. Choose the column or array with the answers.");
        if (m_pipeline.label.per == LabelRole::Per::Series && m_pipeline.layout == Layout::Recordings &&
            m_signal->labels.size() != 1)
            fail("the label " + inQuotes(m_pipeline.label.array) + " has " + std::to_string(m_signal->labels.size()) +
                 " values for one recording. Choose \"one per sample\" or \"one per window\".");
    }

    /// What the file declares stays a class, also without examples.
    void declareClasses()
    {
        if (m_data.task != Task::Classification)
            return;
        for (const auto& name : m_signal->categories)
            static_cast<void>(classIndex(name));
    }

    /// Index of a class by its name in the file; -1 for one that is left out. Classes with one title are one class.
    std::int64_t classIndex(const std::string& name)
    {
        if (m_leftOut.contains(name))
            return -1;
        const auto& titles = m_pipeline.label.titles;
        const auto title = titles.find(name);
        const auto shown = title == titles.end() ? name : title->second;
        if (m_leftOut.contains(shown))
            return -1;
        const auto [known, isNew] = m_classes.emplace(shown, static_cast<std::int64_t>(m_data.classNames.size()));
        if (isNew) {
            m_data.classNames.push_back(shown);
            m_writtenNames.push_back(name);
        }
        return known->second;
    }

    std::int64_t classOf(float label)
    {
        if (std::isnan(label))
            fail("a label is missing. Fill it in, or remove the example.");
        if (!m_signal->categories.empty())
            return classIndex(m_signal->categories.at(static_cast<std::size_t>(label)));
        return classIndex(numberText(label));
    }

    /// The labels of samples [first, first + count) of the signal, at the labels' own rate.
    [[nodiscard]] std::pair<std::size_t, std::size_t> labelRange(std::int64_t first, std::int64_t count) const
    {
        const auto all = m_signal->labels.size();
        if (all == 1)
            return {0, 1};
        const double ratio = m_signal->labelRateHz > 0 && m_signal->rateHz > 0
                                 ? m_signal->labelRateHz / m_signal->rateHz
                                 : static_cast<double>(all) / static_cast<double>(m_samples);
        const auto at = [&](std::int64_t sample) {
            return std::min(all, static_cast<std::size_t>(std::llround(static_cast<double>(sample) * ratio)));
        };
        const auto from = std::min(at(first), all - 1);
        return {from, std::max(from + 1, at(first + count))};
    }

    struct Answer
    {
        std::int64_t label = 0; ///< -1: left out
        float target = 0;
    };

    Answer answerOf(std::int64_t first, std::int64_t count, std::int64_t window)
    {
        const auto& role = m_pipeline.label;
        const auto& labels = m_signal->labels;
        if (role.per == LabelRole::Per::Window)
            return answer(labels[static_cast<std::size_t>(window)]);
        if (role.per == LabelRole::Per::Series || role.from == LabelRole::From::File)
            return answer(labels.front());
        const auto [from, to] = labelRange(first, count);
        if (role.reduce == LabelRole::Reduce::Last)
            return answer(labels[to - 1]);
        if (role.reduce == LabelRole::Reduce::Mean) {
            const double sum = std::accumulate(labels.begin() + static_cast<std::ptrdiff_t>(from),
                                               labels.begin() + static_cast<std::ptrdiff_t>(to), 0.0);
            return answer(static_cast<float>(sum / static_cast<double>(to - from)));
        }
        std::map<float, std::size_t> counts;
        for (auto i = from; i < to; ++i)
            if (!std::isnan(labels[i]))
                ++counts[labels[i]];
        if (counts.empty())
            return {.label = -1};
        const auto most = std::ranges::max_element(counts, {}, [](const auto& item) { return item.second; });
        if (static_cast<double>(most->second) < role.purity * static_cast<double>(to - from))
            return {.label = -1};
        return answer(most->first);
    }

    Answer answer(float label)
    {
        if (m_data.task == Task::Regression) {
            if (!std::isfinite(label))
                fail("a target is missing or not finite. Fill it in, or leave the recording out.");
            return {.label = 0, .target = label};
        }
        return {.label = classOf(label)};
    }

    void takeWhole()
    {
        const auto length = m_pipeline.window.length > 0 ? samplesOf(m_pipeline.window.length, "length") : m_samples;
        if (m_data.size() > 0 && m_pipeline.window.length <= 0 && length != m_rawLength)
            fail(counted(length, "sample") + ", but the first series has " + std::to_string(m_rawLength) +
                 ". Series must be equally long: enter a length to cut and pad them to, or cut windows.");
        take(std::max<std::int64_t>(0, m_samples - length), std::min(m_samples, length), length,
             answerOf(0, m_samples, 0));
    }

    void takeWindows()
    {
        const auto& window = m_pipeline.window;
        const auto length = samplesOf(window.length, "window");
        const auto hop = std::max<std::int64_t>(1, window.hop > 0 ? samplesOf(window.hop, "hop") : length);
        if (length < 1)
            fail("the window is shorter than one sample. Choose a longer one.");
        auto count = m_samples < length ? 0 : (m_samples - length) / hop + 1;
        m_tooShort += count == 0 ? 1 : 0;
        if (m_pipeline.label.per == LabelRole::Per::Window) {
            const auto labels = static_cast<std::int64_t>(m_signal->labels.size());
            if (std::abs(labels - count) > 1)
                fail("there are " + std::to_string(labels) + " labels in " + inQuotes(m_pipeline.label.array) +
                     " for " + std::to_string(count) + " windows of " + std::to_string(length) + " samples every " +
                     std::to_string(hop) + ". Labels per window need the window and hop that they were made with.");
            count = std::min(count, labels);
        }
        for (std::int64_t k = 0; k < count; ++k)
            take(k * hop, length, length, answerOf(k * hop, length, k));
    }

    /// One example per run of equal labels and repetitions.
    void takeRuns()
    {
        const auto& labels = m_signal->labels;
        const auto same = [&](std::size_t a, std::size_t b) {
            return labels[a] == labels[b] && (m_signal->repetitions.size() != labels.size() ||
                                              m_signal->repetitions[a] == m_signal->repetitions[b]);
        };
        const double perLabel = static_cast<double>(m_samples) / static_cast<double>(labels.size());
        for (std::size_t from = 0; from < labels.size();) {
            auto to = from + 1;
            while (to < labels.size() && same(from, to))
                ++to;
            const auto first = std::llround(static_cast<double>(from) * perLabel);
            auto count = std::llround(static_cast<double>(to) * perLabel) - first;
            const auto length = m_pipeline.window.length > 0 ? samplesOf(m_pipeline.window.length, "length") : 0;
            if (length > 0)
                count = std::min<std::int64_t>(count, length);
            if (count > 0)
                take(first, count, length > 0 ? length : count, answer(labels[from]));
            from = to;
        }
    }

    /// One example: samples [first, first + count), zeros on the left up to `length`.
    void take(std::int64_t first, std::int64_t count, std::int64_t length, Answer answer)
    {
        if (answer.label < 0)
            return;
        std::int32_t group = -1;
        std::int64_t repetition = 0;
        if (!placeOf(first, count, group, repetition))
            return;
        requireShape(length);
        if (m_data.task == Task::Classification)
            m_data.labels.push_back(answer.label);
        else if (m_data.task == Task::Regression)
            m_data.targets.push_back(answer.target);
        if (m_data.task == Task::NextStep || m_pipeline.window.runs)
            m_data.lengths.push_back(length);
        m_data.groups.push_back(group);
        m_data.repetitions.push_back(repetition);
        m_data.spans.push_back({.recording = m_recording, .first = first, .count = count});
        m_data.listedForValidation.push_back(m_listed ? 1 : 0);
        for (const auto& channel : m_signal->channels)
            append(std::span(channel).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)),
                   length);
    }

    void append(std::span<const float> samples, std::int64_t length)
    {
        const auto zeros = static_cast<std::size_t>(length) - samples.size();
        if (!m_features) {
            m_data.values.insert(m_data.values.end(), zeros, 0.F);
            m_data.values.insert(m_data.values.end(), samples.begin(), samples.end());
            return;
        }
        std::vector<float> padded(zeros, 0.F);
        padded.insert(padded.end(), samples.begin(), samples.end());
        m_features->append(padded, m_data.values);
    }

    /// Group and repetition of a window; false where it spans two of them.
    bool placeOf(std::int64_t first, std::int64_t count, std::int32_t& group, std::int64_t& repetition)
    {
        const auto ends = [&](std::size_t size) {
            const double scale = static_cast<double>(size) / static_cast<double>(m_samples);
            const auto at = [&](std::int64_t sample) {
                return std::min(size - 1, static_cast<std::size_t>(static_cast<double>(sample) * scale));
            };
            return std::pair(at(first), at(first + count - 1));
        };
        if (const auto& groups = m_signal->groups; !groups.empty()) {
            const auto [from, to] = ends(groups.size());
            if (groups[from] != groups[to])
                return false;
            group = groupIndex(groups[from]);
        }
        if (const auto& repetitions = m_signal->repetitions; !repetitions.empty()) {
            const auto [from, to] = ends(repetitions.size());
            if (repetitions[from] != repetitions[to])
                return false;
            repetition = repetitions[from];
        }
        return true;
    }

    std::int32_t groupIndex(const std::string& name)
    {
        const auto [known, isNew] = m_groups.emplace(name, static_cast<std::int32_t>(m_data.groupNames.size()));
        if (isNew)
            m_data.groupNames.push_back(name);
        return known->second;
    }

    /// All examples have the shape of the first one.
    void requireShape(std::int64_t length)
    {
        const auto channels = static_cast<std::int64_t>(m_signal->channels.size());
        const bool features = m_frontEnd && m_pipeline.frontEnd.kind != FrontEnd::Kind::None && !m_pipeline.window.runs;
        if (m_data.size() == 0) {
            m_rawLength = length;
            m_rawChannels = channels;
            m_data.channels = channels;
            m_data.length = length;
            if (features) {
                if (m_signal->rateHz <= 0)
                    fail("the front end needs the sample rate, which is not known. Enter it.");
                m_features.emplace(m_pipeline.frontEnd, m_signal->rateHz);
            }
        }
        if (channels != m_rawChannels)
            fail(counted(channels, "channel") + ", but the first recording has " + std::to_string(m_rawChannels) +
                 ". All recordings need the same channels.");
        if (m_data.task == Task::NextStep || m_pipeline.window.runs)
            m_data.length = std::max(m_data.length, length);
        else if (length != m_rawLength)
            fail(counted(length, "sample") + " in a window, but the first recording gives " +
                 std::to_string(m_rawLength) + ". Recordings need one sample rate: enter a common one.");
    }

    /// Runs: zeros on the left up to the longest one.
    void padToLongest()
    {
        std::vector<float> padded(static_cast<std::size_t>(m_data.size() * m_data.channels * m_data.length));
        auto from = m_data.values.begin();
        for (std::int64_t n = 0; n < m_data.size(); ++n)
            for (std::int64_t c = 0; c < m_data.channels; ++c) {
                const auto own = m_data.lengths[static_cast<std::size_t>(n)];
                std::copy(from, from + own, padded.begin() + (n * m_data.channels + c + 1) * m_data.length - own);
                from += own;
            }
        m_data.values = std::move(padded);
        m_data.lengths.clear();
    }

    void sortClasses()
    {
        const auto& names = m_writtenNames;
        std::vector<double> numbers(names.size());
        bool allNumbers = true;
        for (std::size_t i = 0; i < names.size(); ++i)
            allNumbers = parseNumber(names[i], numbers[i]) && allNumbers;
        std::vector<std::size_t> order(names.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        if (allNumbers)
            std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(numbers[i], names[i]); });
        else if (m_pipeline.label.from == LabelRole::From::File)
            std::ranges::sort(order, {}, [&](std::size_t i) { return names[i]; });
        std::vector<std::string> sorted;
        std::vector<std::int64_t> newIndex(names.size());
        for (const auto old : order) {
            newIndex[old] = static_cast<std::int64_t>(sorted.size());
            sorted.push_back(m_data.classNames[old]);
        }
        m_data.classNames = std::move(sorted);
        for (auto& label : m_data.labels)
            label = newIndex[static_cast<std::size_t>(label)];
    }

    /// Columns that say nothing are left empty.
    void dropEmptyColumns()
    {
        if (m_data.groupNames.empty() || std::ranges::any_of(m_data.groups, [](auto g) { return g < 0; })) {
            m_data.groups.clear();
            m_data.groupNames.clear();
        }
        if (std::ranges::all_of(m_data.repetitions, [](auto r) { return r == 0; }))
            m_data.repetitions.clear();
        if (std::ranges::all_of(m_data.listedForValidation, [](auto l) { return l == 0; }))
            m_data.listedForValidation.clear();
        if (m_features)
            m_features->describe(m_data);
    }

    const Pipeline& m_pipeline;
    bool m_frontEnd;
    Dataset m_data;
    std::unordered_map<std::string, std::int64_t> m_classes; ///< by title
    std::vector<std::string> m_writtenNames;                 ///< of the classes, as in the file
    std::unordered_map<std::string, bool> m_leftOut;
    std::unordered_map<std::string, std::int32_t> m_groups;
    std::optional<Features> m_features; ///< of the pipeline's front end, where it is to run
    std::int64_t m_rawLength = 0;
    std::int64_t m_rawChannels = 0;
    std::int64_t m_tooShort = 0;
    // The signal in work.
    const LabelledSignal* m_signal = nullptr;
    std::int32_t m_recording = 0;
    std::int64_t m_samples = 0;
    bool m_listed = false;
};

/// Whether the examples of a unit can belong to the part that is asked for.
bool isWanted(const Unit& unit, const Pipeline& pipeline, bool test)
{
    const bool hasTestArrays = !pipeline.testArrays.values.empty();
    if (unit.part == Part::Test)
        return test;
    if (unit.part == Part::Noise)
        return false;
    return !test || hasTestArrays;
}

std::vector<Part> partsToRead(const Unit& unit, const Pipeline& pipeline, bool test)
{
    if (pipeline.layout == Layout::Recordings || unit.part == Part::Test)
        return {unit.part};
    if (test)
        return {Part::Test};
    std::vector<Part> parts{unit.part};
    if (unit.part == Part::Train && !pipeline.validationArrays.values.empty())
        parts.push_back(Part::Validation);
    return parts;
}

} // namespace

Dataset makeExamples(const DataSource& source, const ExampleRequest& request, const fs::path& projectFolder,
                     const Progress& progress, const FolderListings& listings)
{
    const auto& pipeline = source.pipeline;
    if (const auto problems = validate(pipeline); !problems.empty())
        throw DatasetError("Data set " + source.name + ": " + problems.front().sentence);
    const auto units = unitsOf(source, projectFolder, progress.part(0, 0.02), listings);
    const bool filesHaveTest = !pipeline.testArrays.values.empty() ||
                               std::ranges::any_of(units, [](const Unit& u) { return u.part == Part::Test; });
    const bool testIsInTrainFiles = !filesHaveTest;

    Builder builder(source, request.frontEnd);
    if (pipeline.groupArray.empty())
        for (const auto& unit : units)
            if (!unit.group.empty() && unit.part != Part::Noise)
                builder.declareGroup(unit.group);
    std::int32_t recording = 0;
    for (std::size_t i = 0; i < units.size(); ++i) {
        const auto share = [&](std::size_t k) {
            return 0.02 + 0.98 * static_cast<double>(k) / static_cast<double>(units.size());
        };
        const auto step = progress.part(share(i), share(i + 1));
        step.at(0, "Reading " + units[i].name);
        if (!isWanted(units[i], pipeline, request.test && !testIsInTrainFiles))
            continue;
        for (const auto part : partsToRead(units[i], pipeline, request.test && !testIsInTrainFiles))
            for (auto& signal : readSignals(units[i], pipeline, part, true, step))
                builder.add(std::move(signal), recording++, part == Part::Validation);
    }
    auto all = builder.finish();
    const auto test = filesHaveTest ? std::vector<std::uint8_t>() : testExamples(all, pipeline.split);
    std::vector<std::int64_t> rows;
    for (std::int64_t n = 0; n < std::ssize(test); ++n)
        if ((test[static_cast<std::size_t>(n)] != 0) == request.test)
            rows.push_back(n);
    if (request.test && !filesHaveTest && rows.empty())
        throw DatasetError("Data set " + source.name +
                           " has no test part. Mark a file as test, or choose a split that "
                           "keeps subjects or repetitions for the test.");
    return test.empty() ? std::move(all) : subset(all, rows);
}

void adoptClasses(Dataset& test, const Dataset& train)
{
    std::vector<std::int64_t> newIndex;
    for (const auto& name : test.classNames)
        newIndex.push_back(std::ranges::find(train.classNames, name) - train.classNames.begin());
    const auto unknown = static_cast<std::int64_t>(train.classNames.size());
    for (std::size_t n = 0; n < test.labels.size(); ++n) {
        const auto label = newIndex[static_cast<std::size_t>(test.labels[n])];
        if (label == unknown)
            throw DatasetError("Test part of " + train.name + ": series " + std::to_string(n + 1) + " has the class " +
                               inQuotes(test.classNames[static_cast<std::size_t>(test.labels[n])]) +
                               ", which the train part lacks. Choose the test file that belongs to the train file.");
        test.labels[n] = label;
    }
    test.classNames = train.classNames;
}

} // namespace pitlane
