// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/seriesfilereader.h"

#include "core/data/readers/seriescollector.h"

namespace pitlane {

FileInfo SeriesFileReader::describe(const std::filesystem::path& path, const ReadOptions& options,
                                    const Progress& progress) const
{
    const auto arrays = load(path, {}, options, progress);
    return {.format = m_format, .arrays = infosOf(arrays), .notes = notesOn(arrays)};
}

std::vector<Array> SeriesFileReader::load(const std::filesystem::path& path, std::span<const std::string> names,
                                          const ReadOptions& /*options*/, const Progress& progress) const
{
    TextInput input(path, progress, "Reading series");
    return pickArrays(m_parse(input, path), names, path);
}

} // namespace pitlane
