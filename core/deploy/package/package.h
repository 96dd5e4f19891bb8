// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <map>
#include <string>

namespace pitlane {

/// A network that cannot be exported, or a package that cannot be written or read.
class ExportError : public Error
{
public:
    using Error::Error;
};

struct PackageFile
{
    std::string content;
    bool isExecutable = false;
    bool operator==(const PackageFile&) const = default;
};

/// A firmware project as a value: what is written to a folder or a ZIP file.
struct Package
{
    static constexpr auto manifest = "SHA256SUMS";

    std::map<std::string, PackageFile> files; ///< by path, parts separated by '/'
    bool operator==(const Package&) const = default;
};

/// Adds, or renews, the manifest: a line "sha256  path" for every other file, as sha256sum checks it.
void addManifest(Package& package);

/// Throws ExportError when something is at `path` already that is not an empty folder.
void requireFree(const std::filesystem::path& path);

/// Writes to a new or empty folder, or, where the name ends in .zip, to a new file; the same package gives the same
/// bytes, whatever the time and place. Written beside `path` and renamed at the end: there is all of it or nothing.
/// Throws ExportError when something is there already, FileError when writing fails.
void write(const Package& package, const std::filesystem::path& path);

/// Replaces files of a package that write() made, each at once. Throws FileError.
void update(const Package& package, const std::filesystem::path& folder, std::initializer_list<const char*> names);

/// Reads the files that the manifest of a folder names. Throws ExportError where there is no manifest, or a file is
/// missing or changed (naming it); FileError.
[[nodiscard]] Package readPackage(const std::filesystem::path& folder);

} // namespace pitlane
