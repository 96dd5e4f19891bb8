// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datachecks.h"

#include "ui/models/splitrows.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace pitlane::datachecks {

namespace {

constexpr std::int64_t mostSeriesForBands = 2000;
constexpr int ranges = 5;

QString tr(const char* text)
{
    return QCoreApplication::translate("DataChecks", text);
}

/// Value below which `share` of the sorted values lie, between neighbours in a straight line.
double percentile(const std::vector<double>& sorted, double share)
{
    if (sorted.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const double at = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
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

/// Examples that are shown together.
struct Kind
{
    QString name;
    std::vector<std::int64_t> rows;
};

std::vector<Kind> kindsOf(const Dataset& train)
{
    std::vector<Kind> kinds;
    if (train.task == Task::Classification) {
        for (const auto& name : train.classNames)
            kinds.push_back({classTitle(name), {}});
        for (std::int64_t n = 0; n < train.size(); ++n)
            kinds[static_cast<std::size_t>(train.labels[static_cast<std::size_t>(n)])].rows.push_back(n);
    } else if (train.task == Task::Regression) {
        const auto borders = targetBorders(train.targets, ranges);
        for (std::size_t range = 0; range <= borders.size(); ++range)
            kinds.push_back({rangeTitle(borders, range, train.targetUnit), {}});
        for (std::int64_t n = 0; n < train.size(); ++n) {
            const auto target = static_cast<double>(train.targets[static_cast<std::size_t>(n)]);
            kinds[static_cast<std::size_t>(std::ranges::upper_bound(borders, target) - borders.begin())].rows.push_back(
                n);
        }
    }
    return kinds;
}

} // namespace

QString classTitle(const std::string& className)
{
    const auto name = QString::fromStdString(className);
    bool isNumber = false;
    name.toDouble(&isNumber);
    return isNumber ? tr("Class %1").arg(name) : name;
}

std::vector<SignalRow> signalsByClass(const Dataset& train, std::int64_t channel, int examples)
{
    std::vector<SignalRow> result;
    for (const auto& kind : kindsOf(train)) {
        SignalRow row{.name = kind.name, .mean = {}, .low = {}, .high = {}, .examples = {}};
        const auto described = spread(kind.rows, static_cast<std::size_t>(mostSeriesForBands));
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
        for (const auto n : spread(kind.rows, static_cast<std::size_t>(examples))) {
            const auto values = train.series(n, channel);
            row.examples.emplace_back(values.begin(), values.end());
        }
        result.push_back(std::move(row));
    }
    return result;
}

} // namespace pitlane::datachecks
