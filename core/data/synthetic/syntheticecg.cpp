// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/syntheticecg.h"

#include "core/base/hash.h"
#include "core/data/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace pitlane {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double integrationRateHz = 256; // the sampling rate of the paper's examples

/// One event of the model: a Gaussian bump of the limit cycle at `angle`.
struct Wave
{
    double angle;     ///< theta_i, degrees; the R peak is at 0, one beat is -180 .. 180
    double amplitude; ///< a_i
    double width;     ///< b_i, radians
};

/// P, Q, R, S, T.
using Morphology = std::array<Wave, 5>;

/// Table I of the paper.
constexpr Morphology normalBeat{{{-70, 1.2, 0.25}, {-15, -5, 0.1}, {0, 30, 0.1}, {15, -7.5, 0.1}, {100, 0.75, 0.4}}};

/// A class is a morphology and how beats of that class scatter: a beat's waves lie at normal + severity * (morphology -
/// normal), the severity drawn from a normal distribution. Neighbouring severities make the classes overlap.
struct BeatClass
{
    const char* name;
    double share;
    Morphology morphology;
    double severity;
    double severityDeviation;
    double period; ///< RR relative to a normal beat's
};

// A ventricular beat has no P wave, a broad QRS complex and a T wave against it. R on T comes so early that the T wave
// of the beat before stands where P would. A supraventricular beat has an early, often inverted P wave and a normal
// QRS. The unclassified ones are fusion beats, between normal and ventricular.
constexpr Morphology ventricular{
    {{-70, 0.0, 0.25}, {-32, -1.5, 0.16}, {0, 9, 0.22}, {34, -2.5, 0.2}, {108, -0.8, 0.4}}};
constexpr Morphology rOnT{{{-112, 0.7, 0.38}, {-30, -2.5, 0.16}, {-2, 9, 0.2}, {30, -5, 0.2}, {96, -0.7, 0.4}}};
constexpr Morphology supraventricular{
    {{-52, -0.9, 0.22}, {-15, -5, 0.1}, {0, 28, 0.1}, {15, -8.5, 0.1}, {112, 0.9, 0.42}}};

constexpr std::array<BeatClass, 5> beatClasses{{{"normal", 0.54, normalBeat, 0, 0, 1},
                                                {"R-on-T PVC", 0.24, rOnT, 1, 0.25, 0.8},
                                                {"PVC", 0.08, ventricular, 1, 0.2, 0.9},
                                                {"supraventricular", 0.08, supraventricular, 1, 0.35, 0.85},
                                                {"unclassified", 0.06, ventricular, 0.5, 0.15, 0.95}}};

/// How beats of one class differ from each other, all standard deviations.
constexpr double amplitudeDeviation = 0.25; // relative
constexpr double widthDeviation = 0.12;     // relative
constexpr double angleDeviation = 5;        // degrees
constexpr double meanPeriodS = 0.85;
constexpr double periodDeviation = 0.08; // relative
constexpr double startDeviation = 0.02;  // of the beat

/// Series per class, each class at least 4 % (and none when there are too few series to give everyone one).
std::array<std::int64_t, 5> classSizes(std::int64_t series)
{
    std::array<std::int64_t, 5> sizes{};
    auto left = series;
    for (std::size_t i = beatClasses.size() - 1; i > 0; --i) {
        const auto share = static_cast<double>(series) * beatClasses[i].share;
        sizes[i] = std::max(static_cast<std::int64_t>(share + 0.5), (series * 4 + 99) / 100);
        sizes[i] = std::min(sizes[i], left - 1);
        left -= sizes[i];
    }
    sizes[0] = left;
    return sizes;
}

/// One beat of the model, as drawn.
struct Beat
{
    Morphology waves; ///< angles in radians
    double omega;     ///< angular velocity, radians per second
};

