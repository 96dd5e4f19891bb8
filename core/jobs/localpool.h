// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/workerprocess.h"

#include <deque>
#include <map>
#include <memory>
#include <set>

namespace pitlane {

/// A job as the pool sees it; what it is about stands in its job file.
struct PoolJob
{
    JobId id;
    std::filesystem::path jobFile; ///< absolute
    QString name;                  ///< for sentences: "point 3"
    std::string runFolder;         ///< two jobs never work in one folder at a time
    int threads = 1;
    std::vector<JobId> waitsFor; ///< must all be done first; jobs of this pool
    bool operator==(const PoolJob&) const = default;
};

/// Runs jobs on this machine: a chosen number of workers, one job each, first in, first out; a job whose dependencies
/// are not done lets others pass. The threads of all running jobs never exceed the cores. A worker that dies fails its
/// own job only; the next job gets a fresh one.
class LocalPool : public QObject
{
    Q_OBJECT
public:
    /// `cores`: 0 asks the system.
    explicit LocalPool(const QString& program, int cores = 0, QObject* parent = nullptr);
    ~LocalPool() override;

    /// For workers that are started from now on.
    void setProgram(const QString& program);
    void setPatience(WorkerProcess::Patience patience) { m_patience = patience; }
    /// Chosen number of workers; 0: one per core. Running jobs go on when there are fewer now.
    void setWorkers(int workers);
    [[nodiscard]] int workers() const; ///< 1 .. cores
    [[nodiscard]] int cores() const { return m_cores; }

    void enqueue(const PoolJob& job);
    /// A queued job ends at once. A running one ends at once for the listeners, too, and its worker is asked to stop;
    /// jobReleased() follows when it has.
    void cancel(JobId job);
    void stopAfterEpoch(JobId job);
    /// A job that a worker of an earlier program still runs: it counts for cores and dependencies.
    void addOutside(JobId job, const std::string& runFolder, int threads);
    void endOutside(JobId job, bool succeeded);
    /// Asks all workers to leave, waits up to `milliseconds`, ends them. No signals; the queue is empty afterwards.
    void shutDown(int milliseconds);

    [[nodiscard]] bool isQueued(JobId job) const;
    [[nodiscard]] bool isRunning(JobId job) const;
    [[nodiscard]] std::vector<JobId> queuedJobs() const;
    [[nodiscard]] std::vector<JobId> runningJobs() const; ///< those outside included
    [[nodiscard]] int threadsInUse() const;
    /// Whether a worker of this pool is at work in that folder, be it on its way out.
    [[nodiscard]] bool worksIn(const std::string& runFolder) const;

Q_SIGNALS:
    void jobStarted(pitlane::JobId job);
    void eventsReceived(pitlane::JobId job, const std::vector<pitlane::JobEvent>& events);
    void jobEnded(pitlane::JobId job, const pitlane::JobOutcome& outcome);
    /// The worker of a job that was cancelled while it ran has let go of the run folder.
    void jobReleased(pitlane::JobId job);

private:
    /// A worker and what it does.
    struct Slot
    {
        std::unique_ptr<WorkerProcess> worker;
        std::optional<PoolJob> job;
        bool cancelled = false; ///< listeners know already that it ended
    };
    struct Outside
    {
        std::string runFolder;
        int threads = 1;
    };

    void scheduleSoon();
    void schedule();
    [[nodiscard]] bool fits(const PoolJob& job) const;
    void start(const PoolJob& job);
    Slot& slotFor(int threads);
    [[nodiscard]] Slot* slotOf(JobId job);
    void workerEnded(WorkerProcess* worker, JobId job, const JobOutcome& outcome);
    void workerExited(WorkerProcess* worker);
    void conclude(JobId job, const JobOutcome& outcome);
    void blockDependents();
    void dismissIdle();

    QString m_program;
    int m_cores;
    int m_chosen = 0;
    WorkerProcess::Patience m_patience;
    std::deque<PoolJob> m_queue;
    std::vector<std::unique_ptr<Slot>> m_slots;
    std::map<JobId, Outside> m_outside;
    std::map<JobId, bool> m_ended; ///< whether it succeeded
    QTimer m_idle;
    bool m_scheduled = false;
};

} // namespace pitlane
