// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A worker without a tensor library: the real shell around a job that replays epochs with made-up numbers. What goes
// wrong is told by fake.json in the project folder: {"3": {"crashAt": 5, "signal": 9}, "all": {"epochMs": 2}}; keys are
// point numbers, "found", "seed", "hand-tuned", "test", "all". A misfortune happens once per run folder.
#include "app/worker/workershell.h"
#include "core/base/files.h"
#include "core/base/jsonreader.h"
#include "core/jobs/workerprotocol.h"
#include "core/network/cost.h"
#include "core/search/cornerstop.h"
#include "core/study/searchspace.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <thread>
#include <unistd.h>

using namespace pitlane;
namespace fs = std::filesystem;

namespace {

struct Script
{
    int epochMs = 1;
    int crashAt = 0; ///< epochs of the job, all phases together; 0: never
    int signal = SIGKILL;
    int failAt = 0;
    int hangAt = 0;     ///< obeys nothing from there on
    int halfLineAt = 0; ///< writes half a line, then dies
    int exitAt = 0;
    int exitCode = 0;
    bool garbage = false;
    std::string history; ///< "closes": a strength far too large; "still": far too small; as recorded on ECG5000
};

void read(const JsonReader& all, const std::string& key, Script& script)
{
    if (!all.has(key))
        return;
    const auto reader = all.at(key);
    reader.read("epochMs", script.epochMs);
    reader.read("crashAt", script.crashAt);
    reader.read("signal", script.signal);
    reader.read("failAt", script.failAt);
    reader.read("hangAt", script.hangAt);
    reader.read("halfLineAt", script.halfLineAt);
    reader.read("exitAt", script.exitAt);
    reader.read("exitCode", script.exitCode);
    reader.read("garbage", script.garbage);
    reader.read("history", script.history);
}

std::string keyOf(const JobSpec& job)
{
    switch (job.kind) {
    case JobKind::Warmup:
        return "seed";
    case JobKind::Reference:
        return "hand-tuned";
    case JobKind::Test:
        return "test";
    case JobKind::Refit:
        return "refit";
    case JobKind::Search:
        break;
    }
    return "found";
}

Script scriptFor(const JobSpec& job)
{
    Script script;
    const auto path = fs::path(job.projectFolder) / "fake.json";
    if (!fs::exists(path))
        return script;
    const auto json = parseJson(readFile(path), path.string());
    const JsonReader reader(json, path.string());
    read(reader, "all", script);
    read(reader, keyOf(job), script);
    if (job.number > 0)
        read(reader, std::to_string(job.number), script);
    return script;
}

/// True the first time in this run folder.
bool firstTime(const fs::path& folder, const std::string& what)
{
    const auto marker = folder / ("met-" + what);
    if (fs::exists(marker))
        return false;
    writeFileAtomically(marker, "");
    return true;
}

void misfortunes(const Script& script, const fs::path& folder, int epoch)
{
    if (script.garbage) {
        std::puts("A library says hello.");
        std::puts("{\"type\":\"from the future\",\"x\":1}");
        std::fflush(stdout);
    }
    if (epoch == script.crashAt && firstTime(folder, "crash"))
        ::raise(script.signal);
    if (epoch == script.failAt && firstTime(folder, "fail"))
        throw Error("The loss is not finite in epoch " + std::to_string(epoch) + ", batch 2.");
    if (epoch == script.hangAt && firstTime(folder, "hang"))
        for (;;)
            ::pause();
    if (epoch == script.halfLineAt && firstTime(folder, "half")) {
        const std::string half = "{\"type\":\"epoch\",\"phase\":\"sea";
        (void)!::write(STDOUT_FILENO, half.data(), half.size());
        ::raise(SIGKILL);
    }
    if (epoch == script.exitAt && firstTime(folder, "exit")) {
        std::cerr << "The fake worker leaves early.\n";
        ::_exit(script.exitCode);
    }
}

constexpr std::int64_t stepsPerEpoch = 14; ///< of ECG5000

/// Phases of a job with their epochs.
std::vector<std::pair<Phase, int>> planOf(const JobSpec& job)
{
    const auto& config = job.config;
    switch (job.kind) {
    case JobKind::Warmup:
        return {{Phase::Warmup, config.warmup.epochs}};
    case JobKind::Reference:
        return {{Phase::Warmup, config.warmup.epochs}, {Phase::FineTune, config.fineTune.epochs}};
    case JobKind::Search:
        return {{Phase::Search, config.search.maxEpochs},
                {Phase::FineTune, config.fineTune.epochs * std::max(1, static_cast<int>(config.budgets.size()))}};
    case JobKind::Refit:
        return {{Phase::FineTune, config.fineTune.epochs}};
    case JobKind::Test:
        break;
    }
    return {};
}

class FakeRun
{
public:
    FakeRun(const JobSpec& job, const EventSink& events, const RunControl& control)
        : m_job(job), m_events(events), m_control(control), m_folder(fs::path(job.projectFolder) / job.runFolder),
          m_script(scriptFor(job))
    {
        m_seedSize = parameterCount(job.config.seed);
        if (job.kind == JobKind::Search && job.config.stopCorners)
            m_corners.emplace(job, stepsPerEpoch, events, control);
    }

