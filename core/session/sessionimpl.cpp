// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sessionimpl.h"

#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/session/words.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace pitlane {

namespace {

constexpr int followMs = 300;

/// Beside this program, or where PITLANE_WORKER says (a wrapper script, a build of one's own).
QString defaultWorkerProgram()
{
    if (const auto chosen = qEnvironmentVariable("PITLANE_WORKER"); !chosen.isEmpty())
        return chosen;
    return QCoreApplication::applicationDirPath() + QStringLiteral("/pitlane-worker");
}

bool isActive(const SearchPoint& point)
{
    return point.status == PointStatus::Queued || point.status == PointStatus::Running;
}

} // namespace

void applyEvent(SearchPoint& point, const JobEvent& event)
{
    if (const auto* phase = std::get_if<PhaseEvent>(&event)) {
        point.phase = phase->phase;
        point.epoch = phase->epoch;
        point.epochs = phase->epochs;
    } else if (const auto* epoch = std::get_if<EpochEvent>(&event)) {
        point.phase = epoch->phase;
        point.epoch = epoch->epoch;
        point.epochs = epoch->epochs;
        point.parameters = epoch->parameters;
        point.macs = epoch->macs;
        point.validation = epoch->validation;
        point.seconds += epoch->seconds;
    } else if (const auto* masks = std::get_if<MasksEvent>(&event)) {
        point.layers.clear();
        for (const auto& layer : masks->layers)
            point.layers.push_back(layer.shape);
    }
}

void storeEvent(ProjectStore& store, PointId point, const JobEvent& event)
{
    if (const auto* phase = std::get_if<PhaseEvent>(&event))
        store.dropEpochsAfter(point, phase->phase, phase->epoch);
    else if (const auto* epoch = std::get_if<EpochEvent>(&event))
        store.saveEpoch(point, *epoch);
    else if (const auto* masks = std::get_if<MasksEvent>(&event))
        store.saveMasks(point, *masks);
}

ProjectSession::Impl::Impl(std::unique_ptr<ProjectStore> projectStore)
    : store(std::move(projectStore)), pool(defaultWorkerProgram())
{
    followTimer.setInterval(followMs);
}

void ProjectSession::Impl::connectPool()
{
    connect(&pool, &LocalPool::jobStarted, q, [this](JobId job) { guarded([&] { jobStarted(job); }); });
    connect(&pool, &LocalPool::eventsReceived, q, [this](JobId job, const std::vector<JobEvent>& events) {
        if (isProbe(job))
            probeTold(events);
        const auto task = tasks.find(job);
        if (task != tasks.end() && task->second.kind != JobKind::Test)
            guarded([&] { eventsReceived(task->second.point, events); });
        sideJobSpoke(job, events);
    });
    connect(&pool, &LocalPool::jobEnded, q, [this](JobId job, const JobOutcome& outcome) {
        guarded([&] { jobEnded(job, outcome); });
        if (isProbe(job))
            probeEnded(outcome);
        sideJobEnded(job, outcome);
    });
    connect(&pool, &LocalPool::jobReleased, q, [this](JobId) { guarded([&] { jobReleased(); }); });
    connect(&followTimer, &QTimer::timeout, q, [this] { guarded([&] { pollFollowers(); }); });
}

void ProjectSession::Impl::guarded(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        // A full disk must not end the searches: the workers' own files hold what could not be stored.
        Q_EMIT q->logLine(QString::fromUtf8(error.what()));
    }
}

void ProjectSession::Impl::loadPoints()
{
    sweeps = store->sweeps();
    points.clear();
    for (auto& point : store->points())
        points.emplace(point.id, point);
    linked.clear();
    for (const auto& each : sweeps)
        linked[each.id] = store->linkedReferences(each.id);
}

void ProjectSession::Impl::requireWritable() const
{
    if (store->isReadOnly())
        throw StorageError(StorageError::Kind::ReadOnly, "The project " + store->folder().string() +
                                                             " is open read-only. It is written by " +
                                                             store->writer().toStdString() + ".");
}

SearchPoint& ProjectSession::Impl::at(PointId id)
{
    const auto found = points.find(id);
    if (found == points.end())
        throw Error("The project " + store->folder().string() + " has no such point.");
    return found->second;
}

const Sweep* ProjectSession::Impl::sweep(SweepId id) const
{
    const auto found = std::find_if(sweeps.begin(), sweeps.end(), [&](const Sweep& s) { return s.id == id; });
    return found == sweeps.end() ? nullptr : &*found;
}

const Sweep* ProjectSession::Impl::sweepOf(const SearchPoint& point) const
{
    return sweep(point.sweep);
}

