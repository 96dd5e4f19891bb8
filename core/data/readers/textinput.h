// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/progress.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace pitlane {

/// Text from front to back: from memory, or from a file in blocks of 1 MiB, so that a file larger than memory can be
/// read. What was consumed is forgotten; at each block the progress is told and asked whether to end.
class TextInput
{
public:
    /// `content` must outlive the input. `blockBytes`: how much becomes visible at once, as from a file; 0: all of it.
    explicit TextInput(std::string_view content, std::size_t blockBytes = 0);
    /// Throws DatasetError when `path` is not a file that can be read.
    TextInput(const std::filesystem::path& path, Progress progress, std::string step);
    TextInput(const TextInput&) = delete;
    TextInput& operator=(const TextInput&) = delete;

    /// What lies ahead, as far as it is in memory. Empty only at the end.
    [[nodiscard]] std::string_view visible() const { return m_visible; }
    /// Moves on by `bytes` of visible(), and reads the next block when nothing is left.
    void consume(std::size_t bytes)
    {
        m_visible.remove_prefix(bytes);
        if (m_visible.empty())
            static_cast<void>(more());
    }
    /// Makes more visible behind visible(), which moves. False where the end is visible already. ReadCancelled.
    [[nodiscard]] bool more();
    /// Skips a UTF-8 byte-order mark, at the start.
    void skipByteOrderMark();
    /// Of the whole, in bytes.
    [[nodiscard]] std::int64_t size() const { return m_size; }

private:
    [[nodiscard]] std::size_t readInto(char* place, std::size_t bytes);

    std::string m_name;
    std::ifstream m_file;
    std::string_view m_content; ///< of the memory, what was not made visible
    std::size_t m_blockBytes;
    Progress m_progress;
    std::string m_step;
    std::vector<char> m_buffer;
    std::string_view m_visible;
    std::int64_t m_size = 0;
    std::int64_t m_read = 0;
    bool m_endVisible = true;
};

} // namespace pitlane
