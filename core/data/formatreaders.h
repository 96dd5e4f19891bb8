// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers.h"

#include <string_view>

namespace pitlane {

/// The four readers behind readDataset(): content of a file to data set. `path` is for messages and the name alone.
[[nodiscard]] Dataset readUcrTable(std::string_view content, const std::filesystem::path& path, FileFormat format);
[[nodiscard]] Dataset readTs(std::string_view content, const std::filesystem::path& path);
[[nodiscard]] Dataset readArff(std::string_view content, const std::filesystem::path& path);

/// sniff() on content that is already in memory (its start is enough).
[[nodiscard]] FileFormat sniffContent(std::string_view content, const std::filesystem::path& path);
/// readDataset() on content that is already in memory.
[[nodiscard]] Dataset parseDataset(std::string_view content, const std::filesystem::path& path);

/// The content of a regular file. Throws DatasetError for a folder or a device, FileError where it cannot be read.
[[nodiscard]] std::string readDataFile(const std::filesystem::path& path);

} // namespace pitlane
