// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/signal/augment.h"

#include "core/base/hash.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace pitlane {

namespace {

constexpr std::size_t knots = 6; ///< of a smooth curve: both ends and four between

/// A curve through knots at equal distances: natural cubic spline.
class Spline
{
public:
    explicit Spline(const std::array<double, knots>& y) : m_y(y)
    {
        // Second derivatives c[i]: c[i-1] + 4 c[i] + c[i+1] = 6 (y[i-1] - 2 y[i] + y[i+1]), zero at the ends.
        std::array<double, knots> diagonal{};
        std::array<double, knots> right{};
        for (std::size_t i = 1; i + 1 < knots; ++i) {
            const double factor = i == 1 ? 0 : 1 / diagonal[i - 1];
            diagonal[i] = 4 - factor;
            right[i] = 6 * (y[i - 1] - 2 * y[i] + y[i + 1]) - factor * right[i - 1];
        }
        for (auto i = knots - 2; i >= 1; --i)
            m_c[i] = (right[i] - m_c[i + 1]) / diagonal[i];
    }

    /// x from 0 to 1.
    [[nodiscard]] double at(double x) const
    {
        const double place = x * (knots - 1);
        const auto i = std::min(static_cast<std::size_t>(place), knots - 2);
        const double b = place - static_cast<double>(i);
        const double a = 1 - b;
        return a * m_y[i] + b * m_y[i + 1] + ((a * a * a - a) * m_c[i] + (b * b * b - b) * m_c[i + 1]) / 6;
    }

private:
    std::array<double, knots> m_y;
    std::array<double, knots> m_c{};
};

Spline smoothCurve(double deviation, Random& random)
{
    std::array<double, knots> y{};
    for (auto& value : y)
        value = random.normal(1, deviation);
    return Spline(y);
}

double placeOf(std::int64_t t, std::int64_t length)
{
    return length < 2 ? 0 : static_cast<double>(t) / static_cast<double>(length - 1);
}

double powerOf(std::span<const float> signal)
{
    double sum = 0;
    for (const auto value : signal)
        sum += static_cast<double>(value) * static_cast<double>(value);
    return signal.empty() ? 0 : sum / static_cast<double>(signal.size());
}

/// One step on one example.
class Change
{
public:
    Change(std::span<float> example, std::int64_t channels, std::optional<double> rate, Random& random)
        : m_example(example), m_channels(channels), m_length(std::ssize(example) / channels), m_rate(rate),
          m_random(random)
    {
    }

    void apply(const Augmentation& step, std::span<const std::vector<float>> noise)
    {
        switch (step.kind) {
        case Augmentation::Kind::Jitter:
            return jitter(step.amount);
        case Augmentation::Kind::Scaling:
            return scale(step.amount);
        case Augmentation::Kind::MagnitudeWarp:
            return warpMagnitude(step.amount);
        case Augmentation::Kind::TimeWarp:
            return warpTime(step.amount);
        case Augmentation::Kind::TimeShift:
            return shift(step.amount);
        case Augmentation::Kind::Noise:
            return mix(m_random.uniform(step.amount, step.amountHigh), noise);
        }
    }

private:
    [[nodiscard]] std::span<float> channel(std::int64_t c) const
    {
        return m_example.subspan(static_cast<std::size_t>(c * m_length), static_cast<std::size_t>(m_length));
    }

    void jitter(double decibel)
    {
        for (std::int64_t c = 0; c < m_channels; ++c) {
            const double deviation = std::sqrt(powerOf(channel(c)) * std::pow(10, -decibel / 10));
            for (auto& value : channel(c))
                value += static_cast<float>(m_random.normal() * deviation);
        }
    }

    void scale(double deviation)
    {
        const auto factor = static_cast<float>(m_random.normal(1, deviation));
        for (auto& value : m_example)
            value *= factor;
    }

    void warpMagnitude(double deviation)
    {
        for (std::int64_t c = 0; c < m_channels; ++c) {
            const auto curve = smoothCurve(deviation, m_random);
            const auto values = channel(c);
            for (std::int64_t t = 0; t < m_length; ++t)
                values[static_cast<std::size_t>(t)] *= static_cast<float>(curve.at(placeOf(t, m_length)));
        }
    }

