// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/jobevent.h"

#include <filesystem>

namespace pitlane {

/// The event file of a run folder: one line an event with the time, complete on disk when write() returns to the
/// system. A resumed run appends.
class EventLog
{
public:
    /// Throws FileError.
    explicit EventLog(std::filesystem::path file);
    EventLog(const EventLog&) = delete;
    EventLog& operator=(const EventLog&) = delete;
    ~EventLog();
    /// Throws FileError (full disk ...).
    void write(const JobEvent& event);

private:
    void writeText(std::string_view text);

    std::filesystem::path m_file;
    int m_fd = -1;
};

} // namespace pitlane
