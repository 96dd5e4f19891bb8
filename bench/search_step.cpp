// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
/// What a search step costs beside a training step of the same network: medians of one interleaved run, one thread.

#include "core/kernels/kernels.h"
#include "core/network/cost.h"
#include "core/network/seeds.h"
#include "core/search/learners.h"
#include "core/search/methods/registry.h"

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

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

/// A plain training step as everybody writes it: LibTorch's operators, torch::optim::Adam, clip_grad_norm_.
class StockStep
{
public:
    StockStep(const NetworkSpec& network, const SearchConfig& config)
        : m_net(network, 1), m_optimiser(m_net.parameters(), torch::optim::AdamOptions(config.search.lrW)),
          m_clip(config.gradientClip)
    {
    }
    void operator()(const TensorData& data, const torch::Tensor& rows)
    {
        const auto batch = data.batch(rows);
        const auto loss = taskLoss({.task = data.task}, m_net.forward(batch.x, true), batch);
        m_optimiser.zero_grad();
        loss.backward();
        torch::nn::utils::clip_grad_norm_(m_net.parameters(), m_clip);
        m_optimiser.step();
    }

private:
    GraphNet m_net;
    torch::optim::Adam m_optimiser;
    double m_clip;
};

/// A step of the product: plain training or search, fast or with operators.
class OwnStep
{
public:
    OwnStep(const NetworkSpec& network, const SearchConfig& config, bool searches, bool operators)
        : m_clip(config.gradientClip)
    {
        auto settings = config;
        settings.seed = network;
        settings.operators = operators;
        GraphNet start(network, 1);
        if (searches) {
            m_search = makeSearchNetwork(settings, start);
            m_learner = std::make_unique<SearchLearner>(*m_search, 1e-6, false, objective(network));
        } else {
            m_net = makeNet(network, start.weights(), operators);
            m_learner = std::make_unique<PlainLearner>(*m_net, false, std::nullopt, objective(network));
        }
        m_optimiser = std::make_unique<Adam>(makeOptimiser(*m_learner, config.search.lrW, config.search.lrTheta, 0));
    }
    static Objective objective(const NetworkSpec& network)
    {
        return {.task = shapes(network).back().T > 1 ? Task::NextStep : Task::Classification};
    }
    void operator()(const TensorData& data, const torch::Tensor& rows)
    {
        m_learner->beginStep({});
        trainStep(*m_learner, *m_optimiser, data, rows, m_clip);
        m_learner->endStep();
    }
    SearchNetwork& search() { return *m_search; }

private:
    std::unique_ptr<Net> m_net;
    std::unique_ptr<SearchNetwork> m_search;
    std::unique_ptr<Learner> m_learner;
    std::unique_ptr<Adam> m_optimiser;
    double m_clip;
};

TensorData randomData(const NetworkSpec& network, std::int64_t rows)
{
    torch::manual_seed(1);
    const auto outputs = shapes(network).back();
    TensorData data;
    if (outputs.T > 1) {
        data.task = Task::NextStep;
        data.channels = network.input.C;
        std::vector<torch::Tensor> all;
        for (std::int64_t n = 0; n < rows; ++n) {
            data.starts.push_back(n * network.input.C * network.input.T);
            data.lengths.push_back(network.input.T);
        }
        data.x = torch::rand({rows * network.input.C * network.input.T}).gt(0.9).to(torch::kFloat);
        return data;
    }
    data.x = torch::rand({rows, network.input.C, network.input.T});
    data.y = torch::randint(std::max<std::int64_t>(2, outputs.C), {rows}, torch::kInt64);
    data.y.clamp_max_(outputs.C - 1);
    return data;
}

/// Every layer but the last with `share` of its channels.
NetworkSpec narrowed(NetworkSpec network, double share)
{
    for (auto& node : network.nodes) {
        if (&node == &network.nodes.back())
            break;
        const auto narrow = [&](std::int64_t C) {
            return std::max<std::int64_t>(1, std::llround(static_cast<double>(C) * share));
        };
        if (auto* conv = std::get_if<Conv1d>(&node.op); conv != nullptr && conv->groups == 1)
            conv->C_out = narrow(conv->C_out);
        else if (auto* linear = std::get_if<Linear>(&node.op))
            linear->C_out = narrow(linear->C_out);
    }
    return network;
}

/// Masks drawn by channel and field until `parameters` are left, as a search would leave them.
void shrinkTheta(SearchNetwork& search, std::int64_t parameters)
{
    const torch::NoGradGuard noGrad;
    torch::manual_seed(3);
    for (int round = 0; round < 400 && parameterCount(search.extractedSpec()) > parameters; ++round)
        for (auto& theta : search.thetaParameters()) {
            auto values = theta;
            values.sub_(torch::rand_like(values) * 0.01);
            values.clamp_min_(0.02);
        }
}

