// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/source.h"

#include "core/base/jsonreader.h"
#include "core/data/names.h"
#include "core/data/text.h"

namespace pitlane {

using nlohmann::json;

namespace {

constexpr std::int64_t maxSyntheticExamples = 1'000'000;

constexpr NameTable<Part, 5> parts{{{Part::Train, "train"},
                                    {Part::Validation, "validation"},
                                    {Part::Test, "test"},
                                    {Part::Noise, "noise"},
                                    {Part::Unused, "unused"}}};

json toJson(const FileReference& reference)
{
    json document{{"path", reference.path}, {"sha256", reference.sha256}, {"bytes", reference.bytes}};
    if (reference.isFolder) {
        document["folder"] = true;
        document["files"] = reference.files;
    }
    return document;
}

FileReference fileReferenceFromJson(const JsonReader& reader)
{
    FileReference reference;
    reference.path = reader.at("path").asString();
    reference.sha256 = reader.at("sha256").asString();
    reference.bytes = reader.at("bytes").asInt();
    reader.read("folder", reference.isFolder);
    reader.read("files", reference.files);
    if (reference.path.empty())
        reader.at("path").fail("the path is empty, expected a file.");
    if (reference.sha256.size() != 64 || reference.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
        reader.at("sha256").fail("found " + inQuotes(reference.sha256) +
                                 ", expected 64 lower-case hexadecimal digits.");
    if (reference.bytes < 0)
        reader.at("bytes").fail("found " + std::to_string(reference.bytes) + ", expected at least 0.");
    return reference;
}

json toJson(const DataFile& file)
{
    auto document = toJson(file.file);
    document["part"] = idOf(file.part);
    const auto put = [&](const char* field, const std::string& text) {
        if (!text.empty())
            document[field] = text;
    };
    put("recording", file.recording);
    put("group", file.group);
    put("class", file.className);
    if (file.repetition != 0)
        document["repetition"] = file.repetition;
    if (file.labelOffset != 0)
        document["labelOffset"] = file.labelOffset;
    return document;
}

DataFile dataFileFromJson(const JsonReader& reader)
{
    DataFile file{.file = fileReferenceFromJson(reader)};
    readName(parts, reader, "part", file.part);
    reader.read("recording", file.recording);
    reader.read("group", file.group);
    reader.read("class", file.className);
    reader.read("repetition", file.repetition);
    reader.read("labelOffset", file.labelOffset);
    return file;
}

void checkRange(const JsonReader& reader, std::string_view field, std::int64_t value, std::int64_t least)
{
    if (value < least || value > maxSyntheticExamples)
        reader.at(field).fail("found " + std::to_string(value) + ", expected " + std::to_string(least) + " to " +
                              std::to_string(maxSyntheticExamples) + ".");
}

Generator generatorFromJson(const JsonReader& reader)
{
    Generator generator;
    reader.read("id", generator.id);
    reader.read("seed", generator.seed);
    reader.read("trainExamples", generator.trainExamples);
    reader.read("testExamples", generator.testExamples);
    if (reader.has("trainExamples"))
        checkRange(reader, "trainExamples", generator.trainExamples, 1);
    if (reader.has("testExamples"))
        checkRange(reader, "testExamples", generator.testExamples, 0);
    return generator;
}

/// Projects of version 0.1.0: one train file, one test file, or synthetic heartbeats.
void readFirstForm(const JsonReader& reader, DataSource& source)
{
    if (reader.has("train"))
        source.files.push_back({.file = fileReferenceFromJson(reader.at("train")), .part = Part::Train});
    if (reader.has("test"))
        source.files.push_back({.file = fileReferenceFromJson(reader.at("test")), .part = Part::Test});
    reader.read("generatorSeed", source.generator.seed);
    reader.read("trainSeries", source.generator.trainExamples);
    reader.read("testSeries", source.generator.testExamples);
    if (reader.has("trainSeries"))
        checkRange(reader, "trainSeries", source.generator.trainExamples, 1);
    if (reader.has("testSeries"))
        checkRange(reader, "testSeries", source.generator.testExamples, 0);
    if (reader.has("sampleRateHz")) {
        const double rate = reader.at("sampleRateHz").asDouble();
        if (!(rate > 0))
            reader.at("sampleRateHz").fail("expected a rate above 0 Hz.");
        source.pipeline.sampleRateHz = rate;
    }
}

} // namespace

json toJson(const DataSource& source)
{
    json document{{"name", source.name}, {"pipeline", toJson(source.pipeline)}};
    if (source.kind == DataSource::Kind::Synthetic) {
        const auto& generator = source.generator;
        document["kind"] = "synthetic";
        document["generator"] = {{"id", generator.id},
                                 {"seed", generator.seed},
                                 {"trainExamples", generator.trainExamples},
                                 {"testExamples", generator.testExamples}};
        return document;
    }
    document["kind"] = "files";
    document["files"] = json::array();
    for (const auto& file : source.files)
        document["files"].push_back(toJson(file));
    const auto& lists = source.lists;
    if (lists != FolderLists{})
        document["lists"] = {{"validation", lists.validation},
                             {"test", lists.test},
                             {"noise", lists.noise},
                             {"groupEndsAt", lists.groupEndsAt}};
    return document;
}

DataSource dataSourceFromJson(const json& document, const std::string& documentName)
{
    const JsonReader reader(document, documentName);
    DataSource source;
    source.name = reader.at("name").asString();
    const auto kind = reader.at("kind").asString();
    if (kind != "files" && kind != "synthetic" && kind != "synthetic-ecg")
        reader.at("kind").fail("found " + inQuotes(kind) + ", expected \"files\" or \"synthetic\".");
    source.kind = kind == "files" ? DataSource::Kind::Files : DataSource::Kind::Synthetic;
    readFirstForm(reader, source);
    if (reader.has("generator"))
        source.generator = generatorFromJson(reader.at("generator"));
    if (reader.has("files")) {
        const auto files = reader.at("files");
        for (std::size_t i = 0; i < files.size(); ++i)
            source.files.push_back(dataFileFromJson(files.at(i)));
    }
    if (reader.has("lists")) {
        const auto lists = reader.at("lists");
        lists.read("validation", source.lists.validation);
        lists.read("test", source.lists.test);
        lists.read("noise", source.lists.noise);
        lists.read("groupEndsAt", source.lists.groupEndsAt);
    }
    if (source.kind == DataSource::Kind::Files && source.files.empty())
        reader.fail("there is no file, expected at least one.");
    if (reader.has("pipeline"))
        source.pipeline = pipelineFromJson(reader.at("pipeline").value(), documentName + ": pipeline");
    return source;
}

} // namespace pitlane
