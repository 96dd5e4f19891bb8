// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recentproject.h"

#include "core/base/filelock.h"
#include "core/pareto/front.h"
#include "core/project/projectstore.h"
#include "core/session/projectsession.h"
#include "ui/format.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>
#include <set>

namespace pitlane {

namespace {

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("RecentProject", text, nullptr, n);
}

/// "front 0.8k to 5.1k parameters, 92.7 to 94.1 %"
QString frontInWords(const std::vector<FrontPoint>& front, const Quality& shared)
{
    if (front.empty())
        return {};
    const auto& small = front.front();
    const auto& large = front.back();
    auto first = shared, last = shared;
    first.score = small.quality;
    last.score = large.quality;
    if (front.size() == 1)
        return tr("front %1 parameters, %2").arg(format::shortCount(small.cost), format::quality(first));
    return tr("front %1 to %2 parameters, %3 to %4")
        .arg(format::shortCount(small.cost), format::shortCount(large.cost), format::qualityNumber(first),
             format::quality(last));
}

} // namespace

RecentProject summarise(const ProjectSession& session)
{
    RecentProject result;
    result.folder = QString::fromStdString(session.folder().string());
    result.name = session.name();
    result.openedAt = QDateTime::currentDateTimeUtc();
    const auto& draft = session.draft().config;
    const auto seedName = QString::fromStdString(draft.seed.name);
    QStringList facts{QString::fromStdString(draft.data.name)};
    const auto sweeps = session.sweeps();
    if (sweeps.empty()) {
        result.facts = tr("%1 · seed %2").arg(facts.front(), seedName);
        return result;
    }
    const auto& sweep = sweeps.back();
    result.sweep = sweep.number;
    const auto points = session.points(sweep.id);
    const auto front = paretoFront(frontPoints(points, CostMetric::Parameters));
    const auto shared = sharedQuality(points);
    std::set<PointId> onFront;
    for (const auto& point : front)
        onFront.insert(point.id);
    for (const auto& point : points) {
        if (point.validation && point.validation->measure == shared.measure && point.parameters > 0 &&
            point.status == PointStatus::Done)
            result.marks.push_back(
                {.x = static_cast<double>(point.parameters),
                 .y = isHigherBetter(shared.measure) ? point.validation->score : -point.validation->score,
                 .role = point.role,
                 .onFront = onFront.contains(point.id)});
        if (point.role != PointRole::Found)
            continue;
        ++result.points;
        result.done += point.status == PointStatus::Done ? 1 : 0;
        result.failed += point.status == PointStatus::Failed ? 1 : 0;
        result.open += !isFinal(point.status) ? 1 : 0;
    }
    const auto words = frontInWords(front, shared);
    result.facts = QStringLiteral("%1, %2").arg(QString::fromStdString(sweep.config.data.name),
                                                QString::fromStdString(sweep.config.seed.name)) +
                   (words.isEmpty() ? QString() : QStringLiteral(" · ") + words);
    return result;
}

RecentState stateOf(const RecentProject& project)
{
    using Kind = RecentState::Kind;
    const QDir folder(project.folder);
    if (!QFileInfo::exists(folder.filePath(QLatin1String(projectfile::database))))
        return {Kind::Missing, tr("Project not found here: moved or deleted?"), Glyph::Warning};
    try {
        const std::filesystem::path lock = folder.filePath(QLatin1String(projectfile::lock)).toStdString();
        if (FileLock::isHeld(lock)) {
            const auto holder = FileLock::holder(lock);
            if (holder && holder->pid == QCoreApplication::applicationPid())
                return {Kind::InUse, tr("Open in this window"), Glyph::Ok};
            return {Kind::InUse, holder ? tr("In use by %1").arg(QString::fromStdString(holder->text())) : tr("In use"),
                    Glyph::Info};
        }
    } catch (const FileError&) {
        // A folder that cannot be looked into says why when it is opened.
    }
    if (project.sweep == 0)
        return {Kind::Ready, tr("Data and seed ready, no search started"), Glyph::Dominated};
    if (project.open > 0)
        return {Kind::Interrupted,
                project.open == 1
                    ? tr("Search %1 was interrupted: 1 point can resume").arg(project.sweep)
                    : tr("Search %1 was interrupted: %2 points can resume").arg(project.sweep).arg(project.open),
                Glyph::Interrupted};
    const auto done = tr("%1 of %2 points").arg(project.done).arg(project.points);
    if (project.failed > 0)
        return {Kind::Failed, tr("%1, %2 failed").arg(done).arg(project.failed), Glyph::Error};
    return {Kind::Complete, done, project.done > 0 ? Glyph::Ok : Glyph::Cancelled};
}

QJsonObject toJson(const RecentProject& project)
{
    QJsonArray marks;
    for (const auto& mark : project.marks)
        marks.append(QJsonArray{mark.x, mark.y, static_cast<int>(mark.role), mark.onFront});
    return {{QStringLiteral("folder"), project.folder},
            {QStringLiteral("name"), project.name},
            {QStringLiteral("openedAt"), project.openedAt.toString(Qt::ISODate)},
            {QStringLiteral("facts"), project.facts},
            {QStringLiteral("sweep"), project.sweep},
            {QStringLiteral("points"), project.points},
            {QStringLiteral("done"), project.done},
            {QStringLiteral("open"), project.open},
            {QStringLiteral("failed"), project.failed},
            {QStringLiteral("marks"), marks}};
}

RecentProject recentProjectFromJson(const QJsonObject& json)
{
    RecentProject project;
    project.folder = json[QLatin1String("folder")].toString();
    project.name = json[QLatin1String("name")].toString();
    project.openedAt = QDateTime::fromString(json[QLatin1String("openedAt")].toString(), Qt::ISODate);
    project.facts = json[QLatin1String("facts")].toString();
    project.sweep = json[QLatin1String("sweep")].toInt();
    project.points = json[QLatin1String("points")].toInt();
    project.done = json[QLatin1String("done")].toInt();
    project.open = json[QLatin1String("open")].toInt();
    project.failed = json[QLatin1String("failed")].toInt();
    for (const auto value : json[QLatin1String("marks")].toArray()) {
        const auto mark = value.toArray();
        const int role = std::clamp(mark.at(2).toInt(), 0, static_cast<int>(PointRole::HandTuned));
        project.marks.push_back({.x = mark.at(0).toDouble(),
                                 .y = mark.at(1).toDouble(),
                                 .role = static_cast<PointRole>(role),
                                 .onFront = mark.at(3).toBool()});
    }
    return project;
}

QString shownFolder(const QString& folder)
{
    const auto home = QDir::homePath();
    if (home.size() > 1 && (folder == home || folder.startsWith(home + QLatin1Char('/'))))
        return QLatin1Char('~') + folder.mid(home.size());
    return folder;
}

} // namespace pitlane
