// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/scaling.h"

#include <cmath>

namespace pitlane {

MinMaxScaling fitMinMax(const Dataset& trainPart)
{
    const auto fail = [&](const std::string& problem) {
        throw DatasetError("Scaling " + trainPart.name + ": " + problem);
    };
    if (trainPart.values.empty())
        fail("there is no value to scale by. Choose a train part with at least one series.");
    MinMaxScaling scaling{trainPart.values.front(), trainPart.values.front()};
    for (std::size_t i = 0; i < trainPart.values.size(); ++i) {
        const float value = trainPart.values[i];
        if (!std::isfinite(value)) {
            const auto row = static_cast<std::int64_t>(i) / trainPart.length;
            fail("series " + std::to_string(row / trainPart.channels + 1) +
                 (trainPart.channels > 1 ? ", channel " + std::to_string(row % trainPart.channels + 1) : "") +
                 ", sample " + std::to_string(static_cast<std::int64_t>(i) % trainPart.length + 1) + " is " +
                 (std::isnan(value) ? "missing" : "infinite") + ". Fill in the value or remove the series.");
        }
        scaling.minimum = std::min(scaling.minimum, value);
        scaling.maximum = std::max(scaling.maximum, value);
    }
    if (scaling.minimum == scaling.maximum)
        fail("all values are " + std::to_string(scaling.minimum) +
             ", so there is no range to map to 0..1. Check the file.");
    if (!std::isfinite(scaling.maximum - scaling.minimum))
        fail("the values span more than single precision can hold. Rescale the data in the file.");
    return scaling;
}

void apply(const MinMaxScaling& scaling, Dataset& dataset)
{
    const float range = scaling.maximum - scaling.minimum;
    for (auto& value : dataset.values)
        value = (value - scaling.minimum) / range;
}

} // namespace pitlane
