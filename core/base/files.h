// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace pitlane {

/// Whole content of a file. Throws FileError naming the path.
[[nodiscard]] std::string readFile(const std::filesystem::path& path);

/// Writes a file so that a reader, or a crash at any moment, sees either the old content or the new one: temporary
/// file in the same folder, fsync, rename. Throws FileError naming the path and the system's reason (full disk ...).
void writeFileAtomically(const std::filesystem::path& path, std::string_view content);

/// The second half of writeFileAtomically for content written by other means: flushes `temporary` to disk and renames
/// it to `path`.
void commitFile(const std::filesystem::path& temporary, const std::filesystem::path& path);

/// The name to write to before commitFile(): next to `path`, unique to this process.
[[nodiscard]] std::filesystem::path temporaryFor(const std::filesystem::path& path);

/// Removes what processes that were killed while they wrote have left in `folder`: only for who alone writes there.
void removeTemporaries(const std::filesystem::path& folder);

} // namespace pitlane
