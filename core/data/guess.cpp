// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/guess.h"

#include "core/data/guesspipeline.h"
#include "core/data/readers/labelledseries.h"
#include "core/data/references.h"
#include "core/data/text.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostFiles = 5000;

bool isAudio(const fs::path& path)
{
    const auto extension = lowerCase(path.extension().string());
    return extension == ".wav" || extension == ".flac" || extension == ".ogg" || extension == ".aiff";
}

/// A folder with several folders of audio clips: each names a class.
bool isFolderOfClips(const fs::path& folder, const std::vector<std::string>& clips)
{
    std::set<std::string> classes;
    for (const auto& clip : clips) {
        const fs::path relative(clip);
        if (!isAudio(folder / relative))
            return false;
        if (relative.has_parent_path())
            classes.insert(relative.begin()->string());
    }
    return classes.size() >= 2;
}

FolderLists listsIn(const fs::path& folder, const std::vector<std::string>& clips)
{
    FolderLists lists;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const auto name = entry.path().filename().string();
        const auto lower = lowerCase(name);
        if (entry.is_regular_file() && lower.ends_with(".txt") && lower.find("list") != lower.npos) {
            if (lower.starts_with("val"))
                lists.validation = name;
            else if (lower.starts_with("test"))
                lists.test = name;
        } else if (entry.is_directory() && lower.find("noise") != lower.npos) {
            lists.noise = name;
        }
    }
    constexpr std::string_view speakerMark = "_nohash_";
    if (std::ranges::any_of(clips, [&](const std::string& clip) { return clip.find(speakerMark) != clip.npos; }))
        lists.groupEndsAt = speakerMark;
    return lists;
}

/// A subject that a file name begins with: "S1_A1_E2", "subject03-run".
std::string subjectIn(const std::string& stem)
{
    static const std::regex pattern("^(s|subj|subject|user|patient|p)[_-]?([0-9]{1,3})([^0-9].*)?$", std::regex::icase);
    std::smatch match;
    return std::regex_match(stem, match, pattern) ? match[1].str() + match[2].str() : std::string();
}

/// Whether `name` holds `word` between other characters than letters: "ECG5000_TRAIN", "test-2".
bool hasWord(const std::string& name, std::string_view word)
{
    const auto lower = lowerCase(name);
    const auto isLetter = [](char c) { return c >= 'a' && c <= 'z'; };
    for (auto at = lower.find(word); at != lower.npos; at = lower.find(word, at + 1)) {
        const auto end = at + word.size();
        const bool startsClean = at == 0 || !isLetter(lower[at - 1]);
        if (startsClean && (end == lower.size() || !isLetter(lower[end])))
            return true;
    }
    return false;
}

std::optional<Part> partIn(const std::string& stem)
{
    if (hasWord(stem, "train") || hasWord(stem, "training"))
        return Part::Train;
    if (hasWord(stem, "test") || hasWord(stem, "testing"))
        return Part::Test;
    if (hasWord(stem, "val") || hasWord(stem, "valid") || hasWord(stem, "validation"))
        return Part::Validation;
    return std::nullopt;
}

struct Candidate
{
    fs::path path;
    std::string folder; ///< first folder below the one that was dropped; empty: none
};

/// The data files of what was dropped; files that no reader knows (a README, a licence) are passed over in folders.
std::vector<Candidate> candidatesOf(const std::vector<fs::path>& paths, const Progress& progress)
{
    std::vector<Candidate> candidates;
    for (const auto& path : paths) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            static_cast<void>(readerFor(path));
            candidates.push_back({.path = path, .folder = {}});
            continue;
        }
        std::string refused;
        for (const auto& name : clipsIn(path, progress)) {
            const fs::path relative(name);
            try {
                static_cast<void>(readerFor(path / relative));
            } catch (const DatasetError& unknown) {
                refused = unknown.what();
                continue;
            }
            candidates.push_back(
                {.path = path / relative, .folder = relative.has_parent_path() ? relative.begin()->string() : ""});
            if (candidates.size() > mostFiles)
                throw DatasetError(path.string() + ": more than " + std::to_string(mostFiles) +
                                   " data files. Choose a folder further down, or the files themselves.");
        }
        if (candidates.empty())
            throw DatasetError(path.string() + ": the folder holds no data file that can be read." +
                               (refused.empty() ? std::string() : " " + refused));
    }
    return candidates;
}

/// The name of a file without its ending; with its folder where another folder has a file of that name.
std::string nameOfRecording(const std::string& base, const std::vector<std::string>& all)
{
    const fs::path path(base);
    const auto isNamesake = [&](const std::string& other) {
        return other != base && fs::path(other).filename() == path.filename();
    };
    return std::ranges::any_of(all, isNamesake)
               ? (path.parent_path().filename() / path.filename()).generic_string()
               : path.filename().string();
}

/// Files whose names begin with the name of another one belong to it: "DATA_01.mat" and "DATA_01_labels.mat".
void joinCompanions(std::vector<DataFile>& files)
{
    std::vector<std::string> stems;
    for (const auto& file : files)
        stems.push_back(fs::path(file.file.path).replace_extension().generic_string());
    for (std::size_t i = 0; i < files.size(); ++i)
        for (std::size_t k = 0; k < files.size(); ++k) {
            const auto& base = stems[i];
            const auto& other = stems[k];
            if (i == k || other.size() <= base.size() || !other.starts_with(base))
                continue;
            const char next = other[base.size()];
            if (next != '_' && next != '-' && next != '.')
                continue;
            const auto name = nameOfRecording(base, stems);
            files[i].recording = name;
            files[k].recording = name;
        }
}

