// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/losses.h"

#include <functional>

namespace pitlane {

/// Counts of a network's answers, block by block; the quality is computed from them at the end.
class Tally
{
public:
    explicit Tally(Objective objective) : m_objective(std::move(objective)) {}

    /// Outputs in evaluation mode of the batch's rows.
    void add(const torch::Tensor& outputs, const Batch& batch);

    /// Accuracy: share of right rows. Balanced accuracy: mean share of right rows over the classes that occur.
    /// Macro F1: mean of 2 TP / (2 TP + FP + FN) over the classes that occur or are answered. Mae: mean absolute error.
    /// Nll: nats per step, all steps of all sequences alike. Throws Error when the measure does not suit the task.
    [[nodiscard]] Quality quality() const;

private:
    [[nodiscard]] double score() const;
    [[nodiscard]] std::int64_t counted(std::int64_t label, std::int64_t answer) const
    {
        return m_confusion[static_cast<std::size_t>(label * m_classes + answer)];
    }

    Objective m_objective;
    std::int64_t m_rows = 0;
    double m_loss = 0;       ///< sum over m_lossWeight
    double m_lossWeight = 0; ///< rows, weights of rows, or steps
    double m_absoluteError = 0;
    std::int64_t m_classes = 0;
    std::vector<std::int64_t> m_confusion; ///< [label x classes + answer], rows
};

/// Quality of what `predict` says about `data`, in one pass, in blocks that bound memory.
[[nodiscard]] Quality evaluate(const std::function<torch::Tensor(const torch::Tensor&)>& predict,
                               const TensorData& data, const Objective& objective);

/// Calls `use` with one block of rows after another, in order.
void forEachBlock(const TensorData& data, const std::function<void(const Batch&)>& use);

} // namespace pitlane