    void train()
    {
        if (m_job.kind == JobKind::Search &&
            !fs::exists(fs::path(m_job.projectFolder) / m_job.warmupFolder / runfile::result))
            throw Error("The warm-up is missing.");
        int done = 0;
        const auto checkpoint = m_folder / runfile::checkpoint;
        if (fs::exists(checkpoint))
            done = std::atoi(readFile(checkpoint).c_str());
        int before = 0;
        bool stoppedEarly = false;
        for (const auto& [phase, epochs] : planOf(m_job)) {
            if (before + epochs > done && !stoppedEarly) {
                tell(PhaseEvent{.phase = phase, .epoch = std::max(0, done - before), .epochs = epochs});
                if (phase == Phase::Search && done == before)
                    tell(masks(0));
                stoppedEarly = m_corners && m_corners->hasEnded(); // before it was killed
                m_phase = phase;
                m_epoch = std::max(0, done - before);
                for (int epoch = std::max(0, done - before) + 1; epoch <= epochs && !stoppedEarly; ++epoch) {
                    runEpoch(phase, epoch, epochs, before + epoch);
                    stoppedEarly = control().afterEpoch.stop_requested();
                }
            }
            before += epochs;
        }
        finish(stoppedEarly);
    }

    void test()
    {
        m_events(PhaseEvent{.phase = Phase::Test, .epochs = 1});
        misfortunes(m_script, m_folder, 1);
        const TestResult result{.point = m_job.point, .quality = {.score = 0.875, .loss = 0.5, .rows = 4500}};
        writeFileAtomically(m_folder / runfile::test, toJson(result).dump());
        m_events(DoneEvent{});
    }

private:
    void runEpoch(Phase phase, int epoch, int epochs, int total)
    {
        misfortunes(m_script, m_folder, total);
        std::this_thread::sleep_for(std::chrono::milliseconds(m_script.epochMs));
        if (m_control.now.stop_requested())
            throw Cancelled("Cancelled at " + nameOf(phase) + " epoch " + std::to_string(epoch - 1) + ".");
        m_phase = phase;
        m_epoch = epoch;
        writeFileAtomically(m_folder / runfile::checkpoint, std::to_string(total));
        tell(EpochEvent{.phase = phase,
                        .epoch = epoch,
                        .epochs = epochs,
                        .trainLoss = 1.0 / total,
                        .lambdaR = phase != Phase::Search        ? 0
                                   : m_script.history == "still" ? 1e-6
                                                                 : 0.1,
                        .validation = quality(),
                        .parameters = sizeNow(),
                        .macs = 10 * sizeNow(),
                        .seconds = m_script.epochMs / 1000.0});
        if (phase == Phase::Search)
            tell(masks(epoch));
    }

    [[nodiscard]] const RunControl& control() const { return m_corners ? m_corners->control() : m_control; }
    void tell(const JobEvent& event) const { m_corners ? m_corners->events()(event) : m_events(event); }

    /// Of the network in this epoch.
    [[nodiscard]] std::int64_t sizeNow() const
    {
        constexpr std::int64_t closing[] = {24871, 3910, 821, 790};
        if (m_phase != Phase::Search || m_script.history.empty())
            return size();
        return m_script.history == "still" ? m_seedSize : closing[std::min(m_epoch, 4) - 1];
    }

    [[nodiscard]] MasksEvent masks(int epoch) const
    {
        if (!m_script.history.empty()) {
            MasksEvent event{.epoch = epoch, .layers = {}};
            const bool closed = m_script.history == "closes" && epoch >= 4;
            for (const auto& layer : analyse(m_job.config.seed, m_job.config.masks).layers)
                event.layers.push_back({.shape = {.name = layer.name,
                                                  .C_out = closed ? 1 : layer.C_out,
                                                  .F = closed ? 1 : layer.F_seed,
                                                  .K = closed ? 1 : layer.K_seed},
                                        .alpha = {},
                                        .beta = {},
                                        .gamma = {}});
            return event;
        }
        return {.epoch = epoch,
                .layers = {{.shape = {.name = "b0.conv0", .C_out = 4, .F = 5, .d = 2, .K = 3}, .alpha = {1, 0.25F}}}};
    }

