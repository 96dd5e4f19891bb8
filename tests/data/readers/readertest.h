// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers/binaryreaders.h"

#include "../testdata.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

/// What the tests of the binary readers share.
namespace pitlane::test {

inline constexpr float missing = std::numeric_limits<float>::quiet_NaN();

inline std::filesystem::path fixture(const std::string& name)
{
    return std::filesystem::path(PITLANE_SOURCE_DIR "/tests/data/readers/fixtures") / name;
}

inline std::string contentOf(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// A folder of a test's own.
class TestFolder
{
public:
    [[nodiscard]] std::filesystem::path path() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path file(const std::string& name, const std::string& content) const
    {
        const auto path = this->path() / name;
        writeText(path, content);
        return path;
    }

private:
    QTemporaryDir m_folder;
};

/// The folder `name` of the real data, empty where it is absent.
inline std::filesystem::path dataFolder(const char* name)
{
    const auto root = qEnvironmentVariable("PITLANE_DATA_DIR", QStringLiteral(PITLANE_SOURCE_DIR "/../shared/data"));
    const auto folder = std::filesystem::path(root.toStdString()) / name;
    return std::filesystem::exists(folder) ? folder : std::filesystem::path();
}

/// "x float64 2x3 [uV 64 Hz]" for each array, one a line; ragged ones with their lengths.
inline std::string listOf(const FileInfo& info)
{
    std::ostringstream text;
    for (const auto& array : info.arrays) {
        text << array.name << ' ' << array.type << ' ';
        for (std::size_t i = 0; i < array.shape.size(); ++i)
            text << (i == 0 ? "" : "x") << array.shape[i];
        if (array.isRagged()) {
            text << '(';
            for (std::size_t i = 0; i < array.lengths.size(); ++i)
                text << (i == 0 ? "" : ",") << array.lengths[i];
            text << ')';
        }
        if (!array.unit.empty())
            text << ' ' << array.unit;
        if (array.sampleRateHz)
            text << ' ' << *array.sampleRateHz << "Hz";
        text << '\n';
    }
    return text.str();
}

/// The values, "?" for NaN; text by its words.
inline std::string valuesOf(const Array& array)
{
    std::ostringstream text;
    for (std::size_t i = 0; i < array.values.size(); ++i) {
        text << (i == 0 ? "" : " ");
        if (array.isText())
            text << '\'' << array.categories.at(static_cast<std::size_t>(array.values[i])) << '\'';
        else if (std::isnan(array.values[i]))
            text << '?';
        else
            text << array.values[i];
    }
    return text.str();
}

inline FileInfo described(const Reader& reader, const std::filesystem::path& path)
{
    return reader.describe(path, {}, {});
}

inline std::vector<Array> loaded(const Reader& reader, const std::filesystem::path& path,
                                 const std::vector<std::string>& names = {})
{
    return reader.load(path, names, {}, {});
}

/// What load() throws. Both describe() and load() must throw or both pass, unless `loadOnly`; the sentence names the
/// file and is whole.
inline std::string errorOf(const Reader& reader, const std::filesystem::path& path, bool loadOnly = false)
{
    const auto problem = messageOf<DatasetError>([&] { static_cast<void>(loaded(reader, path)); });
    if (!problem)
        return "no error";
    if (!loadOnly && !messageOf<DatasetError>([&] { static_cast<void>(described(reader, path)); }))
        return "describe() has no error, but load(): " + *problem;
    if (problem->find(path.filename().string()) == std::string::npos)
        return "no file name in: " + *problem;
    if (!problem->ends_with('.'))
        return "not a whole sentence: " + *problem;
    return *problem;
}

/// A start of the content of each length (at most about 200 of them) is refused by load(), by a sentence; gives the
/// length that is not, or -1.
inline std::int64_t truncationsThatPass(const Reader& reader, const std::filesystem::path& file,
                                        const std::string& content, std::size_t end = std::string::npos)
{
    end = std::min(end, content.size());
    const std::size_t step = std::max<std::size_t>(end / 200, 1);
    for (std::size_t length = 0; length < end; length += step) {
        writeText(file, std::string_view(content).substr(0, length));
        const auto problem = messageOf<DatasetError>([&] { static_cast<void>(loaded(reader, file)); });
        if (!problem || problem->find(file.filename().string()) == std::string::npos || !problem->ends_with('.'))
            return static_cast<std::int64_t>(length);
    }
    return -1;
}

/// Bytes that mean nothing, the same in each run.
inline std::string noise(std::size_t count)
{
    std::string bytes(count, '\0');
    std::uint32_t state = 12345;
    for (auto& byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<char>(static_cast<unsigned char>(state >> 24U));
    }
    return bytes;
}

} // namespace pitlane::test
