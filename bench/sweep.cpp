// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
/// The wall time of a whole sweep, warm-up to fine-tune, in one process of one thread: with the fast path, and with
/// LibTorch's operators and the same settings. The two take turns job by job, so that a busy machine meets both.

#include "core/data/guess.h"
#include "core/network/seeds.h"
#include "core/search/runjob.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

struct Settings
{
    int lambdas = 7;
    std::uint64_t seedNumber = 1;
    bool ops = false;
    std::string train;
    bool fastOnly = false;
};

/// One of the two ways through the same sweep.
class Way
{
public:
    Way(SearchConfig config, const fs::path& folder)
    {
        m_job.projectFolder = folder.string();
        m_job.warmupFolder = "warm-up";
        m_job.config = std::move(config);
    }

    /// Seconds of one job; its point is in point() then.
    double run(JobKind kind, const std::string& runFolder, double lambda)
    {
        m_job.kind = kind;
        m_job.runFolder = runFolder;
        m_job.lambda = lambda;
        const auto keep = [this](const JobEvent& event) {
            if (const auto* done = std::get_if<DoneEvent>(&event); done != nullptr && !done->points.empty())
                m_point = done->points.front();
        };
        const auto start = std::chrono::steady_clock::now();
        runJob(m_job, keep, {});
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        m_total += took.count();
        std::printf("   %6lld  %5.1f %%  %6.2f s", static_cast<long long>(m_point.parameters),
                    100 * m_point.validation->score, took.count());
        return took.count();
    }
    [[nodiscard]] double total() const { return m_total; }

private:
    JobSpec m_job;
    SearchPoint m_point;
    double m_total = 0;
};

void timeSweep(const Settings& settings, const fs::path& folder)
{
    SearchConfig config;
    config.seed = ecgtcn().seed;
    config.seedNumber = settings.seedNumber;
    config.regulariser = settings.ops ? Regulariser::Ops : Regulariser::Size;
    config.lambdas = settings.ops ? logSpaced(1e-8, 5e-6, settings.lambdas) : logSpaced(1e-6, 5e-4, settings.lambdas);
    if (!settings.train.empty())
        config.data = sourceFromFiles(settings.train, {}, folder);
    std::printf("%s, ECGTCN, %d lambdas %.1e to %.1e, seed number %llu, warm-up at most %d epochs, search %d, "
                "fine-tune %d, one thread\nFast path, then operators: parameters, validation, time\n",
                config.data.name.c_str(), settings.lambdas, config.lambdas.front(), config.lambdas.back(),
                static_cast<unsigned long long>(settings.seedNumber), config.warmup.epochs, config.search.maxEpochs,
                config.fineTune.epochs);
    std::vector<std::unique_ptr<Way>> ways;
    for (const bool operators : {false, true}) {
        config.operators = operators;
        if (!operators || !settings.fastOnly)
            ways.push_back(std::make_unique<Way>(config, folder / (operators ? "operators" : "fast")));
    }
    const auto run = [&](const char* title, JobKind kind, const std::string& runFolder, double lambda) {
        std::printf("  %-16s", title);
        std::vector<double> seconds;
        for (const auto& way : ways)
            seconds.push_back(way->run(kind, runFolder, lambda));
        if (seconds.size() == 2)
            std::printf("   %5.1f times", seconds[1] / seconds[0]);
        std::printf("\n");
        std::fflush(stdout);
    };
    run("warm-up", JobKind::Warmup, "warm-up", 0);
    for (std::size_t i = 0; i < config.lambdas.size(); ++i) {
        char title[32];
        std::snprintf(title, sizeof title, "lambda %.1e", config.lambdas[i]);
        run(title, JobKind::Search, "runs/" + std::to_string(i + 1), config.lambdas[i]);
    }
    std::printf("  together: fast %.1f s", ways[0]->total());
    if (ways.size() == 2)
        std::printf(", operators %.1f s: %.1f times", ways[1]->total(), ways[1]->total() / ways[0]->total());
    std::printf("\n");
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Seconds of a whole sweep, with the fast path and with LibTorch's operators.");
    Settings settings;
    app.add_option("--lambdas", settings.lambdas, "number of strengths")->check(CLI::Range(1, 1000));
    app.add_option("--seed", settings.seedNumber, "seed number");
    app.add_option("--train", settings.train, "train part (default: synthetic ECG)");
    app.add_flag("--ops", settings.ops, "R_ops instead of R_size");
    app.add_flag("--fast-only", settings.fastOnly, "leave the operators out");
    CLI11_PARSE(app, argc, argv);
    if (std::getenv("OPENBLAS_NUM_THREADS") == nullptr) { // read when the library is loaded: start again with it
        ::setenv("OPENBLAS_NUM_THREADS", "1", 1);
        ::execv("/proc/self/exe", argv);
    }
    const auto folder = fs::temp_directory_path() / ("pitlane-sweep-" + std::to_string(::getpid()));
    int status = 0;
    try {
        timeSweep(settings, folder);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "sweep: %s\n", error.what());
        status = 1;
    }
    fs::remove_all(folder);
    return status;
}
