// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/networkrows.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

using std::int64_t;

std::size_t index(int64_t value)
{
    return static_cast<std::size_t>(value);
}

std::vector<int64_t> spread(std::span<const int64_t> rows, int64_t most)
{
    const auto all = static_cast<int64_t>(rows.size());
    const auto count = std::min(all, most);
    std::vector<int64_t> chosen;
    for (int64_t i = 0; i < count; ++i)
        chosen.push_back(rows[index(i * all / count)]);
    return chosen;
}

[[noreturn]] void failShape(const Dataset& part, Shape input)
{
    throw DatasetError("The data " + part.name + " have " + std::to_string(part.channels) + " channels and " +
                       std::to_string(part.length) + " samples, and the network takes " + std::to_string(input.C) +
                       " x " + std::to_string(input.T) + ". Choose a network of this project.");
}

/// Copies samples first .. first + T of a sequence; those behind its end become 0.
void appendWindow(const Dataset& data, int64_t n, int64_t first, Shape shape, std::vector<float>& to)
{
    for (int64_t c = 0; c < shape.C; ++c) {
        const auto series = data.series(n, c);
        for (int64_t t = first; t < first + shape.T; ++t)
            to.push_back(t < static_cast<int64_t>(series.size()) ? series[index(t)] : 0.0F);
    }
}

void cutSequences(const Dataset& scaled, const Dataset& raw, int64_t most, NetworkRows& result)
{
    for (int64_t n = 0; n < scaled.size(); ++n) {
        const auto steps = scaled.lengthOf(n) - 1; // the last sample has no next one
        for (int64_t first = 0; first < steps && result.size() < most; first += result.shape.T) {
            appendWindow(scaled, n, first, result.shape, result.values);
            appendWindow(raw, n, first, result.shape, result.raw);
            appendWindow(scaled, n, first + 1, result.shape, result.next);
            result.steps.push_back(std::min(steps - first, result.shape.T));
        }
    }
}

double classScore(const std::vector<int64_t>& confusion, int64_t classes, QualityMeasure measure)
{
    const auto counted = [&](int64_t label, int64_t answer) { return confusion[index(label * classes + answer)]; };
    int64_t right = 0, rows = 0, occurring = 0, known = 0;
    double recalls = 0, f1 = 0;
    for (int64_t c = 0; c < classes; ++c) {
        int64_t labelled = 0, answered = 0;
        for (int64_t other = 0; other < classes; ++other) {
            labelled += counted(c, other);
            answered += counted(other, c);
        }
        const auto hits = static_cast<double>(counted(c, c));
        right += counted(c, c);
        rows += labelled;
        if (labelled > 0) {
            ++occurring;
            recalls += hits / static_cast<double>(labelled);
        }
        if (labelled + answered > 0) {
            ++known;
            f1 += 2 * hits / static_cast<double>(labelled + answered);
        }
    }
    if (measure == QualityMeasure::BalancedAccuracy)
        return recalls / static_cast<double>(std::max<int64_t>(occurring, 1));
    if (measure == QualityMeasure::MacroF1)
        return f1 / static_cast<double>(std::max<int64_t>(known, 1));
    return static_cast<double>(right) / static_cast<double>(std::max<int64_t>(rows, 1));
}

/// Binary cross-entropy of logits, in nats, summed over the steps that count.
double nats(const std::vector<float>& logits, std::span<const float> next, Shape shape, int64_t steps)
{
    double sum = 0;
    for (int64_t c = 0; c < shape.C; ++c)
        for (int64_t t = 0; t < steps; ++t) {
            const double x = logits[index(c * shape.T + t)];
            sum += std::max(x, 0.0) - x * next[index(c * shape.T + t)] + std::log1p(std::exp(-std::abs(x)));
        }
    return sum;
}

} // namespace

int64_t NetworkRows::size() const
{
    return static_cast<int64_t>(values.size()) / (shape.C * shape.T);
}

std::span<const float> NetworkRows::example(int64_t n) const
{
    return std::span(values).subspan(index(n * shape.C * shape.T), index(shape.C * shape.T));
}

std::span<const float> NetworkRows::rawExample(int64_t n) const
{
    return std::span(raw).subspan(index(n * shape.C * shape.T), index(shape.C * shape.T));
}

std::span<const float> NetworkRows::first(int64_t count) const
{
    return std::span(values).first(index(std::min(count, size()) * shape.C * shape.T));
}

NetworkRows networkRows(const Dataset& part, std::span<const int64_t> rows, const Scaler& scaler, Shape input,
                        int64_t most)
{
    if (part.channels != input.C || (part.task != Task::NextStep && part.length != input.T))
        failShape(part, input);
    const auto raw = subset(part, spread(rows, most));
    auto scaled = raw;
    apply(scaler, scaled);
    NetworkRows result{.task = part.task, .shape = input};
    if (part.task == Task::NextStep) {
        cutSequences(scaled, raw, most, result);
        return result;
    }
    result.classes = static_cast<int64_t>(part.classNames.size());
    result.values = std::move(scaled.values);
    result.raw = raw.values;
    result.labels = raw.labels;
    result.targets = raw.targets;
    return result;
}

Quality scoreOf(const NetworkRows& rows, int64_t count, const Predictor& predict, QualityMeasure measure,
                const std::string& unit)
{
    Quality quality{.rows = std::min(count, rows.size()), .measure = measure, .unit = unit};
    std::vector<int64_t> confusion(index(rows.classes * rows.classes), 0);
    double sum = 0, weight = 0;
    for (int64_t n = 0; n < quality.rows; ++n) {
        const auto output = predict(n);
        if (rows.task == Task::Classification) {
            const auto answer = std::ranges::max_element(output) - output.begin();
            ++confusion.at(index(rows.labels[index(n)] * rows.classes + answer));
        } else if (rows.task == Task::Regression) {
            sum += std::abs(output.at(0) - rows.targets[index(n)]);
            weight += 1;
        } else {
            const auto size = index(rows.shape.C * rows.shape.T);
            sum += nats(output, std::span(rows.next).subspan(index(n) * size, size), rows.shape, rows.steps[index(n)]);
            weight += static_cast<double>(rows.steps[index(n)]);
        }
    }
    quality.score =
        rows.task == Task::Classification ? classScore(confusion, rows.classes, measure) : sum / std::max(weight, 1.0);
    return quality;
}

} // namespace pitlane
