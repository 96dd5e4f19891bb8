// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonreader.h"

#include <algorithm>
#include <limits>

namespace pitlane {

using nlohmann::json;

namespace {

std::string shortened(const json& value)
{
    auto text = value.dump(-1, ' ', false, json::error_handler_t::replace);
    return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

} // namespace

JsonReader::JsonReader(const json& value, std::string source, std::string place)
    : m_value(value), m_source(std::move(source)), m_place(std::move(place))
{
}

void JsonReader::fail(const std::string& problem) const
{
    throw JsonError(m_source + ": " + (m_place.empty() ? "" : m_place + ": ") + problem);
}

bool JsonReader::has(std::string_view field) const
{
    return m_value.is_object() && m_value.find(field) != m_value.end();
}

JsonReader JsonReader::at(std::string_view field) const
{
    if (!m_value.is_object())
        fail("expected an object, found " + shortened(m_value) + ".");
    const auto found = m_value.find(field);
    if (found == m_value.end())
        fail("the field \"" + std::string(field) + "\" is missing.");
    return {*found, m_source, m_place.empty() ? std::string(field) : m_place + "." + std::string(field)};
}

std::size_t JsonReader::size() const
{
    if (!m_value.is_array())
        fail("expected a list, found " + shortened(m_value) + ".");
    return m_value.size();
}

JsonReader JsonReader::at(std::size_t index) const
{
    if (index >= size())
        fail("expected at least " + std::to_string(index + 1) + " elements, found " + std::to_string(size()) + ".");
    return {m_value[index], m_source, m_place + "[" + std::to_string(index) + "]"};
}

std::int64_t JsonReader::asInt() const
{
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    if (!m_value.is_number_integer() ||
        (m_value.is_number_unsigned() && m_value.get<std::uint64_t>() > static_cast<std::uint64_t>(largest)))
        fail("expected a whole number, found " + shortened(m_value) + ".");
    return m_value.get<std::int64_t>();
}

double JsonReader::asDouble() const
{
    if (m_value.is_null()) // JSON has no NaN; nlohmann writes null for it
        return std::numeric_limits<double>::quiet_NaN();
    if (!m_value.is_number())
        fail("expected a number, found " + shortened(m_value) + ".");
    return m_value.get<double>();
}

bool JsonReader::asBool() const
{
    if (!m_value.is_boolean())
        fail("expected true or false, found " + shortened(m_value) + ".");
    return m_value.get<bool>();
}

std::string JsonReader::asString() const
{
    if (!m_value.is_string())
        fail("expected a text, found " + shortened(m_value) + ".");
    return m_value.get<std::string>();
}

void JsonReader::read(std::string_view field, std::int64_t& target) const
{
    if (has(field))
        target = at(field).asInt();
}

void JsonReader::read(std::string_view field, std::uint64_t& target) const
{
    if (!has(field))
        return;
    const auto reader = at(field);
    if (!reader.value().is_number_unsigned())
        reader.fail("expected a whole number of at least 0, found " + shortened(reader.value()) + ".");
    target = reader.value().get<std::uint64_t>();
}

void JsonReader::read(std::string_view field, int& target) const
{
    if (!has(field))
        return;
    const auto reader = at(field);
    const auto value = reader.asInt();
    if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max())
        reader.fail("the number " + shortened(reader.value()) + " is too large.");
    target = static_cast<int>(value);
}

void JsonReader::read(std::string_view field, double& target) const
{
    if (has(field))
        target = at(field).asDouble();
}

void JsonReader::read(std::string_view field, bool& target) const
{
    if (has(field))
        target = at(field).asBool();
}

void JsonReader::read(std::string_view field, std::string& target) const
{
    if (has(field))
        target = at(field).asString();
}

json parseJson(std::string_view text, const std::string& source)
{
    try {
        return json::parse(text);
    } catch (const json::parse_error& error) {
        const auto place = std::min<std::size_t>(error.byte, text.size());
        const auto before = text.substr(0, place == 0 ? 0 : place - 1);
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        const auto column = before.size() - (before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1) + 1;
        throw JsonError(source + ": line " + std::to_string(line) + ", column " + std::to_string(column) +
                        ": not valid JSON.");
    } catch (const json::exception&) { // a number out of range
        throw JsonError(source + ": not valid JSON: a number is too large.");
    }
}

} // namespace pitlane
