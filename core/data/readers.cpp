// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers.h"

#include "core/base/files.h"
#include "core/data/formatreaders.h"
#include "core/data/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <optional>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t headBytes = std::size_t{1} << 18U;

std::optional<FileFormat> formatOfExtension(const fs::path& path)
{
    const auto extension = lowerCase(path.extension().string());
    if (extension == ".tsv")
        return FileFormat::UcrTsv;
    if (extension == ".txt" || extension == ".csv")
        return FileFormat::UcrTxt;
    if (extension == ".ts")
        return FileFormat::Ts;
    if (extension == ".arff")
        return FileFormat::Arff;
    return std::nullopt;
}

void checkIsText(std::string_view head, const fs::path& path)
{
    if (head.starts_with("PK\x03\x04") || head.starts_with("\x1f\x8b"))
        throw DatasetError(path.string() +
                           ": this is a packed archive. Unpack it and choose a .tsv, .txt, .ts or .arff "
                           "file inside.");
    const auto isControl = [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte < 0x20 && letter != '\t' && letter != '\n' && letter != '\r';
    };
    const bool hasNul = head.find('\0') != head.npos;
    if (hasNul || static_cast<std::size_t>(std::ranges::count_if(head, isControl)) * 50 > head.size())
        throw DatasetError(path.string() +
                           ": this is not a text file. Choose a UCR .tsv or .txt, a .ts or an .arff file; "
                           "save UTF-16 text as UTF-8 first.");
}

/// From the first line that is neither empty nor a comment; nothing where it could be several formats or none.
std::optional<FileFormat> formatOfContent(std::string_view head)
{
    LineReader lines({}, head);
    while (lines.next()) {
        const auto line = trimmed(lines.line());
        if (line.empty() || line.front() == '#' || line.front() == '%')
            continue;
        if (line.front() == '@') {
            const auto tag = lowerCase(line.substr(0, line.find_first_of(" \t")));
            if (tag == "@relation" || tag == "@attribute")
                return FileFormat::Arff;
            constexpr std::array<std::string_view, 9> tsTags{"@problemname", "@timestamps",   "@missing",
                                                             "@univariate",  "@dimensions",   "@dimension",
                                                             "@equallength", "@serieslength", "@classlabel"};
            if (std::ranges::find(tsTags, tag) != tsTags.end() || tag == "@targetlabel")
                return FileFormat::Ts;
            return std::nullopt;
        }
        double number = 0;
        const auto first = line.substr(0, line.find_first_of(" \t,"));
        if (first.size() == line.size() || !parseNumber(first, number))
            return std::nullopt;
        return line[first.size()] == '\t' ? FileFormat::UcrTsv : FileFormat::UcrTxt;
    }
    return std::nullopt;
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
    default:
        break; // another reader's
    }
    return {};
}

std::string readDataFile(const fs::path& path)
{
    std::error_code error;
    if (fs::exists(path, error) && !fs::is_regular_file(path, error))
        throw DatasetError(path.string() +
                           (fs::is_directory(path, error) ? ": this is a folder." : ": this is not a file.") +
                           " Choose a data file: UCR .tsv or .txt, .ts, or .arff.");
    return readFile(path);
}

FileFormat sniffContent(std::string_view content, const fs::path& path)
{
    const auto head = content.substr(0, headBytes);
    checkIsText(head, path);
    if (head.find_first_not_of(" \t\r\n") == head.npos)
        throw DatasetError(path.string() +
                           ": the file is empty. Choose the file that holds the data, or fetch it again.");
    if (const auto format = formatOfContent(head))
        return *format;
    if (const auto format = formatOfExtension(path))
        return *format;
    throw DatasetError(path.string() +
                       ": neither content nor extension is of a known format. Choose a UCR table (.tsv, "
                       ".txt: class first, then the values), a .ts or an .arff file.");
}

FileFormat sniff(const fs::path& path)
{
    std::error_code error;
    std::ifstream in(path, std::ios::binary);
    if (!in || !fs::is_regular_file(path, error))
        return sniffContent(readDataFile(path), path); // which says why it cannot be read
    std::string head(headBytes, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    return sniffContent(head, path);
}

Dataset parseDataset(std::string_view content, const fs::path& path)
{
    switch (const auto format = sniffContent(content, path)) {
    case FileFormat::UcrTsv:
    case FileFormat::UcrTxt:
        return readUcrTable(content, path, format);
    case FileFormat::Ts:
        return readTs(content, path);
    case FileFormat::Arff:
        return readArff(content, path);
    default:
        break; // another reader's
    }
    return {};
}

Dataset readDataset(const fs::path& path)
{
    return parseDataset(readDataFile(path), path);
}

Dataset readDataset(const fs::path& path, FileFormat format)
{
    const auto content = readDataFile(path);
    switch (format) {
    case FileFormat::UcrTsv:
    case FileFormat::UcrTxt:
        return readUcrTable(content, path, format);
    case FileFormat::Ts:
        return readTs(content, path);
    case FileFormat::Arff:
        return readArff(content, path);
    default:
        break; // another reader's
    }
    return {};
}

MissingValues findMissing(const Dataset& dataset, std::size_t limit)
{
    MissingValues missing;
    for (std::int64_t n = 0; n < dataset.size(); ++n) {
        for (std::int64_t c = 0; c < dataset.channels; ++c) {
            const auto series = dataset.series(n, c);
            for (std::int64_t t = 0; t < dataset.length; ++t) {
                if (!std::isnan(series[static_cast<std::size_t>(t)]))
                    continue;
                ++missing.count;
                if (missing.first.size() < limit)
                    missing.first.push_back({n, c, t});
            }
        }
    }
    return missing;
}

} // namespace pitlane
