// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sourcescan.h"

#include "core/data/references.h"
#include "ui/format.h"

#include <QObject>

#include <algorithm>
#include <set>

namespace pitlane {

namespace {

constexpr std::size_t mostDescribed = 64;
constexpr std::int64_t mostLines = 256;

/// How long a file is, in the words of its kind.
QString factOf(const FileInfo& info)
{
    if (info.arrays.empty())
        return QObject::tr("empty");
    if (std::ranges::all_of(info.arrays, &ArrayInfo::isRagged)) { // "traindata" beside "testdata"
        QStringList counts;
        for (const auto& array : info.arrays)
            counts << format::count(static_cast<std::int64_t>(array.lengths.size()));
        return QObject::tr("%1 sequences").arg(counts.join(QStringLiteral(" + ")));
    }
    const auto isTable = std::ranges::all_of(info.arrays, [](const ArrayInfo& a) { return a.shape.size() == 1; });
    const auto& largest = *std::ranges::max_element(info.arrays, {}, [](const ArrayInfo& a) { return a.count(); });
    const auto sameLength = std::ranges::all_of(
        info.arrays, [&](const ArrayInfo& a) { return !a.shape.empty() && a.shape.front() == largest.shape.front(); });
    if (isTable && sameLength)
        return QObject::tr("%1 rows").arg(format::count(largest.shape.front()));
    const bool isSeries = largest.shape.size() == 3 && info.arrays.size() <= 2;
    return isSeries ? QObject::tr("%1 rows").arg(format::count(largest.shape.front()))
                    : QString::fromStdString(shapeText(largest));
}

std::filesystem::path firstFileOf(const FileReference& reference, const std::filesystem::path& projectFolder,
                                  const Progress& progress)
{
    auto place = placeOf(reference, projectFolder);
    if (!reference.isFolder)
        return place;
    const auto clips = clipsIn(place, progress);
    return clips.empty() ? place : place / clips.front();
}

} // namespace

SourceScan scanSource(const DataSource& source, const std::filesystem::path& projectFolder, const Progress& progress)
{
    SourceScan scan;
    if (source.kind != DataSource::Kind::Files)
        return scan;
    const DataFile* first = nullptr;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < source.files.size(); ++i) {
        const auto& file = source.files[i];
        if (first == nullptr && file.part == Part::Train)
            first = &file;
        const bool belongs =
            first != nullptr && (&file == first || (!first->recording.empty() && file.recording == first->recording));
        if (i >= mostDescribed && !belongs) {
            scan.facts << QString();
            continue;
        }
        const auto share = static_cast<double>(i) / static_cast<double>(source.files.size());
        const auto info = describeFile(firstFileOf(file.file, projectFolder, progress), source.pipeline.read,
                                       progress.part(share, share));
        scan.facts << (file.file.isFolder ? QObject::tr("%1 files").arg(format::count(file.file.files)) : factOf(info));
        if (!belongs)
            continue;
        if (&file == first) {
            scan.format = info.format;
            for (const auto& note : info.notes)
                scan.notes << QString::fromStdString(note);
        }
        for (const auto& array : info.arrays)
            if (seen.insert(array.name).second)
                scan.arrays.push_back(array);
    }
    return scan;
}

const ArrayInfo* arrayNamed(const SourceScan& scan, const std::string& name)
{
    const auto found = std::ranges::find(scan.arrays, name, &ArrayInfo::name);
    return found == scan.arrays.end() ? nullptr : &*found;
}

QString titleOf(const ArrayInfo& array)
{
    if (array.isRagged())
        return QObject::tr("%1  %2 items")
            .arg(QString::fromStdString(array.name), format::count(static_cast<std::int64_t>(array.lengths.size())));
    auto shape = QString::fromStdString(shapeText(array));
    return QStringLiteral("%1  %2").arg(QString::fromStdString(array.name),
                                        shape.replace(QLatin1String(" x "), QStringLiteral(" × ")));
}

std::vector<ChannelRole> possibleChannels(const SourceScan& scan, const Pipeline& pipeline)
{
    std::vector<ChannelRole> channels;
    const auto known = [&](const std::string& array, std::int64_t index) -> const ChannelRole* {
        const auto found = std::ranges::find_if(
            pipeline.channels, [&](const ChannelRole& c) { return c.array == array && c.index == index; });
        return found == pipeline.channels.end() ? nullptr : &*found;
    };
    for (const auto& info : scan.arrays) {
        if (info.isRagged() || info.type == "text" || info.shape.empty() || info.shape.size() > 2)
            continue;
        const auto samples = *std::ranges::max_element(info.shape);
        const auto lines = samples == 0 ? 0 : info.count() / samples;
        if (samples < 2 || lines > mostLines)
            continue;
        for (std::int64_t line = 0; line < lines; ++line) {
            if (const auto* role = known(info.name, line)) {
                channels.push_back(*role);
                continue;
            }
            channels.push_back({.array = info.name,
                                .index = line,
                                .name = lines == 1 ? info.name : info.name + " " + std::to_string(line + 1),
                                .sampleRateHz = {}});
        }
    }
    return channels;
}

} // namespace pitlane
