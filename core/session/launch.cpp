// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/launchplan.h"
#include "core/session/sessionimpl.h"
#include "core/session/words.h"

#include <QDateTime>

#include <algorithm>
#include <csignal>

namespace pitlane {

namespace {

JobKind kindFor(PointRole role)
{
    switch (role) {
    case PointRole::Seed:
        return JobKind::Warmup;
    case PointRole::HandTuned:
        return JobKind::Reference;
    case PointRole::Found:
        break;
    }
    return JobKind::Search;
}

} // namespace

void ProjectSession::Impl::requireRunnable(const SearchConfig& config) const
{
    requireWritable();
    std::string problems;
    for (const auto& problem : validate(config))
        problems += "\n- " + problem.field + ": " + problem.sentence;
    if (config.lambdas.empty())
        problems += "\n- lambdas: there is no strength. Add at least one.";
    if (config.threads > pool.cores())
        problems += "\n- threads: " + std::to_string(config.threads) +
                    " threads for one worker, but this computer has " + std::to_string(pool.cores()) +
                    " cores. Set at most that many.";
    if (!problems.empty())
        throw Error("The search cannot start:" + problems);
}

PointId ProjectSession::Impl::addReference(const Sweep& sweep, PointRole role, const std::string& key,
                                           SearchPoint point)
{
    if (const auto known = store->referenceWithKey(key)) {
        store->linkReference(sweep.id, *known);
        linked[sweep.id].push_back(*known);
        return *known;
    }
    point.sweep = sweep.id;
    point.role = role;
    point.seedNumber = sweep.config.seedNumber;
    point.phase = Phase::Warmup;
    point.epochs = sweep.config.warmup.epochs;
    point.id = store->addPoint(point, key);
    points[point.id] = point;
    return point.id;
}

std::vector<PointId> ProjectSession::Impl::referencesOf(const Sweep& sweep)
{
    const auto& config = sweep.config;
    std::vector<PointId> references{
        addReference(sweep, PointRole::Seed, seedKey(config), {.runFolder = warmupFolder(config)})};
    if (config.handTuned)
        references.push_back(addReference(
            sweep, PointRole::HandTuned, handTunedKey(config),
            {.runFolder = std::string(projectfile::runs) + "/" + std::to_string(sweep.number) + "/hand-tuned"}));
    return references;
}

SweepId ProjectSession::Impl::launch(const SearchConfig& config)
{
    requireRunnable(config);
    if (tasks.empty())
        working.clear();
    const auto before = points;
    std::vector<PointId> toDo;
    try {
        store->inTransaction([&] {
            sweeps.push_back(store->addSweep(config, QDateTime::currentDateTimeUtc().toString(Qt::ISODate)));
            toDo = referencesOf(sweeps.back());
            for (auto& point : foundPoints(config, sweeps.back().id, sweeps.back().number)) {
                point.id = store->addPoint(point);
                points[point.id] = point;
                toDo.push_back(point.id);
            }
        });
    } catch (...) {
        points = before;
        loadPoints();
        throw;
    }
    const auto id = sweeps.back().id;
    working.insert(id);
    unfinished.insert(id);
    Q_EMIT q->sweepAdded(id);
    for (const auto point : toDo)
        begin(point);
    noteWork();
    noteFinishedSweeps(); // when everything was there already
    return id;
}

/// Sets a point to work: imports what is there, follows a worker that is at it, or queues its job.
void ProjectSession::Impl::begin(PointId id)
{
    auto& point = at(id);
    if (trainingTask(id))
        return;
    if (adoptProbe(point))
        return;
    const auto folder = folderOf(point);
    if (folder.hasResult()) {
        if (point.status != PointStatus::Done) {
            importEpochs(point);
            importResult(point);
        }
        return;
    }
    try {
        if (const auto worker = folder.worker(); worker && !pool.worksIn(point.runFolder)) {
            follow(point, *worker);
            return;
        }
        std::vector<JobId> waitsFor;
        if (point.role == PointRole::Found)
            if (const auto warmup = warmupFor(point))
                waitsFor.push_back(*warmup);
        enqueue(point, kindFor(point.role), std::move(waitsFor));
    } catch (const Error& error) {
        setStatus(point, PointStatus::Failed, error.what());
    }
}

/// The job that makes the warm-up of a found point, started where needed; none when the warm-up is done.
std::optional<JobId> ProjectSession::Impl::warmupFor(const SearchPoint& point)
{
    for (const auto& reference : pointsOf(point.sweep)) {
        if (reference.role != PointRole::Seed)
            continue;
        begin(reference.id);
        if (const auto* task = trainingTask(reference.id))
            return task->id;
        const auto& now = at(reference.id);
        if (now.status != PointStatus::Done)
            throw Error("The warm-up that it needs could not start: " + now.message);
        return std::nullopt;
    }
    throw Error("The search of this point has no seed. Launch it again.");
}

void ProjectSession::Impl::enqueue(SearchPoint& point, JobKind kind, std::vector<JobId> waitsFor)
{
    const auto* owner = sweepOf(point);
    if (!owner)
        throw Error("The search of " + nameInWords(point).toStdString() + " is not in this project any more.");
    const JobSpec job{.id = {++lastJob},
                      .kind = kind,
                      .point = point.id,
                      .sweep = point.sweep,
                      .number = point.number,
                      .config = owner->config,
                      .lambda = point.lambda,
                      .projectFolder = store->folder().string(),
                      .runFolder = point.runFolder,
                      .warmupFolder = warmupFolder(owner->config)};
    const auto file = folderOf(point).writeJob(job);
    if (kind != JobKind::Test) {
        (void)paceOf(point.sweep); // learns from what is stored already
        working.insert(point.sweep);
        unfinished.insert(point.sweep);
        setStatus(point, PointStatus::Queued, {});
    }
    tasks[job.id] = {.id = job.id, .point = point.id, .kind = kind};
    pool.enqueue({.id = job.id,
                  .jobFile = file,
                  .name = nameInWords(point),
                  .runFolder = point.runFolder,
                  .threads = owner->config.threads,
                  .waitsFor = std::move(waitsFor)});
}

void ProjectSession::Impl::resume(PointId id)
{
    requireWritable();
    auto& point = at(id);
    if (point.status == PointStatus::Done)
        throw Error(nameAtStart(point).toStdString() + " is done; there is nothing to resume.");
    if (trainingTask(id))
        throw Error(nameAtStart(point).toStdString() + " is being worked on already.");
    if (tasks.empty())
        working.clear();
    begin(id);
    noteWork();
}

void ProjectSession::Impl::resumeAll(SweepId sweepId)
{
    requireWritable();
    if (!sweep(sweepId))
        throw Error("The project has no such search.");
    if (tasks.empty())
        working.clear();
    auto all = pointsOf(sweepId);
    const auto order = orderOfWork(sweep(sweepId)->config.lambdas);
    const auto turn = [&](const SearchPoint& point) { // references first, then as at the launch
        if (point.role != PointRole::Found)
            return std::ptrdiff_t(-1);
        return std::find(order.begin(), order.end(), static_cast<std::size_t>(point.number - 1)) - order.begin();
    };
    std::stable_sort(all.begin(), all.end(),
                     [&](const SearchPoint& a, const SearchPoint& b) { return turn(a) < turn(b); });
    for (const auto& point : all) {
        const auto now = at(point.id).status;
        if (now == PointStatus::Interrupted || now == PointStatus::Cancelled || now == PointStatus::Failed)
            begin(point.id);
    }
    noteWork();
    noteFinishedSweeps();
}

void ProjectSession::Impl::test(PointId id)
{
    requireWritable();
    auto& point = at(id);
    if (point.status != PointStatus::Done)
        throw Error(nameAtStart(point).toStdString() +
                    " is not done yet, so it cannot be tested. Its state is: " + nameOf(point.status) + ".");
    for (const auto& [job, task] : tasks)
        if (task.point == id && task.kind == JobKind::Test)
            return; // it is coming
    enqueue(point, JobKind::Test, {});
    noteWork();
}

void ProjectSession::Impl::cancel(PointId id)
{
    requireWritable();
    const auto* task = trainingTask(id);
    if (!task)
        return;
    const auto follower = followers.find(task->id);
    if (follower == followers.end()) {
        pool.cancel(task->id);
        return;
    }
    // A worker of an earlier program listens to signals only.
    follower->second.cancelled = true;
    const auto worker = follower->second.folder.worker();
    if (worker && worker->host == FileLock::hostName() && worker->pid > 0)
        ::kill(static_cast<pid_t>(worker->pid), SIGTERM);
    setStatus(at(id), PointStatus::Cancelled, "Cancelled. Resume it to go on from its checkpoint.");
}

void ProjectSession::Impl::stopAfterEpoch(PointId id)
{
    requireWritable();
    const auto* task = trainingTask(id);
    if (!task)
        return;
    if (pool.isQueued(task->id))
        pool.cancel(task->id);
    else
        pool.stopAfterEpoch(task->id);
}

} // namespace pitlane
