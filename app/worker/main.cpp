// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/workershell.h"
#include "core/jobs/workerprotocol.h"

#include <iostream>
#include <string_view>

namespace {

constexpr std::string_view usage = R"(Usage: pitlane-worker
       pitlane-worker --job FILE
       pitlane-worker --version

Runs search jobs. Without arguments it takes commands from standard input, one JSON object a line:
  {"run": "/path/to/job.json"}   {"stop": "now"}   {"stop": "afterEpoch"}   {"quit": true}
With --job it runs one job and exits. Events go to standard output and to the run folder.

Exit codes: 0 done, 1 the job failed, 2 wrong arguments, 3 out of memory, 130 ended by a signal.
)";

} // namespace

int main(int argc, char** argv)
{
    using namespace pitlane;
    const WorkerShell shell{.program = "pitlane-worker " PITLANE_VERSION ", " + torchVersion(), .run = runJob};
    const auto argument = argc > 1 ? std::string_view(argv[1]) : std::string_view();
    if (argc == 1)
        return shell.serve();
    if (argc == 2 && argument == "--version") {
        std::cout << shell.program << '\n';
        return 0;
    }
    if (argc == 2 && argument == "--help") {
        std::cout << usage;
        return 0;
    }
    if (argc == 3 && argument == "--job")
        return shell.runOnce(argv[2]);
    std::cerr << usage;
    return static_cast<int>(WorkerExit::Usage);
}
