// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/runjob.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/jsonreader.h"
#include "core/data/scaling.h"
#include "core/data/signal/augment.h"
#include "core/data/split.h"
#include "core/kernels/kernels.h"
#include "core/network/cost.h"
#include "core/search/cornerstop.h"
#include "core/search/fits.h"
#include "core/search/int8quality.h"
#include "core/search/methods/registry.h"
#include "core/search/phases.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <numeric>

namespace pitlane {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// "AVX2", from LibTorch's description of itself.
std::string torchInstructions()
{
    const auto text = at::show_config();
    const std::string key = "CPU capability usage: ";
    const auto start = text.find(key);
    return start == std::string::npos ? "unknown"
                                      : text.substr(start + key.size(), text.find('\n', start) - start - key.size());
}

MadeWith madeWith(const SearchConfig& config)
{
    return {.program = PITLANE_VERSION,
            .torch = torchVersion(),
            .kernels = kernels::kernels().name,
            .instructions = torchInstructions(),
            .threads = config.threads};
}

/// At most `count` of `rows`, as far apart as possible.
std::vector<std::int64_t> evenlySpread(const std::vector<std::int64_t>& rows, std::size_t count)
{
    if (rows.size() <= count)
        return rows;
    std::vector<std::int64_t> chosen;
    for (std::size_t i = 0; i < count; ++i)
        chosen.push_back(rows[i * rows.size() / count]);
    return chosen;
}

/// One job: its data, folders and steps.
class Run
{
public:
    Run(const JobSpec& job, const EventSink& events, const RunControl& control)
        : m_job(job), m_config(job.config), m_events(events), m_control(control), m_project(job.projectFolder),
          m_folder(m_project / job.runFolder)
    {
        fs::create_directories(m_folder);
    }

    void execute()
    {
        if (m_job.kind == JobKind::Test)
            return runTest();
        loadTrainingRows();
        PhaseRunner::Refresh refresh;
        if (m_windows.size() > 0)
            refresh = [this](int epoch, TensorData& train) { vary(epoch, train); };
        if (m_job.kind == JobKind::Search && m_config.stopCorners && m_config.budgets.empty()) // budgets end theirs
            m_corners.emplace(m_job, stepsIn(m_train.size()), m_events, m_control);
        m_phases.emplace(m_job, m_train, m_validation, m_objective, m_corners ? m_corners->events() : m_events,
                         m_corners ? m_corners->control() : m_control, refresh);
        if (m_phases->state().epoch > 0)
            log("Going on after epoch " + std::to_string(m_phases->state().epoch) + " of the " +
                nameOf(m_phases->state().phase) + ".");
        switch (m_job.kind) {
        case JobKind::Warmup:
            return runWarmup();
        case JobKind::Reference:
            return runReference();
        case JobKind::Search:
            return m_config.budgets.empty() ? runSearch() : runSnapshots();
        case JobKind::Refit:
            return runRefit();
        case JobKind::Test:
            break;
        }
    }

private:
    void log(const std::string& text) const { m_events(LogEvent{text}); }

    [[nodiscard]] std::int64_t stepsIn(std::int64_t rows) const
    {
        return static_cast<std::int64_t>(batches(rows, m_config.batchSize).size());
    }

    /// What networks are trained for and judged by, from the train part.
    [[nodiscard]] Objective objectiveFor(const Dataset& data) const
    {
        const auto& pipeline = m_config.data.pipeline;
        Objective objective{.task = data.task, .measure = pipeline.measure, .unit = data.targetUnit};
        if (pipeline.classWeights != ClassWeights::None)
            objective.classWeights = torch::tensor(classWeights(pipeline.classWeights, data), torch::kFloat);
        return objective;
    }

    /// The train part, scaled, split. The test part stays closed.
    void loadTrainingRows()
    {
        const auto& pipeline = m_config.data.pipeline;
        auto data = loadTrainPart(m_config.data, m_project);
        requireFits(m_config.seed, data);
        m_scaler = fitScaler(pipeline.scaling, data);
        apply(m_scaler, data);
        auto split = drawSplit(data, pipeline.split, m_config.seedNumber);
        for (const auto& warning : split.warnings)
            log(warning);
        if (split.train.size() < 2 || split.validation.empty())
            throw DatasetError(data.name + ": too few series to train and validate (" + std::to_string(data.size()) +
                               "). Add data or change the share for validation.");
        if (m_job.kind == JobKind::Refit)
            split.train.insert(split.train.end(), split.validation.begin(), split.validation.end());
        m_objective = objectiveFor(data);
        m_train = toTensors(subset(data, split.train));
        m_calibration = toTensors(subset(data, evenlySpread(split.train, calibrationRows)));
        m_validation = toTensors(subset(data, split.validation));
        if (pipeline.augmentations.empty())
            return;
        auto raw = loadTrainWindows(m_config.data, m_project);
        m_windows = subset(raw.windows, split.train);
        m_noise = std::move(raw.noise);
    }

