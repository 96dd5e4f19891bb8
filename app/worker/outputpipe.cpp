// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/outputpipe.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <poll.h>
#include <unistd.h>

namespace pitlane {

void OutputPipe::writeLine(std::string_view line)
{
    if (m_closed)
        return;
    m_pending.append(line).push_back('\n');
    writeWhatFits(0);
}

void OutputPipe::drain()
{
    writeWhatFits(-1);
}

void OutputPipe::writeWhatFits(int waitMs)
{
    std::size_t written = 0;
    while (!m_closed && written < m_pending.size()) {
        pollfd target{.fd = m_fd, .events = POLLOUT, .revents = 0};
        const auto ready = ::poll(&target, 1, waitMs);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            break;
        // A pipe that polls as writable takes this much without blocking.
        const auto chunk = std::min<std::size_t>(m_pending.size() - written, PIPE_BUF);
        const auto count = ::write(m_fd, m_pending.data() + written, chunk);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            m_closed = true;
        else
            written += static_cast<std::size_t>(count);
    }
    m_pending.erase(0, m_closed ? m_pending.size() : written);
}

} // namespace pitlane
