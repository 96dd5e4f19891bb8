// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace pitlane {

/// Of a file, what readers look at to tell whether it is theirs.
constexpr std::size_t headBytes = std::size_t{1} << 18U;

/// What a file starts with when it is of a kind that no reader takes, as the rest of a sentence: "this is a picture
/// (PNG). Choose a data file." Empty where the start is of no such kind.
[[nodiscard]] std::string foreignKind(std::string_view head);

/// Whether a reader of text may look at it: not blank, not binary, not of a foreign kind.
[[nodiscard]] bool isPlainText(std::string_view head);

/// The sentence for a file that no reader takes, to follow "path: ".
[[nodiscard]] std::string whyUnreadable(std::string_view head);

/// The first headBytes, or less where the file is shorter. Throws as checkIsReadableFile().
[[nodiscard]] std::string readHead(const std::filesystem::path& path);

/// Throws DatasetError for a folder, a device, a file that is missing or may not be read.
void checkIsReadableFile(const std::filesystem::path& path);

} // namespace pitlane
