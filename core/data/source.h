// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>

namespace pitlane {

/// One file of a data set, by path and content.
struct FileReference
{
    std::string path;   ///< relative to the project folder where possible, else absolute
    std::string sha256; ///< 64 hexadecimal digits
    std::int64_t bytes = 0;
    bool operator==(const FileReference&) const = default;
};

/// Where a project's data come from: files (one train part, optionally one test part) or a synthetic generator. Data
/// are referenced, never copied.
struct DataSource
{
    enum class Kind { Files, SyntheticEcg };
    Kind kind = Kind::SyntheticEcg;
    std::string name = "Synthetic ECG";
    FileReference train;                ///< Kind::Files
    FileReference test;                 ///< Kind::Files; empty path: none
    std::uint64_t generatorSeed = 1;    ///< Kind::SyntheticEcg
    std::int64_t trainSeries = 500;     ///< Kind::SyntheticEcg
    std::int64_t testSeries = 500;      ///< Kind::SyntheticEcg
    std::optional<double> sampleRateHz; ///< where the file does not say
    bool operator==(const DataSource&) const = default;
};

/// Makes a source from files on disk: computes hashes, stores paths relative to `projectFolder` when the file lies in
/// it or beside it. `test` may be empty. Throws DatasetError, FileError.
[[nodiscard]] DataSource sourceFromFiles(const std::filesystem::path& train, const std::filesystem::path& test,
                                         const std::filesystem::path& projectFolder);

/// The train part. Throws DatasetError when the file is missing ("was moved") or its content differs from the hash.
[[nodiscard]] Dataset loadTrainPart(const DataSource& source, const std::filesystem::path& projectFolder);
/// The test part, with the class order of the train part: only the test job (and the Data page's counts) call this.
/// Throws DatasetError when there is none, or it has a class or a shape that the train part lacks.
[[nodiscard]] Dataset loadTestPart(const DataSource& source, const std::filesystem::path& projectFolder);

/// Identity of the content (hashes or generator settings, not paths): part of a run's identity.
[[nodiscard]] std::string contentHash(const DataSource& source);

[[nodiscard]] nlohmann::json toJson(const DataSource& source);
[[nodiscard]] DataSource dataSourceFromJson(const nlohmann::json& json, const std::string& documentName);

} // namespace pitlane
