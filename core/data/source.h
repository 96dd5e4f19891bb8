// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/pipeline.h"
#include "core/data/progress.h"
#include "core/data/synthetic/generator.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>

namespace pitlane {

/// One file of a data set, or a folder of clips, by path and content.
struct FileReference
{
    std::string path;   ///< relative to the project folder where possible, else absolute
    std::string sha256; ///< 64 hexadecimal digits; of a folder: over the sorted lines "sha256  relative path"
    std::int64_t bytes = 0;
    std::int64_t files = 1; ///< a folder: how many
    bool isFolder = false;  ///< one example per file; the first folder level names the class
    bool operator==(const FileReference&) const = default;
};

/// What a file is for.
enum class Part { Train, Validation, Test, Noise, Unused };
[[nodiscard]] std::string_view idOf(Part part);

struct DataFile
{
    FileReference file;
    Part part = Part::Train;
    std::string recording; ///< files with the same name belong together (signals and their labels); empty: on its own
    std::string group;     ///< subject, where the whole file is of one
    std::string className; ///< LabelRole::From::File
    std::int64_t repetition = 0;
    std::int64_t labelOffset = 0; ///< added to its labels above 0, where each file counts from 1 (NinaPro's exercises)
    bool operator==(const DataFile&) const = default;
};

/// Lists inside a folder of clips, relative to it.
struct FolderLists
{
    std::string validation; ///< file with one relative path per line
    std::string test;
    std::string noise; ///< folder with noise recordings
    /// File names up to this text name the speaker ("_nohash_"); empty: speakers unknown.
    std::string groupEndsAt;
    bool operator==(const FolderLists&) const = default;
};

/// Where a project's data come from, and how they become examples. Data are referenced, never copied.
struct DataSource
{
    enum class Kind { Files, Synthetic };
    Kind kind = Kind::Synthetic;
    std::string name = "Synthetic ECG";
    std::vector<DataFile> files; ///< Kind::Files
    FolderLists lists;           ///< of a folder among them
    Generator generator;         ///< Kind::Synthetic
    Pipeline pipeline;
    bool operator==(const DataSource&) const = default;
};

/// One recording as it is before it is cut, for the raw-signal browser: the channels of the pipeline after the filters
/// at the common rate.
struct Recording
{
    std::string name;
    std::string group;
    double sampleRateHz = 0; ///< 0: unknown
    std::vector<std::string> channelNames;
    std::vector<std::vector<float>> channels; ///< [C][T]
    std::vector<float> labels;                ///< one, one per sample of the file, or one per window; empty: none
    std::vector<std::string> labelNames;      ///< what the labels stand for; empty: they are numbers
};
/// Names of the recordings of the train part, without reading them.
[[nodiscard]] std::vector<std::string> recordingNames(const DataSource& source,
                                                      const std::filesystem::path& projectFolder);
/// Reads one of them; `filtered` false: as in the file, before resampling and filters.
[[nodiscard]] Recording loadRecording(const DataSource& source, std::int64_t index,
                                      const std::filesystem::path& projectFolder, bool filtered = true,
                                      const Progress& progress = {});

/// The train part (what validates later included), before scaling and augmentation, after the front end. Results are
/// kept in `projectFolder`/cache by content and examplesHash(). Throws DatasetError when a file is missing ("was
/// moved") or its content differs from the hash.
[[nodiscard]] Dataset loadTrainPart(const DataSource& source, const std::filesystem::path& projectFolder,
                                    const Progress& progress = {});
/// The test part, with the class order of the train part: only the test job (and the Data page's counts) call this.
/// Throws DatasetError when there is none, or it has a class or a shape that the train part lacks.
[[nodiscard]] Dataset loadTestPart(const DataSource& source, const std::filesystem::path& projectFolder,
                                   const Progress& progress = {});
[[nodiscard]] bool hasTestPart(const DataSource& source);

/// loadTrainPart() before the front end, for augmentation of raw signals; `noise`: the recordings of Part::Noise.
struct TrainWindows
{
    Dataset windows;
    std::vector<std::vector<float>> noise;
};
[[nodiscard]] TrainWindows loadTrainWindows(const DataSource& source, const std::filesystem::path& projectFolder,
                                            const Progress& progress = {});
/// The front end of the pipeline on cut windows: [N, C, T] to [N, coefficients, frames]; Kind::None gives them back.
[[nodiscard]] Dataset applyFrontEnd(const Pipeline& pipeline, Dataset windows, const Progress& progress = {});

/// Identity of content and pipeline (hashes or generator settings, not paths): part of a run's identity.
[[nodiscard]] std::string contentHash(const DataSource& source);

[[nodiscard]] nlohmann::json toJson(const DataSource& source);
/// Reads the form of version 0.1.0 ("train", "test") too.
[[nodiscard]] DataSource dataSourceFromJson(const nlohmann::json& json, const std::string& documentName);

} // namespace pitlane
