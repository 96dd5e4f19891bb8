// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonreader.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace pitlane {

/// The names of an enumeration in files, in the order in which errors list them.
template <typename Enum, std::size_t N> using NameTable = std::array<std::pair<Enum, std::string_view>, N>;

template <typename Enum, std::size_t N>
[[nodiscard]] std::string_view nameIn(const NameTable<Enum, N>& table, Enum value)
{
    for (const auto& [known, name] : table)
        if (known == value)
            return name;
    return {};
}

/// Sets `target` from the member `field`; leaves it alone when the field is absent. Throws JsonError listing the names.
template <typename Enum, std::size_t N>
void readName(const NameTable<Enum, N>& table, const JsonReader& reader, std::string_view field, Enum& target)
{
    if (!reader.has(field))
        return;
    const auto member = reader.at(field);
    const auto text = member.asString();
    std::string names;
    for (const auto& [value, name] : table) {
        if (name == text) {
            target = value;
            return;
        }
        names += (names.empty() ? "\"" : ", \"") + std::string(name) + "\"";
    }
    member.fail("found \"" + text + "\", expected one of " + names + ".");
}

} // namespace pitlane