void guessParts(std::vector<DataFile>& files)
{
    std::vector<std::optional<Part>> parts;
    for (const auto& file : files)
        parts.push_back(partIn(fs::path(file.file.path).stem().string()));
    if (std::ranges::find(parts, std::optional(Part::Train)) == parts.end())
        return; // a "test" alone says nothing about the others
    for (std::size_t i = 0; i < files.size(); ++i)
        files[i].part = parts[i].value_or(Part::Train);
}

/// Subjects: folders, names like "S3", else every recording is one of its own.
void guessGroups(std::vector<DataFile>& files, const std::vector<Candidate>& candidates)
{
    std::set<std::string> folders;
    std::set<std::string> subjects;
    for (std::size_t i = 0; i < files.size(); ++i) {
        folders.insert(candidates[i].folder);
        subjects.insert(subjectIn(candidates[i].path.stem().string()));
    }
    const bool byFolder = folders.size() >= 2 && !folders.contains("");
    const bool bySubject = !byFolder && subjects.size() >= 2 && !subjects.contains("");
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto stem = candidates[i].path.stem().string();
        files[i].group = byFolder                      ? candidates[i].folder
                         : bySubject                   ? subjectIn(stem)
                         : !files[i].recording.empty() ? files[i].recording
                                                       : stem;
    }
}

std::string nameOfData(const std::vector<fs::path>& paths)
{
    auto path = paths.front();
    if (!path.has_filename())
        path = path.parent_path();
    auto stem = fs::is_directory(path) ? path.filename().string() : path.stem().string();
    if (paths.size() > 1 && !partIn(stem))
        stem = path.parent_path().filename().string();
    return nameFromFile(stem);
}

/// What the arrays of the first recording suggest.
Pipeline pipelineOf(const std::vector<DataFile>& files, const std::vector<Candidate>& candidates,
                    const Progress& progress)
{
    std::vector<FoundArray> arrays;
    FileFormat format = FileFormat::Csv;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const bool together = i == 0 || (!files[0].recording.empty() && files[i].recording == files[0].recording);
        if (!together)
            continue;
        const auto info = describeFile(candidates[i].path, {}, progress);
        if (i == 0)
            format = info.format;
        for (const auto& array : info.arrays)
            arrays.push_back({.info = array, .file = candidates[i].path});
    }
    return guessPipeline(format, arrays, progress);
}

/// Recordings are kept apart from each other; series are dealt by class, rows by what the files say.
void guessSplit(DataSource& source)
{
    auto& split = source.pipeline.split;
    std::set<std::string> groups;
    for (const auto& file : source.files)
        if (file.part == Part::Train)
            groups.insert(file.group);
    const bool listed = !source.lists.validation.empty() || !source.pipeline.validationArrays.values.empty() ||
                        std::ranges::any_of(source.files, [](const DataFile& f) { return f.part == Part::Validation; });
    if (listed)
        split.kind = SplitRule::Kind::Listed;
    else if ((groups.size() >= 2 && source.pipeline.layout == Layout::Recordings) ||
             !source.pipeline.groupArray.empty() || !source.lists.groupEndsAt.empty())
        split.kind = SplitRule::Kind::Groups;
}

} // namespace

DataSource guessSource(const std::vector<fs::path>& paths, const fs::path& projectFolder, const Progress& progress)
{
    if (paths.empty())
        throw DatasetError("No file was chosen. Choose a data file or a folder of them.");
    DataSource source;
    source.kind = DataSource::Kind::Files;
    source.name = nameOfData(paths);
    if (!isUtf8(source.name))
        throw DatasetError("The file name " + inQuotes(source.name) + " is not UTF-8 text. Rename the file.");
    if (paths.size() == 1 && fs::is_directory(paths.front())) {
        const auto clips = clipsIn(paths.front(), progress);
        if (isFolderOfClips(paths.front(), clips)) {
            source.files.push_back({.file = referTo(paths.front(), projectFolder, progress)});
            source.lists = listsIn(paths.front(), clips);
            source.pipeline = pipelineForClips(paths.front() / clips.front());
            guessSplit(source);
            return source;
        }
    }
    const auto candidates = candidatesOf(paths, progress.part(0, 0.2));
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const double share = 0.2 + 0.5 * static_cast<double>(i) / static_cast<double>(candidates.size());
        progress.at(share, "Checking " + candidates[i].path.filename().string());
        DataFile file;
        file.file = referTo(candidates[i].path, projectFolder, progress);
        source.files.push_back(std::move(file));
    }
    joinCompanions(source.files);
    guessParts(source.files);
    source.pipeline = pipelineOf(source.files, candidates, progress.part(0.7, 1));
    if (source.pipeline.layout == Layout::Recordings)
        guessGroups(source.files, candidates);
    markNinaproExercises(source);
    guessSplit(source);
    return source;
}

DataSource sourceFromFiles(const fs::path& train, const fs::path& test, const fs::path& projectFolder)
{
    auto source = guessSource({train}, projectFolder);
    for (auto& file : source.files)
        file.part = Part::Train;
    if (test.empty())
        return source;
    static_cast<void>(readerFor(test));
    DataFile file;
    file.file = referTo(test, projectFolder);
    file.part = Part::Test;
    if (source.files.size() == 1 && file.file.sha256 == source.files.front().file.sha256)
        throw DatasetError("Data set " + source.name + ": " + train.string() + " and " + test.string() +
                           " have the same content, so the test would be of data that were trained on. Choose another "
                           "test file, or none.");
    source.files.push_back(std::move(file));
    return source;
}

} // namespace pitlane
