// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/categories.h"

#include "core/data/text.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pitlane {

void sortCategories(std::vector<std::string>& categories, std::vector<float>& indices, bool keepNames)
{
    std::vector<double> numbers(categories.size());
    bool allNumbers = true;
    for (std::size_t i = 0; i < categories.size() && allNumbers; ++i)
        allNumbers = parseNumber(categories[i], numbers[i]) && !std::isnan(numbers[i]);

    std::vector<std::size_t> order(categories.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (allNumbers)
        std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(numbers[i], categories[i]); });
    else if (!keepNames)
        std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return categories[a] < categories[b]; });

    std::vector<std::string> sorted;
    std::vector<float> newIndex(categories.size());
    for (const auto old : order) {
        newIndex[old] = static_cast<float>(sorted.size());
        sorted.push_back(std::move(categories[old]));
    }
    categories = std::move(sorted);
    for (auto& index : indices)
        if (!std::isnan(index))
            index = newIndex[static_cast<std::size_t>(index)];
}

} // namespace pitlane
