// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/tensors.h"

#include "core/base/hash.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace pitlane {

using torch::Tensor;

namespace {

/// "series 3, sample 17" of an index into the values.
std::string placeOf(const Dataset& dataset, std::size_t index)
{
    auto at = static_cast<std::int64_t>(index);
    std::int64_t series = 0;
    while (at >= dataset.channels * dataset.lengthOf(series))
        at -= dataset.channels * dataset.lengthOf(series++);
    return "series " + std::to_string(series + 1) + ", sample " + std::to_string(at % dataset.lengthOf(series) + 1);
}

void fillSequences(const Dataset& dataset, TensorData& data)
{
    data.channels = dataset.channels;
    data.lengths = dataset.lengths;
    std::int64_t start = 0;
    for (const auto length : dataset.lengths) {
        if (length < 2)
            throw DatasetError(dataset.name + ": sequence " + std::to_string(data.starts.size() + 1) + " has " +
                               std::to_string(length) +
                               " step, but predicting the next one needs at least 2. Remove the sequence.");
        data.starts.push_back(start);
        start += dataset.channels * length;
    }
    for (std::size_t i = 0; i < dataset.values.size(); ++i)
        if (dataset.values[i] < 0 || dataset.values[i] > 1)
            throw DatasetError(dataset.name + ": " + placeOf(dataset, i) + " is " + std::to_string(dataset.values[i]) +
                               ", but a channel that is on or off lies between 0 and 1. Switch scaling off, or choose "
                               "another task.");
    data.x = torch::empty({start});
    std::copy(dataset.values.begin(), dataset.values.end(), data.x.data_ptr<float>());
}

} // namespace

Tensor padToLongest(const std::vector<Tensor>& sequences)
{
    std::int64_t longest = 0;
    for (const auto& sequence : sequences)
        longest = std::max(longest, sequence.size(1));
    auto result = torch::zeros({static_cast<std::int64_t>(sequences.size()), sequences.front().size(0), longest});
    for (std::size_t i = 0; i < sequences.size(); ++i)
        result[static_cast<std::int64_t>(i)].narrow(1, 0, sequences[i].size(1)).copy_(sequences[i]);
    return result;
}

Batch TensorData::batch(const Tensor& rows) const
{
    if (task != Task::NextStep)
        return {.x = x.index_select(0, rows), .y = y.index_select(0, rows), .steps = {}, .rows = rows};
    std::vector<Tensor> inputs, targets, steps;
    const auto* row = rows.data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < rows.size(0); ++i) {
        const auto n = static_cast<std::size_t>(row[i]);
        const auto length = lengths.at(n);
        const auto sequence = x.narrow(0, starts[n], channels * length).view({channels, length});
        inputs.push_back(sequence.narrow(1, 0, length - 1));
        targets.push_back(sequence.narrow(1, 1, length - 1));
        steps.push_back(torch::ones({1, length - 1}));
    }
    return {
        .x = padToLongest(inputs), .y = padToLongest(targets), .steps = padToLongest(steps).squeeze(1), .rows = rows};
}

Batch TensorData::block(std::int64_t first, std::int64_t count) const
{
    const auto rows = torch::arange(first, first + count, torch::kInt64);
    if (task == Task::NextStep)
        return batch(rows);
    return {.x = x.narrow(0, first, count), .y = y.narrow(0, first, count), .steps = {}, .rows = rows};
}

TensorData toTensors(const Dataset& dataset)
{
    for (std::size_t i = 0; i < dataset.values.size(); ++i)
        if (!std::isfinite(dataset.values[i]))
            throw DatasetError(dataset.name + ": " + placeOf(dataset, i) +
                               " is missing or not finite. Repair the file or remove the series.");
    TensorData data;
    data.task = dataset.task;
    if (dataset.task == Task::NextStep) {
        fillSequences(dataset, data);
        return data;
    }
    data.x = torch::empty({dataset.size(), dataset.channels, dataset.length});
    std::copy(dataset.values.begin(), dataset.values.end(), data.x.data_ptr<float>());
    if (dataset.task == Task::Regression) {
        const auto bad = std::ranges::find_if(dataset.targets, [](float value) { return !std::isfinite(value); });
        if (bad != dataset.targets.end())
            throw DatasetError(dataset.name + ": the target of series " +
                               std::to_string(bad - dataset.targets.begin() + 1) +
                               " is missing or not finite. Repair the file or remove the series.");
        data.y = torch::empty({dataset.size()});
        std::copy(dataset.targets.begin(), dataset.targets.end(), data.y.data_ptr<float>());
        return data;
    }
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
    auto result = torch::empty(tensor.shape, torch::kFloat);
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
