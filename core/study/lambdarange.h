// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <utility>

namespace pitlane {

/// What a short probe of a seed says: one evaluation of the trained seed is enough.
struct LambdaProbe
{
    double loss = 0;      ///< L of the seed after its warm-up, on the train or validation part
    double cost = 0;      ///< R of the seed, in the unit of the first cost term
    double leastCost = 0; ///< R of the smallest network of interest; 0: a fiftieth of the seed
};

/// First and last strength of a sweep. The rule of thumb (TC'23, section 5) is that a good lambda makes L and lambda R
/// comparable: the last one does so for the smallest network of interest, lambda leastCost = L, where nearly nothing is
/// left to gain; the first one has lambda cost = L / 10, and takes away only what costs the loss next to nothing.
/// Rounded to two digits. Throws Error when loss or costs are not above 0, or leastCost is above cost / 2.
[[nodiscard]] std::pair<double, double> lambdaRange(const LambdaProbe& probe);

} // namespace pitlane
