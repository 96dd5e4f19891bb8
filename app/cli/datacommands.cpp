// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/datacommands.h"

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/readprogress.h"
#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/data/guess.h"
#include "core/data/health.h"
#include "core/data/references.h"
#include "core/data/split.h"
#include "core/session/projectsession.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace pitlane::cli {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// The data that the arguments mean, with what a project adds to them.
struct Subject
{
    DataSource source;
    fs::path folder; ///< of the project; empty for plain files
    std::uint64_t seedNumber = 1;
};

bool isProject(const std::vector<std::string>& paths)
{
    return paths.size() == 1 && fs::exists(fs::path(paths.front()) / "project.db");
}

Subject subjectOf(const DataArguments& arguments, const Progress& progress)
{
    if (isProject(arguments.paths)) {
        if (!arguments.pipeline.empty())
            throw UsageError("A project has its own pipeline: --pipeline is for files.");
        const auto session = ProjectSession::open(fs::absolute(arguments.paths.front()));
        const auto& config = session->draft().config;
        return {.source = config.data, .folder = session->folder(), .seedNumber = config.seedNumber};
    }
    return {.source = sourceFromPaths(arguments.paths, arguments.pipeline, {}, progress), .folder = {}};
}

std::string bytesText(std::int64_t bytes)
{
    if (bytes < 1000)
        return std::to_string(bytes) + " bytes";
    const double kilo = static_cast<double>(bytes) / 1000;
    char text[32];
    std::snprintf(text, sizeof text, kilo < 1000 ? "%.1f kB" : "%.1f MB", kilo < 1000 ? kilo : kilo / 1000);
    return text;
}

std::string ratesText(const ArrayInfo& array)
{
    std::string text = array.type;
    if (!array.unit.empty())
        text += ", " + array.unit;
    if (array.sampleRateHz) {
        char rate[32];
        std::snprintf(rate, sizeof rate, ", %g Hz", *array.sampleRateHz);
        text += rate;
    }
    return text;
}

json toJson(const FileInfo& info, const fs::path& path)
{
    auto arrays = json::array();
    for (const auto& array : info.arrays) {
        json entry{{"name", array.name}, {"shape", array.shape}, {"type", array.type}, {"unit", array.unit}};
        if (array.isRagged())
            entry["lengths"] = array.lengths;
        if (array.sampleRateHz)
            entry["sampleRateHz"] = *array.sampleRateHz;
        arrays.push_back(std::move(entry));
    }
    return {{"path", path.string()}, {"format", idOf(info.format)}, {"arrays", arrays}, {"notes", info.notes}};
}

void printFile(const FileInfo& info, const fs::path& path)
{
    constexpr std::size_t shown = 24;
    print(path.string() + ": " + std::string(nameOf(info.format)));
    for (std::size_t i = 0; i < std::min(shown, info.arrays.size()); ++i) {
        const auto& array = info.arrays[i];
        print("  " + array.name + ": " + shapeText(array) + " (" + ratesText(array) + ")");
    }
    if (info.arrays.size() > shown)
        print("  and " + std::to_string(info.arrays.size() - shown) + " more, up to " + info.arrays.back().name);
    for (const auto& note : info.notes)
        print("  " + note);
}

/// Files of the source that are worth describing: the first of each kind of recording.
std::vector<fs::path> filesToDescribe(const DataSource& source, const fs::path& folder)
{
    constexpr std::size_t most = 4;
    std::vector<fs::path> files;
    for (const auto& file : source.files) {
        if (files.size() == most)
            break;
        const auto place = placeOf(file.file, folder);
        if (!file.file.isFolder)
            files.push_back(place);
        else if (const auto clips = clipsIn(place); !clips.empty())
            files.push_back(place / clips.front());
    }
    return files;
}

json summaryOf(const Dataset& data)
{
    json summary{{"name", data.name},
                 {"examples", data.size()},
                 {"channels", data.channels},
                 {"samples", data.length},
                 {"groups", data.groupNames}};
    if (data.sampleRateHz)
        summary["sampleRateHz"] = *data.sampleRateHz;
    if (data.task == Task::Classification) {
        const auto counts = classCounts(data);
        for (std::size_t c = 0; c < counts.size(); ++c)
            summary["classes"].push_back({{"name", data.classNames[c]}, {"examples", counts[c]}});
    }
    if (data.task == Task::Regression) {
        const auto [low, high] = std::ranges::minmax_element(data.targets);
        summary["targets"] = {{"least", *low}, {"most", *high}, {"unit", data.targetUnit}};
    }
    return summary;
}

