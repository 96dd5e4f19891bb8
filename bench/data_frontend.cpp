// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
/// What preparing data costs, one thread: MFCC of clips of speech length, and a change of the sample rate. Medians.

#include "core/data/random.h"
#include "core/data/signal/filters.h"
#include "core/data/signal/spectrum.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <vector>

using namespace pitlane;

namespace {

double seconds(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double medianSeconds(int rounds, const std::function<void()>& work)
{
    work(); // warms caches up
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round)
        times.push_back(seconds(work));
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::ranges::nth_element(times, middle);
    return *middle;
}

std::vector<float> noise(std::int64_t samples)
{
    Random random(1);
    std::vector<float> signal;
    for (std::int64_t t = 0; t < samples; ++t)
        signal.push_back(static_cast<float>(random.uniform(-1, 1)));
    return signal;
}

void timeMfcc(int clips, int rounds)
{
    constexpr std::int64_t length = 16'000;
    const auto signal = noise(clips * length);
    const Spectrum spectrum({.kind = FrontEnd::Kind::Mfcc}, length);
    double sum = 0; // printed, so that no call can be left out
    const auto time = medianSeconds(rounds, [&] {
        for (int clip = 0; clip < clips; ++clip)
            sum += static_cast<double>(
                spectrum(std::span(signal).subspan(static_cast<std::size_t>(clip * length), length)).front());
    });
    std::printf("MFCC, %d clips of 1 s at 16 kHz, [%lld][%lld]:   %8.0f us per clip   (sum %.4g)\n", clips,
                static_cast<long long>(spectrum.rows()), static_cast<long long>(spectrum.framesOf(length)),
                time / clips * 1e6, sum);
}

void timeResampling(std::int64_t samples, int rounds)
{
    const auto signal = noise(samples);
    double sum = 0;
    const auto time = medianSeconds(rounds, [&] { sum += static_cast<double>(resampled(signal, 125, 32).back()); });
    std::printf("Resampling, %lld samples, 125 to 32 Hz:   %8.2f ns per sample   (sum %.4g)\n",
                static_cast<long long>(samples), time / static_cast<double>(samples) * 1e9, sum);
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Microseconds per clip of the spectral front end, and nanoseconds per resampled sample.");
    int rounds = 5;
    int clips = 100;
    std::int64_t samples = 10'000'000;
    app.add_option("--rounds", rounds, "measured rounds of each")->check(CLI::PositiveNumber);
    app.add_option("--clips", clips, "clips of one second")->check(CLI::PositiveNumber);
    app.add_option("--samples", samples, "samples to resample")->check(CLI::PositiveNumber);
    CLI11_PARSE(app, argc, argv);
    try {
        timeMfcc(clips, rounds);
        timeResampling(samples, rounds);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "data_frontend: %s\n", error.what());
        return 1;
    }
    return 0;
}
