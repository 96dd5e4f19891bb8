// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/job.h"

#include <optional>
#include <string>
#include <string_view>

/// What pitlane-worker and the programs that start it agree on, beside the events of core/study/jobevent.h.
///
/// The worker reads one command a line from standard input and writes one event a line to standard output. A job's
/// first event is hello, its last one done or error; then the worker is idle and takes the next job. Before the last
/// event is written the worker has let go of the run folder. When standard input ends, it finishes the job that it has
/// and leaves. The same events, with the time of each, go to the run folder.
namespace pitlane {

/// Exit codes of pitlane-worker.
enum class WorkerExit : int {
    Ok = 0,          ///< asked to leave, or standard input ended
    JobFailed = 1,   ///< `--job`: the job failed; its error event says why
    Usage = 2,       ///< wrong arguments
    OutOfMemory = 3, ///< `--job`: memory ran out; its error event says so
    Cancelled = 130  ///< `--job`: ended by a signal after the running batch
};

/// One line to the worker: {"run": "/abs/job.json"}, {"stop": "now"}, {"stop": "afterEpoch"}, {"quit": true}.
struct WorkerCommand
{
    enum class Kind { Run, StopNow, StopAfterEpoch, Quit };
    Kind kind = Kind::Quit;
    std::string jobFile; ///< Kind::Run: absolute path
    bool operator==(const WorkerCommand&) const = default;
};

/// Without the line end.
[[nodiscard]] std::string toJsonLine(const WorkerCommand& command);
/// nullopt for a command that this version does not know. Throws JsonError for a line that is not a command.
[[nodiscard]] std::optional<WorkerCommand> workerCommandFromJsonLine(std::string_view line);

/// Names in a run folder that only jobs and the worker's shell know.
namespace runfile {
inline constexpr auto testJob = "test-job.json";        ///< job file of JobKind::Test
inline constexpr auto testEvents = "test-events.jsonl"; ///< the test job leaves the training record alone
inline constexpr auto log = "worker.log";               ///< standard error of the worker
} // namespace runfile

/// "job.json", or "test-job.json" for the test job.
[[nodiscard]] std::string jobFileName(JobKind kind);
/// "events.jsonl", or "test-events.jsonl".
[[nodiscard]] std::string eventFileName(JobKind kind);

} // namespace pitlane
