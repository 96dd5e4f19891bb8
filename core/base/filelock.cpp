// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/filelock.h"

#include "core/base/error.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace pitlane {

namespace fs = std::filesystem;

std::string FileLock::Holder::text() const
{
    return "process " + std::to_string(pid) + " on host " + host;
}

std::string FileLock::hostName()
{
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0)
        return "unknown";
    return name.data();
}

std::optional<FileLock> FileLock::tryLock(const fs::path& path)
{
    const auto fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        throw FileError("Cannot make the lock file " + path.string() + ": " + std::strerror(errno) + ".");
    FileLock lock(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return std::nullopt;
        throw FileError("Cannot lock " + path.string() + ": " + std::strerror(errno) + ".");
    }
    const auto text = std::to_string(::getpid()) + " " + hostName() + "\n";
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        throw FileError("Cannot write the lock file " + path.string() + ": " + std::strerror(errno) + ".");
    return lock;
}

bool FileLock::isHeld(const fs::path& path)
{
    const auto fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        if (errno == ENOENT)
            return false;
        throw FileError("Cannot open the lock file " + path.string() + ": " + std::strerror(errno) + ".");
    }
    const FileLock probe(fd);
    return ::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

std::optional<FileLock::Holder> FileLock::holder(const fs::path& path)
{
    std::ifstream in(path);
    Holder found;
    if (in >> found.pid >> found.host)
        return found;
    return std::nullopt;
}

FileLock::FileLock(FileLock&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept
{
    std::swap(m_fd, other.m_fd);
    return *this;
}

FileLock::~FileLock()
{
    if (m_fd >= 0)
        ::close(m_fd); // releases the lock
}

} // namespace pitlane
