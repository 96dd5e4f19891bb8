// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"

#include <map>
#include <memory>

namespace pitlane {

/// What lies in folders, each walked once however often it is asked for. Copies share what they know.
class FolderListings
{
public:
    struct Listing
    {
        std::vector<std::string> clips; ///< see clipsIn()
        std::vector<std::string> files; ///< what the hash of a folder covers: clips, and the lists that lie in it
    };
    [[nodiscard]] const Listing& of(const std::filesystem::path& folder, const Progress& progress = {}) const;

private:
    std::shared_ptr<std::map<std::filesystem::path, Listing>> m_known =
        std::make_shared<std::map<std::filesystem::path, Listing>>();
};

/// Refers to a file or a folder: hash, size, path relative to `projectFolder` when it lies in it or beside it. Throws
/// DatasetError, FileError.
[[nodiscard]] FileReference referTo(const std::filesystem::path& path, const std::filesystem::path& projectFolder,
                                    const Progress& progress = {});
/// The place of a referenced file or folder.
[[nodiscard]] std::filesystem::path placeOf(const FileReference& reference, const std::filesystem::path& projectFolder);

/// The same files for a project in another folder: paths are relative to `toFolder` where possible. An empty folder
/// stands for no project yet: paths are absolute then.
[[nodiscard]] DataSource rebased(DataSource source, const std::filesystem::path& fromFolder,
                                 const std::filesystem::path& toFolder);

/// Files that are missing, by index into source.files: what the relocate dialog asks for.
[[nodiscard]] std::vector<std::size_t> missingFiles(const DataSource& source,
                                                    const std::filesystem::path& projectFolder);
/// Looks for the missing files in `folder` and below, by name and hash, and returns the source with what was found.
[[nodiscard]] DataSource relocated(const DataSource& source, const std::filesystem::path& folder,
                                   const std::filesystem::path& projectFolder, const Progress& progress = {});

/// Throws DatasetError when the file or folder is missing ("was moved") or its content is no longer the one referred
/// to.
void requireUnchanged(const FileReference& reference, const std::string& dataName,
                      const std::filesystem::path& projectFolder, const Progress& progress = {},
                      const FolderListings& listings = {});

/// Sizes and times of the files that the train part is made of: as long as they stay, the content is taken to be the
/// same. Missing files throw DatasetError.
[[nodiscard]] std::string fingerprint(const DataSource& source, const std::filesystem::path& projectFolder,
                                      const FolderListings& listings = {});

/// The clips of a folder, relative to it, sorted: files that a reader knows, below the first level where there are
/// folders, else in it.
[[nodiscard]] std::vector<std::string> clipsIn(const std::filesystem::path& folder, const Progress& progress = {});

} // namespace pitlane
