// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/fixedpoint.h"

#include <cmath>

namespace pitlane {

QFactor quantizeMultiplier(double factor)
{
    if (!(factor > 0))
        return {};
    int exponent = 0;
    const auto fraction = std::frexp(factor, &exponent); // 0.5 to 1
    auto multiplier = std::llround(std::ldexp(fraction, 31));
    if (multiplier == std::int64_t{1} << 31) {
        multiplier /= 2;
        ++exponent;
    }
    if (exponent < -31)
        return {};
    if (exponent > 30)
        return {.multiplier = std::numeric_limits<std::int32_t>::max(), .shift = 30};
    return {.multiplier = static_cast<std::int32_t>(multiplier), .shift = exponent};
}

} // namespace pitlane
