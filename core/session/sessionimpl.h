// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"

#include "core/jobs/localpool.h"
#include "core/project/projectstore.h"
#include "core/session/estimate.h"
#include "core/session/runfolder.h"

#include <QTimer>

#include <functional>
#include <map>
#include <set>

namespace pitlane {

/// The session's state, and what it does when workers speak. Split by role: sessionimpl.cpp (state and events),
/// launch.cpp (jobs out), reconcile.cpp (results in), probe.cpp (a warm-up for its loss alone), sidejobs.cpp (second
/// runs and refits of finished points).
struct ProjectSession::Impl
{
    explicit Impl(std::unique_ptr<ProjectStore> projectStore);

    /// A job in the pool, or one that a worker of an earlier program still runs.
    struct Task
    {
        JobId id;
        PointId point;
        JobKind kind = JobKind::Search;
        bool refit = false; ///< JobKind::Test: of the point's refit
    };
    /// Follows the events of a worker that this program did not start.
    struct Follower
    {
        PointId point;
        RunFolder folder;
        EventReader events;
        bool cancelled = false;
        std::optional<ErrorEvent> lastError;
    };

    /// A warm-up that runs for its loss alone; a search that needs it may adopt it.
    struct Probe
    {
        JobId job;
        SearchConfig config;
        std::string runFolder;
    };

    // --- launch.cpp
    SweepId launch(const SearchConfig& config, int repeats);
    void requireRunnable(const SearchConfig& config) const;
    [[nodiscard]] PointId addReference(const Sweep& sweep, PointRole role, const std::string& key, SearchPoint point);
    [[nodiscard]] std::vector<PointId> referencesOf(const Sweep& sweep, int repeats);
    [[nodiscard]] SearchPoint* seedOf(const SearchPoint& point);
    void begin(PointId id);
    [[nodiscard]] std::optional<JobId> warmupFor(const SearchPoint& point);
    void enqueue(SearchPoint& point, JobKind kind, std::vector<JobId> waitsFor, bool refit = false);
    void resume(PointId id);
    void resumeAll(SweepId sweep);
    void test(PointId id, bool refit);
    void cancel(PointId id);
    void stopAfterEpoch(PointId id);

    // --- probe.cpp
    [[nodiscard]] std::optional<LambdaRange> lambdaRange(const SearchConfig& config) const;
    void startProbe(const SearchConfig& config);
    void cancelProbe();
    bool adoptProbe(SearchPoint& point);
    void probeTold(const std::vector<JobEvent>& events);
    void probeEnded(const JobOutcome& outcome);
    [[nodiscard]] bool isProbe(JobId job) const { return probe && probe->job == job; }

    // --- sidejobs.cpp
    /// A job about a finished point that changes no point: a second run for comparing, or a refit.
    struct SideJob
    {
        enum class Purpose {
            Warmup, ///< of a rerun
            Rerun,
            Refit
        };
        PointId point;
        Purpose purpose = Purpose::Rerun;
        bool hasWarmup = false; ///< of a rerun: its warm-up was run again, too
    };
    void rerun(PointId id, bool withWarmup);
    void refit(PointId id);
    [[nodiscard]] bool hasRefit(const SearchPoint& point) const;
    [[nodiscard]] bool hasSideJob(PointId id, SideJob::Purpose purpose) const;
    void cancelSideJobs(PointId id, bool refits);
    void enqueueSideJob(const JobSpec& job, const SideJob& work, const QString& name, std::vector<JobId> waitsFor);
    void sideJobSpoke(JobId job, const std::vector<JobEvent>& events);
    void sideJobEnded(JobId job, const JobOutcome& outcome);
    [[nodiscard]] RerunReport reportOf(const SideJob& rerun);

    // --- sessionimpl.cpp
    void connectPool();
    /// Runs what an event loop calls: errors become a line in the log.
    void guarded(const std::function<void()>& work);
    void loadPoints();
    void jobStarted(JobId job);
    void eventsReceived(PointId id, const std::vector<JobEvent>& events);
    void jobEnded(JobId job, const JobOutcome& outcome);
    void jobReleased();
    void testEnded(const Task& task, const JobOutcome& outcome);
    void pointEnded(SearchPoint& point, const JobOutcome& outcome);
    void blocked(SearchPoint& point);
    void save(SearchPoint& point); ///< stores and emits
    void setStatus(SearchPoint& point, PointStatus status, const std::string& message);
    void noteWork();
    void noteFinishedSweeps();
    [[nodiscard]] WorkSummary summary() const;
    [[nodiscard]] double secondsLeft(const SearchPoint& point) const;
    [[nodiscard]] const Sweep* sweepOf(const SearchPoint& point) const;
    [[nodiscard]] const Sweep* sweep(SweepId id) const;
    [[nodiscard]] SearchPoint& at(PointId id);
    [[nodiscard]] std::vector<SearchPoint> pointsOf(SweepId id) const;
    [[nodiscard]] const Task* trainingTask(PointId id) const;
    [[nodiscard]] RunFolder folderOf(const SearchPoint& point) const;
    /// Where the job that made the point told its events: a copy shares that of its search.
    [[nodiscard]] RunFolder jobFolderOf(const SearchPoint& point) const;
    [[nodiscard]] Pace& paceOf(SweepId id);
    void requireWritable() const;

    // --- reconcile.cpp
    void reconcile();
    void reconcile(SearchPoint& point);
    void importEpochs(SearchPoint& point);
    bool importResult(SearchPoint& point);
    void importCopies(SearchPoint& point, const std::vector<SearchPoint>& results);
    void follow(SearchPoint& point, const FileLock::Holder& worker);
    void pollFollowers();
    void endFollowing(JobId job);
    void interruptAll();
    void watchWriter();

    ProjectSession* q = nullptr;
    std::unique_ptr<ProjectStore> store;
    Draft draft;
    std::vector<Sweep> sweeps;
    std::map<PointId, SearchPoint> points;
    std::map<SweepId, std::vector<PointId>> linked; ///< references that other sweeps made
    LocalPool pool;
    std::map<JobId, Task> tasks;
    std::optional<Probe> probe;
    std::map<JobId, SideJob> sideJobs;
    std::map<JobId, Follower> followers;
    std::map<SweepId, Pace> paces;
    std::map<PointId, EpochRecord> waiting; ///< search epochs whose masks have not come yet
    std::set<SweepId> working;              ///< sweeps with work since everything was idle last
    std::set<SweepId> unfinished;           ///< of those, the ones whose end was not told yet
    WorkSummary told;
    QTimer followTimer;
    QTimer writerTimer;             ///< read-only: looks for what the writer has stored
    std::int64_t writerVersion = 0; ///< ProjectStore::dataVersion() that was shown last
    std::int64_t lastJob = 0;
};

/// Applies one event of a training job to a point: status numbers only.
void applyEvent(SearchPoint& point, const JobEvent& event);
/// Stores what an event says about epochs.
void storeEvent(ProjectStore& store, PointId point, const JobEvent& event);

} // namespace pitlane
