// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/firmware/gap8schedule.h"

#include <algorithm>
#include <functional>
#include <string>

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

/// Rows outside of L1.
struct Far
{
    Step::Way way = Step::L2ToL1;
    std::int64_t at = 0;
    std::int64_t row = 4; ///< bytes, the same in L1
    std::int64_t T = 1;
    std::int32_t zeroPoint = 0;
};

/// An operation that is done in tiles of output rows.
struct TiledOperation
{
    std::string name;
    std::int64_t layer = -1;
    std::vector<Far> inputs;
    Far output;
    std::int64_t outputChannels = 1;
    /// Rows of the inputs that some rows of the output need; they may lie outside.
    std::function<Range(Range)> window;
    /// The step for one chunk of weights, where the rows of the inputs and of the output begin in L1.
    std::function<Step(const std::vector<std::int64_t>& x, std::int64_t y, Range window, Range groups, Range rows)>
        step;
};

class Tiler
{
public:
    Tiler(Schedule& schedule, const PackedLayers& packed, std::int64_t buffersAt, std::int64_t buffersEnd)
        : m_schedule(schedule), m_packed(packed), m_buffersAt(buffersAt), m_buffersEnd(buffersEnd)
    {
    }

    void add(const TiledOperation& operation)
    {
        const std::int64_t rows = rowsOfATile(operation);
        const std::int64_t T = operation.output.T;
        const std::int64_t tiles = (T + rows - 1) / rows;
        std::vector<Range> groups{{}};
        std::int64_t firstChunk = -1;
        Step load{.layer = narrow(operation.layer)};
        loadInto(load, operation, {.first = 0, .count = std::min(rows, T)}, 0, rows);
        m_schedule.add(load);
        Range before;
        for (std::int64_t tile = 0; tile < tiles; ++tile) {
            const Range range{.first = tile * rows, .count = std::min(rows, T - tile * rows)};
            if (operation.layer >= 0 && (tile == 0 || groups.size() > 1)) {
                firstChunk = addChunks(m_schedule, m_packed.layers[static_cast<std::size_t>(operation.layer)].front(),
                                       m_schedule.slotBytes, groups);
            }
            for (std::size_t index = 0; index < groups.size(); ++index) {
                Step step = operation.step(inputsAt(operation, tile, rows), outputAt(operation, tile, rows),
                                           operation.window(range), groups[index], range);
                if (index == 0 && tile + 1 < tiles) {
                    const std::int64_t next = (tile + 1) * rows;
                    loadInto(step, operation, {.first = next, .count = std::min(rows, T - next)}, tile + 1, rows);
                }
                if (index == 0 && tile > 0) {
                    storeFrom(step, operation, before, tile - 1, rows);
                }
                step.layer = narrow(operation.layer);
                if (index + 1 == groups.size()) {
                    step.check = narrow(outputAt(operation, tile, rows));
                    step.checkRow = narrow(operation.output.row);
                    step.checkSteps = narrow(range.count);
                    step.checkChannels = narrow(operation.outputChannels);
                }
                m_schedule.add(step, firstChunk < 0 ? -1 : firstChunk + static_cast<std::int64_t>(index));
            }
            before = range;
        }
        Step store{.layer = narrow(operation.layer)};
        storeFrom(store, operation, before, tiles - 1, rows);
        m_schedule.add(store);
        if (operation.layer >= 0) {
            m_schedule.tiles.push_back(tiles);
            m_schedule.weightChunks.push_back(static_cast<std::int64_t>(groups.size()));
        }
    }