    /// The training rows as they look in an epoch: windows varied before the front end.
    void vary(int epoch, TensorData& train) const
    {
        const auto& pipeline = m_config.data.pipeline;
        auto data = m_windows;
        augmentAll(data, pipeline.augmentations, m_noise, m_config.seedNumber, epoch);
        data = applyFrontEnd(pipeline, std::move(data));
        apply(m_scaler, data);
        train = toTensors(data);
    }

    [[nodiscard]] PhasePlan warmupPlan(const std::string& purpose) const
    {
        const auto& phase = m_config.warmup;
        return {.phase = Phase::Warmup,
                .purpose = purpose,
                .minEpochs = 1,
                .maxEpochs = phase.epochs,
                .patience = phase.patience,
                .keepBest = true,
                .lrStart = phase.lrW,
                .lrEnd = phase.lrW};
    }

    /// `part`: which of several networks is fine-tuned, from 0.
    [[nodiscard]] PhasePlan fineTunePlan(std::size_t part = 0, std::size_t parts = 1) const
    {
        const auto& phase = m_config.fineTune;
        return {.phase = Phase::FineTune,
                .purpose = "fine-tune",
                .minEpochs = 1,
                .maxEpochs = phase.epochs,
                .patience = phase.patience,
                .keepBest = phase.patience > 0,
                .lrStart = phase.lrStart,
                .lrEnd = phase.lrEnd,
                .part = static_cast<int>(part),
                .parts = static_cast<int>(parts)};
    }

    [[nodiscard]] PhasePlan searchPlan() const
    {
        const auto& phase = m_config.search;
        const auto steps = static_cast<double>(m_phases->stepsPerEpoch());
        const auto least = static_cast<int>(std::ceil(phase.minSteps / steps));
        return {.phase = Phase::Search,
                .purpose = "search",
                .minEpochs = std::max(phase.minEpochs, least),
                .maxEpochs = std::max(phase.maxEpochs, least),
                .patience = phase.patience,
                .lrStart = phase.lrW,
                .lrEnd = phase.lrW,
                .lrTheta = phase.lrTheta};
    }

    /// Weights drawn for `purpose`; a regressor starts at the mean of its targets.
    [[nodiscard]] std::unique_ptr<Net> freshNet(const NetworkSpec& spec, std::string_view purpose) const
    {
        auto net =
            makeNet(spec, GraphNet(spec, derivedSeed(m_config.seedNumber, purpose)).weights(), m_config.operators);
        startAtMean(*net, m_train);
        return net;
    }

    void runWarmup()
    {
        const auto net = freshNet(m_config.seed, "seed weights");
        PlainLearner learner(*net, m_config.dropout, std::nullopt, m_objective);
        if (!m_phases->run(warmupPlan("warm-up"), learner)) // shared by hash: an incomplete one must not pass as done
            throw Cancelled("The warm-up was stopped after epoch " + std::to_string(m_phases->state().epoch) +
                            ". Resume it to go on.");
        finish(*net, learner, PointRole::Seed, {}, false);
    }

    void runReference()
    {
        if (!m_config.handTuned)
            throw Error("The configuration has no hand-tuned network to train.");
        const auto net = freshNet(*m_config.handTuned, "hand-tuned weights");
        PlainLearner learner(*net, m_config.dropout, std::nullopt, m_objective);
        bool complete = true;
        if (m_phases->state().phase == Phase::Warmup)
            complete = m_phases->run(warmupPlan("hand-tuned"), learner);
        if (complete)
            complete = m_phases->run(fineTunePlan(), learner);
        finish(*net, learner, PointRole::HandTuned, {}, !complete);
    }

    [[nodiscard]] std::unique_ptr<SearchNetwork> networkToSearch(const Weights& warm) const
    {
        return makeSearchNetwork(m_config, GraphNet(m_config.seed, warm),
                                 {.lambda = m_job.lambda,
                                  .steps = searchPlan().maxEpochs * m_phases->stepsPerEpoch(),
                                  .stepsPerEpoch = m_phases->stepsPerEpoch()});
    }