Beat drawBeat(const BeatClass& beatClass, Random& random)
{
    Beat beat{};
    const double severity = random.normal(beatClass.severity, beatClass.severityDeviation);
    for (std::size_t i = 0; i < beat.waves.size(); ++i) {
        const auto& from = normalBeat[i];
        const auto& to = beatClass.morphology[i];
        const auto mixed = [&](double a, double b) { return a + severity * (b - a); };
        beat.waves[i].angle = (mixed(from.angle, to.angle) + random.normal(0, angleDeviation)) * pi / 180;
        beat.waves[i].amplitude = mixed(from.amplitude, to.amplitude) * (1 + random.normal(0, amplitudeDeviation));
        beat.waves[i].width = std::max(0.03, mixed(from.width, to.width) * (1 + random.normal(0, widthDeviation)));
    }
    const double period =
        meanPeriodS * (1 + severity * (beatClass.period - 1)) * (1 + random.normal(0, periodDeviation));
    beat.omega = 2 * pi / std::max(0.3, period);
    return beat;
}

/// Point of the three-dimensional trajectory: (x, y) runs around the unit circle once per beat, z is the ECG.
struct State
{
    double x, y, z;
};

State plus(const State& state, double h, const State& slope)
{
    return {state.x + h * slope.x, state.y + h * slope.y, state.z + h * slope.z};
}

/// Eq. 1 of the paper, without z0: the model is linear in z, so its answer to a slow sinusoidal z0 is a sinusoid that
/// can be added afterwards.
State derivative(const State& state, const Beat& beat)
{
    const double alpha = 1 - std::sqrt(state.x * state.x + state.y * state.y);
    const double theta = std::atan2(state.y, state.x);
    double dz = -state.z;
    for (const auto& wave : beat.waves) {
        double delta = theta - wave.angle;
        delta -= delta > pi ? 2 * pi : delta < -pi ? -2 * pi : 0;
        dz -= wave.amplitude * delta * std::exp(-delta * delta / (2 * wave.width * wave.width));
    }
    return {alpha * state.x - beat.omega * state.y, alpha * state.y + beat.omega * state.x, dz};
}

State rungeKuttaStep(const State& state, const Beat& beat, double h)
{
    const auto k1 = derivative(state, beat);
    const auto k2 = derivative(plus(state, h / 2, k1), beat);
    const auto k3 = derivative(plus(state, h / 2, k2), beat);
    const auto k4 = derivative(plus(state, h, k3), beat);
    return {state.x + h / 6 * (k1.x + 2 * k2.x + 2 * k3.x + k4.x),
            state.y + h / 6 * (k1.y + 2 * k2.y + 2 * k3.y + k4.y),
            state.z + h / 6 * (k1.z + 2 * k2.z + 2 * k3.z + k4.z)};
}

/// z over `previous`, `beat` and the start of the next beat, at integrationRateHz; `beatStart` becomes the sample at
/// which `beat` begins.
std::vector<double> trajectory(const Beat& previous, const Beat& beat, const Beat& following, double& beatStart)
{
    constexpr double h = 1 / integrationRateHz;
    const double previousSteps = 2 * pi / previous.omega / h;
    const double beatSteps = 2 * pi / beat.omega / h;
    beatStart = previousSteps;
    const auto steps = static_cast<std::size_t>(previousSteps + 1.25 * beatSteps) + 4;
    std::vector<double> z;
    z.reserve(steps);
    State state{-1, 0, 0};
    for (std::size_t i = 0; i < steps; ++i) {
        z.push_back(state.z);
        const auto step = static_cast<double>(i);
        state = rungeKuttaStep(state,
                               step < previousSteps               ? previous
                               : step < previousSteps + beatSteps ? beat
                                                                  : following,
                               h);
    }
    return z;
}

/// Cubic interpolation through four samples around `position` (Catmull-Rom).
double valueAt(const std::vector<double>& z, double position)
{
    const double last = static_cast<double>(z.size()) - 3;
    position = std::clamp(position, 1.0, last);
    const auto i = static_cast<std::size_t>(position);
    const double u = position - static_cast<double>(i);
    const double a = z[i - 1], b = z[i], c = z[i + 1], d = z[i + 2];
    return b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)));
}