    /// A mean over all samples, which come in parts.
    void addMean(std::int64_t layer, const Pooling& pooling, const Far& input, const Far& output,
                 std::int64_t scratchAt)
    {
        const Tensor y{.C = pooling.C, .at = m_buffersAt};
        const std::int64_t inputsAt = m_buffersAt + roundedUp(output.row);
        const std::int64_t half = (m_buffersEnd - inputsAt) / 2 / 8 * 8;
        const std::int64_t rows = std::min(pooling.T, half / input.row);
        if (rows < 1) {
            throw PackingError("Planning layer " + std::to_string(layer) + " for GAP8: a row of its input needs " +
                               std::to_string(input.row) + " bytes of L1, twice; " +
                               std::to_string(m_buffersEnd - inputsAt) + " are left beside the weights.");
        }
        const auto load = [&](Step& step, std::int64_t first) {
            addTransfer(step, input.way, input.at + first * input.row, inputsAt + first / rows % 2 * half,
                        std::min(rows, pooling.T - first) * input.row);
        };
        Step before{.layer = narrow(layer)};
        load(before, 0);
        m_schedule.add(before);
        std::int64_t parts = 0;
        for (std::int64_t first = 0; first < pooling.T; first += rows) {
            const Range range{.first = first, .count = std::min(rows, pooling.T - first)};
            Step step = meanStep(pooling, range, inputsAt + parts % 2 * half, y, scratchAt);
            step.layer = narrow(layer);
            ++parts;
            if (first + rows < pooling.T) {
                load(step, first + rows);
            } else {
                step.check = narrow(y.at);
                step.checkRow = narrow(y.row());
                step.checkSteps = 1;
                step.checkChannels = narrow(y.C);
            }
            m_schedule.add(step);
        }
        Step after{.layer = narrow(layer)};
        addTransfer(after, output.way, output.at, y.at, output.row);
        m_schedule.add(after);
        m_schedule.tiles.push_back(parts);
        m_schedule.weightChunks.push_back(1);
    }

    /// A linear layer that is packed in parts: rows of the input come beside the step that uses the rows before.
    void addLinear(std::int64_t layer, const Linear& linear, const Far& input, const Far& output,
                   std::int64_t scratchAt)
    {
        const std::vector<PackedPart>& parts = m_packed.layers[static_cast<std::size_t>(layer)];
        const Tensor y{.C = linear.C_out, .at = m_buffersAt};
        const std::int64_t half = roundedUp(parts.front().rows.count * input.row);
        const std::int64_t inputsAt = m_buffersAt + roundedUp(output.row);
        if (inputsAt + 2 * half > m_buffersEnd) {
            throw PackingError("Planning layer " + std::to_string(layer) + " for GAP8: a part of its input needs " +
                               std::to_string(half) + " bytes of L1, twice; " +
                               std::to_string(m_buffersEnd - inputsAt) + " are left beside the weights.");
        }
        const auto load = [&](Step& step, std::size_t part) {
            const Range& rows = parts[part].rows;
            addTransfer(step, input.way, input.at + rows.first * input.row,
                        inputsAt + static_cast<std::int64_t>(part % 2) * half, rows.count * input.row);
        };
        Step before{.layer = narrow(layer)};
        load(before, 0);
        m_schedule.add(before);
        std::vector<Range> groups;
        for (std::size_t part = 0; part < parts.size(); ++part) {
            const Tensor x{.C = linear.C_in, .at = inputsAt + static_cast<std::int64_t>(part % 2) * half};
            std::int64_t chunk = addChunks(m_schedule, parts[part], m_schedule.slotBytes, groups);
            for (const Range& range : groups) {
                Step step = linearStep(linear, parts[part].records, x, y, 0, range, 0);
                makePart(step, linear, parts[part].rows, scratchAt + 16 * range.first);
                step.layer = narrow(layer);
                if (range.first == 0 && part + 1 < parts.size()) {
                    load(step, part + 1);
                }
                if (&range == &groups.back() && part + 1 == parts.size()) {
                    step.check = narrow(y.at);
                    step.checkRow = narrow(y.row());
                    step.checkSteps = 1;
                    step.checkChannels = narrow(y.C);
                }
                m_schedule.add(step, chunk++);
            }
        }
        Step after{.layer = narrow(layer)};
        addTransfer(after, output.way, output.at, y.at, output.row);
        m_schedule.add(after);
        m_schedule.tiles.push_back(static_cast<std::int64_t>(parts.size()));
        m_schedule.weightChunks.push_back(static_cast<std::int64_t>(groups.size()));
    }

private:
    /// Bytes of each buffer for tiles of some rows: inputs, then the output.
    [[nodiscard]] static std::vector<std::int64_t> buffersOf(const TiledOperation& operation, std::int64_t rows)
    {
        std::vector<std::int64_t> bytes;
        const std::int64_t window = operation.window({.first = 0, .count = rows}).count;
        for (const Far& input : operation.inputs) {
            bytes.push_back(roundedUp(window * input.row));
        }
        bytes.push_back(roundedUp(rows * operation.output.row));
        return bytes;
    }

