// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
/// What a search step costs beside a training step of the same network: medians of one interleaved run, one thread.
/// With --sweep also the wall time of a whole sweep, warm-up to fine-tune, in this one process, with its settings.

#include "core/network/cost.h"
#include "core/data/guess.h"
#include "core/network/seeds.h"
#include "core/search/learners.h"
#include "core/search/runjob.h"

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

using namespace pitlane;

namespace {

double milliseconds(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

void compareSteps(int rounds)
{
    const auto seed = ecgtcn().seed;
    const SearchConfig config;
    torch::manual_seed(1);
    TensorData data{.x = torch::rand({config.batchSize, seed.input.C, seed.input.T}),
                    .y = torch::randint(5, {config.batchSize}, torch::kInt64)};
    const auto rows = torch::arange(config.batchSize, torch::kInt64);

    GraphNet plainNet(seed, 1);
    PlainLearner plain(plainNet, false);
    const auto plainOptimiser = makeOptimiser(plain, config.search.lrW, 0, 0);
    struct Searched
    {
        const char* name;
        MaskedNet net;
        SearchLearner learner;
        std::unique_ptr<torch::optim::Adam> optimiser;
        std::vector<double> times;
        Searched(const char* label, const NetworkSpec& spec, Regulariser regulariser, const SearchConfig& settings)
            : name(label), net(GraphNet(spec, 1), settings.masks, regulariser), learner(net, 1e-6, false),
              optimiser(makeOptimiser(learner, settings.search.lrW, settings.search.lrTheta, 0))
        {
        }
    };
    Searched size("search step, R_size", seed, Regulariser::Size, config);
    Searched ops("search step, R_ops", seed, Regulariser::Ops, config);

    std::vector<double> plainTimes;
    for (int round = -10; round < rounds; ++round) { // the first ten warm caches up
        const auto plainTime = milliseconds([&] { trainStep(plain, *plainOptimiser, data, rows, config.gradientClip); });
        if (round >= 0)
            plainTimes.push_back(plainTime);
        for (auto* searched : {&size, &ops}) {
            const auto time = milliseconds(
                [&] { trainStep(searched->learner, *searched->optimiser, data, rows, config.gradientClip); });
            if (round >= 0)
                searched->times.push_back(time);
        }
    }
    const auto base = median(plainTimes);
    std::printf("ECGTCN seed, %lld parameters, batch %d, T = %lld, %s, 1 thread, medians of %d interleaved rounds\n",
                static_cast<long long>(parameterCount(seed)), config.batchSize, static_cast<long long>(seed.input.T),
                torchVersion().c_str(), rounds);
    std::printf("  %-22s %8.2f ms\n", "plain training step", base);
    for (const auto* searched : {&size, &ops})
        std::printf("  %-22s %8.2f ms   ratio %.2f\n", searched->name, median(searched->times),
                    median(searched->times) / base);
}

void timeSweep(const std::string& train, int lambdas, std::uint64_t seedNumber, Regulariser regulariser)
{
    const auto folder = std::filesystem::temp_directory_path() / ("pitlane-bench-" + std::to_string(::getpid()));
    JobSpec job;
    job.projectFolder = folder.string();
    auto& config = job.config;
    config.seed = ecgtcn().seed;
    config.seedNumber = seedNumber;
    config.regulariser = regulariser;
    config.lambdas = regulariser == Regulariser::Size ? logSpaced(1e-6, 5e-4, lambdas) : logSpaced(1e-8, 5e-6, lambdas);
    if (!train.empty())
        config.data = sourceFromFiles(train, {}, folder);
    std::printf("\nSweep: %s, %d lambdas %.1e to %.1e, seed number %llu, warm-up at most %d epochs, search %d, "
                "fine-tune %d, distillation %.1f, one process\n",
                config.data.name.c_str(), lambdas, config.lambdas.front(), config.lambdas.back(),
                static_cast<unsigned long long>(seedNumber), config.warmup.epochs, config.search.maxEpochs,
                config.fineTune.epochs, config.fineTune.distillation);
    job.warmupFolder = "warm-up";
    double total = 0;
    const auto run = [&](JobKind kind, const std::string& runFolder, double lambda) {
        job.kind = kind;
        job.runFolder = runFolder;
        job.lambda = lambda;
        SearchPoint point;
        const auto seconds = milliseconds([&] {
                                 runJob(
                                     job,
                                     [&](const JobEvent& event) {
                                         if (const auto* done = std::get_if<DoneEvent>(&event); done && !done->points.empty())
                                             point = done->points.front();
                                     },
                                     {});
                             }) /
                             1000;
        total += seconds;
        std::printf("  lambda %8.1e  %6lld parameters  %8lld MACs  validation %5.1f %%  loss %.3f  %5.1f s\n", lambda,
                    static_cast<long long>(point.parameters), static_cast<long long>(point.macs),
                    100 * point.validation->score, point.validation->loss, seconds);
        std::fflush(stdout);
    };
    run(JobKind::Warmup, job.warmupFolder, 0);
    for (std::size_t i = 0; i < config.lambdas.size(); ++i)
        run(JobKind::Search, "runs/" + std::to_string(i + 1), config.lambdas[i]);
    std::printf("  wall time %.1f s\n", total);
    std::filesystem::remove_all(folder);
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Milliseconds of a search step beside a plain training step, and of a whole sweep.");
    int rounds = 200;
    bool sweep = false;
    bool ops = false;
    int lambdas = 7;
    std::uint64_t seedNumber = 1;
    std::string train;
    app.add_option("--rounds", rounds, "interleaved rounds of the step comparison (0: skip it)");
    app.add_flag("--sweep", sweep, "time a sweep too");
    app.add_flag("--ops", ops, "sweep R_ops instead of R_size");
    app.add_option("--lambdas", lambdas, "number of lambdas of the sweep");
    app.add_option("--seed", seedNumber, "seed number of the sweep");
    app.add_option("--train", train, "train part of the sweep (default: synthetic ECG)");
    CLI11_PARSE(app, argc, argv);
    try {
        at::set_num_threads(1);
        at::globalContext().setFlushDenormal(true);
        if (rounds > 0)
            compareSteps(rounds);
        if (sweep)
            timeSweep(train, lambdas, seedNumber, ops ? Regulariser::Ops : Regulariser::Size);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "search_step: %s\n", error.what());
        return 1;
    }
    return 0;
}
