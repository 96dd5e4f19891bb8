// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/source.h"

#include "core/base/hash.h"
#include "core/base/jsonreader.h"
#include "core/data/formatreaders.h"
#include "core/data/seriescollector.h"
#include "core/data/synthetic/syntheticecg.h"
#include "core/data/text.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::int64_t maxSyntheticSeries = 1'000'000;

/// The absolute place of a file, symbolic links resolved as far as it exists.
fs::path absolutePlace(const fs::path& path)
{
    std::error_code error;
    auto place = fs::weakly_canonical(fs::absolute(path), error);
    return error ? fs::absolute(path).lexically_normal() : place;
}

/// `file` as the project remembers it: relative when it lies in the project folder or beside it, so that both can move
/// together.
std::string rememberedPath(const fs::path& file, const fs::path& projectFolder)
{
    const auto place = absolutePlace(file);
    auto folder = absolutePlace(projectFolder);
    if (!folder.has_filename())
        folder = folder.parent_path();
    const auto relative = place.lexically_relative(folder);
    const auto outside = std::ranges::count(relative, fs::path(".."));
    const bool besideRoot = folder.parent_path() == folder.root_path();
    const auto remembered = relative.empty() || outside > 1 || (outside == 1 && besideRoot) ? place.generic_string()
                                                                                            : relative.generic_string();
    if (!isUtf8(remembered))
        throw DatasetError("The file name " + inQuotes(remembered) +
                           " is not UTF-8 text. Rename the file or its folder.");
    return remembered;
}

FileReference referTo(const fs::path& file, const fs::path& projectFolder)
{
    const auto content = readDataFile(file);
    static_cast<void>(sniffContent(content, file));
    return {.path = rememberedPath(file, projectFolder),
            .sha256 = sha256(content),
            .bytes = static_cast<std::int64_t>(content.size())};
}

/// Reads a referenced file after checking that it is still the same one.
Dataset loadFile(const DataSource& source, const FileReference& reference, const fs::path& projectFolder)
{
    const auto path = (projectFolder / reference.path).lexically_normal(); // an absolute path stays
    const auto intro = "Data set " + source.name + ": the file " + path.string();
    std::error_code error;
    if (!fs::exists(path, error))
        throw DatasetError(intro + " is missing; it was moved or deleted. Bring it back or choose its new place.");
    const auto content = readDataFile(path);
    if (sha256(content) != reference.sha256)
        throw DatasetError(intro + " has changed since the project was made: " + std::to_string(content.size()) +
                           " bytes, SHA-256 " + sha256(content).substr(0, 12) + "..., expected " +
                           std::to_string(reference.bytes) + " bytes, SHA-256 " + reference.sha256.substr(0, 12) +
                           "... Bring the old content back, or make a new project with this file.");
    auto dataset = parseDataset(content, path);
    dataset.name = source.name;
    if (source.sampleRateHz)
        dataset.sampleRateHz = source.sampleRateHz;
    return dataset;
}

Dataset drawSynthetic(const DataSource& source, std::int64_t series, std::string_view part)
{
    auto dataset = syntheticEcg({.series = series, .seed = derivedSeed(source.generatorSeed, part)});
    dataset.name = source.name;
    if (source.sampleRateHz)
        dataset.sampleRateHz = source.sampleRateHz;
    return dataset;
}

/// Gives `test` the class order of `train`.
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

json toJson(const FileReference& reference)
{
    return {{"path", reference.path}, {"sha256", reference.sha256}, {"bytes", reference.bytes}};
}

FileReference fileReferenceFromJson(const JsonReader& reader)
{
    FileReference reference{.path = reader.at("path").asString(),
                            .sha256 = reader.at("sha256").asString(),
                            .bytes = reader.at("bytes").asInt()};
    if (reference.path.empty())
        reader.at("path").fail("the path is empty, expected a file.");
    if (reference.sha256.size() != 64 || reference.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
        reader.at("sha256").fail("found " + inQuotes(reference.sha256) +
                                 ", expected 64 lower-case hexadecimal digits.");
    if (reference.bytes < 0)
        reader.at("bytes").fail("found " + std::to_string(reference.bytes) + ", expected at least 0.");
    return reference;
}

void checkRange(const JsonReader& reader, std::string_view field, std::int64_t value, std::int64_t least)
{
    if (value < least || value > maxSyntheticSeries)
        reader.at(field).fail("found " + std::to_string(value) + ", expected " + std::to_string(least) + " to " +
                              std::to_string(maxSyntheticSeries) + ".");
}

} // namespace

