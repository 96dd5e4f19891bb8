// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/job.h"
#include "core/study/jobevent.h"

#include <stop_token>

namespace pitlane {

/// How a running job is asked to end; both are read between batches.
struct RunControl
{
    std::stop_token now;        ///< leave at once; the last epoch's checkpoint stays and can be resumed
    std::stop_token afterEpoch; ///< end the search after the running epoch, extract, skip the rest, keep the result
};

/// The job was ended by RunControl::now.
class Cancelled : public Error
{
public:
    using Error::Error;
};

/// Memory was refused, by the system or by a limit.
class OutOfMemory : public Error
{
public:
    OutOfMemory() : Error("The worker ran out of memory. Use fewer workers or a smaller batch size, then resume.") {}
};

/// Runs one job to its end: reads the train part (JobKind::Test: the test part, and nothing else does), trains, writes
/// checkpoints every epoch and network.json, weights.safetensors and result.json (test.json for JobKind::Test) to the
/// run folder; a checkpoint that is there already is continued, with the same numbers as an uninterrupted run. Sends
/// phase, epoch, masks, log and finally done events to `events`. Throws Cancelled, OutOfMemory, or
/// another Error with a sentence.
///
/// Sets the number of torch threads from the configuration: call from the only job of the process.
void runJob(const JobSpec& job, const EventSink& events, const RunControl& control);

/// "LibTorch 1.13.1"
[[nodiscard]] std::string torchVersion();

} // namespace pitlane
