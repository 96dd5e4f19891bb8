// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include "core/network/seeds.h"
#include "core/project/records.h"
#include "core/session/lambdahelp.h"
#include "core/session/networkfiles.h"
#include "core/session/rerun.h"
#include "core/study/job.h"
#include "core/study/jobevent.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace pitlane {

/// State of the running work, for the Jobs ring and the status bar.
struct WorkSummary
{
    int workers = 0; ///< chosen number
    int running = 0; ///< jobs
    int queued = 0;
    int donePoints = 0; ///< of the sweep(s) in work
    int failedPoints = 0;
    int totalPoints = 0;
    double secondsLeft = -1; ///< estimate; negative: not known yet
    bool operator==(const WorkSummary&) const = default;
};

/// An opened project: the one object that the window and the command line work with. Holds project.lock and is the only
/// writer of project.db; owns the pool of workers and turns their events into stored points and signals. Opened while
/// another process writes, it is read-only and says who writes.
///
/// All calls and signals on the thread that made it. Throws StorageError (project), Error.
class ProjectSession : public QObject
{
    Q_OBJECT
public:
    /// Makes the folder and an empty project in it. Throws when the folder holds a project or anything else already.
    [[nodiscard]] static std::unique_ptr<ProjectSession> create(const std::filesystem::path& folder,
                                                                const QString& name);
    /// Opens, migrates, reconciles: imports results that workers wrote while nobody listened, follows workers that
    /// still run, marks the rest Interrupted.
    [[nodiscard]] static std::unique_ptr<ProjectSession> open(const std::filesystem::path& folder);
    /// Asks workers to leave, waits briefly, ends them; their points become Interrupted and can be resumed.
    ~ProjectSession() override;

    [[nodiscard]] std::filesystem::path folder() const;
    [[nodiscard]] QString name() const;
    [[nodiscard]] bool isReadOnly() const;
    [[nodiscard]] QString writer() const; ///< who holds the lock when this is read-only: "process 4711 on host a"

    [[nodiscard]] const Draft& draft() const;
    void setDraft(const Draft& draft); ///< saves at once; emits draftChanged()
    [[nodiscard]] std::vector<Decision> decisions() const;
    void decide(const QString& key, const QString& note);
    void revokeDecision(const QString& key);

    [[nodiscard]] std::vector<Sweep> sweeps() const;
    /// All points, or those of one sweep, references first, then by number. A reference is shared by all sweeps of one
    /// warm-up: SearchPoint::sweep then names the sweep that made it.
    [[nodiscard]] std::vector<SearchPoint> points() const;
    [[nodiscard]] std::vector<SearchPoint> points(SweepId sweep) const;
    [[nodiscard]] std::optional<SearchPoint> point(PointId id) const;
    [[nodiscard]] std::vector<EpochRecord> history(PointId id) const; ///< warm-up epochs included
    /// Network of a finished point, from its run folder. Throws FileError, NetworkError.
    [[nodiscard]] NetworkSpec network(PointId id) const;
    /// The same with its weights, for writeNetwork().
    [[nodiscard]] NetworkFile trainedNetwork(PointId id) const;
    [[nodiscard]] std::vector<TestResult> testResults() const;
    /// Last lines of the worker's log of a point (events and standard error), for reports.
    [[nodiscard]] QStringList log(PointId id, int lines = 200) const;

    /// The range of strengths that the trained seed of `config` suggests; nullopt: its warm-up is not done yet, see
    /// probe(). Throws Error when its loss or costs say nothing.
    [[nodiscard]] std::optional<LambdaRange> lambdaRange(const SearchConfig& config) const;
    /// Trains that seed: the warm-up of a later launch, which then need not do it. Ends with probeFinished() or
    /// probeFailed(). Throws with all problems of validate(config).
    void probe(const SearchConfig& config);
    void cancelProbe(); ///< unless a launched search needs it by now
    [[nodiscard]] bool isProbing() const;

    /// Stores the sweep with its points (queued) and starts work. Throws with all problems of validate(config).
    /// Every strength is searched with `repeats` seed numbers, from that of the configuration on.
    SweepId launch(const SearchConfig& config, int repeats = 1);
    /// Queues an interrupted, cancelled or failed point again, from its last checkpoint.
    void resume(PointId id);
    void resumeAll(SweepId sweep);
    /// Stop: after the running epoch, keep the result.  Cancel: now; the point can be resumed.
    void stopAfterEpoch(PointId id);
    void cancel(PointId id);
    void stopAllAfterEpoch();
    void cancelAll();
    /// Queues a test job for a finished point; its result arrives by testFinished() and is logged in the project.
    /// `refit`: of its refit, which must be there.
    void test(PointId id, bool refit = false);

