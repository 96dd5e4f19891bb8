// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/localpool.h"

#include <QThread>

#include <algorithm>
#include <utility>

namespace pitlane {

namespace {

constexpr int idleMs = 3000; ///< a worker without work keeps its memory this long

} // namespace

LocalPool::LocalPool(const QString& program, int cores, QObject* parent)
    : QObject(parent), m_program(program), m_cores(cores > 0 ? cores : std::max(1, QThread::idealThreadCount()))
{
    m_idle.setSingleShot(true);
    m_idle.setInterval(idleMs);
    connect(&m_idle, &QTimer::timeout, this, &LocalPool::dismissIdle);
}

LocalPool::~LocalPool() = default;

void LocalPool::setProgram(const QString& program)
{
    m_program = program;
    dismissIdle();
}

void LocalPool::setWorkers(int workers)
{
    m_chosen = workers;
    scheduleSoon();
}

int LocalPool::workers() const
{
    return m_chosen <= 0 ? m_cores : std::min(m_chosen, m_cores);
}

void LocalPool::enqueue(const PoolJob& job)
{
    m_ended.erase(job.id);
    m_queue.push_back(job);
    scheduleSoon();
}

void LocalPool::cancel(JobId job)
{
    const auto queued = std::find_if(m_queue.begin(), m_queue.end(), [&](const PoolJob& j) { return j.id == job; });
    if (queued != m_queue.end()) {
        m_queue.erase(queued);
        conclude(job, {JobOutcome::Kind::Cancelled, "Cancelled before it started."});
        return;
    }
    auto* slot = slotOf(job);
    if (!slot || slot->cancelled)
        return;
    slot->cancelled = true;
    slot->worker->stopNow();
    conclude(job, {JobOutcome::Kind::Cancelled, "Cancelled."});
}

void LocalPool::stopAfterEpoch(JobId job)
{
    if (auto* slot = slotOf(job))
        slot->worker->stopAfterEpoch();
}

void LocalPool::addOutside(JobId job, const std::string& runFolder, int threads)
{
    m_outside[job] = {runFolder, std::min(threads, m_cores)};
}

void LocalPool::endOutside(JobId job, bool succeeded)
{
    m_outside.erase(job);
    m_ended[job] = succeeded;
    scheduleSoon();
}

void LocalPool::shutDown(int milliseconds)
{
    m_queue.clear();
    std::vector<WorkerProcess*> workers;
    for (const auto& slot : m_slots) {
        slot->worker->disconnect(this);
        workers.push_back(slot->worker.get());
    }
    WorkerProcess::endAll(workers, milliseconds);
    m_slots.clear();
    m_outside.clear();
}

bool LocalPool::isQueued(JobId job) const
{
    return std::any_of(m_queue.begin(), m_queue.end(), [&](const PoolJob& j) { return j.id == job; });
}

bool LocalPool::isRunning(JobId job) const
{
    const auto running = runningJobs();
    return std::find(running.begin(), running.end(), job) != running.end();
}

std::vector<JobId> LocalPool::queuedJobs() const
{
    std::vector<JobId> jobs;
    for (const auto& job : m_queue)
        jobs.push_back(job.id);
    return jobs;
}

std::vector<JobId> LocalPool::runningJobs() const
{
    std::vector<JobId> jobs;
    for (const auto& slot : m_slots)
        if (slot->job && !slot->cancelled)
            jobs.push_back(slot->job->id);
    for (const auto& [job, outside] : m_outside)
        jobs.push_back(job);
    return jobs;
}

int LocalPool::threadsInUse() const
{
    int threads = 0;
    for (const auto& slot : m_slots)
        if (slot->job)
            threads += slot->worker->threads();
    for (const auto& [job, outside] : m_outside)
        threads += outside.threads;
    return threads;
}

bool LocalPool::worksIn(const std::string& runFolder) const
{
    return std::any_of(m_slots.begin(), m_slots.end(),
                       [&](const auto& slot) { return slot->job && slot->job->runFolder == runFolder; });
}

LocalPool::Slot* LocalPool::slotOf(JobId job)
{
    for (const auto& slot : m_slots)
        if (slot->job && slot->job->id == job)
            return slot.get();
    return nullptr;
}

void LocalPool::scheduleSoon()
{
    if (std::exchange(m_scheduled, true))
        return;
    QMetaObject::invokeMethod(this, &LocalPool::schedule, Qt::QueuedConnection);
}

bool LocalPool::fits(const PoolJob& job) const
{
    const auto busyFolder = [&](const std::string& folder) { return !folder.empty() && folder == job.runFolder; };
    auto busy = m_outside.size();
    for (const auto& slot : m_slots) {
        if (!slot->job)
            continue;
        ++busy;
        if (busyFolder(slot->job->runFolder))
            return false;
    }
    for (const auto& [id, outside] : m_outside)
        if (busyFolder(outside.runFolder))
            return false;
    if (static_cast<int>(busy) >= workers() || threadsInUse() + std::min(job.threads, m_cores) > m_cores)
        return false;
    return std::all_of(job.waitsFor.begin(), job.waitsFor.end(), [&](JobId other) {
        const auto ended = m_ended.find(other);
        return ended != m_ended.end() && ended->second;
    });
}

void LocalPool::schedule()
{
    m_scheduled = false;
    blockDependents();
    for (std::size_t i = 0; i < m_queue.size();) {
        if (!fits(m_queue[i])) {
            ++i;
            continue;
        }
        const auto job = m_queue[i];
        m_queue.erase(m_queue.begin() + static_cast<std::ptrdiff_t>(i));
        start(job);
    }
    m_idle.start();
}

void LocalPool::blockDependents()
{
    // One at a time: a job that ends here may block others in turn.
    for (;;) {
        const auto blocked = std::find_if(m_queue.begin(), m_queue.end(), [&](const PoolJob& job) {
            return std::any_of(job.waitsFor.begin(), job.waitsFor.end(), [&](JobId other) {
                const auto ended = m_ended.find(other);
                return ended != m_ended.end() && !ended->second;
            });
        });
        if (blocked == m_queue.end())
            return;
        const auto id = blocked->id;
        m_queue.erase(blocked);
        conclude(id, {JobOutcome::Kind::Blocked, "A job that it waits for did not succeed."});
    }
}

LocalPool::Slot& LocalPool::slotFor(int threads)
{
    for (const auto& slot : m_slots)
        if (slot->worker->isIdle() && slot->worker->threads() == threads)
            return *slot;
    auto slot = std::make_unique<Slot>();
    slot->worker = std::make_unique<WorkerProcess>(m_program, threads);
    auto* worker = slot->worker.get();
    worker->setPatience(m_patience);
    connect(worker, &WorkerProcess::eventsReceived, this, [this](JobId job, const std::vector<JobEvent>& events) {
        const auto* owner = slotOf(job);
        if (owner && !owner->cancelled)
            Q_EMIT eventsReceived(job, events);
    });
    connect(worker, &WorkerProcess::jobEnded, this,
            [this, worker](JobId job, const JobOutcome& outcome) { workerEnded(worker, job, outcome); });
    connect(worker, &WorkerProcess::exited, this, [this, worker] { workerExited(worker); });
    m_slots.push_back(std::move(slot));
    return *m_slots.back();
}

void LocalPool::start(const PoolJob& job)
{
    auto& slot = slotFor(std::clamp(job.threads, 1, m_cores));
    slot.job = job;
    slot.cancelled = false;
    slot.worker->run(job.id, job.jobFile, job.name);
    Q_EMIT jobStarted(job.id);
}

void LocalPool::workerEnded(WorkerProcess* worker, JobId job, const JobOutcome& outcome)
{
    for (const auto& slot : m_slots) {
        if (slot->worker.get() != worker)
            continue;
        const auto cancelled = slot->cancelled;
        slot->job.reset();
        slot->cancelled = false;
        if (cancelled)
            Q_EMIT jobReleased(job);
        else
            conclude(job, outcome);
        break;
    }
    scheduleSoon();
}

void LocalPool::workerExited(WorkerProcess* worker)
{
    const auto slot = std::find_if(m_slots.begin(), m_slots.end(),
                                   [&](const auto& candidate) { return candidate->worker.get() == worker; });
    if (slot == m_slots.end())
        return;
    (*slot)->worker.release()->deleteLater(); // this runs in one of its signals
    m_slots.erase(slot);
    scheduleSoon();
}

void LocalPool::conclude(JobId job, const JobOutcome& outcome)
{
    m_ended[job] = outcome.kind == JobOutcome::Kind::Done;
    Q_EMIT jobEnded(job, outcome);
    scheduleSoon();
}

void LocalPool::dismissIdle()
{
    for (const auto& slot : m_slots)
        if (slot->worker->isIdle())
            slot->worker->quit();
}

} // namespace pitlane
