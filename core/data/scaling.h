// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/pipeline.h"

namespace pitlane {

/// A fitted ScalingRule: x becomes (x - offset[c]) / range[c]. One entry per channel, or one for all; none: x stays.
struct Scaler
{
    std::vector<float> offset;
    std::vector<float> range;
    bool operator==(const Scaler&) const = default;
};

/// Fits the rule to the train part: MinMax maps minimum to 0 and maximum to 1, ZScore mean to 0 and deviation to 1,
/// Robust the median to 0 and the quartiles one apart. Throws DatasetError when the data set is empty, a channel is
/// constant (naming it), or values are missing or infinite (naming series, channel and sample).
[[nodiscard]] Scaler fitScaler(const ScalingRule& rule, const Dataset& trainPart);
void apply(const Scaler& scaler, Dataset& dataset);

/// Weight of each class in the loss, in the order of classNames; all 1 for ClassWeights::None. A class without examples
/// weighs 0.
[[nodiscard]] std::vector<double> classWeights(ClassWeights rule, const Dataset& trainRows);

} // namespace pitlane
