// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/examples.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/jsonreader.h"
#include "core/network/seeds.h"
#include "core/session/projectsession.h"

#include <algorithm>
#include <set>

namespace pitlane {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::string text(const JsonReader& reader, std::string_view field)
{
    const auto member = reader.at(field);
    auto value = member.asString();
    if (value.empty())
        member.fail("expected a text, found an empty one.");
    return value;
}

std::int64_t positive(const JsonReader& member)
{
    const auto value = member.asInt();
    if (value < 1)
        member.fail("expected a number of at least 1, found " + std::to_string(value) + ".");
    return value;
}

ExampleFile fileFromJson(const JsonReader& reader)
{
    ExampleFile file{.format = text(reader, "format"),
                     .role = text(reader, "role"),
                     .name = text(reader, "name"),
                     .bytes = positive(reader.at("bytes")),
                     .sha256 = text(reader, "sha256")};
    if (file.role != "train" && file.role != "test")
        reader.at("role").fail("expected \"train\" or \"test\", found \"" + file.role + "\".");
    if (fs::path(file.name).filename() != file.name)
        reader.at("name").fail("expected a file name without folders, found \"" + file.name + "\".");
    if (file.sha256.size() != 64 || file.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
        reader.at("sha256").fail("expected 64 lower-case hexadecimal digits, found \"" + file.sha256 + "\".");
    return file;
}

void readData(Example& example, const JsonReader& reader)
{
    example.source = text(reader, "source");
    example.terms = text(reader, "terms");
    example.data.name = example.title;
    const auto kind = text(reader, "kind");
    if (kind == "synthetic-ecg") {
        example.data.kind = DataSource::Kind::SyntheticEcg;
        reader.read("generatorSeed", example.data.generatorSeed);
        example.data.trainSeries = positive(reader.at("trainSeries"));
        example.data.testSeries = positive(reader.at("testSeries"));
        return;
    }
    if (kind != "files")
        reader.at("kind").fail("expected \"synthetic-ecg\" or \"files\", found \"" + kind + "\".");
    example.data.kind = DataSource::Kind::Files;
    const auto files = reader.at("files");
    std::set<std::string> formats;
    std::set<std::string> formatsToTrainOn;
    for (std::size_t i = 0; i < files.size(); ++i) {
        example.files.push_back(fileFromJson(files.at(i)));
        formats.insert(example.files.back().format);
        if (example.files.back().role == "train")
            formatsToTrainOn.insert(example.files.back().format);
    }
    if (formats.empty() || formats != formatsToTrainOn)
        files.fail("every format needs a file with the role \"train\".");
}

void readPublished(Example& example, const JsonReader& reader)
{
    example.publishedRange = text(reader, "range");
    example.publishedSource = text(reader, "source");
    auto measure = QualityMeasure::Accuracy;
    if (reader.has("measure")) {
        const auto member = reader.at("measure");
        try {
            measure = measureFromId(member.asString());
        } catch (const JsonError& error) {
            member.fail(error.what());
        }
    }
    std::string unit;
    reader.read("unit", unit);
    const auto points = reader.at("points");
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto point = points.at(i);
        const auto score = point.at("score");
        example.published.push_back({.name = text(point, "name"),
                                     .parameters = positive(point.at("parameters")),
                                     .score = score.asDouble(),
                                     .measure = measure,
                                     .unit = unit});
        const auto value = example.published.back().score;
        if (isShare(measure) && !(value >= 0 && value <= 1))
            score.fail("expected a share between 0 and 1.");
        if (!(value >= 0))
            score.fail("expected a number of at least 0.");
    }
}

/// Every field of `changes` must be one of `known`.
void requireKnown(const json& known, const JsonReader& changes)
{
    for (const auto& [field, value] : changes.value().items()) {
        const auto member = changes.at(field);
        if (!known.contains(field))
            member.fail("a draft has no such setting.");
        if (value.is_object())
            requireKnown(known.at(field), member);
        else if (value.is_null())
            member.fail("expected a value, found none.");
    }
}

std::string sizeText(std::int64_t bytes)
{
    return std::to_string(bytes) + " bytes";
}

/// The reference to `file` in `folder`, whose content must be the published one.
void requirePublished(const ExampleFile& file, const fs::path& folder, const std::string& found)
{
    if (found == file.sha256)
        return;
    throw DatasetError("Opening the example: " + (folder / file.name).string() + " has the SHA-256 " + found +
                       ", but the published file has " + file.sha256 +
                       ". Get the original file, or open yours as a new project.");
}

} // namespace

