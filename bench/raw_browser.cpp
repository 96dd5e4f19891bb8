// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
/// What a frame costs while zooming through a long recording: medians and the slowest of one run, from the whole
/// recording to a few samples and back. Beside it the same curve as a plain QCPGraph that holds all samples, whose own
/// thinning looks at each of them.

#include "plots/rawplot.h"

#include <CLI/CLI.hpp>
#include <QApplication>
#include <qcustomplot.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <random>

using namespace pitlane;

namespace {

double milliseconds(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

/// A random walk, so that every zoom shows something else.
std::vector<float> walk(std::int64_t samples, std::uint32_t seed)
{
    std::mt19937 random(seed);
    std::vector<float> values(static_cast<std::size_t>(samples));
    float at = 0;
    for (auto& value : values)
        value = at += static_cast<float>(random() % 2001) / 1000.F - 1.F;
    return values;
}

PlotTheme plainTheme()
{
    PlotTheme theme;
    theme.base = Qt::white;
    theme.text = theme.text2 = theme.ink = Qt::black;
    theme.axis = theme.grid = theme.line = theme.line2 = Qt::lightGray;
    theme.series = {Qt::blue, Qt::red, Qt::green, Qt::magenta};
    theme.accent = Qt::blue;
    return theme;
}

struct Frames
{
    std::vector<double> times;
    std::int64_t mostValues = 0;
};

/// Zooms in to the closest and out again around a third of the recording.
Frames zoomThrough(RawPlot& plot)
{
    Frames frames;
    const double at = plot.range().end() / 3;
    const auto frame = [&](double factor) {
        frames.times.push_back(milliseconds([&] {
            auto range = plot.range();
            range.zoom(factor, at);
            plot.setRange(range.from(), range.to());
            plot.replotNow();
        }));
        frames.mostValues = std::max(frames.mostValues, plot.drawnValues());
    };
    while (plot.range().width() > 8)
        frame(1.25);
    while (!plot.range().isWhole())
        frame(0.8);
    return frames;
}

void report(const char* name, const Frames& frames)
{
    std::printf("  %-34s %8.2f ms median %8.2f ms slowest %6zu frames, at most %lld values\n", name,
                median(frames.times), *std::ranges::max_element(frames.times), frames.times.size(),
                static_cast<long long>(frames.mostValues));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App options("Milliseconds of a frame while zooming through a long recording.");
    std::int64_t samples = 10'000'000;
    int channels = 4;
    int plainFrames = 5;
    options.add_option("--samples", samples, "per channel")->check(CLI::Range(1000, 200'000'000));
    options.add_option("--channels", channels, "above each other")->check(CLI::Range(1, 16));
    options.add_option("--plain", plainFrames, "frames of the plain graph (0: skip it)");
    CLI11_PARSE(options, argc, argv);
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);

    auto recording = std::make_shared<RawSignals>();
    recording->end = static_cast<double>(samples);
    const auto built = milliseconds([&] {
        for (int c = 0; c < channels; ++c)
            recording->channels.emplace_back(QStringLiteral("channel %1").arg(c + 1),
                                             walk(samples, static_cast<std::uint32_t>(c + 1)), 0, 1);
    });
    recording->labels = {{QStringLiteral("a"), 0}, {QStringLiteral("b"), 1}};
    for (std::int64_t first = 0; first < samples; first += 1000)
        recording->runs.push_back({static_cast<double>(first), static_cast<double>(std::min(first + 1000, samples)),
                                   static_cast<int>(first / 1000 % 2)});
    recording->windows = {.length = 200, .hop = 50, .count = samples / 50 - 3};

    RawPlot plot;
    plot.resize(1000, 600);
    plot.setTheme(plainTheme());
    plot.show();
    plot.setSignals(recording);
    QCoreApplication::processEvents();
    std::printf("%d channels of %lld samples, made in %.0f ms, plot of 1000 x 600 pixels, 1 thread\n", channels,
                static_cast<long long>(samples), built);
    const auto thin = zoomThrough(plot);
    report("browser, zooming in and out", thin);

    if (plainFrames > 0) {
        QCustomPlot plain;
        plain.resize(1000, 600);
        plain.show();
        auto* graph = plain.addGraph();
        QVector<double> keys(samples);
        QVector<double> values(samples);
        for (std::int64_t i = 0; i < samples; ++i) {
            keys[i] = static_cast<double>(i);
            values[i] = static_cast<double>(recording->channels.front().value(i));
        }
        graph->setData(keys, values, true);
        plain.rescaleAxes();
        QCoreApplication::processEvents();
        Frames frames{.mostValues = samples};
        for (int i = 0; i < plainFrames; ++i)
            frames.times.push_back(milliseconds([&] { plain.replot(QCustomPlot::rpImmediateRefresh); }));
        report("plain graph, 1 channel, all of it", frames);
        Frames whole{.mostValues = 0};
        for (int i = 0; i < plainFrames; ++i)
            whole.times.push_back(milliseconds([&] { plot.replotNow(); }));
        whole.mostValues = plot.drawnValues();
        report("browser, all channels, all of it", whole);
        std::printf("  ratio per channel %.1f\n", median(frames.times) / (median(whole.times) / channels));
    }
    return 0;
}
