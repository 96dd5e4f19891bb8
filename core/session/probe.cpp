// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/launchplan.h"
#include "core/session/sessionimpl.h"

namespace pitlane {

namespace {

/// The same warm-up, whatever the strengths.
SearchConfig withoutStrengths(SearchConfig config)
{
    config.lambdas = {1};
    return config;
}

} // namespace

std::optional<LambdaRange> ProjectSession::Impl::lambdaRange(const SearchConfig& config) const
{
    const RunFolder folder(store->folder() / warmupFolder(config));
    if (!folder.hasResult())
        return std::nullopt;
    const auto seed = folder.result({});
    if (!seed.validation)
        throw Error("Finding a range of strengths: the warm-up in " + folder.path().string() +
                    " has no validation figures. Delete that folder and try again.");
    return rangeFromLoss(config, seed.validation->loss);
}

void ProjectSession::Impl::startProbe(const SearchConfig& config)
{
    const auto probed = withoutStrengths(config);
    requireRunnable(probed);
    if (probe)
        throw Error("A range of strengths is being looked for already.");
    for (const auto& [id, point] : points)
        if (point.runFolder == warmupFolder(probed) && trainingTask(id))
            throw Error("The warm-up that the range of strengths comes from is running. Ask again when it is done.");
    const JobSpec job{.id = {++lastJob},
                      .kind = JobKind::Warmup,
                      .config = probed,
                      .projectFolder = store->folder().string(),
                      .runFolder = warmupFolder(probed),
                      .warmupFolder = warmupFolder(probed)};
    const auto file = RunFolder(store->folder() / job.runFolder).writeJob(job);
    probe = Probe{.job = job.id, .config = config, .runFolder = job.runFolder};
    pool.enqueue({.id = job.id,
                  .jobFile = file,
                  .name = QStringLiteral("the warm-up"),
                  .runFolder = job.runFolder,
                  .threads = probed.threads,
                  .waitsFor = {}});
    noteWork();
}

void ProjectSession::Impl::cancelProbe()
{
    if (probe && !tasks.contains(probe->job)) // else a search needs it by now
        pool.cancel(probe->job);
}

/// A launched search needs the warm-up that the probe is at: the job becomes that of the reference.
bool ProjectSession::Impl::adoptProbe(SearchPoint& point)
{
    if (!probe || probe->runFolder != point.runFolder)
        return false;
    importEpochs(point);
    tasks[probe->job] = {.id = probe->job, .point = point.id, .kind = JobKind::Warmup};
    (void)paceOf(point.sweep);
    setStatus(point, pool.isRunning(probe->job) ? PointStatus::Running : PointStatus::Queued, {});
    return true;
}

void ProjectSession::Impl::probeTold(const std::vector<JobEvent>& events)
{
    for (const auto& event : events)
        if (const auto* epoch = std::get_if<EpochEvent>(&event))
            Q_EMIT q->probeProgressed(epoch->epoch, epoch->epochs);
}

void ProjectSession::Impl::probeEnded(const JobOutcome& outcome)
{
    const auto ended = *std::exchange(probe, std::nullopt);
    try {
        if (outcome.kind == JobOutcome::Kind::Done)
            if (const auto range = lambdaRange(ended.config)) {
                Q_EMIT q->probeFinished(*range);
                noteWork();
                return;
            }
        Q_EMIT q->probeFailed(outcome.kind == JobOutcome::Kind::Cancelled
                                  ? QStringLiteral("Looking for a range of strengths was cancelled; the warm-up can "
                                                   "be gone on with.")
                                  : QString::fromStdString("The warm-up did not finish. " + outcome.sentence));
    } catch (const Error& error) {
        Q_EMIT q->probeFailed(QString::fromUtf8(error.what()));
    }
    noteWork();
}

} // namespace pitlane
