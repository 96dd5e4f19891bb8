// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/tensors.h"

#include "core/base/hash.h"

#include <cmath>
#include <random>

namespace pitlane {

TensorData toTensors(const Dataset& dataset)
{
    for (std::size_t i = 0; i < dataset.values.size(); ++i)
        if (!std::isfinite(dataset.values[i])) {
            const auto perSeries = static_cast<std::size_t>(dataset.channels * dataset.length);
            throw DatasetError(dataset.name + ": series " + std::to_string(i / perSeries + 1) + ", sample " +
                               std::to_string(i % static_cast<std::size_t>(dataset.length) + 1) +
                               " is missing or not finite. Repair the file or remove the series.");
        }
    TensorData data;
    data.x = torch::empty({dataset.size(), dataset.channels, dataset.length});
    std::copy(dataset.values.begin(), dataset.values.end(), data.x.data_ptr<float>());
    data.y = torch::empty({dataset.size()}, torch::kInt64);
    std::copy(dataset.labels.begin(), dataset.labels.end(), data.y.data_ptr<std::int64_t>());
    return data;
}

WeightTensor toWeightTensor(const torch::Tensor& tensor)
{
    const auto plain = tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
    const auto* first = plain.data_ptr<float>();
    return {.shape = plain.sizes().vec(), .values = std::vector<float>(first, first + plain.numel())};
}

torch::Tensor toTensor(const WeightTensor& tensor)
{
    auto result = torch::empty(tensor.shape);
    std::copy(tensor.values.begin(), tensor.values.end(), result.data_ptr<float>());
    return result;
}

torch::Tensor epochOrder(std::int64_t rows, std::uint64_t seedNumber, std::string_view purpose, int epoch)
{
    std::mt19937_64 random(derivedSeed(seedNumber, purpose, static_cast<std::uint64_t>(epoch)));
    auto order = torch::arange(rows, torch::kInt64);
    auto* values = order.data_ptr<std::int64_t>();
    for (auto i = rows - 1; i > 0; --i) {
        // The bias of the remainder is below 1e-14 for any data set that fits into memory.
        const auto other = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(i + 1));
        std::swap(values[i], values[other]);
    }
    return order;
}

std::vector<std::pair<std::int64_t, std::int64_t>> batches(std::int64_t rows, std::int64_t batchSize)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> result;
    for (std::int64_t first = 0; first < rows; first += batchSize)
        result.emplace_back(first, std::min(batchSize, rows - first));
    if (result.size() > 1 && result.back().second == 1) {
        result.pop_back();
        ++result.back().second;
    }
    return result;
}

} // namespace pitlane
