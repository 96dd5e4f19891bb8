// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/quantisepoint.h"

#include "core/data/split.h"
#include "core/network/cost.h"
#include "core/quant/floatexecutor.h"
#include "core/quant/integerexecutor.h"
#include "core/quant/quantise.h"
#include "core/quant/sqnr.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace pitlane {

namespace {

using std::int64_t;

constexpr int64_t calibrationWindows = 256;
constexpr int64_t validationWindows = 1000;
constexpr int64_t choiceWindows = 300; ///< on which the range method is chosen
constexpr int64_t sqnrWindows = 24;
constexpr double calibrationMacs = 4e9; ///< multiply-accumulates that these windows may take
constexpr double validationMacs = 16e9;
constexpr double choiceMacs = 5e9;

/// Fewer windows for large networks, so that neither reading nor computing takes minutes.
int64_t affordable(const NetworkSpec& spec, int64_t most, double macs)
{
    constexpr int64_t least = 64;
    const auto windows = macs / static_cast<double>(std::max<int64_t>(macCount(spec), 1));
    return windows >= static_cast<double>(most) ? most : std::max(static_cast<int64_t>(windows), std::min(least, most));
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

} // namespace

NetworkSpec PointSource::spec() const
{
    auto network = file.network;
    if (samples > 0)
        network.input.T = samples;
    return network;
}

PointRows loadRows(const PointSource& source, const Progress& progress)
{
    const auto& pipeline = source.config.data.pipeline;
    const auto spec = source.spec();
    const auto input = spec.input;
    auto part = loadTrainPart(source.config.data, source.projectFolder, progress);
    PointRows rows{.calibration = {}, .validation = {}, .scaler = fitScaler(pipeline.scaling, part), .words = {}};
    const auto split = drawSplit(part, pipeline.split, source.seedNumber);
    if (split.train.empty() || split.validation.empty())
        throw DatasetError(part.name + ": there are no rows to calibrate or to validate on. Add data.");
    rows.calibration =
        networkRows(part, split.train, rows.scaler, input, affordable(spec, calibrationWindows, calibrationMacs));
    rows.validation =
        networkRows(part, split.validation, rows.scaler, input, affordable(spec, validationWindows, validationMacs));
    part.values.clear();
    rows.words = std::move(part);
    return rows;
}

QuantisedPoint quantisePoint(const PointSource& source, const PointRows& data, const Progress& progress)
{
    if (!source.file.weights)
        throw NetworkError("Quantising " + source.file.network.name +
                           ": there are no weights. Choose a trained network.");
    const auto spec = source.spec();
    const auto& weights = *source.file.weights;
    const auto& rows = data.validation;
    const auto measure = source.config.data.pipeline.measure;
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
    const auto choice = std::min(affordable(spec, choiceWindows, choiceMacs), rows.size());
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
    best->layerErrors = layerErrors(folded, best->network, rows.first(sqnrWindows));
    return std::move(*best);
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
