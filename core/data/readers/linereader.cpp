// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/linereader.h"

#include "core/data/dataset.h"

#include <algorithm>
#include <cstring>

namespace pitlane {

namespace {

/// Where the first \n or \r is, npos where there is none. Looks piece by piece, so that a file with \r alone is not
/// searched for \n to its end at every line.
std::size_t findLineEnd(std::string_view text, std::size_t from)
{
    constexpr std::size_t piece = 4096;
    for (; from < text.size(); from += piece) {
        auto part = text.substr(from, piece);
        const auto lineFeed = part.find('\n');
        part = part.substr(0, lineFeed);
        const auto carriageReturn = part.find('\r');
        if (carriageReturn != part.npos)
            return from + carriageReturn;
        if (lineFeed != part.npos)
            return from + lineFeed;
    }
    return text.npos;
}

} // namespace

LineReader::LineReader(std::string fileName, TextInput& input) : m_fileName(std::move(fileName)), m_input(input)
{
    m_input.skipByteOrderMark();
}

bool LineReader::next()
{
    m_input.consume(m_ahead);
    m_ahead = 0;
    if (m_input.visible().empty())
        return false;
    auto end = std::string_view::npos;
    for (std::size_t searched = 0;;) {
        end = findLineEnd(m_input.visible(), searched);
        searched = end == std::string_view::npos ? m_input.visible().size() : end;
        // A \r at the very end of what is visible may be half of \r\n.
        if (end != std::string_view::npos && (m_input.visible()[end] == '\n' || end + 1 < m_input.visible().size()))
            break;
        if (!m_input.more())
            break;
    }
    const auto text = m_input.visible();
    m_terminated = end != std::string_view::npos;
    m_line = text.substr(0, end);
    ++m_lineNumber;
    const std::size_t ends = !m_terminated ? 0 : text.substr(end, 2) == "\r\n" ? 2 : 1;
    m_ahead = m_line.size() + ends;
    return true;
}

void LineReader::fail(std::string_view at, const std::string& problem) const
{
    const auto column = at.data() - m_line.data() + 1;
    throw DatasetError(m_fileName + ":" + std::to_string(m_lineNumber) + ":" + std::to_string(column) + ": " + problem);
}

void LineReader::failFile(const std::string& problem) const
{
    throw DatasetError(m_fileName + ": " + problem);
}

} // namespace pitlane
