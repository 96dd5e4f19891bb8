// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/draw.h"

#include <array>
#include <cmath>
#include <numbers>

namespace pitlane::synthetic {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double rateHz = 50;
constexpr std::int64_t window = 128; // 2.56 s
constexpr std::int64_t hop = 64;
constexpr std::int64_t subjects = 30;
constexpr std::int64_t trainSubjects = 21;

using Vector = std::array<double, 3>;

/// A waist with a telephone: which way is down, how it swings, how hard a step lands.
struct Activity
{
    const char* name;
    Vector gravity;
    double swing;  ///< g, along the body's axis
    double impact; ///< g, of a heel on the ground
    double turn;   ///< rad/s
    double steps;  ///< per second
    double sway;   ///< g, of somebody who stands still
};
constexpr std::array<Activity, 6> activities{{{"WALKING", {0.97, -0.2, -0.1}, 0.22, 0.25, 0.5, 1.9, 0.02},
                                              {"WALKING_UPSTAIRS", {0.94, -0.25, -0.2}, 0.25, 0.12, 0.7, 1.6, 0.03},
                                              {"WALKING_DOWNSTAIRS", {0.96, -0.2, 0.0}, 0.3, 0.55, 0.8, 2.1, 0.03},
                                              {"SITTING", {0.85, 0.2, 0.45}, 0, 0, 0.02, 1, 0.004},
                                              {"STANDING", {0.98, -0.15, 0.05}, 0, 0, 0.04, 1, 0.009},
                                              {"LAYING", {0.05, 0.7, 0.68}, 0, 0, 0.02, 1, 0.003}}};

struct Subject
{
    double tempo, vigour;
    Vector tilt; ///< how the telephone sits
};

Subject drawSubject(Random random)
{
    Subject subject{.tempo = random.uniform(0.88, 1.12), .vigour = random.uniform(0.75, 1.25), .tilt = {}};
    for (auto& tilt : subject.tilt)
        tilt = random.normal(0, 0.08);
    return subject;
}

/// Total acceleration, its slow part (gravity), and rotation; channels as in the data set.
Channels drawRecording(const Activity& activity, const Subject& subject, std::int64_t samples, Random& random)
{
    Channels signal(9);
    Vector gravity{};
    double norm = 0;
    for (std::size_t a = 0; a < 3; ++a) {
        gravity[a] = activity.gravity[a] + subject.tilt[a] + random.normal(0, 0.05);
        norm += gravity[a] * gravity[a];
    }
    for (auto& g : gravity)
        g /= std::sqrt(norm);
    double phase = random.uniform(0, 2 * pi);
    Vector sway{};
    Vector spin{};
    for (std::int64_t i = 0; i < samples; ++i) {
        phase += 2 * pi * activity.steps * subject.tempo * (1 + random.normal(0, 0.03)) / rateHz;
        const double land = std::exp(6 * (std::cos(phase) - 1)); // once per step
        const double stride = phase / 2;                         // two steps
        for (std::size_t a = 0; a < 3; ++a) {
            const auto shift = 1.3 * static_cast<double>(a);
            sway[a] = 0.97 * sway[a] + random.normal(0, activity.sway);
            spin[a] = 0.9 * spin[a] + random.normal(0, 0.4 * activity.turn);
            const double along = a == 0 ? 1 : 0.45;
            const double body = subject.vigour * along *
                                    (activity.swing * std::sin(phase + shift) + activity.impact * (land - 0.2) +
                                     0.3 * activity.swing * std::sin(stride + shift)) +
                                sway[a];
            const double rotation = activity.swing > 0 ? subject.vigour * activity.turn * std::sin(stride + shift) : 0;
            signal[a].push_back(quantized(body + random.normal(0, 0.002), 16384));
            signal[a + 3].push_back(quantized(rotation + spin[a] + random.normal(0, 0.005), 16384));
            signal[a + 6].push_back(quantized(gravity[a] + body + random.normal(0, 0.002), 16384));
        }
    }
    return signal;
}

} // namespace

Dataset drawActivity(const Draw& draw)
{
    Dataset data{.name = "Synthetic activity", .channels = 9, .length = window};
    data.sampleRateHz = rateHz;
    data.channelNames = {"body_acc_x",  "body_acc_y",  "body_acc_z",  "body_gyro_x", "body_gyro_y",
                         "body_gyro_z", "total_acc_x", "total_acc_y", "total_acc_z"};
    for (const auto& activity : activities)
        data.classNames.emplace_back(activity.name);
    data.groupNames = numberedNames("", subjects);
    const auto kinds = static_cast<std::int64_t>(activities.size());
    const auto first = draw.isTest ? trainSubjects : 0;
    const auto cells = kinds * (draw.isTest ? subjects - trainSubjects : trainSubjects);
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        draw.at(std::ssize(data.labels));
        const auto windows = dealt(draw.count, cells, cell);
        if (windows == 0)
            continue;
        const auto label = cell % kinds;
        const auto who = first + cell / kinds;
        const auto subject = drawSubject(draw.ofWorld("synthetic activity subject", who));
        auto random = draw.ofExample("synthetic activity recording", cell);
        const auto& activity = activities.at(static_cast<std::size_t>(label));
        appendWindows(data, drawRecording(activity, subject, (windows - 1) * hop + window, random), windows, hop,
                      static_cast<std::int32_t>(cell), static_cast<std::int32_t>(who));
        data.labels.insert(data.labels.end(), static_cast<std::size_t>(windows), label);
    }
    return data;
}

} // namespace pitlane::synthetic
