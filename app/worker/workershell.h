// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/runjob.h"

#include <filesystem>
#include <functional>
#include <string>

namespace pitlane {

/// What a worker process is around its jobs: commands in, events out, run folders locked, errors turned into sentences.
/// See core/jobs/workerprotocol.h.
struct WorkerShell
{
    std::string program; ///< as it introduces itself: "pitlane-worker 0.1.0, LibTorch 1.13.1"
    std::function<void(const JobSpec&, const EventSink&, const RunControl&)> run;

    /// Takes commands from standard input until it ends. Returns the exit code.
    [[nodiscard]] int serve() const;
    /// Runs one job, its events on standard output. Returns the exit code.
    [[nodiscard]] int runOnce(const std::filesystem::path& jobFile) const;
};

} // namespace pitlane
