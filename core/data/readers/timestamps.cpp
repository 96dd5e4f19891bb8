// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/timestamps.h"

#include "core/data/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace pitlane {

namespace {

/// Takes `digits` decimal digits and, where `after` is not 0, that letter off the front.
std::optional<int> takeDigits(std::string_view& text, std::size_t digits, char after)
{
    int number = 0;
    if (text.size() < digits)
        return std::nullopt;
    const auto result = std::from_chars(text.data(), text.data() + digits, number);
    if (result.ec != std::errc() || result.ptr != text.data() + digits || number < 0)
        return std::nullopt;
    text.remove_prefix(digits);
    if (after != 0) {
        if (!text.starts_with(after))
            return std::nullopt;
        text.remove_prefix(1);
    }
    return number;
}

/// Days since 1970-01-01 in the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms").
std::int64_t daysOf(int year, int month, int day)
{
    const std::int64_t y = month <= 2 ? year - 1 : year;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t yearOfEra = y - era * 400;
    const std::int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + dayOfEra - 719468;
}

} // namespace

std::optional<double> secondsOfDateTime(std::string_view text)
{
    text = trimmed(text);
    const auto year = takeDigits(text, 4, '-');
    const auto month = year ? takeDigits(text, 2, '-') : std::nullopt;
    const auto day = month ? takeDigits(text, 2, 0) : std::nullopt;
    if (!day || *month < 1 || *month > 12 || *day < 1 || *day > 31)
        return std::nullopt;
    auto seconds = static_cast<double>(daysOf(*year, *month, *day)) * 86400;
    if (text.empty())
        return seconds;
    if (text.front() != ' ' && text.front() != 'T')
        return std::nullopt;
    text = trimmed(text.substr(1));
    const auto hour = takeDigits(text, 2, ':');
    const auto minute = hour ? takeDigits(text, 2, 0) : std::nullopt;
    if (!minute || *hour > 23 || *minute > 59)
        return std::nullopt;
    seconds += *hour * 3600 + *minute * 60;
    if (text.empty())
        return seconds;
    double rest = 0;
    if (text.front() != ':' || !parseNumber(text.substr(1), rest) || !(rest >= 0 && rest < 61))
        return std::nullopt;
    return seconds + rest;
}

std::string TimeStamps::add(std::string_view text)
{
    text = trimmed(text);
    double time = 0;
    if (!parseNumber(text, time)) {
        const auto seconds = secondsOfDateTime(text);
        if (!seconds)
            return "found the time stamp " + inQuotes(text) +
                   ", expected a number or a time such as 2007-01-31 23:59:58. Correct the series.";
        time = *seconds;
    } else {
        m_allDates = false;
    }
    if (!std::isfinite(time))
        return "found the time stamp " + inQuotes(text) + ", expected a finite number. Correct the series.";
    if (!m_first) {
        m_first = time;
    } else {
        const auto step = time - m_previous;
        if (step <= 0)
            return "the time stamp " + inQuotes(text) +
                   " is not later than the one before. Sort the values by time, each time once.";
        if (!m_step)
            m_step = step;
        m_even = m_even && std::abs(step - *m_step) <= 1e-3 * *m_step;
    }
    m_previous = time;
    m_times.push_back(static_cast<float>(time - *m_first));
    return {};
}

void TimeStamps::addTo(std::vector<Array>& arrays)
{
    const auto values = std::ranges::find(arrays, "values", &Array::name);
    Array time;
    static_cast<ArrayInfo&>(time) = *values;
    time.name = "time";
    time.unit = m_allDates ? "s" : "";
    time.values = std::move(m_times);
    if (m_allDates && m_even && m_step)
        values->sampleRateHz = time.sampleRateHz = 1 / *m_step;
    arrays.push_back(std::move(time));
}

} // namespace pitlane
