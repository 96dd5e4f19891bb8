// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace pitlane {

/// A view of one JSON value that knows where it stands, so that every error names source and place:
/// "job.json: phases.search.epochs: expected a whole number, found "many"".
///
/// A reader does not own its value: keep the parsed document alive while reading.
class JsonReader
{
public:
    /// `source` names the document in errors (a file name, "the seed").
    JsonReader(const nlohmann::json& value, std::string source, std::string place = {});

    [[nodiscard]] bool has(std::string_view field) const;
    /// The member `field`. Throws JsonError when this is not an object or lacks it.
    [[nodiscard]] JsonReader at(std::string_view field) const;
    /// Number of elements. Throws when this is not an array.
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] JsonReader at(std::size_t index) const;

    [[nodiscard]] std::int64_t asInt() const;
    [[nodiscard]] double asDouble() const; ///< finite, or null read as NaN
    [[nodiscard]] bool asBool() const;
    [[nodiscard]] std::string asString() const;

    /// Sets `target` from member `field`; leaves it alone when the field is absent.
    void read(std::string_view field, std::int64_t& target) const;
    void read(std::string_view field, std::uint64_t& target) const;
    void read(std::string_view field, int& target) const;
    void read(std::string_view field, double& target) const;
    void read(std::string_view field, bool& target) const;
    void read(std::string_view field, std::string& target) const;

    /// Throws a JsonError for this place: "<source>: <place>: <problem>".
    [[noreturn]] void fail(const std::string& problem) const;

    [[nodiscard]] const nlohmann::json& value() const { return m_value; }
    [[nodiscard]] const std::string& source() const { return m_source; }
    [[nodiscard]] const std::string& place() const { return m_place; }

private:
    const nlohmann::json& m_value;
    std::string m_source;
    std::string m_place;
};

/// Parses `text`; a syntax error becomes a JsonError naming `source`, line and column.
[[nodiscard]] nlohmann::json parseJson(std::string_view text, const std::string& source);

} // namespace pitlane
