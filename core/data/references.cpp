// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/references.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/data/text.h"

#include <algorithm>
#include <map>
#include <set>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

/// The absolute place of a file, symbolic links resolved as far as it exists.
fs::path absolutePlace(const fs::path& path)
{
    std::error_code error;
    auto place = fs::weakly_canonical(fs::absolute(path), error);
    return error ? fs::absolute(path).lexically_normal() : place;
}

/// `file` as the project remembers it: relative when it lies in the project folder or beside it, so that both can move
/// together.
std::string rememberedPath(const fs::path& file, const fs::path& projectFolder)
{
    const auto place = absolutePlace(file);
    auto remembered = place.generic_string();
    if (!projectFolder.empty()) {
        auto folder = absolutePlace(projectFolder);
        if (!folder.has_filename())
            folder = folder.parent_path();
        const auto relative = place.lexically_relative(folder);
        const auto outside = std::ranges::count(relative, fs::path(".."));
        const bool besideRoot = folder.parent_path() == folder.root_path();
        if (!relative.empty() && outside <= 1 && !(outside == 1 && besideRoot))
            remembered = relative.generic_string();
    }
    if (!isUtf8(remembered))
        throw DatasetError("The file name " + inQuotes(remembered) +
                           " is not UTF-8 text. Rename the file or its folder.");
    return remembered;
}

bool isHidden(const fs::path& path)
{
    return path.filename().string().starts_with('.');
}

bool isKnown(const fs::path& path)
{
    const auto extension = lowerCase(path.extension().string());
    return std::ranges::find(knownExtensions(), std::string_view(extension)) != knownExtensions().end();
}

/// The clips of a folder, and the lists that lie in it.
std::vector<std::string> withLists(const std::vector<std::string>& clips, const fs::path& folder)
{
    std::set<std::string> all(clips.begin(), clips.end());
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_regular_file() && !isHidden(entry.path())) {
            const auto extension = lowerCase(entry.path().extension().string());
            if (extension == ".txt" || extension == ".csv")
                all.insert(entry.path().filename().generic_string());
        }
    return {all.begin(), all.end()};
}

FileReference referToFolder(const fs::path& folder, const Progress& progress, const FolderListings& listings)
{
    FileReference reference;
    reference.isFolder = true;
    const auto& files = listings.of(folder, progress).files;
    if (files.empty())
        throw DatasetError(folder.string() +
                           ": the folder holds no file that can be read. Choose a folder with data "
                           "files (" +
                           std::string(knownExtensions().front()) + " and others) in it or in folders below it.");
    std::string lines;
    for (std::size_t i = 0; i < files.size(); ++i) {
        progress.at(static_cast<double>(i) / static_cast<double>(files.size()), "Checking files");
        const auto path = folder / files[i];
        lines += sha256OfFile(path) + "  " + files[i] + "\n";
        reference.bytes += static_cast<std::int64_t>(fs::file_size(path));
    }
    reference.files = static_cast<std::int64_t>(files.size());
    reference.sha256 = sha256(lines);
    return reference;
}

FileReference contentOf(const fs::path& path, const Progress& progress, const FolderListings& listings = {})
{
    std::error_code error;
    if (fs::is_directory(path, error))
        return referToFolder(path, progress, listings);
    if (fs::exists(path, error) && !fs::is_regular_file(path, error))
        throw DatasetError(path.string() + ": this is not a file. Choose a data file or a folder of them.");
    progress.at(0, "Checking files");
    FileReference reference;
    reference.sha256 = sha256OfFile(path);
    reference.bytes = static_cast<std::int64_t>(fs::file_size(path));
    return reference;
}

std::string stampOf(const fs::path& path)
{
    std::error_code error;
    const auto size = fs::file_size(path, error);
    const auto time = fs::last_write_time(path, error).time_since_epoch().count();
    if (error)
        throw DatasetError(path.string() + " cannot be read: " + error.message() + ".");
    return std::to_string(size) + " " + std::to_string(time) + "\n";
}

} // namespace

std::vector<std::string> clipsIn(const fs::path& folder, const Progress& progress)
{
    std::vector<std::string> top;
    std::vector<std::string> below;
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(folder, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        progress.at(0, "Looking for files");
        if (isHidden(entry->path())) {
            if (entry->is_directory())
                entry.disable_recursion_pending();
            continue;
        }
        if (!entry->is_regular_file() || !isKnown(entry->path()))
            continue;
        auto name = entry->path().lexically_relative(folder).generic_string();
        if (!isUtf8(name))
            throw DatasetError(folder.string() + ": the file name " + inQuotes(name) +
                               " is not UTF-8 text. Rename the file.");
        (entry.depth() == 0 ? top : below).push_back(std::move(name));
    }
    if (error)
        throw DatasetError(folder.string() + " cannot be read: " + error.message() + ".");
    auto& clips = below.empty() ? top : below;
    std::ranges::sort(clips);
    return std::move(clips);
}

