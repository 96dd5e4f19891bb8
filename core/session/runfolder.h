// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filelock.h"
#include "core/study/job.h"
#include "core/study/jobevent.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pitlane {

/// Reads an event file that may still grow: complete lines only, unknown and damaged ones left out.
class EventReader
{
public:
    explicit EventReader(std::filesystem::path file) : m_file(std::move(file)) {}
    /// Events that were written since the last call; none when the file is missing.
    [[nodiscard]] std::vector<JobEvent> readNew();
    /// The lines themselves, complete ones only.
    [[nodiscard]] std::vector<std::string> readNewLines();

private:
    std::filesystem::path m_file;
    std::int64_t m_offset = 0;
};

/// What a worker left, or is leaving, on disk.
class RunFolder
{
public:
    explicit RunFolder(std::filesystem::path path) : m_path(std::move(path)) {}

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] std::filesystem::path file(const std::string& name) const { return m_path / name; }
    [[nodiscard]] bool hasResult() const;
    /// The points in result.json: of one search with budgets several, else one. Throws FileError, JsonError.
    [[nodiscard]] std::vector<SearchPoint> results() const;
    /// The one with this id, or the only one. Throws FileError, JsonError.
    [[nodiscard]] SearchPoint result(PointId id) const;
    /// The worker that works here now.
    [[nodiscard]] std::optional<FileLock::Holder> worker() const;
    /// Writes job.json (or test-job.json); makes the folder. Throws FileError. Returns the file's path.
    [[nodiscard]] std::filesystem::path writeJob(const JobSpec& job) const;
    /// The error that ended the last run here; nullopt when it ended otherwise.
    [[nodiscard]] static std::optional<ErrorEvent> lastError(const std::vector<JobEvent>& events);

private:
    std::filesystem::path m_path;
};

} // namespace pitlane