DataSource sourceFromFiles(const fs::path& train, const fs::path& test, const fs::path& projectFolder)
{
    DataSource source{.kind = DataSource::Kind::Files, .name = nameFromFile(train.stem().string())};
    if (!isUtf8(source.name))
        throw DatasetError("The file name " + inQuotes(source.name) + " is not UTF-8 text. Rename the file.");
    source.train = referTo(train, projectFolder);
    if (!test.empty())
        source.test = referTo(test, projectFolder);
    if (source.test.sha256 == source.train.sha256)
        throw DatasetError("Data set " + source.name + ": " + train.string() + " and " + test.string() +
                           " have the same content, so the test would be of data that were trained on. Choose another "
                           "test file, or none.");
    return source;
}

Dataset loadTrainPart(const DataSource& source, const fs::path& projectFolder)
{
    if (source.kind == DataSource::Kind::SyntheticEcg)
        return drawSynthetic(source, source.trainSeries, "synthetic train part");
    return loadFile(source, source.train, projectFolder);
}

Dataset loadTestPart(const DataSource& source, const fs::path& projectFolder)
{
    const bool synthetic = source.kind == DataSource::Kind::SyntheticEcg;
    if (synthetic ? source.testSeries == 0 : source.test.path.empty())
        throw DatasetError("Data set " + source.name + " has no test part. Make a project with a test " +
                           (synthetic ? "part of at least one series." : "file."));
    if (synthetic)
        return drawSynthetic(source, source.testSeries, "synthetic test part");

    const auto train = loadTrainPart(source, projectFolder);
    auto test = loadFile(source, source.test, projectFolder);
    if (test.channels != train.channels || test.length != train.length)
        throw DatasetError("Test part of " + train.name + ": series of " + std::to_string(test.channels) + " x " +
                           std::to_string(test.length) + " values (channels x samples), the train part has " +
                           std::to_string(train.channels) + " x " + std::to_string(train.length) +
                           ". Choose the test file that belongs to the train file.");
    adoptClasses(test, train);
    return test;
}

std::string contentHash(const DataSource& source)
{
    if (source.kind == DataSource::Kind::Files)
        return sha256("files/" + source.train.sha256 + "/" + source.test.sha256);
    return sha256("synthetic-ecg-1/" + std::to_string(source.generatorSeed) + "/" + std::to_string(source.trainSeries) +
                  "/" + std::to_string(source.testSeries));
}

json toJson(const DataSource& source)
{
    json document{{"name", source.name}};
    if (source.kind == DataSource::Kind::Files) {
        document["kind"] = "files";
        document["train"] = toJson(source.train);
        if (!source.test.path.empty())
            document["test"] = toJson(source.test);
    } else {
        document["kind"] = "synthetic-ecg";
        document["generatorSeed"] = source.generatorSeed;
        document["trainSeries"] = source.trainSeries;
        document["testSeries"] = source.testSeries;
    }
    if (source.sampleRateHz)
        document["sampleRateHz"] = *source.sampleRateHz;
    return document;
}

DataSource dataSourceFromJson(const json& document, const std::string& documentName)
{
    const JsonReader reader(document, documentName);
    DataSource source;
    source.name = reader.at("name").asString();
    const auto kind = reader.at("kind").asString();
    if (kind == "files") {
        source.kind = DataSource::Kind::Files;
        source.train = fileReferenceFromJson(reader.at("train"));
        if (reader.has("test"))
            source.test = fileReferenceFromJson(reader.at("test"));
    } else if (kind == "synthetic-ecg") {
        reader.read("generatorSeed", source.generatorSeed);
        reader.read("trainSeries", source.trainSeries);
        reader.read("testSeries", source.testSeries);
        if (reader.has("trainSeries"))
            checkRange(reader, "trainSeries", source.trainSeries, 1);
        if (reader.has("testSeries"))
            checkRange(reader, "testSeries", source.testSeries, 0);
    } else {
        reader.at("kind").fail("found " + inQuotes(kind) + ", expected \"files\" or \"synthetic-ecg\".");
    }
    if (reader.has("sampleRateHz")) {
        const double rate = reader.at("sampleRateHz").asDouble();
        if (!std::isfinite(rate) || rate <= 0)
            reader.at("sampleRateHz").fail("expected a rate above 0 Hz.");
        source.sampleRateHz = rate;
    }
    return source;
}

} // namespace pitlane