const FolderListings::Listing& FolderListings::of(const fs::path& folder, const Progress& progress) const
{
    const auto known = m_known->find(folder);
    if (known != m_known->end())
        return known->second;
    auto clips = clipsIn(folder, progress);
    auto files = withLists(clips, folder);
    return m_known->emplace(folder, Listing{std::move(clips), std::move(files)}).first->second;
}

FileReference referTo(const fs::path& path, const fs::path& projectFolder, const Progress& progress)
{
    auto reference = contentOf(path, progress);
    reference.path = rememberedPath(path, projectFolder);
    return reference;
}

fs::path placeOf(const FileReference& reference, const fs::path& projectFolder)
{
    return (projectFolder / reference.path).lexically_normal(); // an absolute path stays
}

DataSource rebased(DataSource source, const fs::path& fromFolder, const fs::path& toFolder)
{
    for (auto& file : source.files)
        file.file.path = rememberedPath(placeOf(file.file, fromFolder), toFolder);
    return source;
}

void requireUnchanged(const FileReference& reference, const std::string& dataName, const fs::path& projectFolder,
                      const Progress& progress, const FolderListings& listings)
{
    const auto path = placeOf(reference, projectFolder);
    const auto intro = "Data set " + dataName + ": the " + (reference.isFolder ? "folder " : "file ") + path.string();
    std::error_code error;
    if (!fs::exists(path, error))
        throw DatasetError(intro + " is missing; it was moved or deleted. Bring it back or choose its new place.");
    const auto found = contentOf(path, progress, listings);
    if (found.sha256 == reference.sha256)
        return;
    const auto text = [](const FileReference& file) {
        return (file.isFolder ? std::to_string(file.files) + " files, " : std::string()) + std::to_string(file.bytes) +
               " bytes, SHA-256 " + file.sha256.substr(0, 12) + "...";
    };
    throw DatasetError(intro + " has changed since the project was made: " + text(found) + ", expected " +
                       text(reference) + " Bring the old content back, or make a new project with this file.");
}

std::string fingerprint(const DataSource& source, const fs::path& projectFolder, const FolderListings& listings)
{
    std::string stamps;
    for (const auto& file : source.files) {
        if (file.part == Part::Test || file.part == Part::Unused)
            continue; // not read for training
        const auto place = placeOf(file.file, projectFolder);
        std::error_code error;
        if (!fs::exists(place, error))
            throw DatasetError("Data set " + source.name + ": the " + (file.file.isFolder ? "folder " : "file ") +
                               place.string() +
                               " is missing; it was moved or deleted. Bring it back or choose its new place.");
        if (!file.file.isFolder) {
            stamps += stampOf(place);
            continue;
        }
        for (const auto& name : listings.of(place).files)
            stamps += name + " " + stampOf(place / name);
    }
    return sha256(stamps);
}

std::vector<std::size_t> missingFiles(const DataSource& source, const fs::path& projectFolder)
{
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < source.files.size(); ++i) {
        std::error_code error;
        if (!fs::exists(placeOf(source.files[i].file, projectFolder), error))
            missing.push_back(i);
    }
    return missing;
}

DataSource relocated(const DataSource& source, const fs::path& folder, const fs::path& projectFolder,
                     const Progress& progress)
{
    auto result = source;
    const auto missing = missingFiles(source, projectFolder);
    if (missing.empty())
        return result;
    std::multimap<std::string, fs::path> byName;
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        progress.at(0, "Looking for the files");
        byName.emplace(entry->path().filename().string(), entry->path());
    }
    byName.emplace(folder.filename().string(), folder);
    for (std::size_t k = 0; k < missing.size(); ++k) {
        progress.at(static_cast<double>(k) / static_cast<double>(missing.size()), "Comparing files");
        auto& reference = result.files[missing[k]].file;
        const auto name = fs::path(reference.path).filename().string();
        const auto [first, last] = byName.equal_range(name);
        for (auto candidate = first; candidate != last; ++candidate) {
            if (fs::is_directory(candidate->second) != reference.isFolder)
                continue;
            if (!reference.isFolder && static_cast<std::int64_t>(fs::file_size(candidate->second)) != reference.bytes)
                continue;
            if (contentOf(candidate->second, progress).sha256 != reference.sha256)
                continue;
            reference.path = rememberedPath(candidate->second, projectFolder);
            break;
        }
    }
    return result;
}

} // namespace pitlane
