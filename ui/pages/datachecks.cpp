// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datachecks.h"

#include "core/data/dataset.h"
#include "ui/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>

namespace pitlane::datachecks {

namespace {

constexpr std::int64_t mostSeriesForBands = 2000;

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("datachecks", text, nullptr, n);
}

QString decimal(double value)
{
    auto text = QString::number(value, 'f', 2);
    if (text.startsWith(QLatin1Char('-')))
        text.replace(0, 1, QChar(0x2212));
    return text;
}

/// All samples of a series, over all channels.
std::span<const float> wholeSeries(const Dataset& data, std::int64_t n)
{
    const auto size = static_cast<std::size_t>(data.channels * data.length);
    return std::span(data.values).subspan(static_cast<std::size_t>(n) * size, size);
}

Finding missingValues(const Dataset& train)
{
    const auto missing = findMissing(train, 3);
    const auto samples = static_cast<std::int64_t>(train.values.size());
    if (missing.count == 0)
        return {Severity::Passed, tr("No missing values in %1 samples").arg(format::count(samples)), {}};
    QStringList places;
    for (const auto& place : missing.first)
        places.append(tr("series %1, sample %2").arg(format::count(place.series + 1), format::count(place.sample)));
    if (missing.count > static_cast<std::int64_t>(missing.first.size()))
        places.append(QStringLiteral("…"));
    return {Severity::Broken, tr("%1 missing values").arg(format::count(missing.count)),
            tr("At %1. A search cannot start: fill them in the file, or leave those series out.")
                .arg(places.join(QStringLiteral("; ")))};
}

Finding constantSeries(const Dataset& train)
{
    std::int64_t constant = 0;
    std::int64_t first = -1;
    for (std::int64_t n = 0; n < train.size(); ++n)
        for (std::int64_t c = 0; c < train.channels; ++c) {
            const auto values = train.series(n, c);
            const auto same = std::ranges::all_of(values, [&](float v) { return v == values.front(); });
            if (!same)
                continue;
            ++constant;
            first = first < 0 ? n : first;
        }
    if (constant == 0)
        return {Severity::Passed, tr("No constant series"), {}};
    return {Severity::LookAt, tr("%n constant series", static_cast<int>(constant)),
            tr("The first is series %1. A sensor may have been off.").arg(format::count(first + 1))};
}

Finding duplicates(const Dataset& train)
{
    std::unordered_map<std::string_view, std::int64_t> seen;
    std::int64_t twice = 0;
    std::int64_t first = -1;
    std::int64_t original = -1;
    for (std::int64_t n = 0; n < train.size(); ++n) {
        const auto values = wholeSeries(train, n);
        const std::string_view bytes(reinterpret_cast<const char*>(values.data()), values.size_bytes());
        const auto [known, isNew] = seen.emplace(bytes, n);
        if (isNew)
            continue;
        ++twice;
        if (first < 0) {
            first = n;
            original = known->second;
        }
    }
    if (twice == 0)
        return {Severity::Passed, tr("No duplicates in %1 series").arg(format::count(train.size())), {}};
    return {Severity::LookAt, tr("%n series appear twice", static_cast<int>(twice)),
            tr("Series %1 equals series %2. Copies in train and validation flatter the score.")
                .arg(format::count(first + 1), format::count(original + 1))};
}

Finding smallClasses(const Dataset& train, int folds)
{
    const auto counts = classCounts(train);
    constexpr std::int64_t small = 20;
    QStringList few;
    bool isMissingSomewhere = false;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] >= small)
            continue;
        few.append(tr("%1 has %2").arg(classTitle(train.classNames[i]), format::count(counts[i])));
        isMissingSomewhere = isMissingSomewhere || counts[i] < folds;
    }
    if (few.isEmpty())
        return {Severity::Passed,
                tr("Every class has at least %1 series").arg(format::count(*std::ranges::min_element(counts))),
                {}};
    return {Severity::LookAt,
            few.size() > 3 ? tr("%1 classes have fewer than %2 series").arg(few.size()).arg(small)
                           : few.join(QStringLiteral(", ")),
            isMissingSomewhere ? tr("Some splits have no series of such a class for validation.")
                               : tr("Scores of small classes move by chance.")};
}

