// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/int8quality.h"

#include "core/quant/integerexecutor.h"
#include "core/quant/quantise.h"
#include "core/search/evaluation.h"

#include <optional>

namespace pitlane {

using torch::Tensor;

namespace {

Quality judge(const QuantizedNetwork& network, const TensorData& data, const Objective& objective,
              const std::function<void()>& breathe)
{
    const IntegerExecutor executor(network);
    const auto [C, T] = network.output().shape;
    const auto answers = C * T;
    const auto predict = [&](const Tensor& x) {
        const auto input = x.contiguous();
        const auto rows = input.size(0);
        const auto size = input.size(1) * input.size(2);
        auto outputs = torch::empty({rows, answers});
        for (std::int64_t n = 0; n < rows; ++n) {
            if (breathe)
                breathe();
            const auto answer = executor.infer(
                std::span<const float>(input.data_ptr<float>() + n * size, static_cast<std::size_t>(size)));
            std::copy(answer.begin(), answer.end(), outputs.data_ptr<float>() + n * answers);
        }
        return outputs;
    };
    return evaluate(predict, data, objective);
}

} // namespace

std::variant<Int8Quality, std::string> int8Quality(const NetworkSpec& network, const Weights& weights,
                                                   const TensorData& calibration, const TensorData& validation,
                                                   const Objective& objective, const std::function<void()>& breathe)
{
    if (calibration.task == Task::NextStep)
        return "Its quality in int8 is not measured: sequences change their length, a device's buffers do not.";
    try {
        const auto folded = fold(network, weights);
        const auto examples = calibration.x.contiguous();
        const auto statistics = collectStatistics(
            folded.network, folded.weights, {examples.data_ptr<float>(), static_cast<std::size_t>(examples.numel())});
        std::optional<Int8Quality> best;
        using Kind = RangeMethod::Kind;
        for (const auto kind : {Kind::MinMax, Kind::Percentile, Kind::MeanSquaredError}) {
            const RangeMethod method{.kind = kind};
            const auto quality = judge(quantise(folded, rangesOf(statistics, method)), validation, objective, breathe);
            if (!best || quality.loss < best->quality.loss)
                best = {.quality = quality, .ranges = nameOf(method), .calibrationRows = statistics.exampleCount};
        }
        return *best;
    } catch (const NetworkError& error) {
        return "Its quality in int8 is not known: " + std::string(error.what());
    }
}

} // namespace pitlane
