// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/source.h"

#include "core/base/hash.h"
#include "core/data/cache.h"
#include "core/data/examples.h"
#include "core/data/features.h"
#include "core/data/references.h"
#include "core/data/signal/filters.h"
#include "core/data/signals.h"
#include "core/data/synthetic/generators.h"

#include <algorithm>
#include <set>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t worthCaching = 4'000'000; ///< bytes of files: less is read in the blink of an eye

std::int64_t bytesOf(const DataSource& source)
{
    std::int64_t bytes = 0;
    for (const auto& file : source.files)
        bytes += file.file.bytes;
    return bytes;
}

/// Identity of the examples of the train part.
std::string cacheKey(const DataSource& source)
{
    std::string text = "train/" + examplesHash(source.pipeline);
    for (const auto& file : source.files)
        text += "/" + file.file.sha256 + " " + std::string(idOf(file.part)) + " " + file.recording + " " + file.group +
                " " + file.className + " " + std::to_string(file.repetition) + " " + std::to_string(file.labelOffset);
    const auto& lists = source.lists;
    text += "/" + lists.validation + "/" + lists.test + "/" + lists.noise + "/" + lists.groupEndsAt;
    return sha256(text);
}

/// Checks what is about to be read; files of the test part stay closed unless the test asks for them.
void requireAllUnchanged(const DataSource& source, bool test, const fs::path& projectFolder,
                         const FolderListings& listings, const Progress& progress)
{
    std::set<fs::path> closed;
    if (!test)
        for (const auto& unit : unitsOf(source, projectFolder, {}, listings))
            if (unit.part == Part::Test)
                closed.insert(unit.files.begin(), unit.files.end());
    for (std::size_t i = 0; i < source.files.size(); ++i) {
        const auto& file = source.files[i];
        if (file.part == Part::Unused || closed.contains(placeOf(file.file, projectFolder)))
            continue;
        const auto share = [&](std::size_t k) {
            return static_cast<double>(k) / static_cast<double>(source.files.size());
        };
        requireUnchanged(file.file, source.name, projectFolder, progress.part(share(i), share(i + 1)), listings);
    }
}

Dataset drawSynthetic(const DataSource& source, bool test, bool frontEnd, const Progress& progress)
{
    const auto& generator = source.generator;
    auto dataset = generate(generator, test ? "test" : "train", test ? generator.testExamples : generator.trainExamples,
                            progress.part(0, 0.5));
    dataset.name = source.name;
    return frontEnd ? applyFrontEnd(source.pipeline, std::move(dataset), progress.part(0.5, 1)) : dataset;
}

Dataset loadPart(const DataSource& source, const ExampleRequest& request, const fs::path& projectFolder,
                 const Progress& progress)
{
    if (source.kind == DataSource::Kind::Synthetic)
        return drawSynthetic(source, request.test, request.frontEnd, progress);
    const bool cache = !request.test && request.frontEnd && bytesOf(source) >= worthCaching &&
                       fs::exists(projectFolder / "project.db");
    const FolderListings listings;
    const auto stamp = cache ? fingerprint(source, projectFolder, listings) : std::string();
    const auto folder = projectFolder / "cache";
    if (cache)
        if (auto known = cachedDataset(folder, cacheKey(source), stamp)) {
            known->name = source.name;
            return std::move(*known);
        }
    requireAllUnchanged(source, request.test, projectFolder, listings, progress.part(0, 0.2));
    auto dataset = makeExamples(source, request, projectFolder, progress.part(0.2, 1), listings);
    if (cache)
        storeDataset(folder, cacheKey(source), stamp, dataset);
    return dataset;
}

/// Recordings of the train part, in order.
std::vector<Unit> trainUnits(const DataSource& source, const fs::path& projectFolder)
{
    auto units = unitsOf(source, projectFolder);
    std::erase_if(units, [](const Unit& u) { return u.part == Part::Test || u.part == Part::Noise; });
    return units;
}

} // namespace

std::string_view idOf(Part part)
{
    switch (part) {
    case Part::Train:
        return "train";
    case Part::Validation:
        return "validation";
    case Part::Test:
        return "test";
    case Part::Noise:
        return "noise";
    case Part::Unused:
        return "unused";
    }
    return {};
}

