// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/jobsmodel.h"

#include "ui/format.h"
#include "ui/models/pointsmodel.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace pitlane {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Jobs", text);
}

/// Place in the list; none: not listed.
std::optional<int> rank(PointStatus status)
{
    switch (status) {
    case PointStatus::Running:
        return 0;
    case PointStatus::Queued:
    case PointStatus::Paused:
        return 1;
    case PointStatus::Interrupted:
    case PointStatus::Failed:
        return 2;
    case PointStatus::Done:
    case PointStatus::Cancelled:
        break;
    }
    return std::nullopt;
}

/// Share of a point's work that lies before and within its running phase.
double pointProgress(const SearchPoint& point)
{
    if (isFinal(point.status))
        return 1;
    if (point.status != PointStatus::Running)
        return 0;
    const double within = phaseProgress(point);
    if (point.role != PointRole::Found)
        return within;
    constexpr double search = 0.6; // of a found point; its fine-tune takes the rest
    return point.phase == Phase::Search     ? search * within
           : point.phase == Phase::FineTune ? search + (1 - search) * within
                                            : 0;
}

} // namespace

QString pointTitle(const SearchPoint& point)
{
    switch (point.role) {
    case PointRole::Seed:
        return tr("Seed");
    case PointRole::HandTuned:
        return tr("Hand-tuned");
    case PointRole::Found:
        break;
    }
    return tr("Point %1").arg(point.number);
}

QString progressWords(const SearchPoint& point)
{
    if (point.epochs <= 0)
        return tr("starting");
    return tr("%1, epoch %2 of %3").arg(format::phaseWord(point.phase)).arg(point.epoch).arg(point.epochs);
}

QString firstSentence(const QString& text)
{
    const auto line = text.section(QLatin1Char('\n'), 0, 0);
    const auto end = line.indexOf(QLatin1String(". "));
    return end < 0 ? line : line.left(end + 1);
}

std::vector<JobItem> jobItems(const std::vector<SearchPoint>& points, const std::function<double(PointId)>& secondsLeft)
{
    std::vector<JobItem> items;
    for (const auto& point : points) {
        const auto place = rank(point.status);
        if (!place || (point.role != PointRole::Found && point.status == PointStatus::Queued && !point.id.isValid()))
            continue;
        JobItem item{
            .point = point, .title = pointTitle(point), .detail = {}, .left = {}, .progress = phaseProgress(point)};
        const double seconds = secondsLeft(point.id);
        switch (*place) {
        case 0:
            item.detail = progressWords(point);
            if (seconds >= 0)
                item.left = tr("%1 left").arg(format::duration(seconds));
            break;
        case 1:
            item.detail = tr("queued");
            break;
        default:
            item.detail = point.message.empty()
                              ? point.status == PointStatus::Failed ? tr("Failed.") : tr("Interrupted.")
                              : firstSentence(QString::fromStdString(point.message));
        }
        items.push_back(std::move(item));
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const JobItem& a, const JobItem& b) { return *rank(a.point.status) < *rank(b.point.status); });
    return items;
}

double overallProgress(const std::vector<SearchPoint>& points)
{
    if (points.empty())
        return 0;
    double sum = 0;
    for (const auto& point : points)
        sum += pointProgress(point);
    return sum / static_cast<double>(points.size());
}

} // namespace pitlane
