// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"

namespace pitlane {

/// A source from dropped files and folders, with the pipeline that their content suggests: formats are found, labels,
/// groups and parts guessed ("TRAIN" and "TEST" in names, list files, folders as classes or subjects, trace files
/// beside signals). The wizard shows the guess to be corrected. Throws DatasetError, FileError, ReadCancelled.
[[nodiscard]] DataSource guessSource(const std::vector<std::filesystem::path>& paths,
                                     const std::filesystem::path& projectFolder, const Progress& progress = {});
/// A train file and optionally a test file (empty path: none): guessSource() with the parts given.
[[nodiscard]] DataSource sourceFromFiles(const std::filesystem::path& train, const std::filesystem::path& test,
                                         const std::filesystem::path& projectFolder);

} // namespace pitlane
