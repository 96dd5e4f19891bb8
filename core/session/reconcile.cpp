// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sessionimpl.h"

#include "core/session/words.h"

#include <algorithm>

namespace pitlane {

namespace {

std::string resumeFrom(const SearchPoint& point)
{
    if (point.epoch == 0)
        return " Resume it to start again.";
    return " The checkpoint of " + describe({point.phase, point.epoch, point.epochs}) + " is safe; resume it.";
}

} // namespace

/// Brings the points up to what the workers wrote while nobody listened.
void ProjectSession::Impl::reconcile()
{
    for (auto& [id, point] : points)
        if (point.status != PointStatus::Done)
            guarded([&] { reconcile(point); });
}

void ProjectSession::Impl::reconcile(SearchPoint& point)
{
    const auto folder = folderOf(point);
    if (folder.hasResult()) {
        importEpochs(point);
        importResult(point);
        return;
    }
    if (const auto worker = folder.worker()) {
        follow(point, *worker);
        return;
    }
    switch (point.status) {
    case PointStatus::Running: {
        importEpochs(point);
        const auto error = RunFolder::lastError(EventReader(folder.file(runfile::events)).readNew());
        if (error && !error->cancelled)
            setStatus(point, PointStatus::Failed, error->sentence);
        else
            setStatus(point, PointStatus::Interrupted,
                      "Its worker ended while Pitlane was closed." + resumeFrom(point));
        break;
    }
    case PointStatus::Queued:
    case PointStatus::Paused:
        setStatus(point, PointStatus::Interrupted, "It was waiting when Pitlane was closed." + resumeFrom(point));
        break;
    default:
        break;
    }
}

/// Reads the whole event file again: the database then holds exactly what the file says.
void ProjectSession::Impl::importEpochs(SearchPoint& point)
{
    const auto events = EventReader(folderOf(point).file(runfile::events)).readNew();
    if (events.empty())
        return;
    auto& pace = paceOf(point.sweep);
    point.seconds = 0;
    store->inTransaction([&] {
        store->dropEpochsAfter(point.id, Phase::Warmup, -1);
        for (const auto& event : events) {
            applyEvent(point, event);
            storeEvent(*store, point.id, event);
            if (const auto* epoch = std::get_if<EpochEvent>(&event))
                pace.learn(*epoch);
        }
        store->savePoint(point);
    });
}

/// Takes a finished network over from result.json; false (and Failed) when the file cannot be read.
bool ProjectSession::Impl::importResult(SearchPoint& point)
{
    std::string message;
    try {
        const auto result = folderOf(point).result(point.id);
        if (result.snapshot)
            importCopies(point, folderOf(point).results());
        point.phase = result.phase;
        point.epoch = result.epoch;
        point.epochs = result.epochs;
        point.parameters = result.parameters;
        point.macs = result.macs;
        point.validation = result.validation;
        point.int8 = result.int8;
        point.layers = result.layers;
        if (result.seconds > 0)
            point.seconds = result.seconds;
        point.stoppedEarly = result.stoppedEarly;
        message = result.message; // why its search was ended early
        point.snapshot = result.snapshot;
    } catch (const Error& error) {
        setStatus(point, PointStatus::Failed, std::string("Its result cannot be read. ") + error.what());
        return false;
    }
    setStatus(point, PointStatus::Done, message);
    if (point.validation)
        Q_EMIT q->logLine(QStringLiteral("%1 is done: %2 on validation, %3 parameters")
                              .arg(nameAtStart(point))
                              .arg(QString::fromStdString(scoreInWords(*point.validation)))
                              .arg(point.parameters));
    return true;
}

/// The copies that one search made become points of their own, each with its part of the search's epochs. The first is
/// the point of the job. Importing again changes nothing: a copy is known by its folder.
void ProjectSession::Impl::importCopies(SearchPoint& point, const std::vector<SearchPoint>& results)
{
    const auto all = store->history(point.id);
    const auto* owner = sweepOf(point);
    const auto perCopy = owner ? owner->config.fineTune.epochs : 0;
    int lastNumber = 0;
    for (const auto& [id, other] : points)
        if (other.sweep == point.sweep)
            lastNumber = std::max(lastNumber, other.number);
    std::vector<SearchPoint> added;
    store->inTransaction([&] {
        for (auto result : results) {
            if (!result.snapshot)
                continue;
            const auto isOwn = result.runFolder == point.runFolder;
            const auto known = std::ranges::find_if(points, [&](const auto& entry) {
                return entry.second.sweep == point.sweep && entry.second.runFolder == result.runFolder;
            });
            if (!isOwn && known != points.end())
                continue;
            if (!isOwn) {
                result.sweep = point.sweep;
                result.number = ++lastNumber;
                result.id = store->addPoint(result);
                added.push_back(result);
            }
            const auto target = isOwn ? point.id : result.id;
            if (isOwn)
                store->dropEpochsAfter(target, Phase::Search, result.snapshot->epoch);
            const auto before = (result.snapshot->copy - 1) * perCopy;
            for (const auto& record : all) {
                auto epoch = record.epoch;
                if (epoch.phase == Phase::Search && epoch.epoch <= result.snapshot->epoch && !isOwn) {
                    store->saveEpoch(target, epoch);
                    if (record.masks)
                        store->saveMasks(target, *record.masks);
                } else if (epoch.phase == Phase::FineTune && epoch.epoch > before &&
                           epoch.epoch <= before + result.epoch) {
                    epoch.epoch -= before;
                    epoch.epochs = perCopy;
                    store->saveEpoch(target, epoch);
                }
            }
        }
    });
    for (const auto& copy : added) {
        points[copy.id] = copy;
        Q_EMIT q->pointChanged(copy);
    }
}

void ProjectSession::Impl::follow(SearchPoint& point, const FileLock::Holder& worker)
{
    importEpochs(point);
    const auto folder = folderOf(point);
    const JobId job{++lastJob};
    const auto* owner = sweepOf(point);
    tasks[job] = {.id = job, .point = point.id, .kind = JobKind::Search};
    EventReader events(folder.file(runfile::events));
    (void)events.readNew(); // imported just now
    followers.emplace(job, Follower{.point = point.id, .folder = folder, .events = events});
    pool.addOutside(job, point.runFolder, owner ? owner->config.threads : 1);
    working.insert(point.sweep);
    unfinished.insert(point.sweep);
    setStatus(point, PointStatus::Running, {});
    Q_EMIT q->logLine(QStringLiteral("%1 is still worked on by %2; following it.")
                          .arg(nameAtStart(point), QString::fromStdString(worker.text())));
    followTimer.start();
}

void ProjectSession::Impl::pollFollowers()
{
    std::vector<JobId> ended;
    for (auto& [job, follower] : followers) {
        const auto working = follower.folder.worker().has_value(); // before reading: what it wrote last is then seen
        const auto events = follower.events.readNew();
        if (const auto error = RunFolder::lastError(events))
            follower.lastError = error;
        if (!events.empty() && !follower.cancelled)
            guarded([&] { eventsReceived(follower.point, events); });
        if (!working)
            ended.push_back(job);
    }
    for (const auto job : ended)
        endFollowing(job);
    if (followers.empty())
        followTimer.stop();
}

void ProjectSession::Impl::endFollowing(JobId job)
{
    const auto follower = followers.extract(job).mapped();
    tasks.erase(job);
    auto& point = at(follower.point);
    const auto succeeded = follower.folder.hasResult() && importResult(point);
    if (!succeeded && point.status == PointStatus::Running) {
        if (follower.lastError && !follower.lastError->cancelled)
            setStatus(point, PointStatus::Failed, follower.lastError->sentence);
        else
            setStatus(point, PointStatus::Interrupted,
                      "Its worker, started before Pitlane was opened, ended." + resumeFrom(point));
    }
    pool.endOutside(job, succeeded);
    noteWork();
    noteFinishedSweeps();
}

/// Read-only: tells what another process has stored since the last look.
void ProjectSession::Impl::watchWriter()
{
    const auto version = store->dataVersion();
    if (version == writerVersion)
        return;
    writerVersion = version;
    const auto before = points;
    const auto sweepsBefore = sweeps.size();
    loadPoints();
    for (auto i = sweepsBefore; i < sweeps.size(); ++i)
        Q_EMIT q->sweepAdded(sweeps[i].id);
    for (const auto& [id, point] : points) {
        const auto known = before.find(id);
        if (known != before.end() && known->second == point)
            continue;
        Q_EMIT q->pointChanged(point);
        const auto history = store->history(id);
        const auto shown =
            known == before.end() ? std::pair(Phase::Warmup, 0) : std::pair(known->second.phase, known->second.epoch);
        for (const auto& record : history)
            if (std::pair(record.epoch.phase, record.epoch.epoch) > shown)
                Q_EMIT q->epochRecorded(id, record);
    }
}

/// The workers have left: what they did not finish can be resumed.
void ProjectSession::Impl::interruptAll()
{
    for (const auto& [job, task] : std::exchange(tasks, {})) {
        if (task.kind == JobKind::Test || followers.contains(job))
            continue;
        auto& point = at(task.point);
        if (folderOf(point).hasResult()) {
            importEpochs(point);
            importResult(point);
        } else {
            setStatus(point, PointStatus::Interrupted, "Pitlane was closed." + resumeFrom(point));
        }
    }
}

} // namespace pitlane