    void runSearch()
    {
        const auto warm = loadWeights(m_project / m_job.warmupFolder / runfile::weights);
        auto& state = m_phases->state();
        bool complete = true;
        Weights small;
        if (state.phase != Phase::FineTune) {
            const auto net = networkToSearch(warm);
            SearchLearner learner(*net, m_job.lambda, m_config.dropout, m_objective);
            complete = m_phases->run(searchPlan(), learner) && !(m_corners && m_corners->hasEnded());
            if (const auto sentence = net->settle(); !sentence.empty())
                log(sentence);
            state.network = toJson(net->extractedSpec()).dump();
            state.layers = net->reading().layers;
            small = net->extractedWeights();
            saveWeights(small, m_folder / runfile::start);
        }
        const auto spec = networkFromJson(parseJson(state.network, "checkpoint"), "checkpoint");
        const auto net = startOfFineTune(spec, small);
        PlainLearner learner(*net, m_config.dropout, complete ? makeTeacher(warm) : std::nullopt, m_objective);
        if (complete && m_config.fineTune.epochs > 0)
            complete = m_phases->run(fineTunePlan(), learner);
        finish(*net, learner, PointRole::Found, state.layers, !complete);
    }

    /// Fine-tunes the network of the run folder above once more, from where its fine-tune began, on all rows. What it
    /// says of validation is of rows that it has trained on, so the result has none.
    void runRefit()
    {
        const auto source = m_folder.parent_path();
        const auto found = readTrained(source);
        const bool hasStart = fs::exists(source / runfile::start);
        if (!hasStart)
            log("The weights before the fine-tune are not there any more; the refit goes on from those after it.");
        const auto net = startOfFineTune(found.spec, hasStart ? loadWeights(source / runfile::start) : found.weights);
        const auto warm = loadWeights(m_project / m_job.warmupFolder / runfile::weights);
        PlainLearner learner(*net, m_config.dropout, makeTeacher(warm), m_objective);
        auto plan = fineTunePlan();
        plan.patience = 0; // no row is left that could say when to stop
        plan.keepBest = false;
        plan.maxEpochs = std::max(plan.maxEpochs, 1);
        if (!m_phases->run(plan, learner))
            throw Cancelled("The refit was stopped after epoch " + std::to_string(m_phases->state().epoch) + ".");
        finish(*net, learner, PointRole::Found, {}, false);
    }

    /// One search whose network is copied on its way; every copy is fine-tuned.
    void runSnapshots()
    {
        const auto warm = loadWeights(m_project / m_job.warmupFolder / runfile::weights);
        auto& state = m_phases->state();
        bool complete = true;
        if (state.phase != Phase::FineTune)
            complete = takeSnapshots(warm);
        const auto teacher = complete ? makeTeacher(warm) : std::nullopt;
        const auto parts = state.snapshots.size();
        const auto first = state.phase == Phase::FineTune ? static_cast<std::size_t>(state.part) : 0;
        for (auto part = first; part < parts; ++part) {
            const auto folder = m_folder / snapshotFolder(state.snapshots[part].origin.copy);
            const auto start = readTrained(folder);
            const auto net = startOfFineTune(start.spec, start.weights);
            PlainLearner learner(*net, m_config.dropout, complete ? teacher : std::nullopt, m_objective);
            const auto before = std::accumulate(
                state.snapshots.begin(), state.snapshots.begin() + static_cast<std::ptrdiff_t>(part),
                state.searchSeconds, [](double sum, const Snapshot& earlier) { return sum + earlier.seconds; });
            const bool tuned = complete && m_config.fineTune.epochs > 0;
            if (tuned)
                complete = m_phases->run(fineTunePlan(part, parts), learner);
            auto& snapshot = state.snapshots[part];
            snapshot.epochs = tuned ? state.epoch : 0;
            snapshot.seconds = state.seconds - before;
            snapshot.stoppedEarly = !complete;
            snapshot.validation = m_phases->validate(learner);
            writeTrained(folder, net->spec(), net->weights());
        }
        finishSnapshots();
    }

    /// The search of runSnapshots(); false: the user ended it.
    bool takeSnapshots(const Weights& warm)
    {
        auto& state = m_phases->state();
        const auto net = networkToSearch(warm);
        SearchLearner learner(*net, m_job.lambda, m_config.dropout, m_objective);
        const SnapshotTaker taker(m_config, m_folder);
        auto plan = searchPlan();
        plan.atEpochEnd = [&] {
            if (taker.look(*net, state.epoch, state.snapshots))
                logSnapshot(state.snapshots.back());
        };
        plan.isDone = [&] { return taker.isDone(state.snapshots); };
        const auto complete = m_phases->run(plan, learner);
        if (state.snapshots.empty()) {
            log("No budget was met; the network of the last epoch is kept. Raise the strength lambda or the number of "
                "search epochs for smaller networks.");
            taker.take(*net, state.epoch, 0, state.snapshots);
        }
        state.searchSeconds = state.seconds;
        return complete;
    }

