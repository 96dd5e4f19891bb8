// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/network/weights.h"

#include <torch/torch.h>

/// Private to core/search: the border between tensors and domain values.
namespace pitlane {

/// Some rows, as losses see them.
struct Batch
{
    torch::Tensor x;     ///< [B, C, T]; NextStep: T of the longest one, the others padded with zeros at their end
    torch::Tensor y;     ///< Classification: [B] int64; Regression: [B]; NextStep: [B, C, T], x one step later
    torch::Tensor steps; ///< NextStep: 1 for a real step, 0 for padding, [B, T]; else undefined
    torch::Tensor rows;  ///< positions in the data, [B] int64
};

/// Examples ready for training.
struct TensorData
{
    torch::Tensor x; ///< [N, C, T]; NextStep: flat, sequences [C, T_n] one after another
    torch::Tensor y; ///< Classification: [N] int64; Regression: [N]; NextStep: undefined, the sequence itself
    Task task = Task::Classification;
    std::int64_t channels = 0;           ///< NextStep: C
    std::vector<std::int64_t> starts{};  ///< NextStep: index into x of each sequence
    std::vector<std::int64_t> lengths{}; ///< NextStep: T_n of each, at least 2

    [[nodiscard]] std::int64_t size() const
    {
        return task == Task::NextStep ? static_cast<std::int64_t>(lengths.size()) : y.size(0);
    }
    /// The rows at the positions `rows`, [B] int64.
    [[nodiscard]] Batch batch(const torch::Tensor& rows) const;
    /// `count` rows from `first` on.
    [[nodiscard]] Batch block(std::int64_t first, std::int64_t count) const;
};

/// Tensors [C, T_n] as one, [B, C, T of the longest]: zeros at the end of the others.
[[nodiscard]] torch::Tensor padToLongest(const std::vector<torch::Tensor>& sequences);

/// Copies a scaled data set. Throws DatasetError when a value or a target is missing; NextStep: when a sequence has one
/// step only or a value lies outside 0 .. 1.
[[nodiscard]] TensorData toTensors(const Dataset& dataset);

[[nodiscard]] WeightTensor toWeightTensor(const torch::Tensor& tensor);
[[nodiscard]] torch::Tensor toTensor(const WeightTensor& tensor);

/// Order of `rows` training rows in one epoch: depends on its arguments only, so that a resumed run sees the same.
[[nodiscard]] torch::Tensor epochOrder(std::int64_t rows, std::uint64_t seedNumber, std::string_view purpose,
                                       int epoch);

/// Batches of `batchSize` positions into an order of `rows`: (first, count); a last batch of one row joins the one
/// before it, because batch-norm needs two.
[[nodiscard]] std::vector<std::pair<std::int64_t, std::int64_t>> batches(std::int64_t rows, std::int64_t batchSize);

} // namespace pitlane
