// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/draw.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace pitlane::synthetic {

namespace {

constexpr std::int64_t channels = 10;
constexpr std::int64_t length = 180; // at 100 Hz
constexpr std::int64_t subjects = 6;
constexpr std::int64_t classes = 13; // "0" is rest
constexpr std::array<std::int64_t, 7> trainRepetitions{1, 3, 4, 6, 8, 9, 10};
constexpr std::array<std::int64_t, 3> testRepetitions{2, 5, 7};

using Pattern = std::array<double, channels>;

/// How strongly each electrode sees the muscles of a gesture: eight electrodes around the forearm, two on the muscles.
Pattern patternOf(const Draw& draw, std::int64_t gesture, const char* when)
{
    Pattern pattern{};
    if (gesture == 0)
        return pattern;
    auto random = draw.ofWorld(when, gesture);
    for (int muscle = 0; muscle < 2; ++muscle) {
        const double centre = random.uniform(0, 8);
        const double strength = random.uniform(0.3, 1);
        for (std::size_t i = 0; i < 8; ++i) {
            auto distance = std::abs(static_cast<double>(i) - centre);
            distance = std::min(distance, 8 - distance);
            pattern[i] += strength * std::exp(-distance * distance / 2);
        }
    }
    pattern[8] = random.uniform(0, 0.8);
    pattern[9] = random.uniform(0, 0.8);
    return pattern;
}

struct Subject
{
    Pattern gain;
    double shift; ///< electrodes have moved by so many places
    double slowness;
};

Subject subjectOf(const Draw& draw, std::int64_t number)
{
    auto random = draw.ofWorld("synthetic EMG subject", number);
    Subject subject{};
    for (auto& gain : subject.gain)
        gain = random.uniform(0.7, 1.3);
    subject.shift = random.uniform(-0.35, 0.35);
    subject.slowness = random.uniform(0.8, 1.2);
    return subject;
}

Pattern seenBy(const Subject& subject, const Pattern& pattern)
{
    Pattern seen = pattern;
    for (std::size_t i = 0; i < 8; ++i) {
        const auto neighbour = (i + (subject.shift > 0 ? 1 : 7)) % 8;
        seen[i] = (1 - std::abs(subject.shift)) * pattern[i] + std::abs(subject.shift) * pattern[neighbour];
    }
    for (std::size_t i = 0; i < channels; ++i)
        seen[i] *= subject.gain[i];
    return seen;
}

/// 0 before, 1 after a smooth rise of `width` samples around `at`.
double rise(double t, double at, double width)
{
    const double u = std::clamp((t - at) / width + 0.5, 0.0, 1.0);
    return u * u * (3 - 2 * u);
}

} // namespace

Dataset drawEmg(const Draw& draw)
{
    Dataset data{.name = "Synthetic EMG", .channels = channels, .length = length};
    data.sampleRateHz = 100;
    for (std::int64_t label = 0; label < classes; ++label)
        data.classNames.push_back(std::to_string(label));
    data.groupNames = numberedNames("S", subjects);
    data.channelNames = numberedNames("EMG ", channels);
    data.values.reserve(static_cast<std::size_t>(draw.count * channels * length));

    for (std::int64_t n = 0; n < draw.count; ++n) {
        draw.at(n);
        const auto gesture = n % classes; // 13 classes and 6 people have no common factor: every pair comes in turn
        const auto who = n % subjects;
        const auto turn = static_cast<std::size_t>(n / (classes * subjects));
        data.labels.push_back(gesture);
        data.groups.push_back(static_cast<std::int32_t>(who));
        data.repetitions.push_back(draw.isTest ? testRepetitions.at(turn % testRepetitions.size())
                                               : trainRepetitions.at(turn % trainRepetitions.size()));

        auto random = draw.ofExample("synthetic EMG gesture", n);
        const auto subject = subjectOf(draw, who);
        const auto grip = seenBy(subject, patternOf(draw, gesture, "synthetic EMG grip"));
        const auto hold = seenBy(subject, patternOf(draw, gesture, "synthetic EMG hold"));
        const double strength = random.uniform(0.7, 1.3);
        const double start = random.uniform(15, 35);
        const double end = static_cast<double>(length) - random.uniform(10, 40);
        const double width = subject.slowness * random.uniform(15, 30);
        const double change = start + (end - start) * random.uniform(0.3, 0.5);
        for (std::size_t c = 0; c < channels; ++c) {
            double tremor = 0;
            const double floor = random.uniform(0.01, 0.03);
            for (std::int64_t i = 0; i < length; ++i) {
                const auto t = static_cast<double>(i);
                tremor = 0.9 * tremor + random.normal(0, 0.05);
                const double mixed = grip[c] + (hold[c] - grip[c]) * rise(t, change, 2 * width);
                const double envelope = strength * mixed * rise(t, start, width) * (1 - rise(t, end, width));
                const double value = floor * (1 + 0.5 * tremor) + 0.4 * envelope * (1 + tremor);
                data.values.push_back(quantized(std::max(0.0, value + random.normal(0, 0.003)), 4096));
            }
        }
    }
    return data;
}

} // namespace pitlane::synthetic
