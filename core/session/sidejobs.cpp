// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/session/sessionimpl.h"
#include "core/session/words.h"

#include <algorithm>

namespace pitlane {

namespace fs = std::filesystem;

namespace {

/// Where a second run goes, relative to the project.
std::string rerunFolder(PointId id)
{
    return "cache/rerun/" + std::to_string(id.value);
}

std::string rerunWarmupFolder(PointId id)
{
    return rerunFolder(id) + "/warm-up";
}

} // namespace

void ProjectSession::Impl::rerun(PointId id, bool withWarmup)
{
    requireWritable();
    const auto& point = at(id);
    const auto name = nameAtStart(point).toStdString();
    if (point.status != PointStatus::Done)
        throw Error(name + " is not done yet, so it cannot be run again. Its state is: " + nameOf(point.status) + ".");
    if (point.stoppedEarly)
        throw Error(name + " was stopped by hand after epoch " + std::to_string(point.epoch) +
                    "; a second run would go on to its end and differ. Choose a point that ran to its end.");
    if (hasSideJob(id, SideJob::Purpose::Rerun))
        throw Error(name + " is being run again already.");

    const auto file = folderOf(point).file(runfile::job);
    auto job = jobSpecFromJson(parseJson(readFile(file), file.string()), file.string());
    if (job.config.threads > pool.cores())
        throw Error(name + " was made with " + std::to_string(job.config.threads) + " threads, but this computer has " +
                    std::to_string(pool.cores()) + " cores. Run it again where it was made.");
    job.projectFolder = store->folder().string(); // it may have moved
    job.runFolder = rerunFolder(id);
    std::error_code ignored;
    fs::remove_all(store->folder() / job.runFolder, ignored);

    SideJob work{.point = id};
    std::vector<JobId> waitsFor;
    if (job.kind == JobKind::Search && (withWarmup || !RunFolder(store->folder() / job.warmupFolder).hasResult())) {
        auto warmup = job;
        warmup.kind = JobKind::Warmup;
        warmup.number = 0;
        warmup.lambda = 0;
        warmup.runFolder = warmup.warmupFolder = rerunWarmupFolder(id);
        warmup.id = {++lastJob};
        enqueueSideJob(warmup, {.point = id, .purpose = SideJob::Purpose::Warmup},
                       QStringLiteral("the warm-up of ") + nameInWords(point), {});
        waitsFor.push_back(warmup.id);
        work.hasWarmup = true;
        job.warmupFolder = warmup.runFolder;
    }
    job.id = {++lastJob};
    enqueueSideJob(job, work, nameInWords(point), std::move(waitsFor));
    noteWork();
}

void ProjectSession::Impl::refit(PointId id)
{
    requireWritable();
    const auto& point = at(id);
    const auto name = nameAtStart(point).toStdString();
    if (point.role != PointRole::Found)
        throw Error(name + " is a reference. Choose a point that a search has found for a refit.");
    if (point.status != PointStatus::Done)
        throw Error(name + " is not done yet, so it cannot be refit. Its state is: " + nameOf(point.status) + ".");
    if (hasSideJob(id, SideJob::Purpose::Refit))
        throw Error(name + " is being refit already.");
    const auto file = jobFolderOf(point).file(runfile::job);
    auto job = jobSpecFromJson(parseJson(readFile(file), file.string()), file.string());
    job.id = {++lastJob};
    job.kind = JobKind::Refit;
    job.point = id;
    job.projectFolder = store->folder().string();
    job.runFolder = (fs::path(point.runFolder) / runfile::refit).string();
    std::error_code ignored;
    if (hasRefit(point))
        fs::remove_all(store->folder() / job.runFolder, ignored);
    enqueueSideJob(job, {.point = id, .purpose = SideJob::Purpose::Refit},
                   QStringLiteral("the refit of ") + nameInWords(point), {});
    noteWork();
}

bool ProjectSession::Impl::hasRefit(const SearchPoint& point) const
{
    return RunFolder(folderOf(point).file(runfile::refit)).hasResult();
}

bool ProjectSession::Impl::hasSideJob(PointId id, SideJob::Purpose purpose) const
{
    return std::ranges::any_of(
        sideJobs, [&](const auto& each) { return each.second.point == id && each.second.purpose == purpose; });
}

void ProjectSession::Impl::enqueueSideJob(const JobSpec& job, const SideJob& work, const QString& name,
                                          std::vector<JobId> waitsFor)
{
    const auto file = RunFolder(store->folder() / job.runFolder).writeJob(job);
    sideJobs[job.id] = work;
    pool.enqueue({.id = job.id,
                  .jobFile = file,
                  .name = name,
                  .runFolder = job.runFolder,
                  .threads = job.config.threads,
                  .waitsFor = std::move(waitsFor)});
}

void ProjectSession::Impl::cancelSideJobs(PointId id, bool refits)
{
    std::vector<JobId> jobs;
    for (const auto& [job, work] : sideJobs)
        if (work.point == id && (work.purpose == SideJob::Purpose::Refit) == refits)
            jobs.push_back(job);
    for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) // what waits, before what it waits for
        pool.cancel(*job);
}

