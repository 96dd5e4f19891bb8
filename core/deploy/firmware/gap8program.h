// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/firmware/gap8packing.h"

#include <variant>

namespace pitlane::gap8 {

/// One layer; its output has the shape and the zero point that the layer says. Inputs are 0 for the input of the
/// network, i + 1 for the output of layer i.
struct Operation
{
    std::variant<Convolution, Linear, Addition, Pooling> op;
    std::vector<std::int64_t> inputs;
    bool operator==(const Operation&) const = default;
};

/// A quantised network for GAP8, layers in the order of their work; the last one gives the output. Convolution::spread
/// is decided by plan().
struct Graph
{
    std::int64_t T = 1;
    std::int64_t C = 1;
    std::int32_t zeroPoint = 0;
    std::vector<Operation> layers;
    bool operator==(const Graph&) const = default;
};

struct Memories
{
    std::int64_t L1Bytes = 50000; ///< what the cluster's allocator gives
    bool weightsInRam = false;    ///< weights lie in external memory and pass through L2
};

/// What pl_gap8_run() works through.
struct Program
{
    std::vector<Step> steps;
    std::vector<std::int8_t> weights; ///< in L2, or in external memory
    std::int64_t L1Bytes = 0;
    std::int64_t L2Bytes = 0; ///< of the buffer, besides weights, input and output
    std::int64_t layers = 0;
    /// False: activations lie in L2 and pass through L1 in tiles of time.
    bool activationsInL1 = true;
    std::vector<std::int64_t> tiles;        ///< of each layer; 1: whole
    std::vector<std::int64_t> weightChunks; ///< of each layer
    std::int64_t exactRecords = 0;          ///< see Records::exact
    bool operator==(const Program&) const = default;
};

/// Places tensors and weights in L1, with the weights of the next step transferred beside each step; where L1 cannot
/// hold the activations, cuts the layers into tiles of time. Throws PackingError where a layer does not fit at all.
[[nodiscard]] Program plan(const Graph& graph, const Memories& memories = {});

/// Shape and zero point of every tensor: of the input, then of each layer's output. Throws PackingError where a layer's
/// input has another shape than the layer says.
[[nodiscard]] std::vector<Tensor> tensorsOf(const Graph& graph);

/// A buffer that lives from the step `first` to the step `last`.
struct Lifetime
{
    std::int64_t bytes = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t at = 0; ///< set by place()
};

/// Places buffers so that those that live at the same time do not overlap, each on a multiple of 8; the bytes needed.
std::int64_t place(std::vector<Lifetime>& buffers);

} // namespace pitlane::gap8
