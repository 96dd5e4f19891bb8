// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <functional>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/inotify.h>
#include <unistd.h>

namespace pitlane {

/// Hears of files that somebody begins to write in a folder.
class NewFiles
{
public:
    explicit NewFiles(const std::filesystem::path& folder) : m_fd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK))
    {
        ::inotify_add_watch(m_fd, folder.c_str(), IN_CREATE);
    }
    NewFiles(const NewFiles&) = delete;
    NewFiles& operator=(const NewFiles&) = delete;
    ~NewFiles() { ::close(m_fd); }

    /// Waits until `count` temporary files have been made from now on, as long as `goOn` allows.
    void awaitTemporaries(int count, const std::function<bool()>& goOn) const
    {
        takeNew();
        while (count > 0 && goOn()) {
            pollfd source{.fd = m_fd, .events = POLLIN, .revents = 0};
            if (::poll(&source, 1, 20) > 0)
                count -= takeNew();
        }
    }

private:
    int takeNew() const
    {
        alignas(inotify_event) std::array<char, 4096> block{};
        int made = 0;
        for (auto size = ::read(m_fd, block.data(), block.size()); size > 0;
             size = ::read(m_fd, block.data(), block.size()))
            for (std::ptrdiff_t at = 0; at < size;) {
                inotify_event event{};
                std::memcpy(&event, block.data() + at, sizeof event);
                const std::string name(block.data() + at + sizeof event); // padded with zeros
                made += name.find(".tmp") != std::string::npos ? 1 : 0;
                at += static_cast<std::ptrdiff_t>(sizeof event + event.len);
            }
        return made;
    }

    int m_fd;
};

} // namespace pitlane
