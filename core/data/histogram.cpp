// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/health.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

Histogram histogramOf(std::span<const double> values, int bins)
{
    std::vector<double> finite;
    std::ranges::copy_if(values, std::back_inserter(finite), [](double value) { return std::isfinite(value); });
    if (finite.empty())
        return {};
    const auto [low, high] = std::ranges::minmax(finite);
    Histogram histogram{.low = low, .high = high, .counts = {}};
    histogram.counts.resize(low == high ? 1 : static_cast<std::size_t>(bins));
    for (const auto value : finite) {
        const auto position = low == high ? 0 : (value - low) / (high - low) * static_cast<double>(bins);
        const auto bin = std::min(static_cast<std::size_t>(position), histogram.counts.size() - 1);
        ++histogram.counts[bin];
    }
    return histogram;
}

Histogram lengthHistogram(const Dataset& dataset, int bins)
{
    std::vector<double> lengths;
    for (std::int64_t n = 0; n < dataset.size(); ++n)
        lengths.push_back(static_cast<double>(dataset.lengthOf(n)));
    return histogramOf(lengths, bins);
}

Histogram targetHistogram(const Dataset& dataset, int bins)
{
    return histogramOf(std::vector<double>(dataset.targets.begin(), dataset.targets.end()), bins);
}

} // namespace pitlane
