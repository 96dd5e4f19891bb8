// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/firmware/gap8schedule.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <type_traits>

namespace pitlane::gap8 {

namespace {

constexpr std::int64_t roundedUp(std::int64_t value)
{
    return (value + 7) / 8 * 8;
}

std::int32_t narrow(std::int64_t value)
{
    return static_cast<std::int32_t>(value);
}

/// The graph with its first convolution reading four taps at once, where the input has one channel.
Graph withSpreadInput(Graph graph)
{
    std::vector<Convolution*> readers;
    for (Operation& operation : graph.layers) {
        for (const std::int64_t input : operation.inputs) {
            if (input == 0) {
                readers.push_back(std::get_if<Convolution>(&operation.op));
            }
        }
    }
    if (graph.C == 1 && readers.size() == 1 && readers.front() != nullptr) {
        readers.front()->spread = true;
    }
    return graph;
}

/// When each tensor is written and last read, in layers; the input before layer 0, the output behind the last layer.
std::vector<Lifetime> lifetimesOf(const Graph& graph, const std::vector<Tensor>& tensors)
{
    std::vector<Lifetime> lifetimes;
    for (std::size_t index = 0; index < tensors.size(); ++index) {
        const auto born = static_cast<std::int64_t>(index) - 1;
        lifetimes.push_back({.bytes = tensors[index].bytes(), .first = born, .last = born});
    }
    for (std::size_t layer = 0; layer < graph.layers.size(); ++layer) {
        for (const std::int64_t input : graph.layers[layer].inputs) {
            lifetimes[static_cast<std::size_t>(input)].last = static_cast<std::int64_t>(layer);
        }
    }
    lifetimes.back().last = static_cast<std::int64_t>(graph.layers.size());
    return lifetimes;
}

} // namespace

bool isMean(const Pooling& layer)
{
    return layer.average && layer.K == layer.T && layer.T_out == 1;
}

PackedLayers packAll(const Graph& graph, std::int64_t recordBytes)
{
    PackedLayers packed;
    const auto put = [&packed](Records records, Range rows) {
        std::vector<PackedPart>& parts = packed.layers.back();
        packed.largestRecord = std::max(packed.largestRecord, records.bytesEach);
        packed.largestLayer = std::max(packed.largestLayer, records.count * records.bytesEach);
        packed.exactRecords += records.exact;
        parts.push_back({.at = static_cast<std::int64_t>(packed.bytes.size()), .rows = rows});
        packed.bytes.insert(packed.bytes.end(), records.bytes.begin(), records.bytes.end());
        records.bytes.clear();
        parts.back().records = std::move(records);
    };
    for (const Operation& operation : graph.layers) {
        packed.layers.emplace_back();
        if (const auto* convolution = std::get_if<Convolution>(&operation.op)) {
            put(pack(*convolution), {});
        } else if (const auto* linear = std::get_if<Linear>(&operation.op)) {
            const std::int64_t rowBytes = 4 * paddedChannels(linear->C_in);
            const std::int64_t parts =
                std::clamp<std::int64_t>((rowBytes * linear->T + recordBytes - 1) / recordBytes, 1, linear->T);
            const std::int64_t rows = (linear->T + parts - 1) / parts;
            for (std::int64_t first = 0; first < linear->T; first += rows) {
                const Range range{.first = first, .count = std::min(rows, linear->T - first)};
                put(pack(*linear, range), range);
            }
            const std::int64_t scratch = parts > 1 ? 4 * paddedChannels(linear->C_out) : 128;
            packed.scratchBytes = std::max(packed.scratchBytes, scratch);
        } else if (const auto* addition = std::get_if<Addition>(&operation.op)) {
            Records numbers{.bytes = pack(*addition), .count = 1};
            numbers.bytes.resize(static_cast<std::size_t>(roundedUp(static_cast<std::int64_t>(numbers.bytes.size()))));
            numbers.bytesEach = static_cast<std::int64_t>(numbers.bytes.size());
            put(std::move(numbers), {});
        } else {
            const auto& pooling = std::get<Pooling>(operation.op);
            put({}, {});
            if (isMean(pooling)) {
                packed.scratchBytes = std::max(packed.scratchBytes, 4 * paddedChannels(pooling.C));
            }
        }
    }
    return packed;
}

std::int64_t addChunks(Schedule& schedule, const PackedPart& part, std::int64_t slotBytes, std::vector<Range>& groups)
{
    const Records& records = part.records;
    const auto first = static_cast<std::int64_t>(schedule.chunks.size());
    groups.clear();
    if (records.count == 0) {
        groups.push_back({});
        return -1;
    }
    const std::int64_t most = slotBytes / records.bytesEach;
    const std::int64_t chunks = (records.count + most - 1) / most;
    const std::int64_t each = (records.count + chunks - 1) / chunks;
    for (std::int64_t group = 0; group < records.count; group += each) {
        groups.push_back({.first = group, .count = std::min(each, records.count - group)});
        schedule.chunks.push_back(
            {.at = part.at + group * records.bytesEach, .bytes = groups.back().count * records.bytesEach});
    }
    return first;
}

void addTransfer(Step& step, Step::Way way, std::int64_t far, std::int64_t near, std::int64_t bytes)
{
    if (bytes == 0) {
        return;
    }
    const auto free = std::ranges::find(step.transfers, std::int32_t{Step::None}, &Step::Transfer::way);
    if (free == step.transfers.end()) {
        throw std::logic_error("A step for GAP8 has no place for another transfer.");
    }
    *free = {.way = way, .far = narrow(far), .near = narrow(near), .bytes = narrow(bytes)};
}

Schedule scheduleInL1(const Graph& plain, const Memories& memories)
{
    const Graph graph = withSpreadInput(plain);
    std::vector<Tensor> tensors = tensorsOf(graph);
    for (const Operation& operation : graph.layers) {
        if (const auto* convolution = std::get_if<Convolution>(&operation.op)) {
            Tensor& x = tensors[static_cast<std::size_t>(operation.inputs.front())];
            x.lead = std::max(x.lead, convolution->lead());
            x.tail = std::max(x.tail, convolution->tail());
        }
    }
    const auto layers = static_cast<std::int64_t>(graph.layers.size());
    const Tensor output = tensors.back();
    const bool expands = graph.C % 4 != 0;
    const bool compacts = output.C % 4 != 0 && output.T > 1;
    const PackedLayers packed = packAll(graph, std::numeric_limits<std::int64_t>::max() / 2);

    std::vector<Lifetime> buffers = lifetimesOf(graph, tensors);
    const std::size_t rawInput = buffers.size();
    buffers.push_back({.bytes = expands ? graph.T * graph.C : 0, .first = -2, .last = -1});
    const std::size_t rawOutput = buffers.size();
    buffers.push_back({.bytes = compacts ? output.T * output.C : 0, .first = layers, .last = layers});
    const std::int64_t arena = place(buffers);

    Schedule schedule;
    schedule.weights = packed.bytes;
    schedule.exactRecords = packed.exactRecords;
    const std::int64_t scratchAt = L1Head;
    const std::int64_t arenaAt = scratchAt + roundedUp(packed.scratchBytes);
    schedule.slotsAt = arenaAt + arena;
    schedule.slotBytes = std::min(roundedUp(packed.largestLayer), (memories.L1Bytes - schedule.slotsAt) / 2 / 8 * 8);
    schedule.L1Bytes = schedule.slotsAt + 2 * schedule.slotBytes;
    if (schedule.slotBytes < packed.largestRecord) {
        schedule.fits = false;
        return schedule;
    }
    for (std::size_t index = 0; index < tensors.size(); ++index) {
        tensors[index].at = arenaAt + buffers[index].at + tensors[index].lead * tensors[index].row();
    }

    const Tensor& input = tensors.front();
    const std::int64_t rawInputAt = arenaAt + buffers[rawInput].at;
    Step load;
    addTransfer(load, Step::InputToL1, 0, expands ? rawInputAt : input.at, graph.T * graph.C);
    if (!expands) {
        fillAround(load, input);
    }
    schedule.add(load);
    if (expands) {
        const auto* first = std::get_if<Convolution>(&graph.layers.front().op);
        const auto reader = std::ranges::find_if(graph.layers, [](const Operation& operation) {
            const auto* convolution = std::get_if<Convolution>(&operation.op);
            return convolution != nullptr && convolution->spread;
        });
        if (reader != graph.layers.end()) {
            first = &std::get<Convolution>(reader->op);
            schedule.add(spreadStep(rawInputAt, input, first->d));
        } else {
            schedule.add(expandStep(rawInputAt, input));
        }
    }
    std::vector<Range> groups;
    for (std::size_t layer = 0; layer < graph.layers.size(); ++layer) {
        const Operation& operation = graph.layers[layer];
        const Tensor& x = tensors[static_cast<std::size_t>(operation.inputs.front())];
        const Tensor& y = tensors[layer + 1];
        const Range rows{.first = 0, .count = y.T};
        std::int64_t chunk = addChunks(schedule, packed.layers[layer].front(), schedule.slotBytes, groups);
        schedule.tiles.push_back(1);
        schedule.weightChunks.push_back(static_cast<std::int64_t>(groups.size()));
        for (const Range& range : groups) {
            Step step;
            if (const auto* convolution = std::get_if<Convolution>(&operation.op)) {
                step = convolutionStep(*convolution, packed.layers[layer].front().records, x, y, 0, range, rows, false);
            } else if (const auto* linear = std::get_if<Linear>(&operation.op)) {
                step = linearStep(*linear, packed.layers[layer].front().records, x, y, 0, range, scratchAt);
            } else if (const auto* addition = std::get_if<Addition>(&operation.op)) {
                const Tensor& x2 = tensors[static_cast<std::size_t>(operation.inputs.back())];
                step = additionStep(*addition, x, x2, y, 0, rows);
            } else {
                step = poolingStep(std::get<Pooling>(operation.op), x, y, rows);
            }
            if (range.first == 0) {
                fillAround(step, y);
            }
            step.layer = narrow(static_cast<std::int64_t>(layer));
            if (&range == &groups.back()) {
                step.check = narrow(y.at);
                step.checkRow = narrow(y.row());
                step.checkSteps = narrow(y.T);
                step.checkChannels = narrow(y.C);
            }
            schedule.add(step, chunk);
            chunk += chunk >= 0 ? 1 : 0;
        }
    }
    const Tensor& last = tensors.back();
    const std::int64_t rawOutputAt = arenaAt + buffers[rawOutput].at;
    if (compacts) {
        schedule.add(compactStep(last, rawOutputAt));
    }
    Step store;
    addTransfer(store, Step::L1ToOutput, 0, compacts ? rawOutputAt : last.at, last.T * last.C);
    schedule.add(store);
    return schedule;
}

Program assemble(const Schedule& schedule, const Memories& memories)
{
    Program program{.steps = schedule.steps,
                    .weights = schedule.weights,
                    .L1Bytes = schedule.L1Bytes,
                    .L2Bytes = schedule.L2Bytes,
                    .layers = static_cast<std::int64_t>(schedule.tiles.size()),
                    .activationsInL1 = schedule.activationsInL1,
                    .tiles = schedule.tiles,
                    .weightChunks = schedule.weightChunks,
                    .exactRecords = schedule.exactRecords};
    // Chunk c comes to L1 in the first step that uses chunk c - 1: nobody needs its slot since the step before.
    const std::int64_t stagesAt = roundedUp(schedule.L2Bytes);
    const auto slot = [&](std::int64_t chunk) { return schedule.slotsAt + (chunk & 1) * schedule.slotBytes; };
    const auto stage = [&](std::int64_t chunk) { return stagesAt + (chunk & 1) * schedule.slotBytes; };
    std::vector<std::size_t> comesIn{0};
    for (std::size_t index = 0; index < schedule.steps.size(); ++index) {
        const std::int64_t chunk = schedule.chunkOf[index];
        if (chunk < 0) {
            continue;
        }
        program.steps[index].w = narrow(slot(chunk));
        if (static_cast<std::size_t>(chunk) + 1 == comesIn.size()) {
            comesIn.push_back(index);
        }
    }
    Step first;
    for (std::size_t index = 0; index < schedule.chunks.size(); ++index) {
        const auto chunk = static_cast<std::int64_t>(index);
        const Chunk& bytes = schedule.chunks[index];
        Step& step = program.steps[comesIn[index]];
        if (!memories.weightsInRam) {
            addTransfer(step, Step::WeightsToL1, bytes.at, slot(chunk), bytes.bytes);
            continue;
        }
        addTransfer(step, Step::L2ToL1, stage(chunk), slot(chunk), bytes.bytes);
        addTransfer(index == 0 ? first : program.steps[comesIn[index - 1]], Step::RamToL2, bytes.at, stage(chunk),
                    bytes.bytes);
    }
    if (memories.weightsInRam) {
        program.steps.insert(program.steps.begin(), first);
        program.L2Bytes = stagesAt + 2 * schedule.slotBytes;
    }
    return program;
}

} // namespace pitlane::gap8