std::string sizeOf(const Dataset& data)
{
    const auto shape = std::to_string(data.channels) + " x " + std::to_string(data.length);
    if (data.task == Task::NextStep)
        return count(data.size()) + " sequences of " + std::to_string(data.channels) + " keys, up to " +
               count(data.length) + " steps";
    return count(data.size()) + (data.task == Task::Regression ? " examples" : " series") + " of " + shape + " samples";
}

void printCounts(const Dataset& data, const Split& split)
{
    print("Split: " + count(std::ssize(split.train)) + " train, " + count(std::ssize(split.validation)) +
          " validation. The test part stays closed.");
    if (data.task != Task::Classification)
        return;
    const auto all = classCounts(data);
    const auto train = classCounts(subset(data, split.train));
    const auto validation = classCounts(subset(data, split.validation));
    for (std::size_t c = 0; c < all.size(); ++c)
        print("  class " + data.classNames[c] + ": " + count(all[c]) + " series, " + count(train[c]) + " train, " +
              count(validation[c]) + " validation");
}

/// A line of characters for a signal: each stands for the mean of its samples, low to high.
std::string sparkline(std::span<const float> signal, std::size_t width)
{
    constexpr std::array<const char*, 8> bars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    std::vector<double> means;
    for (std::size_t i = 0; i < std::min(width, signal.size()); ++i) {
        const auto from = i * signal.size() / std::min(width, signal.size());
        const auto to = std::max(from + 1, (i + 1) * signal.size() / std::min(width, signal.size()));
        double sum = 0;
        for (auto k = from; k < to; ++k)
            sum += static_cast<double>(signal[k]);
        means.push_back(sum / static_cast<double>(to - from));
    }
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const auto mean : means)
        if (std::isfinite(mean)) {
            low = std::min(low, mean);
            high = std::max(high, mean);
        }
    std::string text;
    for (const auto mean : means) {
        const auto level = high > low ? (mean - low) / (high - low) * 7.99 : 0;
        text += std::isfinite(mean) ? bars[static_cast<std::size_t>(std::clamp(level, 0.0, 7.0))] : "?";
    }
    return text;
}

std::string answerOf(const Dataset& data, std::int64_t n)
{
    const auto i = static_cast<std::size_t>(n);
    if (data.task == Task::Classification)
        return data.classNames[static_cast<std::size_t>(data.labels[i])];
    if (data.task == Task::Regression) {
        char text[48];
        std::snprintf(text, sizeof text, "%.4g %s", static_cast<double>(data.targets[i]), data.targetUnit.c_str());
        return text;
    }
    return count(data.lengthOf(n)) + " steps";
}

/// The first examples of each class; of other tasks evenly spread ones.
std::vector<std::int64_t> chosenExamples(const Dataset& data, int each)
{
    std::vector<std::int64_t> rows;
    if (data.task == Task::Classification) {
        std::map<std::int64_t, int> taken;
        for (std::int64_t n = 0; n < data.size(); ++n)
            if (taken[data.labels[static_cast<std::size_t>(n)]]++ < each)
                rows.push_back(n);
        std::ranges::stable_sort(rows, {}, [&](std::int64_t n) { return data.labels[static_cast<std::size_t>(n)]; });
        return rows;
    }
    const auto wanted = std::min<std::int64_t>(data.size(), 6 * each);
    for (std::int64_t i = 0; i < wanted; ++i)
        rows.push_back(i * data.size() / wanted);
    return rows;
}

} // namespace

DataSource sourceFromPaths(const std::vector<std::string>& paths, const std::string& pipelineFile,
                           const fs::path& projectFolder, const Progress& progress)
{
    std::vector<fs::path> places;
    for (const auto& path : paths)
        places.push_back(fs::absolute(path));
    auto source = guessSource(places, projectFolder, progress);
    if (!pipelineFile.empty()) {
        auto settings = toJson(source.pipeline);
        settings.merge_patch(parseJson(readFile(pipelineFile), pipelineFile));
        source.pipeline = pipelineFromJson(settings, pipelineFile);
    }
    return source;
}

