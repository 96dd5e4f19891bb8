// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/scaling.h"
#include "core/network/networkspec.h"
#include "core/study/quality.h"

#include <functional>
#include <span>
#include <vector>

namespace pitlane {

/// Examples as a network of a fixed length takes them, with what its outputs are judged by. A sequence of
/// Task::NextStep is cut into windows of that length, the last one filled up with zeros that count for nothing.
struct NetworkRows
{
    Task task = Task::Classification;
    Shape shape;
    std::int64_t classes = 0;
    std::vector<float> values;        ///< [N][C][T], scaled
    std::vector<float> raw;           ///< [N][C][T], before scaling
    std::vector<std::int64_t> labels; ///< Classification: [N]
    std::vector<float> targets;       ///< Regression: [N]
    std::vector<float> next;          ///< NextStep: [N][C][T], what each step is to predict
    std::vector<std::int64_t> steps;  ///< NextStep: [N], steps that count

    [[nodiscard]] std::int64_t size() const;
    [[nodiscard]] std::span<const float> example(std::int64_t n) const;
    [[nodiscard]] std::span<const float> rawExample(std::int64_t n) const;
    /// The first `count` windows, or all.
    [[nodiscard]] std::span<const float> first(std::int64_t count) const;
};

/// At most `most` windows of the rows `rows` of `part`, spread evenly. Throws DatasetError where the data have another
/// shape than the network's input.
[[nodiscard]] NetworkRows networkRows(const Dataset& part, std::span<const std::int64_t> rows, const Scaler& scaler,
                                      Shape input, std::int64_t most);

/// Output of a network, [C][T], for window n.
using Predictor = std::function<std::vector<float>(std::int64_t n)>;

/// Quality of a network on the first `count` windows, as the search measures it (without a loss).
[[nodiscard]] Quality scoreOf(const NetworkRows& rows, std::int64_t count, const Predictor& predict,
                              QualityMeasure measure, const std::string& unit);

} // namespace pitlane
