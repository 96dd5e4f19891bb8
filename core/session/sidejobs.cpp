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
    if (std::ranges::any_of(reruns, [&](const auto& each) { return each.second.point == id; }))
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

    RerunJob work{.point = id};
    std::vector<JobId> waitsFor;
    if (job.kind == JobKind::Search && (withWarmup || !RunFolder(store->folder() / job.warmupFolder).hasResult())) {
        auto warmup = job;
        warmup.kind = JobKind::Warmup;
        warmup.number = 0;
        warmup.lambda = 0;
        warmup.runFolder = warmup.warmupFolder = rerunWarmupFolder(id);
        warmup.id = {++lastJob};
        enqueueRerun(warmup, {.point = id, .isWarmup = true}, QStringLiteral("the warm-up of ") + nameInWords(point),
                     {});
        waitsFor.push_back(warmup.id);
        work.hasWarmup = true;
        job.warmupFolder = warmup.runFolder;
    }
    job.id = {++lastJob};
    enqueueRerun(job, work, nameInWords(point), std::move(waitsFor));
    noteWork();
}

void ProjectSession::Impl::enqueueRerun(const JobSpec& job, const RerunJob& rerun, const QString& name,
                                        std::vector<JobId> waitsFor)
{
    const auto file = RunFolder(store->folder() / job.runFolder).writeJob(job);
    reruns[job.id] = rerun;
    pool.enqueue({.id = job.id,
                  .jobFile = file,
                  .name = name,
                  .runFolder = job.runFolder,
                  .threads = job.config.threads,
                  .waitsFor = std::move(waitsFor)});
}

void ProjectSession::Impl::cancelRerun(PointId id)
{
    std::vector<JobId> jobs;
    for (const auto& [job, rerun] : reruns)
        if (rerun.point == id)
            jobs.push_back(job);
    for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) // what waits, before what it waits for
        pool.cancel(*job);
}

void ProjectSession::Impl::rerunSpoke(JobId job, const std::vector<JobEvent>& events)
{
    const auto rerun = reruns.find(job);
    if (rerun == reruns.end())
        return;
    for (auto event = events.rbegin(); event != events.rend(); ++event)
        if (const auto words = inWords(*event); !words.isEmpty()) {
            Q_EMIT q->logLine(QStringLiteral("%1 again: %2").arg(nameAtStart(at(rerun->second.point)), words));
            return;
        }
}

void ProjectSession::Impl::rerunEnded(JobId job, const JobOutcome& outcome)
{
    const auto found = reruns.find(job);
    if (found == reruns.end())
        return;
    const auto rerun = found->second;
    reruns.erase(found);
    noteWork();
    if (outcome.kind == JobOutcome::Kind::Done && rerun.isWarmup)
        return; // the point itself follows
    std::string problem = outcome.sentence;
    if (outcome.kind == JobOutcome::Kind::Done) {
        try {
            Q_EMIT q->rerunFinished(reportOf(rerun));
            return;
        } catch (const Error& error) {
            problem = error.what();
        }
    }
    std::erase_if(reruns, [&](const auto& each) { return each.second.point == rerun.point; }); // waited for it
    Q_EMIT q->rerunFailed(rerun.point, QString::fromStdString(problem));
}

RerunReport ProjectSession::Impl::reportOf(const RerunJob& rerun)
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
