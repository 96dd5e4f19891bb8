// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/exportpoint.h"

#include "core/base/hash.h"
#include "core/data/split.h"
#include "core/deploy/package/stm32package.h"
#include "core/quant/floatexecutor.h"
#include "core/quant/integerexecutor.h"
#include "core/quant/quantise.h"
#include "core/quant/sqnr.h"
#include "core/session/networkrows.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace pitlane {

namespace {

using std::int64_t;

constexpr int64_t calibrationWindows = 256;
constexpr int64_t validationWindows = 1000;
constexpr int64_t choiceWindows = 300; ///< on which the range method is chosen
constexpr int64_t sqnrWindows = 24;
constexpr int64_t rawWindows = 8; ///< golden windows that carry raw values, too

/// The rows of a project that an export needs.
struct ExportData
{
    NetworkRows calibration;
    NetworkRows validation;
    Scaler scaler;
    Dataset words; ///< names, task and unit; no values
};

ExportData loadData(const ExportRequest& request, const NetworkSpec& spec, const Progress& progress)
{
    const auto& source = request.config.data;
    auto part = loadTrainPart(source, request.projectFolder, progress);
    ExportData data{
        .calibration = {}, .validation = {}, .scaler = fitScaler(source.pipeline.scaling, part), .words = {}};
    const auto split = drawSplit(part, source.pipeline.split, request.point.seedNumber);
    if (split.train.empty() || split.validation.empty())
        throw DatasetError(part.name + ": there are no rows to calibrate or to validate on. Add data.");
    data.calibration = networkRows(part, split.train, data.scaler, spec.input, calibrationWindows);
    data.validation = networkRows(part, split.validation, data.scaler, spec.input, validationWindows);
    part.values.clear();
    data.words = std::move(part);
    return data;
}

/// Mean squared difference of outputs, to tell apart methods that score the same.
double meanSquare(const std::vector<std::vector<float>>& a, const std::vector<std::vector<float>>& b)
{
    double sum = 0, count = 0;
    for (std::size_t n = 0; n < a.size(); ++n)
        for (std::size_t i = 0; i < a[n].size(); ++i) {
            sum += (a[n][i] - b[n][i]) * (a[n][i] - b[n][i]);
            count += 1;
        }
    return sum / std::max(count, 1.0);
}

QuantisedPoint quantisePoint(const ExportRequest& request, const NetworkSpec& spec, const ExportData& data,
                             const Progress& progress)
{
    const auto& weights = *request.file.weights;
    const auto& rows = data.validation;
    const auto measure = request.config.data.pipeline.measure;
    const auto& unit = data.words.targetUnit;
    const auto score = [&](int64_t count, const Predictor& predict) {
        return scoreOf(rows, count, predict, measure, unit);
    };
    progress.at(0, "Calibrating");
    const auto folded = fold(spec, weights);
    const auto statistics = collectStatistics(spec, weights, data.calibration.first(calibrationWindows));
    progress.at(0.3, "Validating in float");
    const FloatExecutor real(spec, weights);
    std::vector<std::vector<float>> expected;
    for (int64_t n = 0; n < rows.size(); ++n) {
        expected.push_back(real.run(rows.example(n)).back());
        progress.at(0.3 + 0.2 * static_cast<double>(n) / static_cast<double>(rows.size()), "Validating in float");
    }
    const auto asked = [&](int64_t n) { return expected[static_cast<std::size_t>(n)]; };
    const auto choice = std::min(choiceWindows, rows.size());
    const std::vector<std::vector<float>> wanted(expected.begin(), expected.begin() + choice);

    std::optional<QuantisedPoint> best;
    Quality bestScore;
    double bestError = 0;
    constexpr std::array methods = {RangeMethod{.kind = RangeMethod::Kind::MinMax},
                                    RangeMethod{.kind = RangeMethod::Kind::Percentile},
                                    RangeMethod{.kind = RangeMethod::Kind::MeanSquaredError}};
    double share = 0.5;
    for (const auto& method : methods) {
        progress.at(share, "Quantising with " + inWords(method));
        auto network = quantise(folded, rangesOf(statistics, method));
        const IntegerExecutor executor(network);
        std::vector<std::vector<float>> outputs;
        const auto quality = score(choice, [&](int64_t n) {
            progress.at(share, "Quantising with " + inWords(method));
            outputs.push_back(executor.infer(rows.example(n)));
            return outputs.back();
        });
        const auto error = meanSquare(outputs, wanted);
        share += 0.12;
        if (best && !isBetter(quality, bestScore) && !(quality.score == bestScore.score && error < bestError))
            continue;
        bestScore = quality;
        bestError = error;
        best = QuantisedPoint{.network = std::move(network),
                              .method = method,
                              .calibrationRows = data.calibration.size(),
                              .floatValidation = {},
                              .int8Validation = quality};
    }
    best->floatValidation = score(rows.size(), asked);
    if (choice < rows.size()) {
        const IntegerExecutor executor(best->network);
        best->int8Validation = score(rows.size(), [&](int64_t n) {
            progress.at(0.9, "Validating in int8");
            return executor.infer(rows.example(n));
        });
    }
    return std::move(*best);
}

std::vector<LayerQuality> layerQuality(const ExportRequest& request, const NetworkSpec& spec, const ExportData& data,
                                       const QuantizedNetwork& network)
{
    std::vector<LayerQuality> list;
    for (const auto& error :
         layerErrors(fold(spec, *request.file.weights), network, data.validation.first(sqnrWindows)))
        list.push_back({.node = error.node, .sqnrDb = error.sqnrDb()});
    return list;
}

PackageVectors randomVectors(const QuantizedNetwork& network, int64_t count)
{
    PackageVectors vectors;
    const auto name = contentHash(network);
    for (int64_t n = 0; n < count; ++n) {
        auto& input = vectors.inputs.emplace_back();
        for (int64_t i = 0; i < network.input.size(); ++i)
            input.push_back(static_cast<std::int8_t>(
                derivedSeed(static_cast<std::uint64_t>(n), name, static_cast<std::uint64_t>(i)) & 0xff));
    }
    return vectors;
}

/// Validation rows first, then rows of calibration.
PackageVectors dataVectors(const QuantizedNetwork& network, const ExportData& data, int64_t count)
{
    PackageVectors vectors{.inputs = {}, .raw = {}, .areData = true};
    const auto [C, T] = network.input.shape;
    for (const auto* rows : {&data.validation, &data.calibration}) {
        const auto left = count - static_cast<int64_t>(vectors.inputs.size());
        const auto taken = std::min(left, rows->size());
        for (int64_t i = 0; i < taken; ++i) {
            const auto n = i * rows->size() / taken;
            vectors.inputs.push_back(quantizeInput(rows->example(n), network.input));
            if (static_cast<int64_t>(vectors.raw.size()) >= rawWindows)
                continue;
            auto& raw = vectors.raw.emplace_back();
            for (int64_t t = 0; t < T; ++t)
                for (int64_t c = 0; c < C; ++c)
                    raw.push_back(rows->rawExample(n)[static_cast<std::size_t>(c * T + t)]);
        }
    }
    return vectors;
}

std::string nameOfPoint(const SearchPoint& point)
{
    return point.role == PointRole::Found ? "point " + std::to_string(point.number) : nameOf(point.role);
}

QualityFigure figureOf(const QuantisedPoint& quantised, bool refit)
{
    const auto& real = quantised.floatValidation;
    return {.part = refit ? "validation (seen by the refit)" : "validation",
            .measure = std::string(titleOf(real.measure)),
            .unit = shownUnit(real.measure, real.unit),
            .floatScore = shownScore(real),
            .int8Score = shownScore(quantised.int8Validation),
            .rows = real.rows};
}

std::string dataTerms(const DataSource& source)
{
    if (source.kind == DataSource::Kind::Synthetic)
        return "The data, \"" + source.name + "\", are generated by Pitlane and nobody's property.";
    std::string files;
    for (const auto& file : source.files)
        files += "\n- " + std::filesystem::path(file.file.path).filename().string() + ", SHA-256 " + file.file.sha256;
    return "The data set is \"" + source.name +
           "\". Its terms are those of who published it; look there before you pass the package on. Its files:" + files;
}

std::vector<std::pair<std::string, std::string>> provenanceOf(const ExportRequest& request,
                                                              const QuantisedPoint& quantised)
{
    const auto& point = request.point;
    std::vector<std::pair<std::string, std::string>> list = {
        {"project", request.project},
        {"search", request.sweep},
        {"point", nameOfPoint(point) + (request.settings.refit ? ", refit" : "")},
        {"method", request.config.method},
        {"seed number", std::to_string(point.seedNumber)},
        {"data", request.config.data.name},
        {"data (SHA-256)", contentHash(request.config.data)},
        {"pipeline (SHA-256)", pipelineHash(request.config.data.pipeline)},
        {"calibration", std::to_string(quantised.calibrationRows) + " training rows, " + inWords(quantised.method)},
    };
    if (point.role == PointRole::Found) {
        std::string lambda = nlohmann::json(point.lambda).dump();
        list.insert(list.begin() + 4, {"strength λ", lambda});
    }
    if (point.validation)
        list.emplace_back("validation as stored with the point", scoreInWords(*point.validation));
    return list;
}

PackageOptions optionsOf(const ExportRequest& request, const NetworkSpec& spec, const ExportData& data,
                         const QuantisedPoint& quantised)
{
    const auto& settings = request.settings;
    auto steps = request.config.data.pipeline;
    steps.scaling = {.kind = ScalingRule::Kind::None};
    steps.augmentations.clear();
    steps.classWeights = ClassWeights::None;
    auto words = describe(steps);
    const auto nothing = describe(Pipeline{.scaling = steps.scaling});
    std::erase_if(words, [&](const std::string& line) { return std::ranges::find(nothing, line) != nothing.end(); });
    return {.target = targetNamed(settings.target),
            .spec = spec,
            .prefix = settings.prefix,
            .words = {.title = request.project + ", " + nameOfPoint(request.point) + (settings.refit ? " (refit)" : ""),
                      .program = "Pitlane " PITLANE_VERSION,
                      .classNames =
                          data.words.task == Task::Classification ? data.words.classNames : std::vector<std::string>{},
                      .outputUnit = data.words.targetUnit,
                      .inputSteps = std::move(words),
                      .scaling = {.offset = data.scaler.offset, .range = data.scaler.range}},
            .vectors = settings.randomVectors ? randomVectors(quantised.network, settings.vectors)
                                              : dataVectors(quantised.network, data, settings.vectors),
            .quality = {figureOf(quantised, settings.refit)},
            .layerQuality = layerQuality(request, spec, data, quantised.network),
            .provenance = provenanceOf(request, quantised),
            .dataTerms = dataTerms(request.config.data)};
}

ProofProgress proofProgress(const Progress& progress, double share)
{
    return [progress, share](const std::string& what) {
        if (progress.tell)
            progress.tell(share, what);
        return !progress.stop.stop_requested();
    };
}

/// What would make an hour of work useless is said before it.
void checkSettings(const ExportSettings& settings)
{
    if (settings.vectors < 1)
        throw ExportError("--vectors: found " + std::to_string(settings.vectors) +
                          ", expected at least one golden window.");
    const auto target = targetNamed(settings.target);
    requirePackagesFor(target);
    if (!settings.out.empty())
        requireFree(settings.out);
}

} // namespace

