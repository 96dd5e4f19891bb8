// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchpoint.h"

#include <optional>
#include <string>

namespace pitlane {

/// How a job ended.
struct JobOutcome
{
    enum class Kind {
        Done,
        Failed,    ///< the job reported an error, or its worker died
        Cancelled, ///< it was asked to
        Blocked    ///< a job that it waits for did not succeed; it never started
    };
    Kind kind = Kind::Done;
    std::string sentence; ///< empty when done
    bool operator==(const JobOutcome&) const = default;
};

/// Where a job stood: what its last checkpoint holds.
struct JobProgress
{
    Phase phase = Phase::Warmup;
    int epoch = 0;  ///< finished epochs of the phase
    int epochs = 0; ///< planned
    bool operator==(const JobProgress&) const = default;
};

/// How a worker process ended, from the system.
struct WorkerEnd
{
    bool startFailed = false;
    std::string startError; ///< the system's words
    int signal = 0;         ///< 0: it exited by itself
    int exitCode = 0;
    std::string lastWords; ///< last lines of its standard error
    bool operator==(const WorkerEnd&) const = default;
};

/// A sentence for a worker that ended in the middle of the job `name` ("point 3"): what happened, what is safe, what to
/// do.
[[nodiscard]] std::string sentenceFor(const WorkerEnd& end, const std::string& name,
                                      const std::optional<JobProgress>& progress, const std::string& program);

/// "search epoch 12"
[[nodiscard]] std::string describe(const JobProgress& progress);

} // namespace pitlane