std::vector<std::string> recordingNames(const DataSource& source, const fs::path& projectFolder)
{
    std::vector<std::string> names;
    if (source.kind == DataSource::Kind::Files && source.pipeline.layout == Layout::Recordings)
        for (const auto& unit : trainUnits(source, projectFolder))
            names.push_back(unit.name);
    return names;
}

Recording loadRecording(const DataSource& source, std::int64_t index, const fs::path& projectFolder, bool filtered,
                        const Progress& progress)
{
    const auto units = trainUnits(source, projectFolder);
    if (index < 0 || index >= std::ssize(units))
        throw DatasetError("Data set " + source.name + ": there is no recording " + std::to_string(index + 1) +
                           ". It has " + std::to_string(units.size()) + ".");
    const auto& unit = units[static_cast<std::size_t>(index)];
    auto signal = std::move(readSignals(unit, source.pipeline, unit.part, filtered, progress).front());
    Recording recording{.name = unit.name,
                        .group = unit.group,
                        .sampleRateHz = signal.rateHz,
                        .channelNames = channelNames(source.pipeline),
                        .channels = std::move(signal.channels),
                        .labels = std::move(signal.labels),
                        .labelNames = std::move(signal.categories)};
    return recording;
}

Dataset loadTrainPart(const DataSource& source, const fs::path& projectFolder, const Progress& progress)
{
    return loadPart(source, {.test = false, .frontEnd = true}, projectFolder, progress);
}

bool hasTestPart(const DataSource& source)
{
    if (source.kind == DataSource::Kind::Synthetic)
        return source.generator.testExamples > 0;
    if (!source.lists.test.empty() || !source.pipeline.testArrays.values.empty() ||
        std::ranges::any_of(source.files, [](const DataFile& file) { return file.part == Part::Test; }))
        return true;
    const auto& split = source.pipeline.split;
    switch (split.kind) {
    case SplitRule::Kind::LeaveOneOut:
        return !split.test.empty();
    case SplitRule::Kind::PpgDalia:
        return true;
    case SplitRule::Kind::Repetitions:
        return !split.testRepetitions.empty();
    default:
        return false;
    }
}

Dataset loadTestPart(const DataSource& source, const fs::path& projectFolder, const Progress& progress)
{
    const bool synthetic = source.kind == DataSource::Kind::Synthetic;
    if (!hasTestPart(source))
        throw DatasetError("Data set " + source.name + " has no test part. Make a project with a test " +
                           (synthetic ? "part of at least one series." : "file."));
    if (synthetic)
        return loadPart(source, {.test = true, .frontEnd = true}, projectFolder, progress);
    const auto train = loadTrainPart(source, projectFolder, progress.part(0, 0.4));
    auto test = loadPart(source, {.test = true, .frontEnd = true}, projectFolder, progress.part(0.4, 1));
    const bool sameLength = test.length == train.length || source.pipeline.task == Task::NextStep;
    if (test.channels != train.channels || !sameLength)
        throw DatasetError("Test part of " + train.name + ": series of " + std::to_string(test.channels) + " x " +
                           std::to_string(test.length) + " values (channels x samples), the train part has " +
                           std::to_string(train.channels) + " x " + std::to_string(train.length) +
                           ". Choose the test file that belongs to the train file.");
    adoptClasses(test, train);
    return test;
}

TrainWindows loadTrainWindows(const DataSource& source, const fs::path& projectFolder, const Progress& progress)
{
    TrainWindows result;
    result.windows = loadPart(source, {.test = false, .frontEnd = false}, projectFolder, progress.part(0, 0.9));
    if (source.kind == DataSource::Kind::Synthetic)
        return result;
    auto pipeline = source.pipeline;
    pipeline.label.from = LabelRole::From::File; // noise has no answer of its own
    for (const auto& unit : unitsOf(source, projectFolder))
        if (unit.part == Part::Noise)
            for (auto& signal : readSignals(unit, pipeline, Part::Noise, true, progress.part(0.9, 1)))
                result.noise.push_back(std::move(signal.channels.front()));
    return result;
}

std::string contentHash(const DataSource& source)
{
    if (source.kind == DataSource::Kind::Files)
        return sha256("files/" + cacheKey(source) + "/" + pipelineHash(source.pipeline));
    const auto& generator = source.generator;
    return sha256("synthetic/" + generator.id + "/" + std::to_string(generator.seed) + "/" +
                  std::to_string(generator.trainExamples) + "/" + std::to_string(generator.testExamples) + "/" +
                  pipelineHash(source.pipeline));
}

} // namespace pitlane
