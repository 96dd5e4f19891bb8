// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/reader.h"

#include "core/data/readers/binaryreaders.h"
#include "core/data/readers/filesignatures.h"
#include "core/data/readers/textreaders.h"
#include "core/data/text.h"

#include <algorithm>

namespace pitlane {

namespace {

struct Entry
{
    const Reader* reader;
    std::vector<std::string_view> extensions;
};

/// Every reader with the endings of its files. Where two are equally sure of a file, the first one takes it.
const std::vector<Entry>& entries()
{
    static const std::vector<Entry> all{
        {&ucrTsvReader(), {".tsv"}},
        {&ucrTxtReader(), {".txt"}},
        {&tsReader(), {".ts"}},
        {&arffReader(), {".arff"}},
        {&csvReader(), {".csv", ".tab", ".dat"}},
        {&npyReader(), {".npy"}},
        {&npzReader(), {".npz"}},
        {&matReader(), {".mat"}},
        {&hdf5Reader(), {".h5", ".hdf5"}},
        {&edfReader(), {".edf", ".bdf"}},
        {&audioReader(), {".wav", ".flac", ".ogg", ".aiff"}},
        {&daliaPickleReader(), {".pkl"}},
    };
    return all;
}

} // namespace

std::string_view nameOf(FileFormat format)
{
    switch (format) {
    case FileFormat::UcrTsv:
        return "UCR table, tab separated";
    case FileFormat::UcrTxt:
        return "UCR table, blank or comma separated";
    case FileFormat::Ts:
        return ".ts (sktime, UEA archive)";
    case FileFormat::Arff:
        return "ARFF (Weka, UEA archive)";
    case FileFormat::Csv:
        return "table of text (CSV, TSV)";
    case FileFormat::Npy:
        return "NumPy array (.npy)";
    case FileFormat::Npz:
        return "NumPy arrays (.npz)";
    case FileFormat::Mat:
        return "MATLAB (.mat)";
    case FileFormat::Hdf5:
        return "HDF5";
    case FileFormat::Edf:
        return "EDF or BDF";
    case FileFormat::Audio:
        return "audio (WAV, FLAC)";
    case FileFormat::DaliaPickle:
        return "PPG-DaLiA subject (.pkl)";
    }
    return {};
}

std::string_view idOf(FileFormat format)
{
    switch (format) {
    case FileFormat::UcrTsv:
        return "ucr-tsv";
    case FileFormat::UcrTxt:
        return "ucr-txt";
    case FileFormat::Ts:
        return "ts";
    case FileFormat::Arff:
        return "arff";
    case FileFormat::Csv:
        return "csv";
    case FileFormat::Npy:
        return "npy";
    case FileFormat::Npz:
        return "npz";
    case FileFormat::Mat:
        return "mat";
    case FileFormat::Hdf5:
        return "hdf5";
    case FileFormat::Edf:
        return "edf";
    case FileFormat::Audio:
        return "audio";
    case FileFormat::DaliaPickle:
        return "dalia-pickle";
    }
    return {};
}

std::span<const Reader* const> readers()
{
    static const auto all = [] {
        std::vector<const Reader*> list;
        for (const auto& entry : entries())
            list.push_back(entry.reader);
        return list;
    }();
    return all;
}

std::span<const std::string_view> knownExtensions()
{
    static const auto all = [] {
        std::vector<std::string_view> list;
        for (const auto& entry : entries())
            for (const auto extension : entry.extensions)
                if (std::ranges::find(list, extension) == list.end())
                    list.push_back(extension);
        return list;
    }();
    return all;
}

const Reader& readerFor(const std::filesystem::path& path, const ReadOptions& options)
{
    if (options.format) {
        checkIsReadableFile(path);
        for (const auto* reader : readers())
            if (reader->format() == *options.format)
                return *reader;
        throw DatasetError(path.string() + ": no reader for the format " + inQuotes(idOf(*options.format)) +
                           " was built in. Choose another format, or let it be found out.");
    }
    const auto head = readHead(path);
    const Reader* best = nullptr;
    int bestScore = 0;
    for (const auto* reader : readers()) {
        const auto score = reader->sniff(head, path);
        if (score > bestScore) {
            best = reader;
            bestScore = score;
        }
    }
    if (best == nullptr)
        throw DatasetError(path.string() + ": " + whyUnreadable(head));
    return *best;
}

FileInfo describeFile(const std::filesystem::path& path, const ReadOptions& options, const Progress& progress)
{
    return readerFor(path, options).describe(path, options, progress);
}

std::vector<Array> loadArrays(const std::filesystem::path& path, std::span<const std::string> names,
                              const ReadOptions& options, const Progress& progress)
{
    return readerFor(path, options).load(path, names, options, progress);
}

} // namespace pitlane
