// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Pieces of C source text.
namespace pitlane {

/// The licence and a comment. Code is Apache-2.0.
[[nodiscard]] std::string cFileHead(const std::string& comment);
/// Weights and data are not code: they stay under their own terms.
[[nodiscard]] std::string dataFileHead(const std::string& comment);
/// A literal that gives back the same float.
[[nodiscard]] std::string cFloat(float value);
/// In double quotes, with everything outside of plain ASCII as octal escapes of its UTF-8 bytes.
[[nodiscard]] std::string cString(const std::string& text);
/// Without what would end, or begin, a comment.
[[nodiscard]] std::string commentSafe(std::string text);

} // namespace pitlane
