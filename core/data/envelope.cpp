// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/health.h"

#include <algorithm>
#include <limits>

namespace pitlane {

namespace {

constexpr std::int64_t firstLevel = 4; ///< samples in a bucket of the first level; each further one has twice as many

constexpr Envelope::Bucket nothing{.low = std::numeric_limits<float>::infinity(),
                                   .high = -std::numeric_limits<float>::infinity()};

void take(Envelope::Bucket& bucket, float low, float high)
{
    if (low < bucket.low) // false for NaN
        bucket.low = low;
    if (high > bucket.high)
        bucket.high = high;
}

void takeSamples(Envelope::Bucket& bucket, std::span<const float> samples)
{
    for (const auto value : samples)
        take(bucket, value, value);
}

} // namespace

Envelope::Envelope(std::span<const float> signal) : m_signal(signal)
{
    const auto buckets = signal.size() / firstLevel; // whole ones; the rest is read from the signal
    if (buckets == 0)
        return;
    m_levels.emplace_back(buckets, nothing);
    for (std::size_t i = 0; i < buckets; ++i)
        takeSamples(m_levels[0][i], signal.subspan(i * firstLevel, firstLevel));
    while (m_levels.back().size() >= 2) {
        const auto& finer = m_levels.back();
        std::vector<Bucket> level(finer.size() / 2, nothing);
        for (std::size_t i = 0; i < level.size(); ++i) {
            take(level[i], finer[2 * i].low, finer[2 * i].high);
            take(level[i], finer[2 * i + 1].low, finer[2 * i + 1].high);
        }
        m_levels.push_back(std::move(level));
    }
}

std::int64_t Envelope::bytes() const
{
    std::int64_t sum = 0;
    for (const auto& level : m_levels)
        sum += static_cast<std::int64_t>(level.capacity() * sizeof(Bucket));
    return sum;
}

/// Walks from both ends inwards, up the levels: at most two buckets of each.
Envelope::Bucket Envelope::range(std::int64_t from, std::int64_t to) const
{
    auto result = nothing;
    const auto samples = [&](std::int64_t first, std::int64_t end) {
        if (first < end)
            takeSamples(result,
                        m_signal.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(end - first)));
    };
    const auto wholeFrom = (from + firstLevel - 1) / firstLevel * firstLevel;
    const auto wholeTo = to / firstLevel * firstLevel;
    if (wholeFrom >= wholeTo) {
        samples(from, to);
        return result;
    }
    samples(from, wholeFrom);
    samples(wholeTo, to);
    auto left = static_cast<std::size_t>(wholeFrom / firstLevel);
    auto right = static_cast<std::size_t>(wholeTo / firstLevel);
    for (const auto& level : m_levels) {
        if (left >= right)
            break;
        if (left % 2 == 1) {
            take(result, level[left].low, level[left].high);
            ++left;
        }
        if (right % 2 == 1) {
            --right;
            take(result, level[right].low, level[right].high);
        }
        left /= 2;
        right /= 2;
    }
    return result;
}

std::vector<Envelope::Bucket> Envelope::over(std::int64_t first, std::int64_t count, std::int64_t buckets) const
{
    const auto from = std::clamp<std::int64_t>(first, 0, size());
    const auto to = count > size() - first ? size() : std::clamp<std::int64_t>(first + count, from, size());
    const auto samples = to - from;
    const auto n = std::min(std::max<std::int64_t>(buckets, 0), samples);
    std::vector<Bucket> result;
    result.reserve(static_cast<std::size_t>(n));
    for (std::int64_t i = 0; i < n; ++i) {
        auto bucket = range(from + i * samples / n, from + (i + 1) * samples / n);
        if (bucket.low > bucket.high)
            bucket.low = bucket.high = std::numeric_limits<float>::quiet_NaN();
        result.push_back(bucket);
    }
    return result;
}

} // namespace pitlane