    void logSnapshot(const Snapshot& snapshot) const
    {
        log("Copied network " + std::to_string(snapshot.origin.copy) + " after epoch " +
            std::to_string(snapshot.origin.epoch) + " of the search.");
    }

    /// Writes the result: one point per copy. The first is the job's own, its network lies in the run folder, too.
    void finishSnapshots()
    {
        const auto& state = m_phases->state();
        const auto shareOfSearch = state.searchSeconds / static_cast<double>(state.snapshots.size());
        std::vector<SearchPoint> points;
        for (const auto& snapshot : state.snapshots) {
            checkCancelled();
            const auto isOwn = snapshot.origin.copy == 1;
            const auto folder = snapshotFolder(snapshot.origin.copy);
            const auto trained = readTrained(m_folder / folder);
            if (isOwn) {
                writeTrained(m_folder, trained.spec, trained.weights);
                saveWeights(loadWeights(m_folder / folder / runfile::start), m_folder / runfile::start);
            }
            points.push_back({.id = isOwn ? m_job.point : PointId(),
                              .sweep = m_job.sweep,
                              .number = isOwn ? m_job.number : 0,
                              .lambda = m_job.lambda,
                              .seedNumber = m_config.seedNumber,
                              .status = PointStatus::Done,
                              .phase = snapshot.epochs > 0 ? Phase::FineTune : Phase::Search,
                              .epoch = snapshot.epochs > 0 ? snapshot.epochs : snapshot.origin.epoch,
                              .epochs = snapshot.epochs > 0 ? snapshot.epochs : snapshot.origin.epoch,
                              .parameters = parameterCount(trained.spec),
                              .macs = macCount(trained.spec),
                              .validation = snapshot.validation,
                              .int8 = inInt8(trained.spec, trained.weights),
                              .layers = snapshot.layers,
                              .seconds = shareOfSearch + snapshot.seconds,
                              .stoppedEarly = snapshot.stoppedEarly,
                              .runFolder = isOwn ? m_job.runFolder : (fs::path(m_job.runFolder) / folder).string(),
                              .snapshot = snapshot.origin});
        }
        auto result = json::array();
        for (const auto& point : points)
            result.push_back(toJson(point));
        writeFileAtomically(m_folder / runfile::result, result.dump(2) + "\n");
        m_events(DoneEvent{std::move(points)});
    }

    /// The small network with its weights of the search, or fresh ones; a resumed fine-tune fills them in.
    [[nodiscard]] std::unique_ptr<Net> startOfFineTune(const NetworkSpec& spec, const Weights& small) const
    {
        if (small.empty() || m_config.fineTune.fromScratch)
            return freshNet(spec, "fine-tune weights");
        return makeNet(spec, small, m_config.operators);
    }

    /// The warm seed with its outputs on the training rows.
    [[nodiscard]] std::optional<Teacher> makeTeacher(const Weights& warm) const
    {
        if (m_config.fineTune.distillation == 0)
            return std::nullopt;
        Teacher teacher{.share = m_config.fineTune.distillation,
                        .temperature = m_config.fineTune.temperature,
                        .net = makeNet(m_config.seed, warm, m_config.operators)};
        teacher.answer(m_train);
        return teacher;
    }

