// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/signals.h"

#include "core/data/readers/labelledseries.h"
#include "core/data/signal/filters.h"
#include "core/data/text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

/// What a run reads of the parts of a file that are in arrays of their own.
PartArrays arraysOfPart(const Pipeline& pipeline, Part part)
{
    if (part == Part::Test && !pipeline.testArrays.values.empty())
        return pipeline.testArrays;
    if (part == Part::Validation && !pipeline.validationArrays.values.empty())
        return pipeline.validationArrays;
    return {.values = pipeline.values, .label = pipeline.label.array};
}

std::string nameOfFiles(const Unit& unit)
{
    std::string names;
    for (const auto& file : unit.files)
        names += (names.empty() ? "" : ", ") + file.string();
    return names;
}

/// Columns of a table as one array [rows, columns].
Array joined(std::span<const Array> columns, const fs::path& file)
{
    Array table;
    const auto rows = columns.front().count();
    table.shape = {rows, std::ssize(columns)};
    table.values.resize(static_cast<std::size_t>(table.count()));
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const auto& column = columns[c];
        if (column.isText())
            throw DatasetError(file.string() + ": the column " + inQuotes(column.name) + " holds text such as " +
                               inQuotes(column.categories.front()) + ", expected numbers for a signal.");
        for (std::size_t r = 0; r < static_cast<std::size_t>(rows); ++r)
            table.values[r * columns.size() + c] = column.values[r];
    }
    return table;
}

/// The arrays of a unit's files, by name.
class Arrays
{
public:
    Arrays(const Unit& unit, const Pipeline& pipeline) : m_unit(unit), m_options(pipeline.read) {}

    /// Reads the arrays `names`, each from the first file that has it. A table among several files is also one array,
    /// [rows, columns], by the name of its file without "_train" or "_test" (UCI HAR).
    void load(const std::set<std::string>& names, const Progress& progress)
    {
        std::set<std::string> open = names;
        for (std::size_t i = 0; i < m_unit.files.size() && !open.empty(); ++i) {
            const auto& file = m_unit.files[i];
            if (const auto table = nameFromFile(file.stem().string());
                m_unit.files.size() > 1 && open.erase(table) > 0) {
                m_arrays.push_back(wholeTable(file, table, progress));
                continue;
            }
            std::vector<std::string> here;
            if (m_unit.files.size() == 1) {
                here.assign(open.begin(), open.end());
            } else {
                const auto info = describeFile(file, m_options, progress);
                for (const auto& array : info.arrays)
                    if (open.contains(array.name))
                        here.push_back(array.name);
            }
            if (here.empty())
                continue;
            for (auto& array : loadArrays(file, here, m_options, progress)) {
                open.erase(array.name);
                m_arrays.push_back(std::move(array));
            }
        }
        if (!open.empty())
            throw DatasetError(nameOfFiles(m_unit) + ": there is no array or column " + inQuotes(*open.begin()) +
                               ". Choose another one on the Data page.");
    }

    /// Every column from `first` to `last`, in the file's order.
    [[nodiscard]] std::vector<std::string> columns(const std::string& first, const std::string& last,
                                                   const Progress& progress) const
    {
        const auto info = describeFile(m_unit.files.front(), m_options, progress);
        const auto from = std::ranges::find(info.arrays, first, &ArrayInfo::name);
        const auto to = std::find_if(from, info.arrays.end(), [&](const ArrayInfo& a) { return a.name == last; });
        if (to == info.arrays.end())
            throw DatasetError(nameOfFiles(m_unit) + ": there are no columns from " + inQuotes(first) + " to " +
                               inQuotes(last) + ". Choose the columns of the signal again.");
        std::vector<std::string> names;
        for (auto array = from; array != to + 1; ++array)
            names.push_back(array->name);
        return names;
    }

    [[nodiscard]] const Array& named(const std::string& name) const
    {
        const auto found = std::ranges::find(m_arrays, name, &Array::name);
        if (found == m_arrays.end())
            throw DatasetError(nameOfFiles(m_unit) + ": the array " + inQuotes(name) + " was not read.");
        return *found;
    }

    [[noreturn]] void fail(const std::string& problem) const
    {
        throw DatasetError(nameOfFiles(m_unit) + ": " + problem);
    }

private:
    [[nodiscard]] Array wholeTable(const fs::path& file, const std::string& name, const Progress& progress) const
    {
        auto options = m_options;
        if (const auto ending = lowerCase(file.extension().string());
            ending == ".txt" || ending == ".csv" || ending == ".tsv")
            options.format = FileFormat::Csv; // whatever it looks like: its first column is no label
        auto columns = loadArrays(file, {}, options, progress);
        Array table = columns.size() == 1 ? std::move(columns.front()) : joined(columns, file);
        table.name = name;
        return table;
    }