    /// Runs a finished point again from its job file, in a folder under cache/, and compares: rerunFinished() or
    /// rerunFailed() follows, the point stays as it is. Its warm-up is run again, too, where that has gone or
    /// `withWarmup` says so. Throws Error for a point that cannot be run again.
    void rerun(PointId id, bool withWarmup = false);
    void cancelRerun(PointId id); ///< rerunFailed() follows, if it was running or queued

    /// Fine-tunes a found point once more, as its search did, but on the rows that validate, too: refitFinished() or
    /// refitFailed() follows. The point stays as it is, with its validation figures; a refit has none, as no row is
    /// left that it has not seen. A second refit replaces the first. Throws Error for a point that cannot be refit.
    void refit(PointId id);
    void cancelRefit(PointId id); ///< refitFailed() follows, if it was running or queued
    [[nodiscard]] bool hasRefit(PointId id) const;
    [[nodiscard]] bool isRefitting(PointId id) const;
    /// Network and weights of a refit. Throws FileError, NetworkError.
    [[nodiscard]] NetworkFile refitNetwork(PointId id) const;

    void setWorkers(int workers); ///< 0: one per core, never more than cores / threads
    [[nodiscard]] int workers() const;
    [[nodiscard]] WorkSummary work() const;
    /// Seconds that a running or queued point still needs, about; negative: not known yet.
    [[nodiscard]] double secondsLeft(PointId id) const;
    /// The workers' program; default: pitlane-worker beside this program. Tests give a fake one.
    void setWorkerProgram(const QString& program);

Q_SIGNALS:
    void draftChanged();
    void decisionsChanged();
    void sweepAdded(pitlane::SweepId sweep);
    void pointChanged(const pitlane::SearchPoint& point); ///< any change of status or progress
    void epochRecorded(pitlane::PointId point, const pitlane::EpochRecord& record);
    void probeProgressed(int epoch, int epochs);
    void probeFinished(const pitlane::LambdaRange& range);
    void probeFailed(const QString& sentence);
    void testFinished(const pitlane::TestResult& result);
    void testFailed(pitlane::PointId point, const QString& sentence);
    void rerunFinished(const pitlane::RerunReport& report);
    void rerunFailed(pitlane::PointId point, const QString& sentence);
    void refitFinished(pitlane::PointId point);
    void refitFailed(pitlane::PointId point, const QString& sentence);
    void workChanged(const pitlane::WorkSummary& summary);
    void logLine(const QString& text);          ///< last event in words, for the status bar
    void sweepFinished(pitlane::SweepId sweep); ///< no point of it is queued or running any more

private:
    struct Impl;
    explicit ProjectSession(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> d;
};

/// The range of lambda that a new sweep over `seed` starts with: 1e-6 to 5e-4 for R_size (a full front of ECGTCN), for
/// R_ops the same divided by the seed's MACs per parameter.
[[nodiscard]] std::pair<double, double> defaultLambdaRange(Regulariser regulariser, const NetworkSpec& seed);
/// The same for whatever the costs of `config` are: in the unit of the first one, so that all of them pull as R_size
/// would at the seed. Throws NetworkError, TargetError.
[[nodiscard]] std::pair<double, double> defaultLambdaRange(const SearchConfig& config);
/// Eight values over that range.
[[nodiscard]] std::vector<double> defaultLambdas(const SearchConfig& config);
[[nodiscard]] std::vector<double> defaultLambdas(Regulariser regulariser, const NetworkSpec& seed);

/// What a seed must take and give for these data.
[[nodiscard]] SeedRequest seedRequestFor(const Dataset& trainPart);

/// Draft for a new project on this data: the first built-in seed that fits, with its hand-tuned network, in the data's
/// shape, the defaults of SearchConfig, defaultLambdas(). Throws NetworkError when no seed fits.
[[nodiscard]] Draft draftForData(const DataSource& source, const Dataset& trainPart);
/// The same, reading the train part first.
[[nodiscard]] Draft defaultDraft(const DataSource& source, const std::filesystem::path& projectFolder,
                                 const Progress& progress = {});

/// The command line that starts the same search: "pitlane-cli sweep my-study --cost size --lambda 1e-6:5e-4:8 ...".
/// Contains every setting that differs from the defaults.
[[nodiscard]] QString equivalentCommand(const std::filesystem::path& projectFolder, const Draft& draft);

} // namespace pitlane
