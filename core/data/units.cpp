// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/units.h"

#include "core/base/files.h"
#include "core/data/references.h"
#include "core/data/split.h"
#include "core/data/text.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

/// The lines of a list of files, with forward slashes.
std::set<std::string> namesIn(const fs::path& list)
{
    std::istringstream content(readFile(list));
    std::set<std::string> names;
    for (std::string line; std::getline(content, line);) {
        std::string name(trimmed(line));
        std::ranges::replace(name, '\\', '/');
        if (name.starts_with("./"))
            name.erase(0, 2);
        if (!name.empty() && name.front() != '#')
            names.insert(std::move(name));
    }
    return names;
}

std::set<std::string> readList(const fs::path& folder, const std::string& list, const std::vector<std::string>& clips)
{
    if (list.empty())
        return {};
    auto names = namesIn(folder / list);
    std::int64_t known = 0;
    for (const auto& name : names)
        known += std::ranges::binary_search(clips, name) ? 1 : 0;
    if (known == 0)
        throw DatasetError((folder / list).string() + ": none of its " + std::to_string(names.size()) +
                           " lines names a file in " + folder.string() +
                           ". Expected relative paths, one a line, such as " +
                           (clips.empty() ? "yes/clip.wav" : clips.front()) + ".");
    return names;
}

void addClips(const DataFile& file, const FolderLists& lists, const fs::path& folder, std::vector<Unit>& units,
              const std::vector<std::string>& clips)
{
    const auto validation = readList(folder, lists.validation, clips);
    const auto test = readList(folder, lists.test, clips);
    for (const auto& clip : clips) {
        const fs::path relative(clip);
        Unit unit{.name = clip,
                  .group = file.group,
                  .className = relative.has_parent_path() ? relative.begin()->string() : file.className,
                  .repetition = file.repetition,
                  .labelOffset = file.labelOffset,
                  .part = file.part,
                  .files = {folder / relative}};
        if (!lists.noise.empty() && clip.starts_with(lists.noise + "/"))
            unit.part = Part::Noise;
        else if (test.contains(clip))
            unit.part = Part::Test;
        else if (validation.contains(clip))
            unit.part = Part::Validation;
        const auto stem = relative.filename().string();
        if (const auto end = lists.groupEndsAt.empty() ? stem.npos : stem.find(lists.groupEndsAt); end != stem.npos)
            unit.group = stem.substr(0, end);
        units.push_back(std::move(unit));
    }
}

/// Subjects that the split keeps for the test: their files are not opened before that.
void keepTestGroups(std::vector<Unit>& units, const SplitRule& split)
{
    std::vector<std::string> names;
    for (const auto& unit : units)
        if (unit.part == Part::Train && std::ranges::find(names, unit.group) == names.end())
            names.push_back(unit.group);
    if (names.empty() || std::ranges::find(names, std::string()) != names.end())
        return; // not every file is of one group
    const auto test = testGroups(names, split);
    for (auto& unit : units)
        if (unit.part == Part::Train && std::ranges::find(test, unit.group) != test.end())
            unit.part = Part::Test;
}

} // namespace

std::vector<Unit> unitsOf(const DataSource& source, const fs::path& projectFolder, const Progress& progress,
                          const FolderListings& listings)
{
    std::vector<Unit> units;
    std::map<std::string, std::size_t> byRecording;
    for (const auto& file : source.files) {
        if (file.part == Part::Unused)
            continue;
        const auto place = placeOf(file.file, projectFolder);
        if (file.file.isFolder) {
            addClips(file, source.lists, place, units, listings.of(place, progress).clips);
            continue;
        }
        if (!file.recording.empty()) {
            const auto [known, isNew] = byRecording.emplace(file.recording, units.size());
            if (!isNew) {
                auto& unit = units[known->second];
                unit.files.push_back(place);
                if (unit.group.empty())
                    unit.group = file.group;
                continue;
            }
        }
        units.push_back({.name = file.recording.empty() ? place.stem().string() : file.recording,
                         .group = file.group,
                         .className = file.className,
                         .repetition = file.repetition,
                         .labelOffset = file.labelOffset,
                         .part = file.part,
                         .files = {place}});
    }
    if (source.pipeline.groupArray.empty())
        keepTestGroups(units, source.pipeline.split);
    return units;
}

} // namespace pitlane