Example readExample(const fs::path& file)
{
    const auto document = parseJson(readFile(file), file.string());
    const JsonReader reader(document, file.string());
    if (const auto schema = reader.at("schema"); schema.asInt() > Example::schemaVersion)
        schema.fail("this example was written for a newer Pitlane. Update Pitlane to read it.");

    Example example;
    example.folder = file.parent_path();
    example.id = text(reader, "id");
    if (example.id != example.folder.filename().string())
        reader.at("id").fail("expected the name of its folder, \"" + example.folder.filename().string() +
                             "\", found \"" + example.id + "\".");
    example.title = text(reader, "title");
    example.task = text(reader, "task");
    example.shows = text(reader, "shows");
    const auto seed = reader.at("seed");
    example.seed = text(seed, "id");
    example.seedTitle = text(seed, "title");
    const auto input = reader.at("input");
    example.input = {.C = positive(input.at("C")), .T = positive(input.at("T"))};
    readData(example, reader.at("data"));
    if (reader.has("published"))
        readPublished(example, reader.at("published"));
    if (reader.has("decisions")) {
        const auto decisions = reader.at("decisions");
        for (std::size_t i = 0; i < decisions.size(); ++i)
            example.decisions.push_back({.key = text(decisions.at(i), "key"), .note = text(decisions.at(i), "note")});
    }
    if (reader.has("draft")) {
        example.draft = reader.at("draft").value();
        if (!example.draft.is_object())
            reader.at("draft").fail("expected an object.");
    }
    return example;
}

std::vector<Example> readExamples(const fs::path& folder)
{
    std::vector<Example> examples;
    if (!fs::is_directory(folder))
        return examples;
    for (const auto& entry : fs::directory_iterator(folder))
        if (const auto file = entry.path() / "example.json"; fs::is_regular_file(file))
            examples.push_back(readExample(file));
    std::ranges::sort(examples, {}, [](const Example& example) {
        return std::pair(example.data.kind == DataSource::Kind::Files, example.title);
    });
    return examples;
}

fs::path examplesFolder(const fs::path& programFolder)
{
    return (programFolder / ".." / "share" / "pitlane" / "projects").lexically_normal();
}

std::vector<ExampleFile> findFiles(const Example& example, const fs::path& folder)
{
    const auto isThere = [&](const ExampleFile& file) {
        std::error_code error;
        const auto bytes = fs::file_size(folder / file.name, error);
        return !error && bytes == static_cast<std::uintmax_t>(file.bytes);
    };
    for (const auto& first : example.files) {
        std::vector<ExampleFile> group;
        std::ranges::copy_if(example.files, std::back_inserter(group),
                             [&](const ExampleFile& file) { return file.format == first.format; });
        if (std::ranges::all_of(group, isThere))
            return group;
    }
    return {};
}

bool isReady(const Example& example, const fs::path& folder)
{
    return example.data.kind != DataSource::Kind::Files || !findFiles(example, folder).empty();
}

DataSource dataSourceFor(const Example& example, const fs::path& dataFolder, const fs::path& projectFolder)
{
    if (example.data.kind != DataSource::Kind::Files)
        return example.data;
    const auto files = findFiles(example, dataFolder);
    if (files.empty()) {
        std::string wanted;
        for (const auto& file : example.files)
            if (file.format == example.files.front().format)
                wanted += (wanted.empty() ? "" : ", ") + file.name + " (" + sizeText(file.bytes) + ")";
        throw DatasetError("Opening the example " + example.title + ": " + dataFolder.string() +
                           " does not hold its data. Expected " + wanted + ". Locate the folder that has them.");
    }
    fs::path train;
    fs::path test;
    for (const auto& file : files)
        (file.role == "train" ? train : test) = dataFolder / file.name;
    auto source = sourceFromFiles(train, test, projectFolder);
    for (const auto& file : files)
        requirePublished(file, dataFolder, file.role == "train" ? source.train.sha256 : source.test.sha256);
    source.name = example.data.name;
    source.sampleRateHz = example.data.sampleRateHz;
    return source;
}

Draft withChanges(const Draft& draft, const json& changes, const std::string& source)
{
    auto merged = toJson(draft);
    requireKnown(merged, JsonReader(changes, source));
    merged.merge_patch(changes);
    return draftFromJson(merged, source);
}

Draft draftFor(const Example& example, const fs::path& dataFolder, const fs::path& projectFolder)
{
    const auto place = (example.folder / "example.json").string();
    auto draft = defaultDraft(dataSourceFor(example, dataFolder, projectFolder), projectFolder);
    const auto classes = shapes(draft.config.seed).back().C;
    const auto seeds = builtinSeeds(draft.config.seed.input, classes);
    const auto seed = std::ranges::find(seeds, example.seed, &BuiltinSeed::id);
    if (seed == seeds.end())
        throw JsonError(place + ": seed.id: this version has no built-in seed \"" + example.seed + "\".");
    draft.config.seed = seed->seed;
    draft.config.handTuned = seed->handTuned;
    return withChanges(draft, example.draft, place + ": draft");
}

} // namespace pitlane