    [[nodiscard]] static std::int64_t bytesOf(const TiledOperation& operation, std::int64_t rows)
    {
        std::int64_t total = 0;
        for (const std::int64_t bytes : buffersOf(operation, rows)) {
            total += bytes;
        }
        return rows >= operation.output.T ? total : 2 * total;
    }

    [[nodiscard]] std::int64_t rowsOfATile(const TiledOperation& operation) const
    {
        const std::int64_t budget = m_buffersEnd - m_buffersAt;
        const std::int64_t T = operation.output.T;
        if (bytesOf(operation, T) <= budget) {
            return T;
        }
        std::int64_t rows = T - 1;
        while (rows > 0 && bytesOf(operation, rows) > budget) {
            --rows;
        }
        if (rows <= 0) {
            throw PackingError("Planning " + operation.name + " for GAP8: one row of its output needs " +
                               std::to_string(bytesOf(operation, 1)) + " bytes of L1, " + std::to_string(budget) +
                               " are left beside the weights. Fewer channels, or taps that lie closer, would fit.");
        }
        if (rows < 4) {
            return rows;
        }
        const std::int64_t most = rows / 4 * 4;
        const std::int64_t tiles = (T + most - 1) / most;
        return std::min(most, ((T + tiles - 1) / tiles + 3) / 4 * 4);
    }

    /// Where buffer `number` begins for a tile: tiles take turns.
    [[nodiscard]] std::int64_t bufferAt(const TiledOperation& operation, std::size_t number, std::int64_t tile,
                                        std::int64_t rows) const
    {
        const std::vector<std::int64_t> bytes = buffersOf(operation, rows);
        std::int64_t at = m_buffersAt;
        for (std::size_t before = 0; before < number; ++before) {
            at += bytes[before];
        }
        if (tile % 2 != 0) {
            for (const std::int64_t all : bytes) {
                at += all;
            }
        }
        return at;
    }

    [[nodiscard]] std::vector<std::int64_t> inputsAt(const TiledOperation& operation, std::int64_t tile,
                                                     std::int64_t rows) const
    {
        std::vector<std::int64_t> at;
        for (std::size_t input = 0; input < operation.inputs.size(); ++input) {
            at.push_back(bufferAt(operation, input, tile, rows));
        }
        return at;
    }

    [[nodiscard]] std::int64_t outputAt(const TiledOperation& operation, std::int64_t tile, std::int64_t rows) const
    {
        return bufferAt(operation, operation.inputs.size(), tile, rows);
    }

    /// Transfers what exists of the window, fills the rest with the zero point.
    void loadInto(Step& step, const TiledOperation& operation, Range range, std::int64_t tile, std::int64_t rows) const
    {
        const Range window = operation.window(range);
        for (std::size_t index = 0; index < operation.inputs.size(); ++index) {
            const Far& input = operation.inputs[index];
            const std::int64_t at = bufferAt(operation, index, tile, rows);
            const std::int64_t end = window.first + window.count;
            const std::int64_t first = std::clamp<std::int64_t>(window.first, 0, input.T);
            const std::int64_t last = std::clamp<std::int64_t>(end, first, input.T);
            addTransfer(step, input.way, input.at + first * input.row, at + (first - window.first) * input.row,
                        (last - first) * input.row);
            const std::int64_t before = std::min(first, end) - window.first;
            if (before > 0 || end > last) {
                step.fill[0] = {.at = narrow(at), .words = narrow(std::max<std::int64_t>(0, before) * input.row / 4)};
                const std::int64_t from = std::max(last, window.first);
                step.fill[1] = {.at = narrow(at + (from - window.first) * input.row),
                                .words = narrow(std::max<std::int64_t>(0, end - from) * input.row / 4)};
                step.fillWord = narrow((input.zeroPoint & 0xFF) * std::int64_t{0x01010101});
            }
        }
    }

