// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace pitlane {

/// What lies in the files of a source, without their numbers: what can be chosen as signal, label, subject.
struct SourceScan
{
    std::vector<ArrayInfo> arrays; ///< of the first recording of the train part
    std::optional<FileFormat> format;
    QStringList notes; ///< what the reader found out: "Separated by ;, decimal comma."
    QStringList facts; ///< of each file: "500 rows", "6 × 37 937"; empty where it was not looked at
    bool operator==(const SourceScan&) const = default;
};

/// Describes the files of `source`; of many files only the first ones, of a folder its first clip. Throws DatasetError,
/// FileError, ReadCancelled.
[[nodiscard]] SourceScan scanSource(const DataSource& source, const std::filesystem::path& projectFolder,
                                    const Progress& progress = {});

/// The array called `name`, or null.
[[nodiscard]] const ArrayInfo* arrayNamed(const SourceScan& scan, const std::string& name);
/// "values  500 × 1 × 140".
[[nodiscard]] QString titleOf(const ArrayInfo& array);
/// Channels that a recording's arrays offer: every line of every numeric array along time.
[[nodiscard]] std::vector<ChannelRole> possibleChannels(const SourceScan& scan, const Pipeline& pipeline);

} // namespace pitlane
