// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/firmware/gap8program.h"

/// The inside of plan(): first the order of the steps, then the weights that stream beside them.
namespace pitlane::gap8 {

/// A run of bytes of the weights that a step reads: records of a layer, or the numbers of an addition.
struct Chunk
{
    std::int64_t at = 0;
    std::int64_t bytes = 0;
    bool operator==(const Chunk&) const = default;
};

/// Steps without the transfers of their weights. A step that reads weights has an index into `chunks`, others -1;
/// its `w` is set by assemble().
struct Schedule
{
    bool fits = true;
    std::vector<Step> steps;
    std::vector<std::int64_t> chunkOf;
    std::vector<Chunk> chunks;
    std::vector<std::int8_t> weights;
    std::int64_t slotsAt = 0; ///< two slots in L1, one behind the other
    std::int64_t slotBytes = 0;
    std::int64_t L1Bytes = 0;
    std::int64_t L2Bytes = 0;
    bool activationsInL1 = true;
    std::vector<std::int64_t> tiles;
    std::vector<std::int64_t> weightChunks;
    std::int64_t exactRecords = 0;

    void add(const Step& step, std::int64_t chunk = -1)
    {
        steps.push_back(step);
        chunkOf.push_back(chunk);
    }
};

/// Packed weights of a layer, or of some of its rows.
struct PackedPart
{
    Records records; ///< without their bytes; of an addition: one record, its numbers
    std::int64_t at = 0;
    Range rows; ///< of a linear layer's input
};

/// The packed weights of all layers, and where each layer's lie.
struct PackedLayers
{
    std::vector<std::int8_t> bytes;
    std::vector<std::vector<PackedPart>> layers; ///< one part, but for linear layers that are done in several
    std::int64_t largestRecord = 0;
    std::int64_t largestLayer = 0;
    std::int64_t scratchBytes = 0; ///< what linear layers and means need
    std::int64_t exactRecords = 0;
};
/// Linear layers whose records would be longer than `recordBytes` are packed in parts.
[[nodiscard]] PackedLayers packAll(const Graph& graph, std::int64_t recordBytes);

/// Whether a pooling is one mean over all samples, which can be done in parts.
[[nodiscard]] bool isMean(const Pooling& layer);

/// Cuts the records of a part into chunks of at most `slotBytes`, adds them to the schedule; the index of the first.
/// `groups` becomes the records of each chunk.
std::int64_t addChunks(Schedule& schedule, const PackedPart& part, std::int64_t slotBytes, std::vector<Range>& groups);

/// Adds to a free place of the step. Throws std::logic_error when there is none.
void addTransfer(Step& step, Step::Way way, std::int64_t far, std::int64_t near, std::int64_t bytes);

[[nodiscard]] Schedule scheduleInL1(const Graph& graph, const Memories& memories);
[[nodiscard]] Schedule scheduleInTiles(const Graph& graph, const Memories& memories);

/// Adds the transfers of weights: each chunk comes while the one before it is in use.
[[nodiscard]] Program assemble(const Schedule& schedule, const Memories& memories);

} // namespace pitlane::gap8
