// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/joboutcome.h"

#include "core/jobs/workerprotocol.h"

#include <csignal>
#include <cstring>

namespace pitlane {

namespace {

std::string whatIsSafe(const std::optional<JobProgress>& progress)
{
    if (!progress || progress->epoch == 0)
        return " No epoch was finished; resume it to start again.";
    return " The checkpoint of " + describe(*progress) + " is safe; resume it.";
}

std::string whatHappened(const WorkerEnd& end, const std::string& name)
{
    switch (end.signal) {
    case 0:
        break;
    case SIGKILL:
        return "The system ended the worker of " + name + ", probably because memory ran out.";
    case SIGTERM:
    case SIGINT:
    case SIGHUP:
        return "The worker of " + name + " was ended from outside (signal " + std::to_string(end.signal) + ").";
    default: {
        const auto* words = ::strsignal(end.signal);
        return "The worker of " + name + " crashed (signal " + std::to_string(end.signal) + ", " +
               (words ? words : "unknown") + ").";
    }
    }
    if (end.exitCode == static_cast<int>(WorkerExit::OutOfMemory))
        return "The worker of " + name + " ran out of memory.";
    return "The worker of " + name + " ended with code " + std::to_string(end.exitCode) + " before the job was done.";
}

} // namespace

std::string describe(const JobProgress& progress)
{
    return nameOf(progress.phase) + " epoch " + std::to_string(progress.epoch);
}

std::string sentenceFor(const WorkerEnd& end, const std::string& name, const std::optional<JobProgress>& progress,
                        const std::string& program)
{
    if (end.startFailed)
        return "The worker program " + program + " could not be started: " + end.startError +
               ". Check that it is installed beside this program.";
    auto sentence = whatHappened(end, name) + whatIsSafe(progress);
    if (end.signal == 0 && !end.lastWords.empty())
        sentence += " It said: " + end.lastWords;
    return sentence;
}

} // namespace pitlane