Finding valueRange(const Dataset& train)
{
    float low = std::numeric_limits<float>::infinity();
    float high = -low;
    for (const auto value : train.values) {
        if (!std::isfinite(value))
            continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (!(low <= high))
        return {Severity::Broken, tr("No finite value in the train part"), tr("Choose another file.")};
    if (low == high)
        return {Severity::Broken, tr("All values are %1").arg(decimal(low)), tr("There is nothing to learn from.")};
    return {Severity::Passed, tr("Values from %1 to %2").arg(decimal(low), decimal(high)),
            tr("Scaled to 0 … 1 by these two before training")};
}

double percentile(std::vector<double>& sorted, double share)
{
    if (sorted.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const auto position = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// At most `most` of `rows`, evenly spread.
std::vector<std::int64_t> spread(const std::vector<std::int64_t>& rows, std::size_t most)
{
    if (rows.size() <= most)
        return rows;
    std::vector<std::int64_t> some;
    for (std::size_t i = 0; i < most; ++i)
        some.push_back(rows[i * rows.size() / most]);
    return some;
}

} // namespace

QString classTitle(const std::string& className)
{
    const auto name = QString::fromStdString(className);
    bool isNumber = false;
    name.toDouble(&isNumber);
    return isNumber ? tr("Class %1").arg(name) : name;
}

std::vector<Finding> healthCheck(const Dataset& train, int folds)
{
    if (train.size() == 0)
        return {{Severity::Broken, tr("The train part has no series"), tr("Choose another file.")}};
    std::vector<Finding> findings{smallClasses(train, folds), missingValues(train), constantSeries(train),
                                  duplicates(train), valueRange(train)};
    findings.push_back({Severity::Passed, tr("All series %1 samples long").arg(format::count(train.length)), {}});
    std::ranges::stable_sort(findings, [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    return findings;
}

std::vector<SignalRow> signalsByClass(const Dataset& train, std::int64_t channel, int examples)
{
    std::vector<std::vector<std::int64_t>> rowsOfClass(train.classNames.size());
    for (std::int64_t n = 0; n < train.size(); ++n)
        rowsOfClass[static_cast<std::size_t>(train.labels[static_cast<std::size_t>(n)])].push_back(n);

    std::vector<SignalRow> result;
    for (std::size_t k = 0; k < rowsOfClass.size(); ++k) {
        SignalRow row{.name = classTitle(train.classNames[k]), .mean = {}, .low = {}, .high = {}, .examples = {}};
        const auto described = spread(rowsOfClass[k], static_cast<std::size_t>(mostSeriesForBands));
        std::vector<double> column;
        for (std::int64_t t = 0; t < train.length; ++t) {
            column.clear();
            double sum = 0;
            for (const auto n : described) {
                const auto value = static_cast<double>(train.series(n, channel)[static_cast<std::size_t>(t)]);
                if (!std::isfinite(value))
                    continue;
                column.push_back(value);
                sum += value;
            }
            std::ranges::sort(column);
            row.mean.push_back(column.empty() ? std::numeric_limits<double>::quiet_NaN()
                                              : sum / static_cast<double>(column.size()));
            row.low.push_back(percentile(column, 0.05));
            row.high.push_back(percentile(column, 0.95));
        }
        for (const auto n : spread(rowsOfClass[k], static_cast<std::size_t>(examples))) {
            const auto values = train.series(n, channel);
            row.examples.emplace_back(values.begin(), values.end());
        }
        result.push_back(std::move(row));
    }
    return result;
}

} // namespace pitlane::datachecks
