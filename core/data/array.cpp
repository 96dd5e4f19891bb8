// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/array.h"

#include <algorithm>
#include <numeric>

namespace pitlane {

std::int64_t ArrayInfo::count() const
{
    if (!isRagged())
        return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
    const auto perSample = shape.size() > 1 ? shape[1] : 1;
    return perSample * std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0});
}

std::string shapeText(const ArrayInfo& info)
{
    if (info.isRagged()) {
        const auto [shortest, longest] = std::ranges::minmax(info.lengths);
        return std::to_string(info.lengths.size()) + " items of " +
               std::to_string(info.shape.size() > 1 ? info.shape[1] : 1) + " x " + std::to_string(shortest) +
               (shortest == longest ? "" : " to " + std::to_string(longest));
    }
    std::string text;
    for (const auto extent : info.shape)
        text += (text.empty() ? "" : " x ") + std::to_string(extent);
    return text.empty() ? "1 number" : text;
}

} // namespace pitlane
