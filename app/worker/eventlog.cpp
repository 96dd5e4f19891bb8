// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/eventlog.h"

#include "core/base/error.h"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

namespace pitlane {

namespace {

std::string nowUtc()
{
    const auto now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[sizeof "2026-01-01T00:00:00Z"];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

} // namespace

EventLog::EventLog(std::filesystem::path file) : m_file(std::move(file))
{
    m_fd = ::open(m_file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (m_fd < 0)
        throw FileError("Cannot write " + m_file.string() + ": " + std::strerror(errno) + ".");
    // A worker that was killed while it wrote leaves half a line, which must not swallow ours.
    char last = '\n';
    const auto size = ::lseek(m_fd, 0, SEEK_END);
    if (size > 0 && ::pread(m_fd, &last, 1, size - 1) == 1 && last != '\n')
        writeText("\n");
}

EventLog::~EventLog()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

void EventLog::write(const JobEvent& event)
{
    // Readers skip fields that they do not know.
    writeText("{\"at\":\"" + nowUtc() + "\"," + toJsonLine(event).substr(1) + "\n");
}

void EventLog::writeText(std::string_view text)
{
    while (!text.empty()) {
        const auto written = ::write(m_fd, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            throw FileError("Cannot write " + m_file.string() + ": " + std::strerror(errno) +
                            ". Free some space, then resume.");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

} // namespace pitlane