    const Unit& m_unit;
    const ReadOptions& m_options;
    std::vector<Array> m_arrays;
};

/// One line of an array along time: all of a vector, or line `index` of a matrix, whose longer axis is time.
std::vector<float> lineOf(const Array& array, std::int64_t index, const Arrays& arrays)
{
    auto shape = array.shape;
    std::erase(shape, 1);
    if (array.isRagged())
        arrays.fail(inQuotes(array.name) + " holds " + shapeText(array) + ", expected one signal.");
    if (shape.size() <= 1) {
        if (index != 0)
            arrays.fail(inQuotes(array.name) + " is one signal, but line " + std::to_string(index + 1) +
                        " of it is asked for.");
        return array.values;
    }
    if (shape.size() > 2)
        arrays.fail(inQuotes(array.name) + " is " + shapeText(array) + ", expected a signal or lines of signals.");
    const bool timeLast = shape[1] >= shape[0];
    const auto lines = timeLast ? shape[0] : shape[1];
    const auto samples = timeLast ? shape[1] : shape[0];
    if (index >= lines)
        arrays.fail(inQuotes(array.name) + " has " + counted(lines, "line") + ", but line " +
                    std::to_string(index + 1) + " of it is asked for.");
    std::vector<float> line(static_cast<std::size_t>(samples));
    for (std::int64_t t = 0; t < samples; ++t)
        line[static_cast<std::size_t>(t)] =
            array.values[static_cast<std::size_t>(timeLast ? index * samples + t : t * lines + index)];
    return line;
}

std::string textOf(const Array& array, std::int64_t item)
{
    const auto value = array.values[static_cast<std::size_t>(item)];
    if (std::isnan(value))
        return {};
    if (array.isText())
        return array.categories[static_cast<std::size_t>(value)];
    return numberText(value);
}

/// Rate from a column of times: samples lie evenly from the first to the last.
double rateOfTimes(const Array& times, const Pipeline& pipeline, const Arrays& arrays)
{
    const auto samples = times.values.size();
    const double span =
        samples < 2 ? 0 : (static_cast<double>(times.values.back()) - times.values.front()) * pipeline.timeUnitSeconds;
    if (!(span > 0))
        arrays.fail("the times in " + inQuotes(times.name) +
                    " do not grow, so they give no sample rate. Choose another column, or enter the rate.");
    return static_cast<double>(samples - 1) / span;
}

/// Brings all channels to one rate and runs the filters.
void prepare(LabelledSignal& signal, const std::vector<double>& rates, const std::vector<std::string>& names,
             const Pipeline& pipeline)
{
    try {
        const double common = pipeline.sampleRateHz.value_or(rates.front());
        auto shortest = std::numeric_limits<std::size_t>::max();
        for (std::size_t c = 0; c < signal.channels.size(); ++c) {
            if (rates[c] > 0 && common > 0 && rates[c] != common)
                signal.channels[c] = resampled(signal.channels[c], rates[c], common);
            shortest = std::min(shortest, signal.channels[c].size());
        }
        for (auto& channel : signal.channels)
            channel.resize(shortest);
        signal.rateHz = common;
        for (const auto& step : pipeline.filters)
            for (std::size_t c = 0; c < signal.channels.size(); ++c)
                if (step.channels.empty() ||
                    (c < names.size() && std::ranges::find(step.channels, names[c]) != step.channels.end()))
                    applyFilter(step, signal.channels[c], common);
    } catch (const DatasetError& error) {
        throw DatasetError(signal.name + ": " + error.what());
    }
}

/// Labels, groups and repetitions that stand beside the channels.
void addAnswers(LabelledSignal& signal, const Unit& unit, const Pipeline& pipeline, const std::string& labelArray,
                const Arrays& arrays)
{
    if (!unit.group.empty())
        signal.groups = {unit.group};
    signal.repetitions = {unit.repetition};
    if (pipeline.label.from == LabelRole::From::File) {
        signal.labels = {0};
        signal.categories = {unit.className};
    } else if (pipeline.label.from == LabelRole::From::Array) {
        const auto& array = arrays.named(labelArray);
        signal.labels = lineOf(array, 0, arrays);
        signal.categories = array.categories;
        signal.labelRateHz = array.sampleRateHz.value_or(0);
        if (unit.labelOffset != 0)
            for (auto& label : signal.labels)
                label += label > 0 ? static_cast<float>(unit.labelOffset) : 0.F;
    }
    if (!pipeline.groupArray.empty()) {
        const auto& array = arrays.named(pipeline.groupArray);
        signal.groups.clear();
        for (std::int64_t i = 0; i < array.count(); ++i)
            signal.groups.push_back(textOf(array, i));
    }
    if (!pipeline.repetitionArray.empty()) {
        signal.repetitions.clear();
        for (const auto value : lineOf(arrays.named(pipeline.repetitionArray), 0, arrays))
            signal.repetitions.push_back(static_cast<std::int64_t>(value));
    }
}

