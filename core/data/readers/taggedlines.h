// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers/linereader.h"

namespace pitlane {

/// Walks through a text of the .ts and .arff kind: lines that begin with @ up to @data, then one series a line. Empty
/// lines and those that begin with `comment` are passed over. `readTag(line)` is true for @data; `expected` ends the
/// sentence for another line before it.
template <typename ReadTag, typename ReadSeries>
void readTaggedLines(LineReader& lines, char comment, const char* expected, ReadTag readTag, ReadSeries readSeries)
{
    bool inData = false;
    while (lines.next()) {
        const auto line = trimmed(lines.line());
        if (line.empty() || line.front() == comment)
            continue;
        if (inData)
            readSeries(line);
        else if (line.front() == '@')
            inData = readTag(line);
        else
            lines.fail(line, "found " + inQuotes(line) + " before the line @data, expected " + expected +
                                 ". Add the line @data before the first series.");
    }
    if (!inData)
        lines.failFile("the line @data is missing, so there is no series to read. The file may be cut off: fetch it "
                       "again.");
}

} // namespace pitlane