int describeData(const DataArguments& arguments)
{
    ReadProgress reading;
    const auto subject = subjectOf(arguments, reading.progress());
    const auto& source = subject.source;
    std::vector<std::pair<fs::path, FileInfo>> files;
    for (const auto& path : filesToDescribe(source, subject.folder))
        files.emplace_back(path, describeFile(path, source.pipeline.read, reading.progress()));
    if (arguments.json) {
        auto described = json::array();
        for (const auto& [path, info] : files)
            described.push_back(toJson(info, path));
        print(json{{"name", source.name},
                   {"files", described},
                   {"pipeline", pitlane::toJson(source.pipeline)},
                   {"source", pitlane::toJson(source)}}
                  .dump(2));
        return Ok;
    }
    for (const auto& [path, info] : files)
        printFile(info, path);
    if (source.kind == DataSource::Kind::Synthetic)
        print(source.name + ": drawn by the generator \"" + source.generator.id + "\", number " +
              std::to_string(source.generator.seed) + ".");
    std::int64_t bytes = 0;
    for (const auto& file : source.files)
        bytes += file.file.bytes;
    if (std::ssize(source.files) > std::ssize(files))
        print("and " + std::to_string(source.files.size() - files.size()) + " more files, " + bytesText(bytes) +
              " in all");
    print("As " + source.name + ":");
    for (const auto& line : describe(source.pipeline))
        print("  " + line);
    for (const auto& problem : validate(source.pipeline))
        print("  To decide: " + problem.sentence);
    return Ok;
}

int checkData(const DataArguments& arguments)
{
    ReadProgress reading;
    const auto subject = subjectOf(arguments, reading.progress());
    const auto& pipeline = subject.source.pipeline;
    const auto data = loadTrainPart(subject.source, subject.folder, reading.progress());
    const auto findings = healthCheck(data);
    std::string splitProblem;
    Split split;
    try {
        split = drawSplit(data, pipeline.split, subject.seedNumber);
    } catch (const DatasetError& error) {
        splitProblem = error.what();
    }
    const bool isBroken = !splitProblem.empty() || std::ranges::any_of(findings, [](const Finding& finding) {
        return finding.severity == Severity::Broken;
    });
    if (arguments.json) {
        auto list = json::array();
        for (const auto& finding : findings)
            list.push_back({{"key", finding.key},
                            {"severity", finding.severity == Severity::Broken   ? "broken"
                                         : finding.severity == Severity::LookAt ? "look-at"
                                                                                : "passed"},
                            {"sentence", finding.sentence},
                            {"detail", finding.detail},
                            {"examples", finding.examples}});
        auto summary = summaryOf(data);
        summary["findings"] = list;
        summary["split"] = {{"train", split.train.size()},
                            {"validation", split.validation.size()},
                            {"warnings", split.warnings},
                            {"problem", splitProblem}};
        print(summary.dump(2));
        return isBroken ? Failed : Ok;
    }
    print(data.name + ": " + sizeOf(data));
    for (const auto& finding : findings) {
        const auto* mark = finding.severity == Severity::Passed   ? "ok      "
                           : finding.severity == Severity::LookAt ? "look at "
                                                                  : "broken  ";
        print(mark + finding.sentence + (finding.detail.empty() ? "" : ". " + finding.detail));
    }
    if (splitProblem.empty())
        printCounts(data, split);
    else
        print("broken  " + splitProblem);
    for (const auto& warning : split.warnings)
        print("Note: " + warning);
    return isBroken ? Failed : Ok;
}

int previewData(const DataArguments& arguments)
{
    ReadProgress reading;
    const auto subject = subjectOf(arguments, reading.progress());
    const auto data = loadTrainPart(subject.source, subject.folder, reading.progress());
    const auto rows = chosenExamples(data, arguments.examples);
    if (arguments.json) {
        auto summary = summaryOf(data);
        summary["preview"] = json::array();
        for (const auto n : rows) {
            json entry{{"example", n}, {"answer", answerOf(data, n)}};
            for (std::int64_t c = 0; c < data.channels; ++c) {
                const auto series = data.series(n, c);
                entry["values"].push_back(std::vector<float>(series.begin(), series.end()));
            }
            summary["preview"].push_back(std::move(entry));
        }
        print(summary.dump());
        return Ok;
    }
    constexpr std::int64_t mostChannels = 6;
    constexpr std::size_t width = 72;
    print(data.name + ": " + sizeOf(data));
    for (const auto n : rows) {
        print("Example " + count(n + 1) + ", " + answerOf(data, n) +
              (data.groups.empty()
                   ? std::string()
                   : ", " + data.groupNames[static_cast<std::size_t>(data.groups[static_cast<std::size_t>(n)])]));
        for (std::int64_t c = 0; c < std::min(mostChannels, data.channels); ++c)
            print("  " + sparkline(data.series(n, c), width) +
                  (static_cast<std::size_t>(c) < data.channelNames.size()
                       ? " " + data.channelNames[static_cast<std::size_t>(c)]
                       : std::string()));
        if (data.channels > mostChannels)
            print("  and " + std::to_string(data.channels - mostChannels) + " more channels");
    }
    return Ok;
}

} // namespace pitlane::cli