    void finish(const Net& net, Learner& learner, PointRole role, std::vector<LayerShape> shapes, bool stoppedEarly)
    {
        const auto& spec = net.spec();
        if (shapes.empty())
            for (const auto& layer : layers(spec))
                shapes.push_back(
                    {.name = layer.name, .C_out = layer.C_out, .F = layer.F(), .d = layer.d, .K = layer.K});
        const auto& state = m_phases->state();
        SearchPoint point{.id = m_job.point,
                          .sweep = m_job.sweep,
                          .role = role,
                          .number = m_job.number,
                          .lambda = m_job.kind == JobKind::Search ? m_job.lambda : 0,
                          .seedNumber = m_config.seedNumber,
                          .status = PointStatus::Done,
                          .phase = state.phase,
                          .epoch = state.epoch,
                          .epochs = state.epoch,
                          .parameters = parameterCount(spec),
                          .macs = macCount(spec),
                          .validation =
                              m_job.kind == JobKind::Refit ? std::nullopt : std::optional(m_phases->validate(learner)),
                          .int8 = m_job.kind == JobKind::Refit ? std::nullopt : inInt8(spec, net.weights()),
                          .layers = std::move(shapes),
                          .seconds = state.seconds,
                          .stoppedEarly = stoppedEarly,
                          .message = m_corners ? m_corners->reason() : std::string(),
                          .runFolder = m_job.runFolder,
                          .madeWith = madeWith(m_config)};
        writeFileAtomically(m_folder / runfile::network, toJson(spec).dump(2) + "\n");
        saveWeights(net.weights(), m_folder / runfile::weights);
        writeFileAtomically(m_folder / runfile::result, json::array({toJson(point)}).dump(2) + "\n");
        m_events(DoneEvent{{std::move(point)}});
    }

    void checkCancelled() const
    {
        if (m_control.now.stop_requested())
            throw Cancelled("Cancelled after the last epoch. Its checkpoint is kept.");
    }

    [[nodiscard]] std::optional<Int8Quality> inInt8(const NetworkSpec& spec, const Weights& weights) const
    {
        const auto found =
            int8Quality(spec, weights, m_calibration, m_validation, m_objective, [this] { checkCancelled(); });
        if (const auto* reason = std::get_if<std::string>(&found))
            log(*reason);
        const auto* quality = std::get_if<Int8Quality>(&found);
        return quality == nullptr ? std::nullopt : std::optional(*quality);
    }

    /// Opens the test part, for one finished network. The train part is read for its scaling only.
    void runTest()
    {
        m_events(PhaseEvent{.phase = Phase::Test, .epochs = 1});
        const auto networkPath = m_folder / runfile::network;
        const auto spec = networkFromJson(parseJson(readFile(networkPath), networkPath.string()), networkPath.string());
        const auto trainPart = loadTrainPart(m_config.data, m_project);
        auto data = loadTestPart(m_config.data, m_project);
        requireFits(spec, data);
        apply(fitScaler(m_config.data.pipeline.scaling, trainPart), data);
        const auto net = makeNet(spec, loadWeights(m_folder / runfile::weights), m_config.operators);
        PlainLearner learner(*net, false);
        const auto objective = objectiveFor(trainPart);
        const TestResult result{.point = m_job.point,
                                .quality = evaluate(learner, toTensors(data), objective),
                                .openedAt = nowUtc(),
                                .refit = m_folder.filename() == runfile::refit};
        writeFileAtomically(m_folder / runfile::test, toJson(result).dump(2) + "\n");
        m_events(DoneEvent{});
    }

    [[nodiscard]] static std::string nowUtc()
    {
        const auto now = std::time(nullptr);
        std::tm parts{};
        gmtime_r(&now, &parts);
        char text[sizeof "2026-01-01T00:00:00Z"];
        std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
        return text;
    }

    const JobSpec& m_job;
    const SearchConfig& m_config;
    const EventSink& m_events;
    const RunControl& m_control;
    fs::path m_project;
    fs::path m_folder;
    Scaler m_scaler;
    Dataset m_windows; ///< of the training rows, where they are varied; else empty
    std::vector<std::vector<float>> m_noise;
    TensorData m_calibration; ///< some of the training rows, never varied
    TensorData m_train;
    TensorData m_validation;
    Objective m_objective;
    std::optional<CornerStop> m_corners;
    std::optional<PhaseRunner> m_phases;
};

/// LibTorch's allocator, and oneDNN, have words instead of a type of their own.
bool saysOutOfMemory(const std::string& reason)
{
    return reason.find("can't allocate memory") != std::string::npos ||
           reason.find("not enough memory") != std::string::npos || reason.find("out of memory") != std::string::npos;
}

} // namespace

void runJob(const JobSpec& job, const EventSink& events, const RunControl& control)
{
    at::set_num_threads(job.config.threads);
    at::globalContext().setFlushDenormal(true); // dying channels would otherwise slow a search down
    try {
        Run(job, events, control).execute();
    } catch (const c10::Error& error) {
        const std::string reason = error.what_without_backtrace();
        if (saysOutOfMemory(reason))
            throw OutOfMemory();
        throw Error("LibTorch reported: " + reason);
    } catch (const std::bad_alloc&) {
        throw OutOfMemory();
    }
}

std::string torchVersion()
{
    return "LibTorch " TORCH_VERSION;
}

} // namespace pitlane
