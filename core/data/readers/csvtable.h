// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers/csvrecords.h"
#include "core/data/readers/reader.h"

namespace pitlane {

struct CsvColumn
{
    enum class Kind { Unknown, Number, Text }; ///< Unknown: all values of the sample are missing
    std::string name;
    Kind kind = Kind::Unknown;
    bool operator==(const CsvColumn&) const = default;
};

/// What the start of a table says of the whole.
struct CsvTable
{
    CsvDialect dialect;
    std::vector<CsvColumn> columns;
    std::vector<std::string> notes;
    std::int64_t headerLine = 0; ///< 0: none
    bool isConsistent = false;   ///< every row of the sample has as many fields
    double numericShare = 0;     ///< of the fields of the sample
};

/// Finds out separator, decimal sign, header and kinds of columns from the head of a file, as far as `options` leave
/// it open. `isWhole`: `head` is all there is. Throws DatasetError where there is no row, or for a damaged one.
[[nodiscard]] CsvTable examineTable(std::string_view head, bool isWhole, const TableOptions& options,
                                    const std::filesystem::path& path);

} // namespace pitlane
