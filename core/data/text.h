// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pitlane {

/// Without blanks, tabs and carriage returns at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// ASCII letters in lower case; other bytes as they are.
[[nodiscard]] std::string lowerCase(std::string_view text);
[[nodiscard]] bool isUtf8(std::string_view text);
/// UTF-8 as it is; other bytes are taken as Latin-1.
[[nodiscard]] std::string asUtf8(std::string_view text);

/// For messages: in quotation marks, at most about 40 bytes, control and undecodable bytes as \xNN.
[[nodiscard]] std::string inQuotes(std::string_view text);
/// For messages: "1 value", "3 values".
[[nodiscard]] std::string counted(std::int64_t count, std::string_view noun);

/// The shortest text that reads as the same number in single precision: "1", "0.25", "-1e-06".
[[nodiscard]] std::string numberText(double value);

/// The number that `text` spells, if it spells one from end to end ("1", "-2.5e3"), whatever the locale.
[[nodiscard]] bool parseNumber(std::string_view text, double& value);

/// One value of a series: a number, or NaN for "", "?" and "NaN", blanks around it ignored; too small for single
/// precision is 0. nullptr, or the end of a sentence that begins with what was found.
[[nodiscard]] const char* parseSample(std::string_view token, float& value);

} // namespace pitlane
