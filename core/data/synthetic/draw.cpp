// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/draw.h"

#include "core/base/hash.h"

#include <cmath>

namespace pitlane::synthetic {

Random Draw::ofExample(std::string_view purpose, std::int64_t index) const
{
    const auto part = derivedSeed(seed, isTest ? "synthetic test part" : "synthetic train part");
    return Random(derivedSeed(part, purpose, static_cast<std::uint64_t>(index)));
}

Random Draw::ofWorld(std::string_view purpose, std::int64_t index) const
{
    return Random(derivedSeed(seed, purpose, static_cast<std::uint64_t>(index)));
}

void Draw::at(std::int64_t done) const
{
    progress.at(static_cast<double>(done) / static_cast<double>(count), "Drawing synthetic examples");
}

float quantized(double value, double steps)
{
    return static_cast<float>(std::round(value * steps) / steps);
}

std::int64_t dealt(std::int64_t count, std::int64_t cells, std::int64_t index)
{
    return count / cells + (index < count % cells ? 1 : 0);
}

std::vector<std::string> numberedNames(const std::string& prefix, std::int64_t count)
{
    std::vector<std::string> names;
    for (std::int64_t i = 1; i <= count; ++i)
        names.push_back(prefix + std::to_string(i));
    return names;
}

void appendWindows(Dataset& data, const Channels& signal, std::int64_t windows, std::int64_t hop,
                   std::int32_t recording, std::int32_t group)
{
    for (std::int64_t w = 0; w < windows; ++w) {
        for (const auto& channel : signal)
            data.values.insert(data.values.end(), channel.begin() + w * hop, channel.begin() + w * hop + data.length);
        data.spans.push_back({.recording = recording, .first = w * hop, .count = data.length});
        data.groups.push_back(group);
    }
}

} // namespace pitlane::synthetic