ExportRequest exportRequest(const ProjectSession& session, PointId id, const ExportSettings& settings)
{
    checkSettings(settings);
    const auto point = session.point(id);
    if (!point || point->status != PointStatus::Done)
        throw Error("Only finished points can be exported; this one is " +
                    (point ? nameOf(point->status) : std::string("not there")) +
                    ". Wait until it is done, or resume it.");
    if (settings.refit && !session.hasRefit(id))
        throw Error("The " + nameOfPoint(*point) + " has no refit. Make one first: pitlane-cli refit.");
    const auto sweeps = session.sweeps();
    const auto sweep = std::ranges::find(sweeps, point->sweep, &Sweep::id);
    if (sweep == sweeps.end())
        throw Error("The search of the " + nameOfPoint(*point) + " is not in the project any more.");
    return {.settings = settings,
            .file = settings.refit ? session.refitNetwork(id) : session.trainedNetwork(id),
            .config = sweep->config,
            .point = *point,
            .project = session.name().toStdString(),
            .projectFolder = session.folder(),
            .sweep = "search " + std::to_string(sweep->number)};
}

ExportResult exportPoint(const ExportRequest& request, const Progress& progress)
{
    const auto& settings = request.settings;
    checkSettings(settings);
    auto spec = request.file.network;
    if (settings.samples > 0)
        spec.input.T = settings.samples;
    if (!request.file.weights)
        throw ExportError("Exporting " + spec.name + ": there are no weights. Choose a trained network.");
    const auto data = loadData(request, spec, progress.part(0, 0.2));
    ExportResult result{.quantised = quantisePoint(request, spec, data, progress.part(0.2, 0.6)), .package = {}};
    progress.at(0.6, "Making the package");
    const auto options = optionsOf(request, spec, data, result.quantised);
    result.package = packageFor(result.quantised.network, options);
    result.windows = static_cast<int64_t>(options.vectors.inputs.size());
    if (settings.proof) {
        result.proof = prove(result.package, proofProgress(progress, 0.7));
        addProof(result.package, *result.proof);
    }
    const auto report = nlohmann::json::parse(result.package.files.at("report.json").content);
    result.flashBytes = report.at("memory").at("flash").at("total");
    result.ramBytes = report.at("memory").at("ram").at("total");
    result.ms = report.at("estimate").at("ms");
    if (const auto& energy = report.at("estimate").at("energyMj"); energy.is_number())
        result.energyMj = energy.get<double>();
    progress.at(1, "Writing the package");
    if (!settings.out.empty())
        write(result.package, settings.out);
    return result;
}

ProofResult provePackage(const std::filesystem::path& folder, const Progress& progress)
{
    auto package = readPackage(folder);
    const auto result = prove(package, proofProgress(progress, 0.5));
    addProof(package, result);
    update(package, folder, {"report.json", "report.html", Package::manifest});
    return result;
}

std::string inWords(const RangeMethod& method)
{
    switch (method.kind) {
    case RangeMethod::Kind::MinMax:
        return "the range of all values";
    case RangeMethod::Kind::Percentile:
        return nlohmann::json(method.percentile).dump() + " % of the values";
    case RangeMethod::Kind::MeanSquaredError:
        return "the range of the least squared error";
    }
    return {};
}

} // namespace pitlane