std::vector<SearchPoint> ProjectSession::Impl::pointsOf(SweepId id) const
{
    std::vector<SearchPoint> found;
    const auto links = linked.find(id);
    for (const auto& [pointId, point] : points) {
        const auto isLinked = links != linked.end() &&
                              std::find(links->second.begin(), links->second.end(), pointId) != links->second.end();
        if (point.sweep == id || isLinked)
            found.push_back(point);
    }
    const auto rank = [](const SearchPoint& point) {
        return point.role == PointRole::Seed ? 0 : point.role == PointRole::HandTuned ? 1 : 2;
    };
    std::stable_sort(found.begin(), found.end(), [&](const SearchPoint& a, const SearchPoint& b) {
        return std::pair(rank(a), a.number) < std::pair(rank(b), b.number);
    });
    return found;
}

const ProjectSession::Impl::Task* ProjectSession::Impl::trainingTask(PointId id) const
{
    for (const auto& [job, task] : tasks)
        if (task.point == id && task.kind != JobKind::Test)
            return &task;
    return nullptr;
}

RunFolder ProjectSession::Impl::folderOf(const SearchPoint& point) const
{
    return RunFolder(store->folder() / point.runFolder);
}

RunFolder ProjectSession::Impl::jobFolderOf(const SearchPoint& point) const
{
    const auto folder = store->folder() / point.runFolder;
    const auto isCopy = point.snapshot && folder.parent_path().filename() == runfile::snapshots;
    return RunFolder(isCopy ? folder.parent_path().parent_path() : folder);
}

Pace& ProjectSession::Impl::paceOf(SweepId id)
{
    const auto known = paces.find(id);
    if (known != paces.end())
        return known->second;
    auto& pace = paces[id];
    // A warm-up that an earlier sweep made tells how fast this machine is.
    for (const auto& point : pointsOf(id))
        if (point.status == PointStatus::Done || point.epoch > 0)
            for (const auto& record : store->history(point.id))
                pace.learn(record.epoch);
    return pace;
}

void ProjectSession::Impl::save(SearchPoint& point)
{
    store->savePoint(point);
    Q_EMIT q->pointChanged(point);
}

void ProjectSession::Impl::setStatus(SearchPoint& point, PointStatus status, const std::string& message)
{
    point.status = status;
    point.message = message;
    save(point);
    if (!message.empty())
        Q_EMIT q->logLine(QString::fromStdString(message));
}

void ProjectSession::Impl::jobStarted(JobId job)
{
    const auto task = tasks.find(job);
    if (task == tasks.end())
        return;
    auto& point = at(task->second.point);
    if (task->second.kind == JobKind::Test) {
        store->openTest(point.id, QDateTime::currentDateTimeUtc().toString(Qt::ISODate), task->second.refit);
        Q_EMIT q->logLine(QStringLiteral("%1: the test part is opened.").arg(nameAtStart(point)));
    } else {
        setStatus(point, PointStatus::Running, {});
    }
    noteWork();
}

void ProjectSession::Impl::eventsReceived(PointId id, const std::vector<JobEvent>& events)
{
    auto& point = at(id);
    auto& pace = paceOf(point.sweep);
    std::vector<EpochRecord> records;
    if (const auto held = waiting.extract(id))
        records.push_back(held.mapped());
    QString line;
    store->inTransaction([&] {
        for (const auto& event : events) {
            applyEvent(point, event);
            storeEvent(*store, id, event);
            if (const auto* epoch = std::get_if<EpochEvent>(&event)) {
                records.push_back({.epoch = *epoch});
                pace.learn(*epoch);
            } else if (const auto* masks = std::get_if<MasksEvent>(&event)) {
                const auto record = std::find_if(records.rbegin(), records.rend(), [&](const EpochRecord& r) {
                    return r.epoch.phase == Phase::Search && r.epoch.epoch == masks->epoch;
                });
                if (record != records.rend())
                    record->masks = *masks;
            } else if (const auto* phase = std::get_if<PhaseEvent>(&event)) {
                pace.learn(*phase);
            }
            if (const auto words = inWords(event); !words.isEmpty())
                line = words;
        }
        store->savePoint(point);
    });
    // The masks of a search epoch follow it; where the batch was cut between them, they are told together next time.
    if (std::holds_alternative<EpochEvent>(events.back()) && records.back().epoch.phase == Phase::Search) {
        waiting[id] = records.back();
        records.pop_back();
    }
    Q_EMIT q->pointChanged(point);
    for (const auto& record : records)
        Q_EMIT q->epochRecorded(id, record);
    if (!line.isEmpty())
        Q_EMIT q->logLine(QStringLiteral("%1: %2").arg(nameAtStart(point), line));
    noteWork();
}

void ProjectSession::Impl::jobEnded(JobId job, const JobOutcome& outcome)
{
    const auto task = tasks.find(job);
    if (task == tasks.end())
        return;
    const auto ended = task->second;
    tasks.erase(task);
    if (ended.kind == JobKind::Test)
        testEnded(ended, outcome);
    else
        pointEnded(at(ended.point), outcome);
    noteWork();
    noteFinishedSweeps();
}

