// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/spectra.h"

#include "core/data/features.h"
#include "core/data/signal/spectrum.h"
#include "ui/format.h"
#include "ui/pages/datachecks.h"

#include <QCoreApplication>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace pitlane {

namespace {

constexpr std::int64_t leastLength = 16;
constexpr std::int64_t longestPiece = 1024;
constexpr int targetGroups = 3;

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("Spectra", text, nullptr, n);
}

struct Group
{
    QString name;
    std::vector<std::int64_t> rows;
};

QString number(double value)
{
    return QString::number(value, 'g', 4).replace(QLatin1Char('-'), QChar(0x2212));
}

std::vector<Group> groupsOf(const Dataset& dataset)
{
    std::vector<Group> groups;
    if (dataset.task == Task::Classification) {
        for (const auto& name : dataset.classNames)
            groups.push_back({datachecks::classTitle(name), {}});
        for (std::int64_t n = 0; n < dataset.size(); ++n)
            groups[static_cast<std::size_t>(dataset.labels[static_cast<std::size_t>(n)])].rows.push_back(n);
        std::erase_if(groups, [](const Group& group) { return group.rows.empty(); });
        return groups;
    }
    std::vector<std::int64_t> order(static_cast<std::size_t>(dataset.size()));
    std::iota(order.begin(), order.end(), 0);
    const auto target = [&](std::int64_t n) { return dataset.targets[static_cast<std::size_t>(n)]; };
    std::ranges::stable_sort(order, {}, target);
    const auto size = std::ssize(order);
    for (std::int64_t k = 0; k < targetGroups; ++k) {
        const auto from = k * size / targetGroups;
        const auto to = (k + 1) * size / targetGroups;
        if (from == to)
            continue;
        const std::vector<std::int64_t> rows(order.begin() + from, order.begin() + to);
        auto name = tr("%1 to %2")
                        .arg(number(static_cast<double>(target(rows.front()))),
                             number(static_cast<double>(target(rows.back()))));
        if (!dataset.targetUnit.empty())
            name += QLatin1Char(' ') + QString::fromStdString(dataset.targetUnit);
        groups.push_back({name, rows});
    }
    return groups;
}

/// Value at `share` of sorted values, between neighbours by distance.
double quantile(const std::vector<float>& sorted, double share)
{
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const auto above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(static_cast<double>(sorted[below]), static_cast<double>(sorted[above]),
                     place - static_cast<double>(below));
}

} // namespace

QString whyNoSpectrum(const Dataset& dataset)
{
    if (dataset.task == Task::NextStep)
        return tr("These are rolls: which notes are on in each step. They have no waves, so a spectrum would mean "
                  "nothing. Browse shows single rolls.");
    if (hasSpectralFeatures(dataset))
        return tr("The channels are features of a spectral front end: each one is a part of the spectrum already. "
                  "Classes shows how they move over time.");
    if (dataset.length < leastLength)
        return tr("Examples are %1 samples long. A spectrum needs at least %2.").arg(dataset.length).arg(leastLength);
    if (dataset.size() == 0)
        return tr("There are no examples.");
    return {};
}

Spectra spectraOf(const Dataset& dataset, std::int64_t channel, const Progress& progress, std::int64_t mostExamples)
{
    Spectra spectra;
    const auto piece =
        static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(std::min(dataset.length, longestPiece))));
    const double rate = dataset.sampleRateHz.value_or(0);
    spectra.inHertz = rate > 0;
    spectra.step = (spectra.inHertz ? rate : 1) / static_cast<double>(piece);
    const auto groups = groupsOf(dataset);
    const auto bins = static_cast<std::size_t>(piece / 2 + 1);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const auto& group = groups[g];
        const auto all = std::ssize(group.rows);
        const auto share = std::max<std::int64_t>(1, mostExamples * all / dataset.size());
        const auto count = std::min(all, share);
        std::vector<std::vector<float>> columns(bins);
        for (std::int64_t i = 0; i < count; ++i) {
            progress.at((static_cast<double>(g) + static_cast<double>(i) / static_cast<double>(count)) /
                            static_cast<double>(groups.size()),
                        "Computing spectra");
            const auto samples = dataset.series(group.rows[static_cast<std::size_t>(i * all / count)], channel);
            std::vector<float> signal(samples.begin(), samples.end());
            if (!std::ranges::all_of(signal, [](float value) { return std::isfinite(value); })) {
                ++spectra.leftOut;
                continue;
            }
            const auto mean = static_cast<float>(std::accumulate(signal.begin(), signal.end(), 0.0) /
                                                 static_cast<double>(signal.size()));
            for (auto& value : signal)
                value -= mean;
            const auto magnitudes = welchSpectrum(signal, piece);
            for (std::size_t bin = 0; bin < bins; ++bin) // of a sine: its amplitude
                columns[bin].push_back(magnitudes[bin] * 4 / static_cast<float>(piece));
        }
        const auto used = columns.front().size();
        spectra.examples += static_cast<std::int64_t>(used);
        SpectrumRow row{
            .name = group.name,
            .note = static_cast<std::int64_t>(used) < all
                        ? tr("%1 of %2 examples").arg(format::count(std::ssize(columns.front())), format::count(all))
                        : tr("%1 examples").arg(format::count(all))};
        for (auto& column : columns) {
            if (column.empty())
                continue;
            std::ranges::sort(column);
            row.mean.push_back(std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(column.size()));
            row.low.push_back(quantile(column, 0.05));
            row.high.push_back(quantile(column, 0.95));
        }
        spectra.rows.push_back(std::move(row));
    }
    return spectra;
}

} // namespace pitlane
