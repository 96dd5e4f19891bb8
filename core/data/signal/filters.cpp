// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/signal/filters.h"

#include "core/data/text.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace pitlane {

namespace {

using Complex = std::complex<double>;

/// Zeros, poles and gain.
struct Design
{
    std::vector<Complex> zeros;
    std::vector<Complex> poles;
    double gain = 1;
};

/// Analogue prototype: corner 1 rad/s, no zeros.
std::vector<Complex> prototypePoles(int order)
{
    std::vector<Complex> poles;
    for (int k = 0; k < order; ++k)
        poles.push_back(std::polar(1.0, std::numbers::pi * (2.0 * k + order + 1) / (2.0 * order)));
    return poles;
}

Design analogue(FilterStep::Kind kind, int order, double low, double high)
{
    const auto prototype = prototypePoles(order);
    Design design;
    if (kind == FilterStep::Kind::LowPass) {
        for (const auto pole : prototype)
            design.poles.push_back(pole * high);
        design.gain = std::pow(high, order);
    } else if (kind == FilterStep::Kind::HighPass) {
        for (const auto pole : prototype)
            design.poles.push_back(low / pole);
        design.zeros.assign(static_cast<std::size_t>(order), 0.0);
    } else {
        const double width = high - low;
        const double centre = std::sqrt(low * high);
        for (const auto pole : prototype) {
            const auto half = pole * width / 2.0;
            const auto root = std::sqrt(half * half - centre * centre);
            design.poles.push_back(half + root);
            design.poles.push_back(half - root);
        }
        design.zeros.assign(static_cast<std::size_t>(order), 0.0);
        design.gain = std::pow(width, order);
    }
    return design;
}

/// Bilinear transform at rate 1: s = 2 (z - 1) / (z + 1).
Design digital(const Design& design)
{
    Design result;
    Complex gain = design.gain;
    for (const auto zero : design.zeros) {
        result.zeros.push_back((2.0 + zero) / (2.0 - zero));
        gain *= 2.0 - zero;
    }
    for (const auto pole : design.poles) {
        result.poles.push_back((2.0 + pole) / (2.0 - pole));
        gain /= 2.0 - pole;
    }
    result.zeros.resize(design.poles.size(), -1.0); // those at infinity
    result.gain = gain.real();
    return result;
}

/// Sections of one conjugate pair each, a real pole by itself at the end.
std::vector<Section> sectionsOf(const Design& design)
{
    std::vector<double> zeros; // Butterworth zeros are 1 or -1: a band-pass takes one of each into a section
    for (const auto zero : design.zeros)
        zeros.push_back(zero.real());
    std::ranges::sort(zeros);
    std::size_t front = 0;
    std::size_t back = zeros.size();
    std::vector<Section> sections;
    std::vector<double> real;
    const auto two = [&](double a1, double a2) {
        const double z0 = zeros[front++];
        const double z1 = zeros[--back];
        sections.push_back({1, -(z0 + z1), z0 * z1, 1, a1, a2});
    };
    for (const auto pole : design.poles) {
        if (std::abs(pole.imag()) < 1e-12)
            real.push_back(pole.real());
        else if (pole.imag() > 0)
            two(-2 * pole.real(), std::norm(pole));
    }
    for (; real.size() >= 2; real.resize(real.size() - 2)) {
        const double p0 = real[real.size() - 1];
        const double p1 = real[real.size() - 2];
        two(-(p0 + p1), p0 * p1);
    }
    if (!real.empty())
        sections.push_back({1, -zeros[front], 0, 1, -real.front(), 0});
    for (int i = 0; i < 3; ++i)
        sections.front()[static_cast<std::size_t>(i)] *= design.gain;
    return sections;
}

struct State
{
    double z1 = 0;
    double z2 = 0;
};

/// Direct form II transposed, in place.
void run(const std::vector<Section>& sections, std::vector<State> states, std::span<double> signal)
{
    for (std::size_t s = 0; s < sections.size(); ++s) {
        const auto& [b0, b1, b2, a0, a1, a2] = sections[s];
        auto [z1, z2] = states[s];
        for (auto& value : signal) {
            const double x = value;
            const double y = b0 * x + z1;
            z1 = b1 * x - a1 * y + z2;
            z2 = b2 * x - a2 * y;
            value = y;
        }
    }
}

/// The states in which a constant `level` has always been going in.
std::vector<State> settled(const std::vector<Section>& sections, double level)
{
    std::vector<State> states;
    double x = level;
    for (const auto& [b0, b1, b2, a0, a1, a2] : sections) {
        const double y = x * (b0 + b1 + b2) / (1 + a1 + a2);
        states.push_back({.z1 = y - b0 * x, .z2 = b2 * x - a2 * y});
        x = y;
    }
    return states;
}

/// Forwards and backwards, with the signal turned about its ends as extension.
void runZeroPhase(const std::vector<Section>& sections, std::span<float> signal)
{
    const auto count = [&](std::size_t i) {
        return std::ranges::count_if(sections, [&](const Section& s) { return s[i] == 0; });
    };
    const auto order = 2 * std::ssize(sections) + 1 - std::min(count(2), count(5));
    const auto edge = 3 * order;
    const auto samples = std::ssize(signal);
    if (samples <= edge)
        throw DatasetError("the signal has " + std::to_string(samples) +
                           " samples, but filtering forwards and "
                           "backwards needs more than " +
                           std::to_string(edge) + ". Take longer recordings, a lower order, or switch zero phase off.");
    std::vector<double> extended;
    extended.reserve(static_cast<std::size_t>(samples + 2 * edge));
    const auto at = [&](std::int64_t i) { return static_cast<double>(signal[static_cast<std::size_t>(i)]); };
    for (auto i = edge; i >= 1; --i)
        extended.push_back(2 * at(0) - at(i));
    extended.insert(extended.end(), signal.begin(), signal.end());
    for (std::int64_t i = 1; i <= edge; ++i)
        extended.push_back(2 * at(samples - 1) - at(samples - 1 - i));
    for (int pass = 0; pass < 2; ++pass) {
        run(sections, settled(sections, extended.front()), extended);
        std::ranges::reverse(extended);
    }
    for (std::int64_t i = 0; i < samples; ++i)
        signal[static_cast<std::size_t>(i)] = static_cast<float>(extended[static_cast<std::size_t>(edge + i)]);
}

void removeLine(std::span<float> signal, bool slope)
{
    const auto n = static_cast<double>(signal.size());
    double mean = 0;
    double moment = 0;
    const double centre = (n - 1) / 2;
    for (std::size_t t = 0; t < signal.size(); ++t) {
        mean += static_cast<double>(signal[t]) / n;
        moment += (static_cast<double>(t) - centre) * static_cast<double>(signal[t]);
    }
    const double spread = n * (n * n - 1) / 12;
    const double rise = slope && spread > 0 ? moment / spread : 0;
    for (std::size_t t = 0; t < signal.size(); ++t)
        signal[t] =
            static_cast<float>(static_cast<double>(signal[t]) - mean - rise * (static_cast<double>(t) - centre));
}

} // namespace

