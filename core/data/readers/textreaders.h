// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers/reader.h"

#include <string_view>

namespace pitlane {

[[nodiscard]] const Reader& csvReader();
[[nodiscard]] const Reader& ucrTsvReader();
[[nodiscard]] const Reader& ucrTxtReader();
[[nodiscard]] const Reader& tsReader();
[[nodiscard]] const Reader& arffReader();

// The same for text that is in memory already; `path` is for messages. `blockBytes` lets them see it in blocks, as a
// file is read; 0: all at once.
[[nodiscard]] std::vector<Array> parseCsv(std::string_view content, const std::filesystem::path& path,
                                          std::span<const std::string> names = {}, const TableOptions& options = {},
                                          std::size_t blockBytes = 0);
[[nodiscard]] FileInfo describeCsv(std::string_view content, const std::filesystem::path& path,
                                   const TableOptions& options = {});
/// `format`: UcrTsv or UcrTxt.
[[nodiscard]] std::vector<Array> parseUcr(std::string_view content, const std::filesystem::path& path,
                                          FileFormat format, std::size_t blockBytes = 0);
[[nodiscard]] std::vector<Array> parseTs(std::string_view content, const std::filesystem::path& path,
                                         std::size_t blockBytes = 0);
[[nodiscard]] std::vector<Array> parseArff(std::string_view content, const std::filesystem::path& path,
                                           std::size_t blockBytes = 0);

} // namespace pitlane
