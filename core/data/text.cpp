// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/text.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace pitlane {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view withoutPlus(std::string_view text)
{
    if (text.size() > 1 && text[0] == '+' && text[1] != '-')
        text.remove_prefix(1);
    return text;
}

/// Length of the UTF-8 sequence at the start of `text`, 0 where there is none.
std::size_t utf8Length(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(0);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xc2 ? 0
                               : first < 0xe0 ? 2
                               : first < 0xf0 ? 3
                               : first < 0xf5 ? 4
                                              : 0;
    if (length == 0 || length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0U) != 0x80)
            return 0;
    const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
    const bool outside = (first == 0xed && byte(1) > 0x9f) || (first == 0xf4 && byte(1) > 0x8f);
    return overlong || outside ? 0 : length;
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return text.substr(0, 0);
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (auto& letter : lower)
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    return lower;
}

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const auto length = utf8Length(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string asUtf8(std::string_view text)
{
    if (isUtf8(text))
        return std::string(text);
    std::string result;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte < 0x80) {
            result += letter;
        } else {
            result += static_cast<char>(0xc0U | (byte >> 6U));
            result += static_cast<char>(0x80U | (byte & 0x3fU));
        }
    }
    return result;
}

std::string inQuotes(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    while (!text.empty()) {
        if (result.size() > 40) {
            result += "...";
            break;
        }
        const auto byte = static_cast<unsigned char>(text[0]);
        const auto length = byte < 0x20 || byte == 0x7f ? 0 : utf8Length(text);
        if (length == 0) {
            result += "\\x";
            result += digits[byte >> 4U];
            result += digits[byte & 15U];
        } else {
            result += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return result + "\"";
}

std::string counted(std::int64_t count, std::string_view noun)
{
    const bool plural = count != 1 && noun != "series";
    return std::to_string(count) + " " + std::string(noun) + (plural ? noun.ends_with("s") ? "es" : "s" : "");
}

std::string numberText(double value)
{
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, static_cast<float>(value)).ptr;
    return {text, end};
}

bool parseNumber(std::string_view text, double& value)
{
    text = withoutPlus(text);
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

const char* parseSample(std::string_view token, float& value)
{
    token = trimmed(token);
    if (token.empty() || token == "?") {
        value = std::numeric_limits<float>::quiet_NaN();
        return nullptr;
    }
    const auto text = withoutPlus(token);
    const auto* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    if (result.ptr == end && result.ec == std::errc())
        return nullptr;
    if (result.ptr == end && result.ec == std::errc::result_out_of_range) {
        double wide = 0; // too small is as good as zero, too large is a mistake
        const bool small =
            parseNumber(text, wide) ? std::abs(wide) < 1 : text.find("e-") != text.npos || text.find("E-") != text.npos;
        if (small) {
            value = static_cast<float>(wide);
            return nullptr;
        }
        return ", which is too large for a number in single precision (about 3.4e38). Correct the value or rescale the "
               "data.";
    }
    return ", expected a number such as -0.25 (with a decimal point), or ? for a missing value. Correct the value or "
           "export the file again.";
}

} // namespace pitlane
