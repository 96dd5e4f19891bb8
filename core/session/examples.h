// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"
#include "core/network/networkspec.h"
#include "core/project/records.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// The example projects: one folder each under projects/, with an example.json that says what the example is, which
/// data it needs and which settings it starts with. Opening one makes a new project; the example itself never changes.
namespace pitlane {

/// One file, or folder of clips, that the user brings along. `format` groups the files that belong together: one of the
/// groups is enough.
struct ExampleFile
{
    std::string format; ///< "tsv", "ts" ...; empty where there is one form only
    DataFile use;       ///< part, recording, group ...; of the reference: `path` below the data folder, bytes and hash
                        ///< (empty where no published hash is known: the content is then taken as it is)
    bool operator==(const ExampleFile&) const = default;
};

/// A network of the literature on this benchmark. Measured on the *test* part: shown as "published, test", never beside
/// validation figures in one column.
struct PublishedPoint
{
    std::string name; ///< "S", "L", "hand-tuned"
    std::int64_t parameters = 0;
    double score = 0; ///< on the test part, float weights, as Quality::score
    QualityMeasure measure = QualityMeasure::Accuracy;
    std::string unit{}; ///< of a regression's target
    bool operator==(const PublishedPoint&) const = default;
};

/// A warning about the data that the example's authors have looked at: see Decision.
struct ExampleDecision
{
    std::string key;
    std::string note;
    bool operator==(const ExampleDecision&) const = default;
};

struct Example
{
    static constexpr int schemaVersion = 1;

    std::string id;        ///< name of its folder: "ecg5000"
    std::string title;     ///< "ECG5000"
    std::string task;      ///< "heartbeats, 5 classes"
    std::string seed;      ///< BuiltinSeed::id
    std::string seedTitle; ///< "ECGTCN"
    Shape input;
    std::string shows; ///< what one sees in it: a sentence or two

    DataSource data;                  ///< kind, pipeline, lists, settings of a generator; no files
    std::vector<ExampleFile> files;   ///< DataSource::Kind::Files
    std::string download;             ///< what to fetch where, and how to lay it out, in sentences
    std::optional<Generator> standIn; ///< synthetic data of the same shape, to try the seed without the files
    std::string source;               ///< where the data come from, with the citations that their authors ask for
    std::string terms;                ///< under which terms they may be used

    std::string publishedRange;  ///< "0.9k to 5.4k parameters"; empty: none published
    std::string publishedSource; ///< the paper and its table
    std::vector<PublishedPoint> published;

    std::vector<ExampleDecision> decisions;
    nlohmann::json draft = nlohmann::json::object(); ///< what differs from defaultDraft(), in the form of toJson(Draft)
    std::filesystem::path folder;                    ///< where example.json lies
    bool operator==(const Example&) const = default;
};

/// Reads one example.json. Throws FileError, JsonError with file and field.
[[nodiscard]] Example readExample(const std::filesystem::path& file);

/// All examples of a folder: generated data first, then by title. Empty when the folder is missing. Throws as
/// readExample().
[[nodiscard]] std::vector<Example> readExamples(const std::filesystem::path& folder);

/// Where the examples of the program in `programFolder` lie: ../share/pitlane/projects, in a build folder as after an
/// installation.
[[nodiscard]] std::filesystem::path examplesFolder(const std::filesystem::path& programFolder);

/// What is missing or differs in size in `folder` for the format that is most complete there: paths below it. Empty
/// when the example can be opened with it (generated data: always).
[[nodiscard]] std::vector<std::string> missingFiles(const Example& example, const std::filesystem::path& folder);

/// Whether the example can be opened with the data in `folder` (generated data: always).
[[nodiscard]] bool isReady(const Example& example, const std::filesystem::path& folder);

/// What to fetch and where to put it, for a person whose `folder` lacks files: sentences, one a line.
[[nodiscard]] std::string whatIsMissing(const Example& example, const std::filesystem::path& folder);

/// The data of a project made from the example. Files are taken from `dataFolder` and must be, byte for byte, the
/// published ones. Throws DatasetError naming the file that is missing or differs, FileError.
[[nodiscard]] DataSource dataSourceFor(const Example& example, const std::filesystem::path& dataFolder,
                                       const std::filesystem::path& projectFolder, const Progress& progress = {});
/// Synthetic data of the same shape. Throws Error for an example without a stand-in.
[[nodiscard]] DataSource standInFor(const Example& example);

/// `draft` with `changes` merged in (objects by field, everything else replaced). Throws JsonError for a field that a
/// draft does not have: a misspelt setting must not be lost. `source` names the changes in errors.
[[nodiscard]] Draft withChanges(const Draft& draft, const nlohmann::json& changes, const std::string& source);

/// The draft of a project made from the example on `data`, which is dataSourceFor() or standInFor(): its seed in the
/// shape of the data and its own settings. Throws as dataSourceFor() and withChanges().
[[nodiscard]] Draft draftFor(const Example& example, const DataSource& data, const std::filesystem::path& projectFolder,
                             const Progress& progress = {});
/// draftFor() on dataSourceFor().
[[nodiscard]] Draft draftFor(const Example& example, const std::filesystem::path& dataFolder,
                             const std::filesystem::path& projectFolder, const Progress& progress = {});

} // namespace pitlane
