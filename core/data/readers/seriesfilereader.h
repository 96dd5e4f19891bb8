// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers/reader.h"
#include "core/data/readers/textinput.h"

namespace pitlane {

/// A format that holds labelled series line by line: read from front to back, whatever is wanted of it.
class SeriesFileReader : public Reader
{
public:
    using Parse = std::vector<Array> (*)(TextInput& input, const std::filesystem::path& path);
    using Sniff = int (*)(std::string_view head, const std::filesystem::path& path);
    SeriesFileReader(FileFormat format, Sniff sniff, Parse parse) : m_format(format), m_sniff(sniff), m_parse(parse) {}

    [[nodiscard]] FileFormat format() const override { return m_format; }
    [[nodiscard]] int sniff(std::string_view head, const std::filesystem::path& path) const override
    {
        return m_sniff(head, path);
    }
    [[nodiscard]] FileInfo describe(const std::filesystem::path& path, const ReadOptions& options,
                                    const Progress& progress) const override;
    [[nodiscard]] std::vector<Array> load(const std::filesystem::path& path, std::span<const std::string> names,
                                          const ReadOptions& options, const Progress& progress) const override;

private:
    FileFormat m_format;
    Sniff m_sniff;
    Parse m_parse;
};

} // namespace pitlane