    void storeFrom(Step& step, const TiledOperation& operation, Range range, std::int64_t tile, std::int64_t rows) const
    {
        addTransfer(step, operation.output.way, operation.output.at + range.first * operation.output.row,
                    outputAt(operation, tile, rows), range.count * operation.output.row);
    }

    Schedule& m_schedule;
    const PackedLayers& m_packed;
    std::int64_t m_buffersAt;
    std::int64_t m_buffersEnd;
};

Range sameRows(Range rows)
{
    return rows;
}

/// The tensor whose row `first` lies at `at`.
Tensor shifted(Tensor tensor, std::int64_t at, std::int64_t first)
{
    tensor.at = at - first * tensor.row();
    return tensor;
}

void describe(TiledOperation& tiled, const Operation& operation, const PackedLayers& packed, const Tensor& x,
              const Tensor& y, std::int64_t scratchAt)
{
    const Records& records = packed.layers[static_cast<std::size_t>(tiled.layer)].front().records;
    if (const auto* convolution = std::get_if<Convolution>(&operation.op)) {
        tiled.window = [convolution](Range rows) {
            return Range{.first = rows.first * convolution->s - convolution->padLeft,
                         .count = (rows.count - 1) * convolution->s + (convolution->K - 1) * convolution->d + 1};
        };
        tiled.step = [=, &records](const auto& at, std::int64_t yAt, Range window, Range groups, Range rows) {
            return convolutionStep(*convolution, records, shifted(x, at[0], window.first), shifted(y, yAt, rows.first),
                                   0, groups, rows, false);
        };
    } else if (const auto* linear = std::get_if<Linear>(&operation.op)) {
        tiled.window = [linear](Range) { return Range{.first = 0, .count = linear->T}; };
        tiled.step = [=, &records](const auto& at, std::int64_t yAt, Range, Range groups, Range) {
            return linearStep(*linear, records, shifted(x, at[0], 0), shifted(y, yAt, 0), 0, groups, scratchAt);
        };
    } else if (const auto* addition = std::get_if<Addition>(&operation.op)) {
        tiled.window = sameRows;
        tiled.step = [=](const auto& at, std::int64_t yAt, Range, Range, Range rows) {
            return additionStep(*addition, shifted(y, at[0], rows.first), shifted(y, at[1], rows.first),
                                shifted(y, yAt, rows.first), 0, rows);
        };
    } else {
        const auto* pooling = &std::get<Pooling>(operation.op);
        tiled.window = [pooling](Range rows) {
            return Range{.first = rows.first * pooling->s, .count = (rows.count - 1) * pooling->s + pooling->K};
        };
        tiled.step = [=](const auto& at, std::int64_t yAt, Range window, Range, Range rows) {
            return poolingStep(*pooling, shifted(x, at[0], window.first), shifted(y, yAt, rows.first), rows);
        };
    }
}

