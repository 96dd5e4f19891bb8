// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/examples.h"

#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/data/references.h"
#include "core/data/synthetic/generators.h"
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

Part partFromJson(const JsonReader& reader)
{
    const auto role = text(reader, "role");
    for (const auto part : {Part::Train, Part::Validation, Part::Test, Part::Noise})
        if (idOf(part) == role)
            return part;
    reader.at("role").fail("expected \"train\", \"validation\", \"test\" or \"noise\", found \"" + role + "\".");
}

ExampleFile fileFromJson(const JsonReader& reader)
{
    ExampleFile file;
    reader.read("format", file.format);
    auto& use = file.use;
    use.part = partFromJson(reader);
    reader.read("recording", use.recording);
    reader.read("group", use.group);
    reader.read("class", use.className);
    reader.read("repetition", use.repetition);
    reader.read("labelOffset", use.labelOffset);
    auto& reference = use.file;
    reference.path = text(reader, "name");
    reader.read("folder", reference.isFolder);
    reader.read("bytes", reference.bytes);
    reader.read("sha256", reference.sha256);
    const fs::path path(reference.path);
    if (path.is_absolute() || std::ranges::find(path, fs::path("..")) != path.end())
        reader.at("name").fail("expected a path below the data folder, found \"" + reference.path + "\".");
    if (!reference.sha256.empty() &&
        (reference.sha256.size() != 64 || reference.sha256.find_first_not_of("0123456789abcdef") != std::string::npos))
        reader.at("sha256").fail("expected 64 lower-case hexadecimal digits, found \"" + reference.sha256 + "\".");
    return file;
}

Generator generatorFromJson(const JsonReader& reader)
{
    Generator generator;
    generator.id = text(reader, "id");
    reader.read("seed", generator.seed);
    generator.trainExamples = positive(reader.at("trainExamples"));
    generator.testExamples = positive(reader.at("testExamples"));
    static_cast<void>(generatorNamed(generator.id)); // an unknown one is found here, not at the first opening
    return generator;
}

void readFiles(Example& example, const JsonReader& reader)
{
    const auto files = reader.at("files");
    std::set<std::string> formats;
    std::set<std::string> formatsToTrainOn;
    for (std::size_t i = 0; i < files.size(); ++i) {
        example.files.push_back(fileFromJson(files.at(i)));
        formats.insert(example.files.back().format);
        if (example.files.back().use.part == Part::Train)
            formatsToTrainOn.insert(example.files.back().format);
    }
    if (formats.empty() || formats != formatsToTrainOn)
        files.fail("every format needs a file with the role \"train\".");
    if (reader.has("lists")) {
        const auto lists = reader.at("lists");
        lists.read("validation", example.data.lists.validation);
        lists.read("test", example.data.lists.test);
        lists.read("noise", example.data.lists.noise);
        lists.read("groupEndsAt", example.data.lists.groupEndsAt);
    }
}

