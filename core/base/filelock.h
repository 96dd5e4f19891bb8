// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace pitlane {

/// An exclusive flock() on a file: it goes with the process that holds it, however that ends, so there are no stale
/// locks. The file says who holds it. It is not inherited by child processes.
class FileLock
{
public:
    /// Who wrote itself into a lock file.
    struct Holder
    {
        std::int64_t pid = 0;
        std::string host;
        /// "process 4711 on host kiwi"
        [[nodiscard]] std::string text() const;
        bool operator==(const Holder&) const = default;
    };

    /// Takes the lock, or returns nullopt when somebody holds it. Throws FileError when the file cannot be made.
    [[nodiscard]] static std::optional<FileLock> tryLock(const std::filesystem::path& path);
    /// Whether somebody holds it now. A missing file is not held. Throws FileError when the file cannot be opened.
    [[nodiscard]] static bool isHeld(const std::filesystem::path& path);
    /// Who holds it, or held it last; nullopt when the file is missing or says nothing.
    [[nodiscard]] static std::optional<Holder> holder(const std::filesystem::path& path);

    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock();

    [[nodiscard]] static std::string hostName();

private:
    explicit FileLock(int fd) : m_fd(fd) {}
    int m_fd = -1;
};

} // namespace pitlane
