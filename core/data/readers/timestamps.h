// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/array.h"

#include <optional>
#include <string>
#include <string_view>

namespace pitlane {

/// Seconds since 1970 of "2007-01-31 23:59:58.5" (or with T, or the date alone); nothing for another text.
[[nodiscard]] std::optional<double> secondsOfDateTime(std::string_view text);

/// The time stamps of series, value by value. Kept as the distance to the first stamp of their channel: single
/// precision would round the seconds since 1970 to minutes.
class TimeStamps
{
public:
    [[nodiscard]] bool any() const { return !m_times.empty(); }
    void beginChannel() { m_first.reset(); }
    /// The stamp of the next value: a number, or a date and time. Returns a problem as a sentence, or nothing.
    [[nodiscard]] std::string add(std::string_view text);
    /// Adds the array "time", of the shape of "values", and the sample rate of "values" where the stamps are dates at a
    /// constant distance.
    void addTo(std::vector<Array>& arrays);

private:
    std::vector<float> m_times;
    std::optional<double> m_first; ///< of the open channel
    double m_previous = 0;
    std::optional<double> m_step; ///< between the first two stamps of the first channel
    bool m_even = true;           ///< every other step is as long
    bool m_allDates = true;
};

} // namespace pitlane
