// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/network/weights.h"

#include <torch/torch.h>

/// Private to core/search: the border between tensors and domain values.
namespace pitlane {

/// Series and labels ready for training: x [N, C, T] float, y [N] int64.
struct TensorData
{
    torch::Tensor x;
    torch::Tensor y;
    [[nodiscard]] std::int64_t size() const { return y.size(0); }
};

/// Copies a scaled data set. Throws DatasetError when a value is missing.
[[nodiscard]] TensorData toTensors(const Dataset& dataset);

[[nodiscard]] WeightTensor toWeightTensor(const torch::Tensor& tensor);
[[nodiscard]] torch::Tensor toTensor(const WeightTensor& tensor);

/// Order of `rows` training rows in one epoch: depends on its arguments only, so that a resumed run sees the same.
[[nodiscard]] torch::Tensor epochOrder(std::int64_t rows, std::uint64_t seedNumber, std::string_view purpose, int epoch);

/// Batches of `batchSize` positions into an order of `rows`: (first, count); a last batch of one row joins the one
/// before it, because batch-norm needs two.
[[nodiscard]] std::vector<std::pair<std::int64_t, std::int64_t>> batches(std::int64_t rows, std::int64_t batchSize);

} // namespace pitlane
