// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include "core/base/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

const std::string temporarySuffix = ".tmp"; // the number of the process follows

std::string systemReason()
{
    return std::strerror(errno);
}

/// Closes a descriptor when it goes out of scope.
class Descriptor
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

} // namespace

std::string readFile(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in)
        throw FileError("Cannot read " + path.string() + ": " + systemReason() + ".");
    std::ostringstream content;
    content << in.rdbuf();
    if (in.bad())
        throw FileError("Reading " + path.string() + " failed: " + systemReason() + ".");
    return std::move(content).str();
}

fs::path temporaryFor(const fs::path& path)
{
    auto temporary = path;
    temporary += temporarySuffix + std::to_string(::getpid());
    return temporary;
}

void removeTemporaries(const fs::path& folder)
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const auto ending = entry.path().extension().string();
        if (ending.size() > temporarySuffix.size() && ending.starts_with(temporarySuffix) &&
            ending.find_first_not_of("0123456789", temporarySuffix.size()) == std::string::npos)
            fs::remove(entry.path(), ignored);
    }
}

void writeFileAtomically(const fs::path& path, std::string_view content)
{
    const auto temporary = temporaryFor(path);
    {
        const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (file.get() < 0)
            throw FileError("Cannot write " + path.string() + ": " + systemReason() + ".");
        while (!content.empty()) {
            const auto written = ::write(file.get(), content.data(), content.size());
            if (written < 0) {
                if (errno == EINTR)
                    continue;
                const auto reason = systemReason();
                ::unlink(temporary.c_str());
                throw FileError("Cannot write " + path.string() + ": " + reason + ". The old file is unchanged.");
            }
            content.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    commitFile(temporary, path);
}

void commitFile(const fs::path& temporary, const fs::path& path)
{
    {
        const Descriptor file(::open(temporary.c_str(), O_RDONLY | O_CLOEXEC));
        if (file.get() < 0 || ::fsync(file.get()) != 0)
            throw FileError("Cannot write " + path.string() + ": " + systemReason() + ". The old file is unchanged.");
    }
    std::error_code error;
    fs::rename(temporary, path, error);
    if (error)
        throw FileError("Cannot write " + path.string() + ": " + error.message() + ". The old file is unchanged.");
}

} // namespace pitlane