/// The schedule with slots of some size for weights.
Schedule scheduleWithSlots(const Graph& graph, const PackedLayers& packed, const Memories& memories,
                           std::int64_t slotBytes)
{
    const std::vector<Tensor> tensors = tensorsOf(graph);
    const auto layers = static_cast<std::int64_t>(graph.layers.size());
    Schedule schedule;
    schedule.activationsInL1 = false;
    schedule.weights = packed.bytes;
    schedule.exactRecords = packed.exactRecords;
    const std::int64_t scratchAt = L1Head;
    schedule.slotsAt = scratchAt + roundedUp(packed.scratchBytes);
    schedule.slotBytes = slotBytes;
    const std::int64_t buffersAt = schedule.slotsAt + 2 * schedule.slotBytes;
    schedule.L1Bytes = memories.L1Bytes;
    std::vector<Lifetime> places;
    for (std::size_t index = 0; index < tensors.size(); ++index) {
        const auto born = static_cast<std::int64_t>(index) - 1;
        places.push_back({.bytes = tensors[index].T * tensors[index].row(), .first = born, .last = born});
    }
    for (std::size_t layer = 0; layer < graph.layers.size(); ++layer) {
        for (const std::int64_t input : graph.layers[layer].inputs) {
            places[static_cast<std::size_t>(input)].last = static_cast<std::int64_t>(layer);
        }
    }
    places.back().last = layers;
    schedule.L2Bytes = place(places);
    const auto far = [&](std::size_t index, Step::Way way) {
        return Far{.way = way,
                   .at = places[index].at,
                   .row = tensors[index].row(),
                   .T = tensors[index].T,
                   .zeroPoint = tensors[index].zeroPoint};
    };

    Tiler tiler(schedule, packed, buffersAt, memories.L1Bytes);
    const Tensor& input = tensors.front();
    tiler.add({.name = "the input",
               .inputs = {{.way = Step::InputToL1, .row = input.C, .T = input.T}},
               .output = far(0, Step::L1ToL2),
               .outputChannels = input.C,
               .window = sameRows,
               .step = [&](const auto& at, std::int64_t yAt, Range, Range, Range rows) {
                   return expandStep(at[0], {.T = rows.count, .C = input.C, .at = yAt});
               }});
    for (std::size_t layer = 0; layer < graph.layers.size(); ++layer) {
        const Operation& operation = graph.layers[layer];
        if (const auto* pooling = std::get_if<Pooling>(&operation.op); pooling != nullptr && isMean(*pooling)) {
            tiler.addMean(static_cast<std::int64_t>(layer), *pooling,
                          far(static_cast<std::size_t>(operation.inputs.front()), Step::L2ToL1),
                          far(layer + 1, Step::L1ToL2), scratchAt);
            continue;
        }
        if (const auto* linear = std::get_if<Linear>(&operation.op);
            linear != nullptr && packed.layers[layer].size() > 1) {
            tiler.addLinear(static_cast<std::int64_t>(layer), *linear,
                            far(static_cast<std::size_t>(operation.inputs.front()), Step::L2ToL1),
                            far(layer + 1, Step::L1ToL2), scratchAt);
            continue;
        }
        TiledOperation tiled{.name = "layer " + std::to_string(layer), .layer = static_cast<std::int64_t>(layer)};
        for (const std::int64_t number : operation.inputs) {
            tiled.inputs.push_back(far(static_cast<std::size_t>(number), Step::L2ToL1));
        }
        tiled.output = far(layer + 1, Step::L1ToL2);
        tiled.outputChannels = tensors[layer + 1].C;
        describe(tiled, operation, packed, tensors[static_cast<std::size_t>(operation.inputs.front())],
                 tensors[layer + 1], scratchAt);
        tiler.add(tiled);
    }
    const Tensor& output = tensors.back();
    tiler.add({.name = "the output",
               .inputs = {far(tensors.size() - 1, Step::L2ToL1)},
               .output = {.way = Step::L1ToOutput, .row = output.C, .T = output.T},
               .outputChannels = output.C,
               .window = sameRows,
               .step = [&](const auto& at, std::int64_t yAt, Range, Range, Range rows) {
                   return compactStep({.T = rows.count, .C = output.C, .at = at[0]}, yAt);
               }});
    return schedule;
}

} // namespace

Schedule scheduleInTiles(const Graph& graph, const Memories& memories)
{
    const PackedLayers packed = packAll(graph, std::max<std::int64_t>(512, memories.L1Bytes / 8));
    const std::int64_t usable = memories.L1Bytes - L1Head - roundedUp(packed.scratchBytes);
    const std::int64_t least = roundedUp(packed.largestRecord);
    if (2 * least >= usable) {
        throw PackingError("Planning a network for GAP8: the weights of 4 channels need " +
                           std::to_string(packed.largestRecord) + " bytes of L1, twice, of " +
                           std::to_string(memories.L1Bytes) + ". Fewer taps or input channels would fit.");
    }
    // Large slots make few chunks, but leave less for the tiles.
    std::int64_t slotBytes = std::max(least, std::min(roundedUp(packed.largestLayer), usable / 4 / 8 * 8));
    while (slotBytes > least) {
        try {
            return scheduleWithSlots(graph, packed, memories, slotBytes);
        } catch (const PackingError&) {
            slotBytes = std::max(least, slotBytes / 2 / 8 * 8);
        }
    }
    return scheduleWithSlots(graph, packed, memories, least);
}

} // namespace pitlane::gap8