void ProjectSession::Impl::sideJobSpoke(JobId job, const std::vector<JobEvent>& events)
{
    const auto found = sideJobs.find(job);
    if (found == sideJobs.end())
        return;
    const auto& work = found->second;
    for (auto event = events.rbegin(); event != events.rend(); ++event)
        if (const auto words = inWords(*event); !words.isEmpty()) {
            const auto text = work.purpose == SideJob::Purpose::Refit ? QStringLiteral("%1, refit: %2")
                                                                      : QStringLiteral("%1 again: %2");
            Q_EMIT q->logLine(text.arg(nameAtStart(at(work.point)), words));
            return;
        }
}

void ProjectSession::Impl::sideJobEnded(JobId job, const JobOutcome& outcome)
{
    const auto found = sideJobs.find(job);
    if (found == sideJobs.end())
        return;
    const auto work = found->second;
    sideJobs.erase(found);
    noteWork();
    const bool done = outcome.kind == JobOutcome::Kind::Done;
    if (work.purpose == SideJob::Purpose::Refit) {
        if (done)
            Q_EMIT q->refitFinished(work.point);
        else
            Q_EMIT q->refitFailed(work.point, QString::fromStdString(outcome.sentence));
        return;
    }
    if (done && work.purpose == SideJob::Purpose::Warmup)
        return; // the point itself follows
    std::string problem = outcome.sentence;
    if (done) {
        try {
            Q_EMIT q->rerunFinished(reportOf(work));
            return;
        } catch (const Error& error) {
            problem = error.what();
        }
    }
    std::erase_if(sideJobs, [&](const auto& each) { // waited for it
        return each.second.point == work.point && each.second.purpose == SideJob::Purpose::Rerun;
    });
    Q_EMIT q->rerunFailed(work.point, QString::fromStdString(problem));
}

RerunReport ProjectSession::Impl::reportOf(const SideJob& rerun)
{
    const auto second = store->folder() / rerunFolder(rerun.point);
    const auto& point = at(rerun.point);
    auto report = compareRuns(folderOf(point).path(), second, rerun.point);
    if (rerun.hasWarmup) {
        const auto again = store->folder() / rerunWarmupFolder(rerun.point);
        const auto* seed = seedOf(point);
        if (seed && folderOf(*seed).hasResult())
            report.sameWarmup = readFile(folderOf(*seed).file(runfile::weights)) == readFile(again / runfile::weights);
    }
    std::error_code ignored;
    if (report.isIdentical())
        fs::remove_all(second, ignored);
    else
        report.secondFolder = rerunFolder(rerun.point);
    return report;
}

} // namespace pitlane
