// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/package/package.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/deploy/package/packagezip.h"

#include <fstream>
#include <sstream>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void failWriting(const fs::path& path, const std::string& reason)
{
    throw FileError("Writing " + path.string() + ": " + reason + ". Choose a folder that can be written and has room.");
}

/// Absolute, without a slash at its end.
fs::path placeOf(const fs::path& path)
{
    const auto target = fs::absolute(path).lexically_normal();
    return target.has_filename() ? target : target.parent_path();
}

bool isZip(const fs::path& place)
{
    return place.extension() == ".zip";
}

/// A folder, or file, beside `path` that goes away unless it was renamed.
class Temporary
{
public:
    explicit Temporary(const fs::path& path) : m_path(temporaryFor(path)) {}
    ~Temporary()
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    [[nodiscard]] const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

void writeFiles(const Package& package, const fs::path& folder, const fs::path& shown)
{
    std::error_code error;
    const auto makeFolder = [&](const fs::path& path) {
        fs::create_directories(path, error);
        if (error)
            failWriting(shown, error.message());
    };
    makeFolder(folder);
    for (const auto& [name, file] : package.files) {
        const auto path = folder / name;
        makeFolder(path.parent_path());
        std::ofstream out(path, std::ios::binary);
        out.write(file.content.data(), static_cast<std::streamsize>(file.content.size()));
        out.close();
        if (!out)
            failWriting(shown / name, "the file cannot be written, or the disk is full");
        if (file.isExecutable)
            fs::permissions(path, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                            fs::perm_options::add, error);
    }
}

} // namespace

void addManifest(Package& package)
{
    package.files.erase(Package::manifest);
    std::string lines;
    for (const auto& [name, file] : package.files)
        lines += sha256(file.content) + "  " + name + "\n";
    package.files[Package::manifest].content = lines;
}

void requireFree(const fs::path& path)
{
    std::error_code error;
    const auto place = placeOf(path);
    if (fs::exists(place, error) && (isZip(place) || !fs::is_directory(place, error) || !fs::is_empty(place, error)))
        throw ExportError("Exporting to " + path.string() +
                          ": there is something already. Choose a new name, or an empty folder.");
}

void write(const Package& package, const fs::path& path)
{
    requireFree(path);
    std::error_code error;
    const auto place = placeOf(path);
    fs::create_directories(place.parent_path(), error);
    if (error)
        failWriting(path, error.message());
    const Temporary temporary(place);
    if (isZip(place))
        writeZip(package, temporary.path(), place.stem().string(), path);
    else
        writeFiles(package, temporary.path(), path);
    fs::rename(temporary.path(), place, error);
    if (error)
        failWriting(path, error.message());
}

void update(const Package& package, const fs::path& folder, std::initializer_list<const char*> names)
{
    for (const auto* name : names)
        writeFileAtomically(folder / name, package.files.at(name).content);
}

Package readPackage(const fs::path& folder)
{
    const auto list = folder / Package::manifest;
    std::error_code error;
    if (!fs::exists(list, error))
        throw ExportError("Reading the package " + folder.string() + ": the file " + Package::manifest +
                          " is missing. Name a folder that pitlane-cli export has written.");
    Package package;
    std::istringstream lines(readFile(list));
    for (std::string line; std::getline(lines, line);) {
        if (line.size() < 67)
            throw ExportError("Reading " + list.string() + ": found the line \"" + line +
                              "\", expected a SHA-256 and a name. Export the network again.");
        const auto name = line.substr(66);
        const fs::path relative(name);
        if (relative.is_absolute() || name.find("..") != std::string::npos)
            throw ExportError("Reading " + list.string() + ": found the name \"" + name +
                              "\", expected one inside the folder. Export the network again.");
        auto& file = package.files[name];
        file.content = readFile(folder / name);
        file.isExecutable = (fs::status(folder / name, error).permissions() & fs::perms::owner_exec) != fs::perms::none;
        if (sha256(file.content) != line.substr(0, 64))
            throw ExportError("Reading the package " + folder.string() + ": " + name +
                              " has changed since it was exported. Export the network again, or put the file back.");
    }
    package.files[Package::manifest].content = readFile(list);
    return package;
}

} // namespace pitlane