std::vector<LabelledSignal> readRecording(const Unit& unit, const Pipeline& pipeline, bool prepared,
                                          const Progress& progress)
{
    std::set<std::string> wanted;
    for (const auto& channel : pipeline.channels)
        wanted.insert(channel.array);
    if (pipeline.label.from == LabelRole::From::Array)
        wanted.insert(pipeline.label.array);
    for (const auto& extra : {pipeline.groupArray, pipeline.repetitionArray, pipeline.timeArray})
        if (!extra.empty())
            wanted.insert(extra);
    Arrays arrays(unit, pipeline);
    arrays.load(wanted, progress);

    LabelledSignal signal;
    signal.name = nameOfFiles(unit);
    const double timed =
        pipeline.timeArray.empty() ? 0 : rateOfTimes(arrays.named(pipeline.timeArray), pipeline, arrays);
    std::vector<double> rates;
    for (const auto& role : pipeline.channels) {
        const auto& array = arrays.named(role.array);
        if (array.isText())
            arrays.fail("the column " + inQuotes(role.array) + " holds text such as " +
                        inQuotes(array.categories.front()) + ", expected numbers for a channel.");
        signal.channels.push_back(lineOf(array, role.index, arrays));
        const double assumed = timed > 0 ? timed : pipeline.sampleRateHz.value_or(0);
        rates.push_back(role.sampleRateHz.value_or(array.sampleRateHz.value_or(assumed)));
    }
    signal.rateHz = rates.front();
    addAnswers(signal, unit, pipeline, pipeline.label.array, arrays);
    if (pipeline.label.per == LabelRole::Per::Sample && signal.labelRateHz <= 0)
        signal.labelRateHz = rates.front();
    if (prepared)
        prepare(signal, rates, channelNames(pipeline), pipeline);
    return {std::move(signal)};
}

/// Channels [C][T] of item n of an array of series, which begins at value `first`; moves `first` to the next item.
std::vector<std::vector<float>> itemOf(const Array& array, std::int64_t n, std::int64_t& first,
                                       const std::vector<ChannelRole>& roles, const Arrays& arrays)
{
    const auto channels = array.isRagged() || array.shape.size() > 2 ? array.shape[1] : 1;
    const auto samples = array.isRagged() ? array.lengths[static_cast<std::size_t>(n)] : array.shape.back();
    std::vector<std::vector<float>> item;
    const auto take = [&](std::int64_t channel) {
        if (channel >= channels)
            arrays.fail(inQuotes(array.name) + " has " + counted(channels, "channel") + ", but channel " +
                        std::to_string(channel + 1) + " is asked for.");
        const auto start = array.values.begin() + (first + channel * samples);
        item.emplace_back(start, start + samples);
    };
    if (roles.empty())
        for (std::int64_t c = 0; c < channels; ++c)
            take(c);
    for (const auto& role : roles)
        take(role.index);
    first += channels * samples;
    return item;
}

/// Arrays [N, T], one per channel, as one array [N, C, T].
Array stacked(const std::vector<std::string>& names, const Arrays& arrays)
{
    const auto& first = arrays.named(names.front());
    Array all;
    all.name = names.front() + " and others";
    if (first.shape.size() != 2)
        arrays.fail(inQuotes(first.name) + " is " + shapeText(first) + ", expected [series, samples] for a channel.");
    const auto channels = std::ssize(names);
    const auto samples = first.shape[1];
    all.shape = {first.shape[0], channels, samples};
    all.values.resize(static_cast<std::size_t>(all.count()));
    for (std::int64_t c = 0; c < channels; ++c) {
        const auto& array = arrays.named(names[static_cast<std::size_t>(c)]);
        if (array.shape != first.shape || array.isText())
            arrays.fail(inQuotes(array.name) + " is " + shapeText(array) + ", but " + inQuotes(first.name) + " is " +
                        shapeText(first) + ". Channels need the same series and samples.");
        for (std::int64_t n = 0; n < first.shape[0]; ++n)
            std::copy_n(array.values.begin() + n * samples, samples, all.values.begin() + (n * channels + c) * samples);
    }
    return all;
}

