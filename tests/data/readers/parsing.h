// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers/filesignatures.h"
#include "core/data/readers/labelledseries.h"
#include "core/data/readers/textreaders.h"
#include "core/data/text.h"
#include "tests/data/testdata.h"

#include <QTemporaryDir>

namespace pitlane::test {

/// The labelled set of a text in memory, in the format that the ending of the name stands for; a table in the archive's
/// three forms. What no reader of text looks at fails as it does on disk.
inline std::vector<Array> parseArrays(const std::string& content, const std::filesystem::path& path)
{
    if (!isPlainText(content))
        throw DatasetError(path.string() + ": " + whyUnreadable(content));
    const auto extension = path.extension();
    if (extension == ".ts")
        return parseTs(content, path);
    if (extension == ".arff")
        return parseArff(content, path);
    return parseUcr(content, path, extension == ".tsv" ? FileFormat::UcrTsv : FileFormat::UcrTxt);
}

inline Dataset parseDataset(const std::string& content, const std::filesystem::path& path)
{
    return datasetFromArrays(parseArrays(content, path), path);
}

/// A file as an import sees it.
inline Dataset readDataset(const std::filesystem::path& path, const ReadOptions& options = {})
{
    return datasetFromArrays(loadArrays(path, {}, options), path);
}

} // namespace pitlane::test
