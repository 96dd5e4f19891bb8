// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/memoryplan.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace pitlane {

namespace {

using std::int64_t;

std::size_t index(int64_t value)
{
    return static_cast<std::size_t>(value);
}

int64_t aligned(int64_t bytes)
{
    return (bytes + MemoryPlan::alignment - 1) / MemoryPlan::alignment * MemoryPlan::alignment;
}

/// Whether the kernel reads element i of an input no later than it writes element i.
bool worksInPlace(const QOp& op)
{
    if (const auto* pool = std::get_if<QMaxPool>(&op))
        return pool->K == 1 && pool->s == 1;
    return std::holds_alternative<QAdd>(op) || std::holds_alternative<QBatchNorm>(op) ||
           std::holds_alternative<QLookup>(op);
}

/// Which buffer each node writes to, and how long each is in use.
class Lifetimes
{
public:
    Lifetimes(const QuantizedNetwork& network, std::span<const int64_t> scratchBytes) : m_network(network)
    {
        const auto count = network.nodes.size();
        std::vector<int64_t> lastUse(count, -1);
        for (std::size_t i = 0; i < count; ++i)
            for (const auto& input : network.nodes[i].inputs)
                if (const auto from = network.indexOf(input); from >= 0)
                    lastUse[index(from)] = static_cast<int64_t>(i);
        plan.outputs.assign(count, MemoryPlan::atOutput);
        plan.scratches.assign(count, MemoryPlan::none);
        bufferOf.assign(count, -1);
        for (std::size_t i = 0; i < count; ++i) {
            place(i, lastUse);
            if (scratchBytes[i] > 0) {
                scratchOf.emplace_back(i, plan.buffers.size());
                plan.buffers.push_back({.name = network.nodes[i].name,
                                        .isScratch = true,
                                        .bytes = aligned(scratchBytes[i]),
                                        .first = static_cast<int64_t>(i),
                                        .last = static_cast<int64_t>(i)});
            }
        }
    }

    MemoryPlan plan;
    std::vector<int64_t> bufferOf; ///< per node: index into plan.buffers, or -1
    std::vector<std::pair<std::size_t, std::size_t>> scratchOf;

private:
    void place(std::size_t i, const std::vector<int64_t>& lastUse)
    {
        const auto& node = m_network.nodes[i];
        const bool isOutput = i + 1 == m_network.nodes.size();
        if (isOutput)
            return;
        if (isAlias(m_network, i)) {
            const auto from = m_network.indexOf(node.inputs.front());
            bufferOf[i] = from < 0 ? -1 : bufferOf[index(from)];
            plan.outputs[i] = bufferOf[i] < 0 ? MemoryPlan::atInput : 0;
            extend(bufferOf[i], lastUse[i]);
            return;
        }
        if (worksInPlace(node.op)) {
            for (const auto& input : node.inputs) {
                const auto from = m_network.indexOf(input);
                if (from < 0 || bufferOf[index(from)] < 0)
                    continue;
                auto& buffer = plan.buffers[index(bufferOf[index(from)])];
                if (buffer.last == static_cast<int64_t>(i)) {
                    bufferOf[i] = bufferOf[index(from)];
                    extend(bufferOf[i], lastUse[i]);
                    plan.outputs[i] = 0;
                    return;
                }
            }
        }
        bufferOf[i] = static_cast<int64_t>(plan.buffers.size());
        plan.outputs[i] = 0;
        plan.buffers.push_back({.name = node.name,
                                .bytes = aligned(node.output.size()),
                                .first = static_cast<int64_t>(i),
                                .last = std::max(lastUse[i], static_cast<int64_t>(i))});
    }

    void extend(int64_t buffer, int64_t last)
    {
        if (buffer >= 0)
            plan.buffers[index(buffer)].last = std::max(plan.buffers[index(buffer)].last, last);
    }

