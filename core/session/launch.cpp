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

constexpr int mostRepeats = 1000;

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
    point.phase = Phase::Warmup;
    point.epochs = sweep.config.warmup.epochs;
    point.id = store->addPoint(point, key);
    points[point.id] = point;
    return point.id;
}

/// The references of every seed number.
std::vector<PointId> ProjectSession::Impl::referencesOf(const Sweep& sweep, int repeats)
{
    std::vector<PointId> references;
    const auto runs = std::string(projectfile::runs) + "/" + std::to_string(sweep.number);
    for (int repeat = 0; repeat < repeats; ++repeat) {
        const auto seedNumber = sweep.config.seedNumber + static_cast<std::uint64_t>(repeat);
        const auto config = withSeedNumber(sweep.config, seedNumber);
        references.push_back(addReference(sweep, PointRole::Seed, seedKey(config),
                                          {.seedNumber = seedNumber, .runFolder = warmupFolder(config)}));
        if (!config.handTuned)
            continue;
        const auto ending = repeat == 0 ? std::string() : "-" + std::to_string(seedNumber);
        references.push_back(addReference(sweep, PointRole::HandTuned, handTunedKey(config),
                                          {.seedNumber = seedNumber, .runFolder = runs + "/hand-tuned" + ending}));
    }
    return references;
}

/// The reference that a found point stands beside: of its search and seed number. Null: there is none.
SearchPoint* ProjectSession::Impl::seedOf(const SearchPoint& point)
{
    for (const auto& reference : pointsOf(point.sweep))
        if (reference.role == PointRole::Seed && reference.seedNumber == point.seedNumber)
            return &at(reference.id);
    return nullptr;
}

SweepId ProjectSession::Impl::launch(const SearchConfig& config, int repeats)
{
    requireRunnable(config);
    if (repeats < 1 || repeats > mostRepeats)
        throw Error("The search cannot start:\n- repeats: " + std::to_string(repeats) +
                    " seed numbers for each strength; it must be a number from 1 to " + std::to_string(mostRepeats) +
                    ".");
    if (tasks.empty())
        working.clear();
    const auto before = points;
    std::vector<PointId> toDo;
    try {
        store->inTransaction([&] {
            sweeps.push_back(store->addSweep(config, QDateTime::currentDateTimeUtc().toString(Qt::ISODate)));
            toDo = referencesOf(sweeps.back(), repeats);
            for (auto& point : foundPoints(config, sweeps.back().id, sweeps.back().number, repeats)) {
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
    const auto* seed = seedOf(point);
    if (!seed)
        throw Error("The search of this point has no seed. Launch it again.");
    begin(seed->id);
    if (const auto* task = trainingTask(seed->id))
        return task->id;
    if (seed->status != PointStatus::Done)
        throw Error("The warm-up that it needs could not start: " + seed->message);
    return std::nullopt;
}

void ProjectSession::Impl::enqueue(SearchPoint& point, JobKind kind, std::vector<JobId> waitsFor, bool refit)
{
    const auto* owner = sweepOf(point);
    if (!owner)
        throw Error("The search of " + nameInWords(point).toStdString() + " is not in this project any more.");
    const auto config = withSeedNumber(owner->config, point.seedNumber);
    const auto runFolder = refit ? point.runFolder + "/" + runfile::refit : point.runFolder;
    const JobSpec job{.id = {++lastJob},
                      .kind = kind,
                      .point = point.id,
                      .sweep = point.sweep,
                      .number = point.number,
                      .config = config,
                      .lambda = point.lambda,
                      .projectFolder = store->folder().string(),
                      .runFolder = runFolder,
                      .warmupFolder = warmupFolder(config)};
    const auto file = RunFolder(store->folder() / runFolder).writeJob(job);
    if (kind != JobKind::Test) {
        (void)paceOf(point.sweep); // learns from what is stored already
        working.insert(point.sweep);
        unfinished.insert(point.sweep);
        setStatus(point, PointStatus::Queued, {});
    }
    tasks[job.id] = {.id = job.id, .point = point.id, .kind = kind, .refit = refit};
    pool.enqueue({.id = job.id,
                  .jobFile = file,
                  .name = nameInWords(point),
                  .runFolder = runFolder,
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
    const auto& lambdas = sweep(sweepId)->config.lambdas;
    const auto turn = [&](const SearchPoint& point) { // references first, then as at the launch
        return point.role != PointRole::Found ? std::ptrdiff_t(-1) : turnOf(point, lambdas);
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

void ProjectSession::Impl::test(PointId id, bool refit)
{
    requireWritable();
    auto& point = at(id);
    if (point.status != PointStatus::Done)
        throw Error(nameAtStart(point).toStdString() +
                    " is not done yet, so it cannot be tested. Its state is: " + nameOf(point.status) + ".");
    if (refit && !hasRefit(point))
        throw Error(nameAtStart(point).toStdString() + " has no refit. Refit it first.");
    for (const auto& [job, task] : tasks)
        if (task.point == id && task.kind == JobKind::Test && task.refit == refit)
            return; // it is coming
    enqueue(point, JobKind::Test, {}, refit);
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
