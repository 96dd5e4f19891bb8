// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/references.h"
#include "core/data/source.h"

namespace pitlane {

/// Files that belong together and are read as one: signals and their labels, or one clip of a folder.
struct Unit
{
    std::string name; ///< of the recording, for people
    std::string group;
    std::string className;
    std::int64_t repetition = 0;
    std::int64_t labelOffset = 0;
    Part part = Part::Train;
    std::vector<std::filesystem::path> files;
};

/// The units of a source in a fixed order (of its files; clips by name), with the parts that files, lists and, where
/// whole files are of one group, the split give them. Unused ones are left out. Throws DatasetError for a list that
/// names a file which is not there.
[[nodiscard]] std::vector<Unit> unitsOf(const DataSource& source, const std::filesystem::path& projectFolder,
                                        const Progress& progress = {}, const FolderListings& listings = {});

} // namespace pitlane
