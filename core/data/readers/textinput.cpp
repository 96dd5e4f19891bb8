// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/textinput.h"

#include "core/data/readers/filesignatures.h"

#include <algorithm>
#include <cstring>

namespace pitlane {

namespace {

constexpr std::size_t blockBytes = std::size_t{1} << 20U;

} // namespace

TextInput::TextInput(std::string_view content) : m_visible(content), m_size(static_cast<std::int64_t>(content.size()))
{
}

TextInput::TextInput(const std::filesystem::path& path, Progress progress, std::string step)
    : m_name(path.string()), m_progress(std::move(progress)), m_step(std::move(step)), m_endVisible(false)
{
    checkIsReadableFile(path);
    std::error_code error;
    m_size = static_cast<std::int64_t>(std::filesystem::file_size(path, error));
    m_file.open(path, std::ios::binary);
    static_cast<void>(more());
}

bool TextInput::more()
{
    if (m_endVisible)
        return false;
    m_progress.at(m_size > 0 ? std::min(1.0, static_cast<double>(m_read) / static_cast<double>(m_size)) : 0, m_step);
    // A line longer than a block doubles what is read at once, so that the moving stays cheap.
    const auto kept = m_visible.size();
    const auto needed = kept + std::max(blockBytes, kept);
    if (m_buffer.size() < needed) {
        std::vector<char> larger(needed);
        std::ranges::copy(m_visible, larger.begin());
        m_buffer = std::move(larger);
    } else if (kept > 0) {
        std::memmove(m_buffer.data(), m_visible.data(), kept);
    }
    m_file.read(m_buffer.data() + kept, static_cast<std::streamsize>(needed - kept));
    if (m_file.bad())
        throw DatasetError("Reading " + m_name + " failed after " + std::to_string(m_read) +
                           " bytes. Check the disk or the network, and try again.");
    const auto count = static_cast<std::size_t>(m_file.gcount());
    m_read += static_cast<std::int64_t>(count);
    m_endVisible = count < needed - kept;
    m_visible = std::string_view(m_buffer.data(), kept + count);
    return count > 0;
}

} // namespace pitlane