std::vector<LabelledSignal> readSeries(const Unit& unit, const Pipeline& pipeline, Part part, bool prepared,
                                       const Progress& progress)
{
    Arrays arrays(unit, pipeline);
    const auto names = arraysOfPart(pipeline, part);
    const bool isTable = !pipeline.firstColumn.empty();
    const bool isStacked = !isTable && !pipeline.channels.empty() && pipeline.channels.front().array != pipeline.values;
    std::vector<std::string> columns{names.values};
    if (isTable)
        columns = arrays.columns(pipeline.firstColumn, pipeline.lastColumn, progress);
    if (isStacked) {
        columns.clear();
        for (const auto& channel : pipeline.channels)
            columns.push_back(channel.array);
    }
    std::set<std::string> wanted(columns.begin(), columns.end());
    const bool labelled = pipeline.label.from == LabelRole::From::Array;
    for (const auto& extra : {labelled ? names.label : std::string(), pipeline.groupArray, pipeline.repetitionArray})
        if (!extra.empty())
            wanted.insert(extra);
    arrays.load(wanted, progress);
    Array made;
    if (isTable) {
        std::vector<Array> parts;
        for (const auto& column : columns)
            parts.push_back(arrays.named(column));
        made = joined(parts, unit.files.front());
        made.name = columns.front() + " .. " + columns.back();
    } else if (isStacked) {
        made = stacked(columns, arrays);
    }
    const auto& values = isTable || isStacked ? made : arrays.named(names.values);
    if (values.isText() || (!values.isRagged() && (values.shape.size() < 2 || values.shape.size() > 3)))
        arrays.fail(inQuotes(values.name) + " is " + (values.isText() ? "text" : shapeText(values)) +
                    ", expected series: numbers of [series, samples] or [series, channels, samples].");
    const auto count = values.isRagged() ? static_cast<std::int64_t>(values.lengths.size()) : values.shape.front();

    LabelledSignal answers;
    answers.name = nameOfFiles(unit);
    if (pipeline.label.from != LabelRole::From::Nothing)
        addAnswers(answers, unit, pipeline, names.label, arrays);
    const auto perSeries = [&](std::size_t size, const std::string& what) {
        if (size > 1 && static_cast<std::int64_t>(size) != count)
            arrays.fail(what + " has " + std::to_string(size) + " values, but there are " + std::to_string(count) +
                        " series. Choose an array with one value for each series.");
        return size > 1 || (count == 1 && size == 1);
    };
    const bool ownLabel = perSeries(answers.labels.size(), inQuotes(names.label));
    const bool ownGroup = perSeries(answers.groups.size(), inQuotes(pipeline.groupArray));
    const bool ownRepetition = perSeries(answers.repetitions.size(), inQuotes(pipeline.repetitionArray));

    const double rate = values.sampleRateHz.value_or(pipeline.sampleRateHz.value_or(0));
    std::vector<LabelledSignal> signals;
    signals.reserve(static_cast<std::size_t>(count));
    std::int64_t first = 0;
    for (std::int64_t n = 0; n < count; ++n) {
        if (n % 1024 == 0)
            progress.at(static_cast<double>(n) / static_cast<double>(count), "Preparing series");
        LabelledSignal signal;
        signal.name = nameOfFiles(unit) + ", series " + std::to_string(n + 1);
        signal.channels = itemOf(values, n, first, isStacked ? std::vector<ChannelRole>() : pipeline.channels, arrays);
        signal.rateHz = rate;
        const auto i = static_cast<std::size_t>(n);
        if (!answers.labels.empty())
            signal.labels = {answers.labels[ownLabel ? i : 0]};
        signal.categories = answers.categories;
        if (!answers.groups.empty())
            signal.groups = {answers.groups[ownGroup ? i : 0]};
        if (!answers.repetitions.empty())
            signal.repetitions = {answers.repetitions[ownRepetition ? i : 0]};
        if (prepared && (!pipeline.filters.empty() || rate != pipeline.sampleRateHz.value_or(rate)))
            prepare(signal, std::vector<double>(signal.channels.size(), rate), channelNames(pipeline), pipeline);
        signals.push_back(std::move(signal));
    }
    return signals;
}

} // namespace

std::vector<std::string> channelNames(const Pipeline& pipeline)
{
    std::vector<std::string> names;
    for (const auto& role : pipeline.channels)
        names.push_back(!role.name.empty() ? role.name
                        : role.index == 0  ? role.array
                                           : role.array + " " + std::to_string(role.index + 1));
    return names;
}

std::vector<LabelledSignal> readSignals(const Unit& unit, const Pipeline& pipeline, Part part, bool prepared,
                                        const Progress& progress)
{
    if (pipeline.layout == Layout::Recordings)
        return readRecording(unit, pipeline, prepared, progress);
    return readSeries(unit, pipeline, part, prepared, progress);
}

} // namespace pitlane