void readData(Example& example, const JsonReader& reader)
{
    example.source = text(reader, "source");
    example.terms = text(reader, "terms");
    example.data.name = example.title;
    const auto kind = text(reader, "kind");
    if (kind == "synthetic") {
        example.data.kind = DataSource::Kind::Synthetic;
        example.data.generator = generatorFromJson(reader.at("generator"));
        example.data.pipeline = generatorNamed(example.data.generator.id).pipeline;
    } else if (kind == "files") {
        example.data.kind = DataSource::Kind::Files;
        example.download = text(reader, "download");
        readFiles(example, reader);
        if (reader.has("standIn"))
            example.standIn = generatorFromJson(reader.at("standIn"));
    } else {
        reader.at("kind").fail("expected \"synthetic\" or \"files\", found \"" + kind + "\".");
    }
    if (reader.has("pipeline"))
        example.data.pipeline =
            pipelineFromJson(reader.at("pipeline").value(), reader.source() + ": " + reader.place() + ".pipeline");
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

/// The files of one format.
std::vector<ExampleFile> groupOf(const Example& example, const std::string& format)
{
    std::vector<ExampleFile> group;
    std::ranges::copy_if(example.files, std::back_inserter(group),
                         [&](const ExampleFile& file) { return file.format == format; });
    return group;
}

bool isThere(const ExampleFile& file, const fs::path& folder)
{
    const auto& reference = file.use.file;
    std::error_code error;
    if (reference.isFolder)
        return fs::is_directory(folder / reference.path, error);
    const auto bytes = fs::file_size(folder / reference.path, error);
    return !error && (reference.bytes == 0 || bytes == static_cast<std::uintmax_t>(reference.bytes));
}

/// The format of which most files are there; the first one where none is.
std::vector<ExampleFile> bestGroup(const Example& example, const fs::path& folder)
{
    std::vector<ExampleFile> best;
    double share = -1;
    for (const auto& first : example.files) {
        auto group = groupOf(example, first.format);
        const auto there = std::ranges::count_if(group, [&](const ExampleFile& file) { return isThere(file, folder); });
        const auto found = static_cast<double>(there) / static_cast<double>(group.size());
        if (found > share) {
            share = found;
            best = std::move(group);
        }
    }
    return best;
}

void requirePublished(const ExampleFile& file, const fs::path& folder, const std::string& found)
{
    const auto& published = file.use.file.sha256;
    if (published.empty() || found == published)
        return;
    throw DatasetError("Opening the example: " + (folder / file.use.file.path).string() + " has the SHA-256 " + found +
                       ", but the published file has " + published +
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

std::vector<std::string> missingFiles(const Example& example, const fs::path& folder)
{
    std::vector<std::string> missing;
    for (const auto& file : bestGroup(example, folder))
        if (!isThere(file, folder))
            missing.push_back(file.use.file.path);
    return missing;
}

bool isReady(const Example& example, const fs::path& folder)
{
    return example.data.kind != DataSource::Kind::Files || missingFiles(example, folder).empty();
}

std::string whatIsMissing(const Example& example, const fs::path& folder)
{
    constexpr std::size_t named = 6;
    const auto missing = missingFiles(example, folder);
    if (missing.empty())
        return {};
    auto sentences = example.title + " is not in " + folder.string() + ". " + example.download + "\nMissing: ";
    for (std::size_t i = 0; i < std::min(named, missing.size()); ++i)
        sentences += (i == 0 ? "" : ", ") + missing[i];
    if (missing.size() > named)
        sentences += " and " + std::to_string(missing.size() - named) + " more";
    return sentences + ".\nTerms: " + example.terms;
}

DataSource dataSourceFor(const Example& example, const fs::path& dataFolder, const fs::path& projectFolder,
                         const Progress& progress)
{
    if (example.data.kind != DataSource::Kind::Files)
        return example.data;
    if (!isReady(example, dataFolder))
        throw DatasetError("Opening the example " + example.title + ": " + whatIsMissing(example, dataFolder));
    const auto files = bestGroup(example, dataFolder);
    auto source = example.data;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto share = [&](std::size_t k) { return static_cast<double>(k) / static_cast<double>(files.size()); };
        auto use = files[i].use;
        use.file = referTo(dataFolder / use.file.path, projectFolder, progress.part(share(i), share(i + 1)));
        requirePublished(files[i], dataFolder, use.file.sha256);
        source.files.push_back(std::move(use));
    }
    return source;
}

DataSource standInFor(const Example& example)
{
    if (!example.standIn)
        throw Error("The example " + example.title + " has no synthetic stand-in.");
    DataSource source;
    source.kind = DataSource::Kind::Synthetic;
    source.generator = *example.standIn;
    const auto& generator = generatorNamed(source.generator.id);
    source.name = generator.title;
    source.pipeline = generator.pipeline;
    return source;
}

Draft withChanges(const Draft& draft, const json& changes, const std::string& source)
{
    auto merged = toJson(draft);
    requireKnown(merged, JsonReader(changes, source));
    merged.merge_patch(changes);
    return draftFromJson(merged, source);
}

Draft draftFor(const Example& example, const DataSource& data, const fs::path& projectFolder, const Progress& progress)
{
    const auto place = (example.folder / "example.json").string();
    const auto train = loadTrainPart(data, projectFolder, progress);
    auto seed = builtinSeed(example.seed, seedRequestFor(train));
    Draft draft;
    draft.config.seed = std::move(seed.seed);
    draft.config.handTuned = std::move(seed.handTuned);
    draft.config.data = data;
    draft.config.lambdas = defaultLambdas(draft.config.regulariser, draft.config.seed);
    return withChanges(draft, example.draft, place + ": draft");
}

Draft draftFor(const Example& example, const fs::path& dataFolder, const fs::path& projectFolder,
               const Progress& progress)
{
    return draftFor(example, dataSourceFor(example, dataFolder, projectFolder, progress.part(0, 0.3)), projectFolder,
                    progress.part(0.3, 1));
}

} // namespace pitlane