std::vector<Section> butterworth(FilterStep::Kind kind, int order, double lowHz, double highHz, double sampleRateHz)
{
    const bool low = kind == FilterStep::Kind::LowPass || kind == FilterStep::Kind::BandPass;
    const bool high = kind == FilterStep::Kind::HighPass || kind == FilterStep::Kind::BandPass;
    if (!low && !high)
        throw DatasetError("Designing a filter: only low-pass, high-pass and band-pass are Butterworth filters.");
    if (order < 1 || order > 10)
        throw DatasetError("Designing a filter: order " + std::to_string(order) + ", expected 1 to 10.");
    const auto check = [&](double corner) {
        if (!(corner > 0 && corner < sampleRateHz / 2))
            throw DatasetError("Designing a filter: the corner " + numberText(static_cast<float>(corner)) +
                               " Hz is outside 0 to " + numberText(static_cast<float>(sampleRateHz / 2)) +
                               " Hz, half the sample rate. Choose another corner, or correct the rate.");
        return 2 * std::tan(std::numbers::pi * corner / sampleRateHz);
    };
    const double from = high ? check(lowHz) : 0;
    const double to = low ? check(highHz) : 0;
    if (low && high && !(lowHz < highHz))
        throw DatasetError("Designing a filter: the lower corner " + numberText(static_cast<float>(lowHz)) +
                           " Hz is not below the upper one, " + numberText(static_cast<float>(highHz)) + " Hz.");
    return sectionsOf(digital(analogue(kind, order, from, to)));
}

void applyFilter(const FilterStep& step, std::span<float> signal, double sampleRateHz)
{
    const auto missing = std::ranges::find_if(signal, [](float value) { return !std::isfinite(value); });
    if (missing != signal.end())
        throw DatasetError(
            "sample " + std::to_string(missing - signal.begin() + 1) +
            " is missing or not finite, and a filter needs every sample. Fill it in, or leave the filters "
            "out.");
    switch (step.kind) {
    case FilterStep::Kind::RemoveMean:
    case FilterStep::Kind::Detrend:
        return removeLine(signal, step.kind == FilterStep::Kind::Detrend);
    case FilterStep::Kind::Rectify:
        for (auto& value : signal)
            value = std::abs(value);
        return;
    case FilterStep::Kind::LowPass:
    case FilterStep::Kind::HighPass:
    case FilterStep::Kind::BandPass:
        break;
    }
    if (!(sampleRateHz > 0))
        throw DatasetError("a filter needs the sample rate, which is not known. Enter it.");
    const auto sections = butterworth(step.kind, step.order, step.lowHz, step.highHz, sampleRateHz);
    if (step.zeroPhase)
        return runZeroPhase(sections, signal);
    std::vector<double> values(signal.begin(), signal.end());
    run(sections, std::vector<State>(sections.size()), values);
    std::ranges::transform(values, signal.begin(), [](double value) { return static_cast<float>(value); });
}

} // namespace pitlane
