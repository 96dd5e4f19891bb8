// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantizednetwork.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Where activations lie in the one block of memory (the arena) that an inference works in. The network's input and
/// output are the caller's and lie outside of it.
namespace pitlane {

/// Bytes of the arena that are in use from one node to another.
struct PlannedBuffer
{
    std::string name;       ///< node that writes it first, or that works in it
    bool isScratch = false; ///< of a kernel; else an activation
    std::int64_t bytes = 0; ///< as laid out: a multiple of the alignment
    std::int64_t first = 0; ///< index of the node that writes it
    std::int64_t last = 0;  ///< index of the last node that reads it
    std::int64_t offset = 0;
    bool operator==(const PlannedBuffer&) const = default;
};

struct MemoryPlan
{
    static constexpr std::int64_t alignment = 8;
    /// Places beside offsets into the arena.
    static constexpr std::int64_t atInput = -1;  ///< the caller's input
    static constexpr std::int64_t atOutput = -2; ///< the caller's output
    static constexpr std::int64_t none = -3;     ///< no scratch memory

    std::vector<PlannedBuffer> buffers;  ///< by first use
    std::vector<std::int64_t> outputs;   ///< per node: offset of its output, atInput or atOutput
    std::vector<std::int64_t> scratches; ///< per node: offset, or none
    std::int64_t arenaBytes = 0;
    /// The largest sum of what is alive at one node: no plan can be smaller.
    std::int64_t lowerBound = 0;
    std::int64_t busiestNode = 0; ///< index of that node
    bool operator==(const MemoryPlan&) const = default;
};

/// A plan without overlap: buffers that are alive at the same node are apart. `scratchBytes` has one entry per node. A
/// flatten is the bytes of its input. A sum, a clamp, a table or a batch-norm whose input nobody else needs works in
/// its place. Greedy in several orders, the smallest arena wins; equal networks have equal plans.
[[nodiscard]] MemoryPlan planMemory(const QuantizedNetwork& network, std::span<const std::int64_t> scratchBytes);

/// Whether the node is nothing but its input seen in another shape: it has no code. A flatten that ends a network is
/// copied to the output.
[[nodiscard]] bool isAlias(const QuantizedNetwork& network, std::size_t node);

} // namespace pitlane