    void warpTime(double deviation)
    {
        constexpr double slowest = 0.1; // time never runs backwards
        const auto speed = smoothCurve(deviation, m_random);
        std::vector<double> times{0};
        for (std::int64_t t = 1; t < m_length; ++t)
            times.push_back(times.back() + std::max(slowest, speed.at(placeOf(t, m_length))));
        const double stretch = times.back() > 0 ? static_cast<double>(m_length - 1) / times.back() : 1;
        for (std::int64_t c = 0; c < m_channels; ++c) {
            const auto values = channel(c);
            const std::vector<float> before(values.begin(), values.end());
            for (std::int64_t t = 0; t < m_length; ++t) {
                const double place = times[static_cast<std::size_t>(t)] * stretch;
                const auto i = std::min(static_cast<std::size_t>(place), before.size() - 1);
                const auto next = std::min(i + 1, before.size() - 1);
                const auto share = static_cast<float>(place - static_cast<double>(i));
                values[static_cast<std::size_t>(t)] = before[i] + share * (before[next] - before[i]);
            }
        }
    }

    void shift(double most)
    {
        const auto limit = std::llround(most * m_rate.value_or(1));
        const auto by = static_cast<std::int64_t>(m_random.below(static_cast<std::uint64_t>(2 * limit + 1))) - limit;
        for (std::int64_t c = 0; c < m_channels; ++c) {
            const auto values = channel(c);
            const std::vector<float> before(values.begin(), values.end());
            for (std::int64_t t = 0; t < m_length; ++t) {
                const auto from = t - by;
                values[static_cast<std::size_t>(t)] =
                    from >= 0 && from < m_length ? before[static_cast<std::size_t>(from)] : 0.F;
            }
        }
    }

    /// Mixes a piece of a recording in, at `decibel` below the example; a silent example takes the piece as it is.
    void mix(double decibel, std::span<const std::vector<float>> noise)
    {
        if (noise.empty())
            return;
        const auto& recording = noise[m_random.below(noise.size())];
        if (recording.empty())
            return;
        const auto room = std::max<std::int64_t>(1, std::ssize(recording) - m_length + 1);
        const auto first = static_cast<std::int64_t>(m_random.below(static_cast<std::uint64_t>(room)));
        std::vector<float> piece;
        for (std::int64_t t = 0; t < m_length; ++t)
            piece.push_back(recording[static_cast<std::size_t>((first + t) % std::ssize(recording))]);
        const double signal = powerOf(m_example);
        const double loudness = powerOf(piece);
        const double gain = signal > 0 && loudness > 0 ? std::sqrt(signal / loudness * std::pow(10, -decibel / 10)) : 1;
        for (std::int64_t c = 0; c < m_channels; ++c)
            for (std::int64_t t = 0; t < m_length; ++t)
                channel(c)[static_cast<std::size_t>(t)] +=
                    static_cast<float>(gain) * piece[static_cast<std::size_t>(t)];
    }

    std::span<float> m_example;
    std::int64_t m_channels;
    std::int64_t m_length;
    std::optional<double> m_rate;
    Random& m_random;
};

} // namespace

void augment(std::span<float> example, std::int64_t channels, std::span<const Augmentation> steps,
             std::optional<double> sampleRateHz, std::span<const std::vector<float>> noise, Random& random)
{
    if (example.empty() || channels < 1)
        return;
    Change change(example, channels, sampleRateHz, random);
    for (const auto& step : steps)
        if (random.uniform() < step.probability)
            change.apply(step, noise);
}

void augmentAll(Dataset& windows, std::span<const Augmentation> steps, std::span<const std::vector<float>> noise,
                std::uint64_t seedNumber, int epoch)
{
    const auto stride = static_cast<std::size_t>(windows.channels * windows.length);
    for (std::int64_t n = 0; n < windows.size(); ++n) {
        const auto draw = static_cast<std::uint64_t>(epoch) * static_cast<std::uint64_t>(windows.size()) +
                          static_cast<std::uint64_t>(n);
        Random random(derivedSeed(seedNumber, "augment", draw));
        augment(std::span(windows.values).subspan(static_cast<std::size_t>(n) * stride, stride), windows.channels,
                steps, windows.sampleRateHz, noise, random);
    }
}

} // namespace pitlane