    /// The stronger, the smaller.
    [[nodiscard]] std::int64_t size() const
    {
        if (m_job.kind != JobKind::Search)
            return m_job.kind == JobKind::Warmup ? m_seedSize : parameterCount(*m_job.config.handTuned);
        return std::max<std::int64_t>(
            500, static_cast<std::int64_t>(static_cast<double>(m_seedSize) / (1 + 1e6 * m_job.lambda)));
    }

    [[nodiscard]] Quality quality() const
    {
        return {.score = 0.9 + 1e-6 * static_cast<double>(size()), .loss = 0.25, .rows = 100};
    }

    void finish(bool stoppedEarly)
    {
        auto inInt8 = quality();
        inInt8.score -= 0.02;
        const SearchPoint point{.id = m_job.point,
                                .sweep = m_job.sweep,
                                .role = m_job.kind == JobKind::Warmup      ? PointRole::Seed
                                        : m_job.kind == JobKind::Reference ? PointRole::HandTuned
                                                                           : PointRole::Found,
                                .number = m_job.number,
                                .lambda = m_job.lambda,
                                .seedNumber = m_job.config.seedNumber,
                                .status = PointStatus::Done,
                                .phase = m_phase,
                                .epoch = m_epoch,
                                .epochs = m_epoch,
                                .parameters = size(),
                                .macs = 10 * size(),
                                .validation = quality(),
                                .int8 = Int8Quality{.quality = inInt8, .ranges = "min-max", .calibrationRows = 64},
                                .layers = {{.name = "b0.conv0", .C_out = 4, .F = 5, .d = 2, .K = 3}},
                                .seconds = 1.5,
                                .stoppedEarly = stoppedEarly,
                                .message = m_corners ? m_corners->reason() : std::string(),
                                .runFolder = m_job.runFolder};
        writeFileAtomically(m_folder / runfile::network, toJson(m_job.config.seed).dump());
        const auto points =
            m_job.kind == JobKind::Search && !m_job.config.budgets.empty() ? copiesOf(point) : std::vector{point};
        auto list = nlohmann::json::array();
        for (const auto& each : points)
            list.push_back(toJson(each));
        writeFileAtomically(m_folder / runfile::result, list.dump());
        m_events(DoneEvent{points});
    }

    /// One point per budget, copied after search epochs 1, 2, ...
    [[nodiscard]] std::vector<SearchPoint> copiesOf(SearchPoint point) const
    {
        std::vector<SearchPoint> points;
        const auto& budgets = m_job.config.budgets;
        for (int copy = 1; copy <= static_cast<int>(budgets.size()); ++copy) {
            const auto budget = budgets[static_cast<std::size_t>(copy) - 1];
            if (copy > 1) {
                const auto folder = fs::path(runfile::snapshots) / std::to_string(copy);
                fs::create_directories(m_folder / folder);
                writeFileAtomically(m_folder / folder / runfile::network, toJson(m_job.config.seed).dump());
                point.id = {};
                point.number = 0;
                point.runFolder = (fs::path(m_job.runFolder) / folder).string();
            }
            point.phase = Phase::FineTune;
            point.epoch = point.epochs = m_job.config.fineTune.epochs;
            point.parameters = static_cast<std::int64_t>(budget) - 1;
            point.snapshot = SnapshotOrigin{.copy = copy, .epoch = copy, .budget = budget};
            points.push_back(point);
        }
        return points;
    }

    const JobSpec& m_job;
    const EventSink& m_events;
    const RunControl& m_control;
    fs::path m_folder;
    Script m_script;
    std::optional<CornerStop> m_corners;
    std::int64_t m_seedSize = 0;
    Phase m_phase = Phase::Warmup;
    int m_epoch = 0;
};

void fakeRun(const JobSpec& job, const EventSink& events, const RunControl& control)
{
    FakeRun run(job, events, control);
    job.kind == JobKind::Test ? run.test() : run.train();
}

/// For tests of the controller: a program that is not a worker of this version.
int pretend(const char* what)
{
    std::string line;
    std::getline(std::cin, line);
    if (std::strcmp(what, "old") == 0)
        std::cout << "{\"type\":\"hello\",\"protocol\":99,\"program\":\"pitlane-worker 9.0\",\"pid\":1}" << std::endl;
    if (std::strcmp(what, "rude") == 0)
        std::cout << "{\"type\":\"phase\",\"phase\":\"search\",\"epoch\":0,\"epochs\":3}" << std::endl;
    if (std::strcmp(what, "mute") == 0) {
        std::cerr << "error while loading shared libraries: libtorch.so\n";
        return 127;
    }
    while (std::getline(std::cin, line)) {
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    if (const auto* what = std::getenv("PITLANE_FAKE"))
        return pretend(what);
    const WorkerShell shell{.program = "fake worker", .run = fakeRun};
    if (argc == 3 && std::strcmp(argv[1], "--job") == 0)
        return shell.runOnce(argv[2]);
    return shell.serve();
}
