// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datachecks.h"

#include "core/data/health.h"
#include "ui/format.h"
#include "ui/models/splitrows.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <limits>

namespace pitlane::datachecks {

namespace {

constexpr int ranges = 5;
constexpr std::int64_t mostSeriesForBands = 2000;

QString tr(const char* text)
{
    return QCoreApplication::translate("datachecks", text);
}

/// Plain digits as people read them: groups from 1 000 up, a minus sign.
QString readable(const std::string& sentence)
{
    auto text = QString::fromStdString(sentence);
    static const QRegularExpression minus(QStringLiteral("(?<![\\w.])-(?=\\d)"));
    text.replace(minus, QString(QChar(0x2212)));
    static const QRegularExpression number(QStringLiteral("(?<![\\w.])\\d{4,15}(?!\\w)"));
    qsizetype from = 0;
    for (;;) {
        const auto match = number.match(text, from);
        if (!match.hasMatch())
            return text;
        const auto grouped = format::count(match.captured().toLongLong());
        text.replace(match.capturedStart(), match.capturedLength(), grouped);
        from = match.capturedStart() + grouped.size();
    }
}

Severity severityOf(pitlane::Severity severity)
{
    switch (severity) {
    case pitlane::Severity::Passed:
        return Severity::Passed;
    case pitlane::Severity::LookAt:
        return Severity::LookAt;
    case pitlane::Severity::Broken:
        return Severity::Broken;
    }
    return Severity::Broken;
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

std::vector<Finding> healthCheck(const Dataset& train, int folds)
{
    std::vector<Finding> findings;
    for (const auto& finding : pitlane::healthCheck(train, folds))
        findings.push_back({QString::fromStdString(finding.key), severityOf(finding.severity),
                            readable(finding.sentence), readable(finding.detail), finding.examples, finding.classes});
    return findings;
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
