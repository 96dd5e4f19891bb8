// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/draw.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace pitlane::synthetic {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double rateHz = 32;
constexpr std::int64_t window = 256; // 8 s
constexpr std::int64_t hop = 64;     // 2 s
constexpr std::int64_t subjects = 15;
constexpr std::int64_t trainSubjects = 12;
constexpr double lowestBpm = 50;
constexpr double highestBpm = 180;

/// What somebody does for a while.
struct Activity
{
    double share;
    double bpm;       ///< that the heart moves towards, above the one at rest
    double motion;    ///< acceleration in g
    double cadenceHz; ///< of the arm
};
constexpr std::array<Activity, 4> activities{{{0.5, 5, 0, 0},         // sits
                                              {0.15, 20, 0.08, 0.7},  // works at a table
                                              {0.2, 45, 0.25, 1.7},   // walks
                                              {0.15, 95, 0.5, 2.6}}}; // climbs, cycles, runs

struct Subject
{
    double restBpm, pulse, respirationHz, respirationDepth, notch, artefact;
    std::array<double, 3> gravity, coupling;
};

Subject drawSubject(Random random)
{
    Subject subject{};
    subject.restBpm = random.uniform(54, 78);
    subject.pulse = random.uniform(30, 60);
    subject.respirationHz = random.uniform(0.18, 0.33);
    subject.respirationDepth = random.uniform(0.1, 0.25);
    subject.notch = random.uniform(0.15, 0.4);
    subject.artefact = random.uniform(60, 140); // of 1 g
    for (auto& g : subject.gravity)
        g = random.uniform(-0.7, 0.7);
    for (auto& c : subject.coupling)
        c = random.uniform(-1, 1);
    return subject;
}

/// One heart beat over its phase 0 .. 1: a fast rise, a slower fall and the dicrotic wave.
double pulseShape(double phase, double notch)
{
    const auto bump = [&](double centre, double width) {
        auto distance = phase - centre;
        distance -= distance > 0.5 ? 1 : distance < -0.5 ? -1 : 0;
        return std::exp(-distance * distance / (2 * width * width));
    };
    return bump(0.25, 0.1) + notch * bump(0.6, 0.12);
}

const Activity& drawActivityOf(Random& random)
{
    auto draw = random.uniform();
    for (const auto& activity : activities) {
        if (draw < activity.share)
            return activity;
        draw -= activity.share;
    }
    return activities.back();
}

struct Recording
{
    Channels channels{4};
    std::vector<double> bpm; ///< of every sample
};

Recording drawRecording(const Subject& subject, std::int64_t samples, Random& random)
{
    Recording recording;
    const auto* activity = &drawActivityOf(random);
    double until = random.uniform(15, 60); // s
    double bpm = std::clamp(subject.restBpm + activity->bpm + random.normal(0, 8), lowestBpm, highestBpm);
    double wander = 0; // slow deviation of the heart rate
    double phase = random.uniform();
    double cadence = random.uniform(0, 2 * pi);
    double motion = 0; // follows the activity within a second
    std::array<double, 3> jerk{};
    double delayed = 0;
    double drift = 0;
    const double breathing = random.uniform(0, 2 * pi);
    for (std::int64_t i = 0; i < samples; ++i) {
        const double t = static_cast<double>(i) / rateHz;
        if (t > until) {
            activity = &drawActivityOf(random);
            until = t + random.uniform(15, 60);
        }
        const double goal = subject.restBpm + activity->bpm + wander;
        wander += random.normal(0, 0.15) - wander / (40 * rateHz);
        bpm = std::clamp(bpm + (goal - bpm) / (12 * rateHz), lowestBpm, highestBpm);
        recording.bpm.push_back(bpm);
        phase += bpm / 60 / rateHz;
        phase -= std::floor(phase);

        motion += (activity->motion - motion) / rateHz;
        cadence += 2 * pi * activity->cadenceHz * (1 + random.normal(0, 0.02)) / rateHz;
        double artefact = 0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            jerk[axis] = 0.7 * jerk[axis] + random.normal(0, 0.35);
            const auto shift = static_cast<double>(axis);
            const double swing = std::sin(cadence + shift) + 0.4 * std::sin(2 * cadence + 2 * shift) + jerk[axis];
            const double acceleration = subject.gravity[axis] + motion * swing;
            recording.channels[axis + 1].push_back(quantized(acceleration + random.normal(0, 0.004), 4096));
            artefact += subject.coupling[axis] * motion * swing;
        }
        delayed += (artefact - delayed) / 3; // tissue follows the wrist
        drift += random.normal(0, 0.6) - drift / (3 * rateHz);
        const double breath = std::sin(2 * pi * subject.respirationHz * t + breathing);
        const double beat = pulseShape(phase, subject.notch) * (1 + subject.respirationDepth * breath);
        const double bvp = subject.pulse * (beat - 0.4 + 0.3 * subject.respirationDepth * breath) +
                           subject.artefact * delayed + drift + random.normal(0, 1.5);
        recording.channels[0].push_back(quantized(bvp, 256));
    }
    return recording;
}

} // namespace

Dataset drawPpg(const Draw& draw)
{
    Dataset data{.name = "Synthetic PPG", .task = Task::Regression, .channels = 4, .length = window};
    data.targetUnit = "bpm";
    data.sampleRateHz = rateHz;
    data.channelNames = {"BVP", "ACC x", "ACC y", "ACC z"};
    data.groupNames = numberedNames("S", subjects);
    const auto first = draw.isTest ? trainSubjects : 0;
    const auto people = draw.isTest ? subjects - trainSubjects : trainSubjects;
    for (std::int64_t i = 0; i < people; ++i) {
        draw.at(std::ssize(data.targets));
        const auto windows = dealt(draw.count, people, i);
        if (windows == 0)
            continue;
        const auto subject = drawSubject(draw.ofWorld("synthetic PPG subject", first + i));
        auto random = draw.ofExample("synthetic PPG recording", i);
        const auto recording = drawRecording(subject, (windows - 1) * hop + window, random);
        appendWindows(data, recording.channels, windows, hop, static_cast<std::int32_t>(i),
                      static_cast<std::int32_t>(first + i));
        for (std::int64_t w = 0; w < windows; ++w) {
            double sum = 0;
            for (std::int64_t t = w * hop; t < w * hop + window; ++t)
                sum += recording.bpm[static_cast<std::size_t>(t)];
            data.targets.push_back(quantized(sum / static_cast<double>(window), 1024));
        }
    }
    return data;
}

} // namespace pitlane::synthetic
