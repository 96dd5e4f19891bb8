// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/runfolder.h"

#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/jobs/workerprotocol.h"

#include <fstream>

namespace pitlane {

namespace fs = std::filesystem;

std::vector<std::string> EventReader::readNewLines()
{
    std::vector<std::string> lines;
    std::ifstream in(m_file, std::ios::binary);
    if (!in.seekg(m_offset))
        return lines;
    std::string line;
    while (std::getline(in, line) && !in.eof()) { // eof: the end of the last line has not been written yet
        m_offset += static_cast<std::int64_t>(line.size()) + 1;
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<JobEvent> EventReader::readNew()
{
    std::vector<JobEvent> events;
    for (const auto& line : readNewLines()) {
        try {
            if (auto event = jobEventFromJsonLine(line))
                events.push_back(std::move(*event));
        } catch (const JsonError&) {
            // half a line of a worker that was killed while it wrote
        }
    }
    return events;
}

bool RunFolder::hasResult() const
{
    std::error_code error;
    return fs::exists(file(runfile::result), error);
}

std::vector<SearchPoint> RunFolder::results() const
{
    const auto path = file(runfile::result);
    const auto json = parseJson(readFile(path), path.string());
    const JsonReader list(json, path.string());
    std::vector<SearchPoint> points;
    for (std::size_t i = 0; i < list.size(); ++i)
        points.push_back(searchPointFromJson(list.at(i).value(), path.string()));
    return points;
}

SearchPoint RunFolder::result(PointId id) const
{
    const auto points = results();
    for (const auto& point : points)
        if (point.id == id || points.size() == 1)
            return point;
    throw FileError("Reading " + file(runfile::result).string() + ": expected a result for point " +
                    std::to_string(id.value) + ", found " + std::to_string(points.size()) +
                    " others. Remove the file and resume the point.");
}

std::optional<FileLock::Holder> RunFolder::worker() const
{
    const auto path = file(runfile::lock);
    if (!FileLock::isHeld(path))
        return std::nullopt;
    return FileLock::holder(path).value_or(FileLock::Holder{});
}

fs::path RunFolder::writeJob(const JobSpec& job) const
{
    std::error_code error;
    fs::create_directories(m_path, error);
    if (error)
        throw FileError("Cannot make the folder " + m_path.string() + ": " + error.message() + ".");
    auto path = file(jobFileName(job.kind));
    writeFileAtomically(path, toJson(job).dump(2) + "\n");
    return path;
}

std::optional<ErrorEvent> RunFolder::lastError(const std::vector<JobEvent>& events)
{
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
        if (const auto* error = std::get_if<ErrorEvent>(&*event))
            return *error;
        if (!std::holds_alternative<LogEvent>(*event))
            break;
    }
    return std::nullopt;
}

} // namespace pitlane