void ProjectSession::Impl::pointEnded(SearchPoint& point, const JobOutcome& outcome)
{
    switch (outcome.kind) {
    case JobOutcome::Kind::Done:
        importResult(point);
        break;
    case JobOutcome::Kind::Failed:
        if (folderOf(point).hasResult()) // its worker was ended between the result and its last word
            importResult(point);
        else
            setStatus(point, PointStatus::Failed, outcome.sentence);
        break;
    case JobOutcome::Kind::Cancelled: {
        const auto where = point.epoch > 0 ? "Cancelled at " + describe({point.phase, point.epoch, point.epochs}) +
                                                 ". Resume it to go on from there."
                                           : std::string("Cancelled before its first epoch. Resume it to start again.");
        setStatus(point, PointStatus::Cancelled, where);
        break;
    }
    case JobOutcome::Kind::Blocked:
        blocked(point);
        break;
    }
}

void ProjectSession::Impl::blocked(SearchPoint& point)
{
    const auto* seed = seedOf(point);
    if (!seed)
        return;
    if (seed->status == PointStatus::Failed)
        setStatus(point, PointStatus::Failed, "The warm-up that it needs failed: " + seed->message);
    else
        setStatus(point, PointStatus::Interrupted, "The warm-up that it needs was cancelled. Resume it to run both.");
}

void ProjectSession::Impl::jobReleased()
{
    // The worker may have finished in the moment of the cancelling.
    for (auto& [id, point] : points)
        if (point.status == PointStatus::Cancelled && folderOf(point).hasResult())
            importResult(point);
    noteWork();
}

void ProjectSession::Impl::testEnded(const Task& task, const JobOutcome& outcome)
{
    const auto id = task.point;
    const auto folder = folderOf(at(id));
    auto sentence = outcome.sentence;
    if (outcome.kind == JobOutcome::Kind::Done) {
        try {
            const auto path = (task.refit ? folder.file(runfile::refit) : folder.path()) / runfile::test;
            auto result = testResultFromJson(parseJson(readFile(path), path.string()), path.string());
            result.point = id;
            store->saveTestResult(result);
            for (const auto& stored : store->testResults())
                if (stored.point == id && stored.refit == task.refit)
                    Q_EMIT q->testFinished(stored);
            return;
        } catch (const Error& error) {
            sentence = error.what();
        }
    }
    Q_EMIT q->testFailed(id, QString::fromStdString(sentence));
    Q_EMIT q->logLine(QString::fromStdString(sentence));
}

double ProjectSession::Impl::secondsLeft(const SearchPoint& point) const
{
    const auto* owner = sweepOf(point);
    const auto pace = paces.find(point.sweep);
    if (!owner || pace == paces.end() || point.status == PointStatus::Done)
        return point.status == PointStatus::Done ? 0 : -1;
    return pitlane::secondsLeft(point, pace->second, owner->config);
}

WorkSummary ProjectSession::Impl::summary() const
{
    WorkSummary work{.workers = pool.workers(),
                     .running = static_cast<int>(pool.runningJobs().size()),
                     .queued = static_cast<int>(pool.queuedJobs().size())};
    for (const auto id : working) {
        for (const auto& point : pointsOf(id)) {
            if (point.role != PointRole::Found)
                continue;
            ++work.totalPoints;
            work.donePoints += point.status == PointStatus::Done ? 1 : 0;
            work.failedPoints += point.status == PointStatus::Failed ? 1 : 0;
        }
    }
    std::vector<Remaining> jobs;
    const auto add = [&](JobId job, bool running) {
        const auto task = tasks.find(job);
        if (task == tasks.end() || task->second.kind == JobKind::Test)
            return;
        const auto& point = points.at(task->second.point);
        jobs.push_back({.seconds = secondsLeft(point),
                        .running = running,
                        .isWarmup = point.role == PointRole::Seed,
                        .waitsForWarmup = point.role == PointRole::Found});
    };
    for (const auto job : pool.runningJobs())
        add(job, true);
    for (const auto job : pool.queuedJobs())
        add(job, false);
    if (!jobs.empty())
        work.secondsLeft = timeUntilDone(jobs, pool.workers());
    return work;
}

void ProjectSession::Impl::noteWork()
{
    const auto now = summary();
    if (now == told)
        return;
    told = now;
    Q_EMIT q->workChanged(now);
}

void ProjectSession::Impl::noteFinishedSweeps()
{
    for (auto id = unfinished.begin(); id != unfinished.end();) {
        const auto all = pointsOf(*id);
        if (std::any_of(all.begin(), all.end(), isActive)) {
            ++id;
            continue;
        }
        const auto finished = *id;
        id = unfinished.erase(id);
        Q_EMIT q->sweepFinished(finished);
    }
}

} // namespace pitlane
