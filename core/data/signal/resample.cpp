// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/signal/filters.h"

#include "core/data/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace pitlane {

namespace {

constexpr std::int64_t mostTerm = 10'000;
constexpr double closeEnough =
    1e-5; ///< a sample in a hundred thousand: measured rates are in no ratio of whole numbers
constexpr double zeroCrossings = 24; ///< of the sinc, on either side
constexpr double cutoff = 0.895;     ///< of half the lower rate: the stop band begins at half the rate
constexpr double kaiserBeta = 7.857; ///< 80 dB

/// up / down = ratio, by continued fractions.
bool asFraction(double ratio, std::int64_t& up, std::int64_t& down)
{
    std::int64_t h0 = 0;
    std::int64_t h1 = 1;
    std::int64_t k0 = 1;
    std::int64_t k1 = 0;
    double rest = ratio;
    for (int i = 0; i < 40; ++i) {
        const double whole = std::floor(rest);
        if (whole > static_cast<double>(mostTerm))
            return false;
        const auto a = static_cast<std::int64_t>(whole);
        const auto h = a * h1 + h0;
        const auto k = a * k1 + k0;
        if (h > mostTerm || k > mostTerm)
            return false;
        h0 = h1, h1 = h, k0 = k1, k1 = k;
        if (std::abs(static_cast<double>(h) / static_cast<double>(k) - ratio) <= closeEnough * ratio) {
            up = h;
            down = k;
            return h > 0;
        }
        rest = 1 / (rest - whole);
    }
    return false;
}

/// Modified Bessel function of order 0.
double bessel0(double x)
{
    double sum = 1;
    double term = 1;
    for (int k = 1; k < 60; ++k) {
        term *= (x / (2 * k)) * (x / (2 * k));
        sum += term;
    }
    return sum;
}

/// Windowed sinc at `position` upsampled samples from its centre; `slow` = max(up, down).
double kernel(double position, double slow)
{
    const double half = zeroCrossings * slow;
    if (std::abs(position) >= half)
        return 0;
    const double x = position * cutoff / slow;
    const double sinc = x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
    const double r = position / half;
    return sinc * bessel0(kaiserBeta * std::sqrt(1 - r * r));
}

/// The taps for outputs that lie `phase` upsampled samples after an input sample, each set with the sum 1.
struct Phase
{
    std::int64_t first = 0; ///< input sample of taps[0], relative to the one at or before the output
    std::vector<double> taps;
};

Phase makePhase(std::int64_t phase, std::int64_t up, double slow)
{
    const double half = zeroCrossings * slow;
    Phase made;
    made.first = -static_cast<std::int64_t>(std::floor((half - static_cast<double>(phase)) / static_cast<double>(up)));
    std::vector<double> taps;
    double sum = 0;
    for (auto k = made.first;; ++k) {
        const double position = static_cast<double>(phase) - static_cast<double>(k * up);
        if (position <= -half)
            break;
        taps.push_back(kernel(position, slow));
        sum += taps.back();
    }
    for (const auto tap : taps)
        made.taps.push_back(tap / sum);
    return made;
}

/// In double precision, so that a constant comes out as itself; four sums, which a processor adds side by side.
double weighted(std::span<const float> x, std::span<const double> taps)
{
    std::array<double, 4> sums{};
    std::size_t k = 0;
    for (; k + sums.size() <= taps.size(); k += sums.size())
        for (std::size_t i = 0; i < sums.size(); ++i)
            sums[i] += static_cast<double>(x[k + i]) * taps[k + i];
    for (; k < taps.size(); ++k)
        sums[0] += static_cast<double>(x[k]) * taps[k];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

} // namespace

std::vector<float> resampled(std::span<const float> signal, double fromHz, double toHz)
{
    if (!(fromHz > 0) || !(toHz > 0))
        throw DatasetError("Resampling from " + numberText(fromHz) + " to " +
                           numberText(toHz) +
                           " Hz: rates must be above 0. Enter the sample rates.");
    std::int64_t up = 1;
    std::int64_t down = 1;
    if (!asFraction(toHz / fromHz, up, down))
        throw DatasetError("Resampling from " + numberText(fromHz) + " to " +
                           numberText(toHz) +
                           " Hz: the rates are in no ratio of whole numbers below 10000. Choose rounder rates.");
    if (up == down || signal.empty())
        return {signal.begin(), signal.end()};
    const auto slow = static_cast<double>(std::max(up, down));
    std::vector<Phase> phases(static_cast<std::size_t>(up));
    const auto samples = std::ssize(signal);
    const auto outputs = (samples * up + down - 1) / down;
    std::vector<float> result(static_cast<std::size_t>(outputs));
    for (std::int64_t m = 0; m < outputs; ++m) {
        const auto base = m * down / up;
        auto& phase = phases[static_cast<std::size_t>(m * down % up)];
        if (phase.taps.empty())
            phase = makePhase(m * down % up, up, slow);
        const auto first = base + phase.first;
        const auto taps = std::ssize(phase.taps);
        double sum = 0;
        if (first >= 0 && first + taps <= samples) {
            sum = weighted(signal.subspan(static_cast<std::size_t>(first)), phase.taps);
        } else { // the first and the last value go on beyond the edges
            for (std::int64_t k = 0; k < taps; ++k)
                sum += static_cast<double>(
                           signal[static_cast<std::size_t>(std::clamp<std::int64_t>(first + k, 0, samples - 1))]) *
                       phase.taps[static_cast<std::size_t>(k)];
        }
        result[static_cast<std::size_t>(m)] = static_cast<float>(sum);
    }
    return result;
}

} // namespace pitlane
