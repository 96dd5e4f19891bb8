// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/package/cfile.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace pitlane {

std::string cFileHead(const std::string& comment)
{
    return "/* SPDX-FileCopyrightText: 2026 The Pitlane authors */\n/* SPDX-License-Identifier: Apache-2.0 */\n/* " +
           commentSafe(comment) + " */\n";
}

std::string dataFileHead(const std::string& comment)
{
    return "/* " + commentSafe(comment) + "\n * The terms of these numbers are in LICENSE-DATA. */\n";
}

std::string cFloat(float value)
{
    std::array<char, 48> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    std::string text(digits.data(), end);
    if (text.find_first_of(".e") == std::string::npos)
        text += ".0";
    return text + "f";
}

std::string cString(const std::string& text)
{
    std::string result = "\"";
    for (const auto letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte >= ' ' && byte < 0x7f && letter != '"' && letter != '\\' && letter != '?') {
            result += letter;
        } else {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\%03o", byte);
            result += escape;
        }
    }
    return result + "\"";
}

std::string commentSafe(std::string text)
{
    for (auto& letter : text)
        if (letter == '\n' || letter == '\r')
            letter = ' ';
    for (const auto* mark : {"*/", "/*"})
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark))
            text.replace(at, 2, "* ");
    return text;
}

} // namespace pitlane
