// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace pitlane {

/// Lines to the program that started the worker. A reader that is slow, stopped or gone never holds the worker up: what
/// does not fit into the pipe waits here, what nobody can read is dropped.
class OutputPipe
{
public:
    explicit OutputPipe(int fd) : m_fd(fd) {}
    void writeLine(std::string_view line);
    /// Waits until everything is read, or nobody can read it any more.
    void drain();

private:
    void writeWhatFits(int waitMs);

    int m_fd;
    std::string m_pending;
    bool m_closed = false;
};

} // namespace pitlane
