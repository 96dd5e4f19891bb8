// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonreader.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

/// Private to core/study: enumerations and their stable names in files.
namespace pitlane::detail {

template <class Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

template <class Enum, std::size_t N>
[[nodiscard]] std::string nameOf(const Names<Enum, N>& names, Enum value)
{
    for (const auto& [candidate, name] : names)
        if (candidate == value)
            return std::string(name);
    throw Error("An enumeration value has no name.");
}

template <class Enum, std::size_t N>
[[nodiscard]] Enum fromName(const Names<Enum, N>& names, std::string_view name)
{
    std::string known;
    for (const auto& [value, candidate] : names) {
        if (candidate == name)
            return value;
        known += (known.empty() ? "" : ", ") + std::string(candidate);
    }
    throw JsonError("expected one of " + known + ", found \"" + std::string(name) + "\".");
}

/// Sets `target` from the text member `field`, when it is there; an unknown name fails with its place.
template <class Enum, std::size_t N>
void readEnum(const JsonReader& reader, std::string_view field, const Names<Enum, N>& names, Enum& target)
{
    if (!reader.has(field))
        return;
    const auto member = reader.at(field);
    const auto name = member.asString();
    try {
        target = fromName(names, name);
    } catch (const JsonError& error) {
        member.fail(error.what());
    }
}

} // namespace pitlane::detail