double standardDeviation(const std::vector<double>& values, double& mean)
{
    mean = 0;
    for (const double value : values)
        mean += value;
    mean /= static_cast<double>(values.size());
    double sum = 0;
    for (const double value : values)
        sum += (value - mean) * (value - mean);
    return std::sqrt(sum / static_cast<double>(values.size()));
}

/// Adds wander and noise to one beat, z-normalises it, and rounds to 2^-16 as a converter does: rounding hides the last
/// bits of exp and sin, which differ between mathematics libraries.
void finishSeries(std::vector<double>& values, double seconds, const SyntheticEcgOptions& options, Random& random,
                  std::vector<float>& target)
{
    double mean = 0;
    const double deviation = standardDeviation(values, mean);
    const double wanderHz = random.uniform(0.15, 0.4); // breathing
    const double phase = random.uniform(0, 2 * pi);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double t = seconds * static_cast<double>(i) / static_cast<double>(values.size());
        values[i] += deviation * options.baselineWander * std::sin(2 * pi * wanderHz * t + phase);
        values[i] += deviation * options.noise * random.normal();
    }
    const double finalDeviation = standardDeviation(values, mean);
    for (const double value : values)
        target.push_back(static_cast<float>(std::round((value - mean) / finalDeviation * 65536) / 65536));
}

void checkOptions(const SyntheticEcgOptions& options)
{
    const auto check = [](bool good, std::string_view name, const std::string& found, std::string_view expected) {
        if (!good)
            throw DatasetError("Drawing synthetic heartbeats: " + std::string(name) + " is " + found + ", expected " +
                               std::string(expected) + ".");
    };
    check(options.series >= 1 && options.series <= 1'000'000, "series", std::to_string(options.series), "1 to 1000000");
    check(options.length >= 16 && options.length <= 100'000, "length", std::to_string(options.length), "16 to 100000");
    check(options.noise >= 0 && options.noise <= 100, "noise", std::to_string(options.noise), "0 to 100");
    check(options.baselineWander >= 0 && options.baselineWander <= 100, "baselineWander",
          std::to_string(options.baselineWander), "0 to 100");
}

} // namespace

Dataset syntheticEcg(const SyntheticEcgOptions& options, const Progress& progress)
{
    checkOptions(options);
    Dataset dataset{.name = "Synthetic ECG", .channels = 1, .length = options.length};
    const auto sizes = classSizes(options.series);
    for (std::size_t label = 0; label < beatClasses.size(); ++label) {
        dataset.classNames.emplace_back(beatClasses[label].name);
        dataset.labels.insert(dataset.labels.end(), static_cast<std::size_t>(sizes[label]),
                              static_cast<std::int64_t>(label));
    }
    Random(derivedSeed(options.seed, "synthetic ECG classes")).shuffle(dataset.labels);

    dataset.values.reserve(static_cast<std::size_t>(options.series * options.length));
    std::vector<double> values(static_cast<std::size_t>(options.length));
    for (std::int64_t n = 0; n < options.series; ++n) {
        progress.at(static_cast<double>(n) / static_cast<double>(options.series), "Drawing synthetic examples");
        Random random(derivedSeed(options.seed, "synthetic ECG beat", static_cast<std::uint64_t>(n)));
        const auto& beatClass = beatClasses[static_cast<std::size_t>(dataset.labels[static_cast<std::size_t>(n)])];
        const auto previous = drawBeat(beatClasses[0], random);
        const auto beat = drawBeat(beatClass, random);
        const auto following = drawBeat(beatClasses[0], random);
        double start = 0;
        const auto z = trajectory(previous, beat, following, start);
        const double beatSteps = 2 * pi / beat.omega * integrationRateHz;
        start += beatSteps * std::clamp(random.normal(0, startDeviation), -0.1, 0.1);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = valueAt(z, start + beatSteps * static_cast<double>(i) / static_cast<double>(values.size()));
        finishSeries(values, beatSteps / integrationRateHz, options, random, dataset.values);
    }
    return dataset;
}

} // namespace pitlane