    const QuantizedNetwork& m_network;
};

bool meet(const PlannedBuffer& a, const PlannedBuffer& b)
{
    return a.first <= b.last && b.first <= a.last;
}

/// Places buffers one after the other, each as low as those before it allow. Returns the arena's size.
int64_t placeInOrder(std::vector<PlannedBuffer>& buffers, const std::vector<std::size_t>& order)
{
    int64_t arena = 0;
    std::vector<std::size_t> placed;
    for (const auto i : order) {
        std::vector<std::pair<int64_t, int64_t>> taken;
        for (const auto j : placed)
            if (meet(buffers[i], buffers[j]))
                taken.emplace_back(buffers[j].offset, buffers[j].offset + buffers[j].bytes);
        std::ranges::sort(taken);
        int64_t offset = 0;
        for (const auto& [begin, end] : taken) {
            if (offset + buffers[i].bytes <= begin)
                break;
            offset = std::max(offset, end);
        }
        buffers[i].offset = offset;
        arena = std::max(arena, offset + buffers[i].bytes);
        placed.push_back(i);
    }
    return arena;
}

void findLowerBound(MemoryPlan& plan, std::size_t nodes)
{
    for (std::size_t i = 0; i < nodes; ++i) {
        int64_t alive = 0;
        for (const auto& buffer : plan.buffers)
            if (buffer.first <= static_cast<int64_t>(i) && static_cast<int64_t>(i) <= buffer.last)
                alive += buffer.bytes;
        if (alive > plan.lowerBound) {
            plan.lowerBound = alive;
            plan.busiestNode = static_cast<int64_t>(i);
        }
    }
}

/// Orders worth trying: by size, by size times lifetime, by time, and those alive at the busiest node first.
std::vector<std::vector<std::size_t>> orders(const MemoryPlan& plan)
{
    const auto& buffers = plan.buffers;
    std::vector<std::size_t> byTime(buffers.size());
    std::iota(byTime.begin(), byTime.end(), std::size_t{0});
    const auto sorted = [&](auto key) {
        auto order = byTime;
        std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return key(buffers[i]); });
        return order;
    };
    const auto busy = [&](const PlannedBuffer& b) { return b.first <= plan.busiestNode && plan.busiestNode <= b.last; };
    return {sorted([](const PlannedBuffer& b) { return b.bytes; }),
            sorted([](const PlannedBuffer& b) { return b.bytes * (b.last - b.first + 1); }),
            sorted([&](const PlannedBuffer& b) { return std::pair(busy(b), b.last - b.first); }),
            sorted([&](const PlannedBuffer& b) { return std::pair(busy(b), b.bytes); }),
            sorted([](const PlannedBuffer& b) { return std::pair(b.last - b.first, b.bytes); }),
            byTime};
}

} // namespace

bool isAlias(const QuantizedNetwork& network, std::size_t node)
{
    return std::holds_alternative<QFlatten>(network.nodes[node].op) && node + 1 < network.nodes.size();
}

MemoryPlan planMemory(const QuantizedNetwork& network, std::span<const std::int64_t> scratchBytes)
{
    Lifetimes lifetimes(network, scratchBytes);
    auto& plan = lifetimes.plan;
    findLowerBound(plan, network.nodes.size());
    std::optional<std::vector<PlannedBuffer>> best;
    for (const auto& order : orders(plan)) {
        auto buffers = plan.buffers;
        const auto arena = placeInOrder(buffers, order);
        if (!best || arena < plan.arenaBytes) {
            best = std::move(buffers);
            plan.arenaBytes = arena;
        }
        if (arena == plan.lowerBound)
            break;
    }
    plan.buffers = std::move(*best);
    for (std::size_t i = 0; i < network.nodes.size(); ++i)
        if (lifetimes.bufferOf[i] >= 0)
            plan.outputs[i] = plan.buffers[index(lifetimes.bufferOf[i])].offset;
    for (const auto& [node, buffer] : lifetimes.scratchOf)
        plan.scratches[node] = plan.buffers[buffer].offset;
    return std::move(plan);
}

} // namespace pitlane