using Step = std::function<void()>;

/// Medians of interleaved rounds; the first is the one that ratios refer to.
void printRatios(const char* title, const std::vector<std::pair<std::string, Step>>& steps, int rounds)
{
    std::vector<std::vector<double>> times(steps.size());
    for (int round = -std::min(5, rounds); round < rounds; ++round) // the first ones warm caches up
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const auto time = milliseconds(steps[i].second);
            if (round >= 0)
                times[i].push_back(time);
        }
    std::printf("\n%s\n", title);
    const auto base = median(times.front());
    for (std::size_t i = 0; i < steps.size(); ++i)
        std::printf("  %-44s %9.3f ms   ratio %.3f\n", steps[i].first.c_str(), median(times[i]),
                    median(times[i]) / base);
    std::fflush(stdout);
}

void compareSteps(const NetworkSpec& network, std::int64_t batch, int rounds)
{
    SearchConfig config;
    const auto data = randomData(network, batch);
    const auto rows = torch::arange(batch, torch::kInt64);
    StockStep stock(network, config);
    OwnStep plain(network, config, false, false), search(network, config, true, false);
    OwnStep operators(network, config, true, true);
    const auto title = network.name + ", " + std::to_string(parameterCount(network)) + " parameters, batch " +
                       std::to_string(batch) + ", T = " + std::to_string(network.input.T) + ", 1 thread, " +
                       kernels::kernels().name + ", medians of " + std::to_string(rounds) + " interleaved rounds";
    std::vector<std::pair<std::string, Step>> steps{{"plain step, LibTorch's operators", [&] { stock(data, rows); }},
                                                    {"search step, operators", [&] { operators(data, rows); }},
                                                    {"plain step, fast", [&] { plain(data, rows); }},
                                                    {"search step, fast", [&] { search(data, rows); }}};
    if (shapes(network).back().T > 1)
        steps.erase(steps.begin()); // the stock step above classifies
    printRatios(title.c_str(), steps, rounds);
}

/// The ECGTCN seed, and what is left of it as a search proceeds: masked in the full seed, and cut out.
void compareSmall(int rounds)
{
    const auto seed = ecgtcn().seed;
    SearchConfig config;
    const auto data = randomData(seed, config.batchSize);
    const auto rows = torch::arange(config.batchSize, torch::kInt64);
    StockStep whole(seed, config);
    for (const std::int64_t size : {3600, 800}) {
        OwnStep masked(seed, config, true, false);
        shrinkTheta(masked.search(), size);
        const auto small = masked.search().extractedSpec();
        auto still = config;
        still.search.lrTheta = 0;
        OwnStep frozen(seed, still, true, false);
        shrinkTheta(frozen.search(), size);
        StockStep stock(small, config);
        OwnStep plain(small, config, false, false), search(small, config, true, false);
        const auto title = "ECGTCN cut down to " + std::to_string(parameterCount(small)) + " parameters";
        printRatios(title.c_str(),
                    {{"plain step, LibTorch's operators", [&] { stock(data, rows); }},
                     {"plain step, fast", [&] { plain(data, rows); }},
                     {"search step, fast", [&] { search(data, rows); }},
                     {"search step, fast, the whole seed masked to it", [&] { frozen(data, rows); }},
                     {"plain step of the whole seed, operators", [&] { whole(data, rows); }}},
                    rounds);
    }
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Milliseconds of a search step beside a plain training step.");
    int rounds = 200;
    int large = 0;
    app.add_option("--rounds", rounds, "interleaved rounds of the step comparison (0: skip it)");
    app.add_option("--large", large, "rounds of the large seeds (0: skip them)");
    CLI11_PARSE(app, argc, argv);
    try {
        at::set_num_threads(1);
        at::globalContext().setFlushDenormal(true);
        if (rounds > 0) {
            compareSteps(ecgtcn().seed, 30, rounds);
            compareSmall(rounds);
        }
        if (large > 0) {
            for (const auto share : {1.0, 0.6}) {
                compareSteps(narrowed(temponet().seed, share), 128, large);
                compareSteps(narrowed(tcResNet14().seed, share), 64, large);
                compareSteps(narrowed(tccnet({10, 300}).seed, share), 32, large);
                compareSteps(narrowed(resTcnNottingham({88, 200}).seed, share), 4, large);
            }
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "search_step: %s\n", error.what());
        return 1;
    }
    return 0;
}
