// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/textinput.h"

#include "core/data/readers/filesignatures.h"

#include <algorithm>
#include <cstring>

namespace pitlane {

namespace {

constexpr std::size_t fileBlockBytes = std::size_t{1} << 20U;

} // namespace

TextInput::TextInput(std::string_view content, std::size_t blockBytes)
    : m_content(content), m_blockBytes(blockBytes), m_size(static_cast<std::int64_t>(content.size()))
{
    if (blockBytes == 0) {
        m_visible = content;
    } else {
        m_endVisible = false;
        static_cast<void>(more());
    }
}

TextInput::TextInput(const std::filesystem::path& path, Progress progress, std::string step)
    : m_name(path.string()), m_blockBytes(fileBlockBytes), m_progress(std::move(progress)), m_step(std::move(step)),
      m_endVisible(false)
{
    checkIsReadableFile(path);
    std::error_code error;
    m_size = static_cast<std::int64_t>(std::filesystem::file_size(path, error));
    m_file.open(path, std::ios::binary);
    static_cast<void>(more());
}

std::size_t TextInput::readInto(char* place, std::size_t bytes)
{
    if (!m_file.is_open()) {
        const auto part = m_content.substr(0, bytes);
        std::ranges::copy(part, place);
        m_content.remove_prefix(part.size());
        return part.size();
    }
    m_file.read(place, static_cast<std::streamsize>(bytes));
    if (m_file.bad())
        throw DatasetError("Reading " + m_name + " failed after " + std::to_string(m_read) +
                           " bytes. Check the disk or the network, and try again.");
    return static_cast<std::size_t>(m_file.gcount());
}

void TextInput::skipByteOrderMark()
{
    while (m_visible.size() < 3 && more()) {
    }
    if (m_visible.starts_with("\xef\xbb\xbf"))
        consume(3);
}

bool TextInput::more()
{
    if (m_endVisible)
        return false;
    m_progress.at(m_size > 0 ? std::min(1.0, static_cast<double>(m_read) / static_cast<double>(m_size)) : 0, m_step);
    // A line longer than a block doubles what is read at once, so that the moving stays cheap.
    const auto kept = m_visible.size();
    const auto needed = kept + std::max(m_blockBytes, kept);
    if (m_buffer.size() < needed) {
        std::vector<char> larger(needed);
        std::ranges::copy(m_visible, larger.begin());
        m_buffer = std::move(larger);
    } else if (kept > 0) {
        std::memmove(m_buffer.data(), m_visible.data(), kept);
    }
    const auto count = readInto(m_buffer.data() + kept, needed - kept);
    m_read += static_cast<std::int64_t>(count);
    m_endVisible = count < needed - kept;
    m_visible = std::string_view(m_buffer.data(), kept + count);
    return count > 0;
}

} // namespace pitlane
