// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/draw.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace pitlane::synthetic {

namespace {

constexpr std::int64_t channels = 8;
constexpr double rateHz = 200;
constexpr std::int64_t window = 200; // 1 s
constexpr std::int64_t hop = 100;
constexpr std::int64_t subjects = 4;
constexpr std::int64_t trainSubjects = 3;
constexpr std::int64_t trials = 4; // of every gesture

/// Around the arm, in places of the bracelet: where the working muscle lies, how strong and how narrow it is.
struct Gesture
{
    const char* name; ///< as in the file
    double centre, strength, width;
};
constexpr std::array<Gesture, 6> gestures{{{"1", 0, 0.03, 4},    // at rest
                                           {"2", 2.0, 0.9, 3},   // fist
                                           {"3", 0.5, 0.7, 1.2}, // wrist flexion
                                           {"4", 4.5, 0.7, 1.2}, // wrist extension
                                           {"5", 6.5, 0.5, 1},   // radial deviation
                                           {"6", 3.0, 0.5, 1}}}; // ulnar deviation

struct Subject
{
    double turn; ///< of the bracelet, in places
    double strength;
};

Channels drawRecording(const Gesture& gesture, const Subject& subject, std::int64_t samples, Random& random)
{
    Channels signal(channels);
    const double effort = random.uniform(0.4, 1.5);
    const double turn = subject.turn + random.normal(0, 0.6);
    const double swayHz = random.uniform(0.2, 0.6);
    const double phase = random.uniform(0, 2 * std::numbers::pi);
    for (std::size_t c = 0; c < channels; ++c) {
        auto distance = std::abs(static_cast<double>(c) - gesture.centre - turn);
        distance = std::min(distance, std::abs(8 - distance));
        const double reach = 0.15 + 0.85 * std::exp(-distance * distance / (2 * gesture.width * gesture.width));
        const double contact = random.uniform(0.6, 1.4); // of the electrode
        const double level = 0.012 + 0.5 * contact * gesture.strength * subject.strength * effort * reach;
        double before = 0; // a resonance near 55 Hz: most of the power of surface EMG lies at 20 .. 100 Hz
        double last = 0;
        for (std::int64_t i = 0; i < samples; ++i) {
            const double t = static_cast<double>(i) / rateHz;
            const double now = -0.25 * before - 0.2 * last + random.normal();
            before = last;
            last = now;
            const double sway = 1 + 0.2 * std::sin(2 * std::numbers::pi * swayHz * t + phase);
            signal[c].push_back(quantized(std::clamp(level * sway * now, -1.0, 127.0 / 128), 128)); // eight bits
        }
    }
    return signal;
}

} // namespace

Dataset drawGestures(const Draw& draw)
{
    Dataset data{.name = "Synthetic EMG gestures", .channels = channels, .length = window};
    data.sampleRateHz = rateHz;
    for (const auto& gesture : gestures)
        data.classNames.emplace_back(gesture.name);
    data.groupNames = numberedNames("", subjects);
    data.channelNames = numberedNames("channel", channels);
    const auto kinds = static_cast<std::int64_t>(gestures.size());
    const auto first = draw.isTest ? trainSubjects : 0;
    const auto people = draw.isTest ? subjects - trainSubjects : trainSubjects;
    const auto cells = kinds * people * trials;
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        draw.at(std::ssize(data.labels));
        const auto windows = dealt(draw.count, cells, cell);
        if (windows == 0)
            continue;
        const auto label = cell % kinds;
        const auto who = first + cell / kinds % people;
        auto person = draw.ofWorld("synthetic gestures subject", who);
        const Subject subject{.turn = person.uniform(-1, 1), .strength = person.uniform(0.6, 1.4)};
        auto random = draw.ofExample("synthetic gestures recording", cell);
        const auto& gesture = gestures.at(static_cast<std::size_t>(label));
        appendWindows(data, drawRecording(gesture, subject, (windows - 1) * hop + window, random), windows, hop,
                      static_cast<std::int32_t>(cell), static_cast<std::int32_t>(who));
        data.labels.insert(data.labels.end(), static_cast<std::size_t>(windows), label);
    }
    return data;
}

} // namespace pitlane::synthetic
