// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/ranges.h"

#include "core/quant/floatexecutor.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace pitlane {

namespace {

double binWidth(const ActivationHistogram& histogram)
{
    return (histogram.span.high - histogram.span.low) / static_cast<double>(ActivationHistogram::binCount);
}

double binCentre(const ActivationHistogram& histogram, std::size_t bin)
{
    return histogram.span.low + (static_cast<double>(bin) + 0.5) * binWidth(histogram);
}

void widen(ActivationHistogram& histogram, std::span<const float> values, const std::string& node)
{
    for (const auto value : values) {
        if (!std::isfinite(value))
            throw NetworkError("Calibrating: node " + node +
                               " gives a value that is not finite. Check the data and the training.");
        histogram.span.low = std::min(histogram.span.low, static_cast<double>(value));
        histogram.span.high = std::max(histogram.span.high, static_cast<double>(value));
    }
}

void count(ActivationHistogram& histogram, std::span<const float> values)
{
    histogram.counts.resize(ActivationHistogram::binCount, 0);
    const auto width = binWidth(histogram);
    for (const auto value : values) {
        if (value == 0) {
            ++histogram.zeros;
            continue;
        }
        const auto bin = static_cast<std::size_t>((static_cast<double>(value) - histogram.span.low) / width);
        ++histogram.counts[std::min(bin, ActivationHistogram::binCount - 1)];
    }
}

Range percentileOf(const ActivationHistogram& histogram, double percentile)
{
    std::uint64_t total = histogram.zeros;
    for (const auto n : histogram.counts)
        total += n;
    const auto cut = static_cast<double>(total) * (100 - percentile) / 200;
    const auto width = binWidth(histogram);
    // Zeros lie between the sides; as 0 is in every range, cutting ends there.
    const auto bins = static_cast<std::ptrdiff_t>(ActivationHistogram::binCount);
    std::ptrdiff_t first = 0;
    std::ptrdiff_t last = bins;
    for (double below = 0; first < bins; ++first)
        if ((below += static_cast<double>(histogram.counts[static_cast<std::size_t>(first)])) > cut)
            break;
    for (double above = 0; last > 0; --last)
        if ((above += static_cast<double>(histogram.counts[static_cast<std::size_t>(last - 1)])) > cut)
            break;
    return {.low = std::min(0.0, histogram.span.low + static_cast<double>(first) * width),
            .high = std::max(0.0, histogram.span.low + static_cast<double>(last) * width)};
}

/// Squared error of what a bound clips, for every bound i / steps of `extreme`.
std::vector<double> clippedErrors(const ActivationHistogram& histogram, double extreme, int steps)
{
    std::vector<double> errors(static_cast<std::size_t>(steps) + 1, 0);
    for (int i = 1; i <= steps; ++i) {
        const auto bound = extreme * i / steps;
        for (std::size_t bin = 0; bin < ActivationHistogram::binCount; ++bin) {
            const auto value = binCentre(histogram, bin);
            if (extreme > 0 ? value > bound : value < bound)
                errors[static_cast<std::size_t>(i)] +=
                    static_cast<double>(histogram.counts[bin]) * (value - bound) * (value - bound);
        }
    }
    return errors;
}

Range leastSquaresOf(const ActivationHistogram& histogram)
{
    constexpr int steps = 100;
    constexpr double levels = 255;
    const auto [low, high] = histogram.span;
    double total = 0;
    for (const auto n : histogram.counts)
        total += static_cast<double>(n);
    const auto below = clippedErrors(histogram, low, steps);
    const auto above = clippedErrors(histogram, high, steps);
    auto least = std::numeric_limits<double>::infinity();
    Range best = histogram.span;
    for (int i = low < 0 ? 1 : steps; i <= steps; ++i)
        for (int j = high > 0 ? 1 : steps; j <= steps; ++j) {
            const Range range{.low = low * i / steps, .high = high * j / steps};
            const auto step = (range.high - range.low) / levels;
            // Rounding errors are uniform within a step.
            const auto error =
                total * step * step / 12 + below[static_cast<std::size_t>(i)] + above[static_cast<std::size_t>(j)];
            if (error < least) {
                least = error;
                best = range;
            }
        }
    return best;
}

} // namespace

ActivationStatistics collectStatistics(const NetworkSpec& network, const Weights& weights,
                                       std::span<const float> examples)
{
    const FloatExecutor executor(network, weights);
    const auto size = static_cast<std::size_t>(network.input.C * network.input.T);
    if (examples.empty() || examples.size() % size != 0)
        throw NetworkError("Calibrating network \"" + network.name + "\": found " + std::to_string(examples.size()) +
                           " values, expected one or more examples of " + std::to_string(size) +
                           " values. Use examples of the network's shape.");
    ActivationStatistics statistics;
    statistics.exampleCount = static_cast<std::int64_t>(examples.size() / size);
    std::vector<ActivationHistogram*> histograms;
    for (const auto& node : network.nodes)
        histograms.push_back(&statistics.tensors[node.name]);
    auto& input = statistics.tensors[std::string(NetworkSpec::inputName)];
    const auto forEachExample = [&](auto&& look) {
        for (std::size_t at = 0; at < examples.size(); at += size) {
            const auto example = examples.subspan(at, size);
            look(input, example, std::string(NetworkSpec::inputName));
            const auto outputs = executor.run(example);
            for (std::size_t i = 0; i < outputs.size(); ++i)
                look(*histograms[i], std::span<const float>(outputs[i]), network.nodes[i].name);
        }
    };
    forEachExample([](ActivationHistogram& histogram, std::span<const float> values, const std::string& node) {
        widen(histogram, values, node);
    });
    forEachExample([](ActivationHistogram& histogram, std::span<const float> values, const std::string&) {
        count(histogram, values);
    });
    return statistics;
}

std::string nameOf(const RangeMethod& method)
{
    switch (method.kind) {
    case RangeMethod::Kind::MinMax:
        return "min-max";
    case RangeMethod::Kind::Percentile: {
        char text[48];
        std::snprintf(text, sizeof text, "percentile %g", method.percentile);
        return text;
    }
    case RangeMethod::Kind::MeanSquaredError:
        break;
    }
    return "mean squared error";
}

Range rangeOf(const ActivationHistogram& histogram, const RangeMethod& method)
{
    switch (method.kind) {
    case RangeMethod::Kind::MinMax:
        break;
    case RangeMethod::Kind::Percentile:
        if (!(method.percentile > 50 && method.percentile <= 100))
            throw NetworkError("Choosing activation ranges: found percentile " + std::to_string(method.percentile) +
                               ", expected above 50 and up to 100. Use 99.9.");
        return percentileOf(histogram, method.percentile);
    case RangeMethod::Kind::MeanSquaredError:
        return leastSquaresOf(histogram);
    }
    return histogram.span;
}

Ranges rangesOf(const ActivationStatistics& statistics, const RangeMethod& method)
{
    Ranges ranges;
    for (const auto& [name, histogram] : statistics.tensors)
        ranges.emplace(name, rangeOf(histogram, method));
    return ranges;
}

} // namespace pitlane
