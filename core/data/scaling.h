// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

namespace pitlane {

/// Maps `minimum` to 0 and `maximum` to 1: one pair for all values of the train part (SPEC.md section 7).
struct MinMaxScaling
{
    float minimum = 0;
    float maximum = 1;
    bool operator==(const MinMaxScaling&) const = default;
};

/// Throws DatasetError when the data set is empty, constant, or has missing or infinite values (naming row and sample).
[[nodiscard]] MinMaxScaling fitMinMax(const Dataset& trainPart);
void apply(const MinMaxScaling& scaling, Dataset& dataset);

} // namespace pitlane
