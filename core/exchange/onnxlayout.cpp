// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/onnxlayout.h"

#include <algorithm>

namespace pitlane::onnxgraph {

namespace {

using Dims = std::vector<std::int64_t>;

/// The axes that are longer than 1, without the batch.
Axes longAxes(const Axes& axes, const Shape& shape)
{
    Axes result;
    for (const auto axis : axes)
        if (axis != Axis::N && sizeOf(axis, shape) > 1)
            result.push_back(axis);
    return result;
}

/// Gives every size its axis: long ones in order, the rest are 1. Sizes of 1 keep the meaning of an axis of size 1 that
/// stood at the same place, so that a channel axis stays one.
Axes labelled(const Dims& sizes, const Axes& longOnes)
{
    Axes result;
    std::size_t next = 0;
    for (const auto size : sizes)
        result.push_back(size > 1 && next < longOnes.size() ? longOnes[next++] : Axis::One);
    return result;
}

Dims longSizes(const Dims& sizes)
{
    Dims result;
    std::ranges::copy_if(sizes, std::back_inserter(result), [](std::int64_t size) { return size != 1; });
    return result;
}

} // namespace

std::int64_t sizeOf(Axis axis, const Shape& shape)
{
    switch (axis) {
    case Axis::N:
        return batchMark;
    case Axis::C:
        return shape.C;
    case Axis::T:
        return shape.T;
    case Axis::One:
        break;
    }
    return 1;
}

std::vector<std::int64_t> dimsOf(const Axes& axes, const Shape& shape)
{
    Dims result;
    for (const auto axis : axes)
        result.push_back(sizeOf(axis, shape));
    return result;
}

std::string describe(const Axes& axes, const Shape& shape)
{
    std::string result;
    for (const auto axis : axes) {
        result += result.empty() ? "[" : ", ";
        const auto size = std::to_string(sizeOf(axis, shape));
        result += axis == Axis::N   ? "batch"
                  : axis == Axis::C ? "channels " + size
                  : axis == Axis::T ? "samples " + size
                                    : "1";
    }
    return result + "]";
}

Layout flattened(const Axes& axes, const Shape& shape)
{
    const auto longOnes = longAxes(axes, shape);
    if (longOnes.size() > 1 && longOnes.front() != Axis::C)
        throw Problem("it flattens " + describe(axes, shape) +
                      " sample by sample, but Pitlane flattens channel by channel. Transpose before it, or pool over "
                      "time.");
    // One channel too: what follows takes its samples as features.
    return {.axes = {Axis::N, Axis::C}, .flatten = shape.T > 1};
}

Layout reshaped(const Axes& axes, const Shape& shape, std::int64_t batch, const std::vector<std::int64_t>& wanted)
{
    const auto refuse = [&]() {
        throw Problem("it turns " + describe(axes, shape) + " into " + describe(wanted) +
                      ", which is neither a Flatten nor a change of axes of size 1. Leave it out, or use Flatten.");
    };
    Dims sizes = wanted;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        if (sizes[i] == 0 && i < axes.size())
            sizes[i] = sizeOf(axes[i], shape);
    if (sizes.empty())
        refuse();
    const auto total = shape.C * shape.T;
    std::int64_t known = 1;
    std::optional<std::size_t> open;
    for (std::size_t i = 1; i < sizes.size(); ++i) {
        if (sizes[i] == -1 && !open)
            open = i;
        else if (sizes[i] < 1 || sizes[i] > total)
            refuse();
        else
            known = std::min(known, total + 1) * sizes[i];
    }
    const bool batchIsOpen = sizes[0] == -1 && !open;
    if (sizes[0] != batchMark && sizes[0] != batch && !batchIsOpen)
        refuse();
    if (open) {
        if (total % known != 0)
            refuse();
        sizes[*open] = total / known;
        known = total;
    }
    if (known != total)
        refuse();
    sizes.erase(sizes.begin());

    const auto longOnes = longAxes(axes, shape);
    const auto longWanted = longSizes(sizes);
    Layout result;
    if (std::ranges::equal(longWanted, longOnes, {}, {}, [&](Axis axis) { return sizeOf(axis, shape); })) {
        result.axes = labelled(sizes, longOnes);
    } else if (longWanted.size() == 1) {
        result = flattened(axes, shape);
        result.axes = labelled(sizes, {Axis::C});
    } else {
        refuse();
    }
    result.axes.insert(result.axes.begin(), Axis::N);
    return result;
}

Axes transposed(const Axes& axes, const std::optional<std::vector<std::int64_t>>& order)
{
    Axes result;
    std::vector<bool> used(axes.size(), false);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const auto from =
            order ? (i < order->size() ? axisOf((*order)[i], axes.size()) : axes.size()) : axes.size() - 1 - i;
        if (from >= axes.size() || used[from])
            throw Problem("its order of axes is no permutation. The file is damaged: export it again.");
        used[from] = true;
        result.push_back(axes[from]);
    }
    if (result.empty() || result.front() != Axis::N)
        throw Problem("it moves the batch from the first axis, where Pitlane needs it. Transpose the other axes only.");
    return result;
}

Axes squeezed(const Axes& axes, const Shape& shape, const std::optional<std::vector<std::int64_t>>& which)
{
    std::vector<bool> drop(axes.size(), false);
    if (which) {
        for (const auto axis : *which)
            drop[axisOf(axis, axes.size())] = true;
    } else {
        for (std::size_t i = 0; i < axes.size(); ++i)
            drop[i] = axes[i] != Axis::N && sizeOf(axes[i], shape) == 1;
    }
    Axes result;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        if (drop[i] && sizeOf(axes[i], shape) != 1)
            throw Problem("it removes axis " + std::to_string(i) + " of " + describe(axes, shape) +
                          ", which has not the size 1. Export the network for whole batches, and leave this out.");
        if (!drop[i])
            result.push_back(axes[i]);
    }
    return result;
}

Axes unsqueezed(const Axes& axes, const std::vector<std::int64_t>& which)
{
    const auto rank = axes.size() + which.size();
    std::vector<bool> isNew(rank, false);
    for (const auto axis : which)
        isNew[axisOf(axis, rank)] = true;
    if (static_cast<std::size_t>(std::ranges::count(isNew, true)) != which.size())
        throw Problem("it names an axis twice. The file is damaged: export it again.");
    Axes result;
    std::size_t next = 0;
    for (std::size_t i = 0; i < rank; ++i)
        result.push_back(isNew[i] ? Axis::One : axes[next++]);
    if (result.front() != Axis::N)
        throw Problem("it puts an axis before the batch. Export the network for whole batches.");
    return result;
}

bool isChannels(const Axes& axes, const Shape& shape, std::size_t index)
{
    if (index >= axes.size() || axes[index] == Axis::N)
        return false;
    return axes[index] == Axis::C || (shape.C == 1 && sizeOf(axes[index], shape) == 1);
}

std::optional<std::size_t> timeAxis(const Axes& axes, const Shape& shape)
{
    if (axes.size() < 3 || axes.size() > 4 || axes[0] != Axis::N || !isChannels(axes, shape, 1))
        return std::nullopt;
    for (std::size_t i = 2; i < axes.size(); ++i)
        if (axes[i] == Axis::T)
            return i;
    if (shape.T != 1)
        return std::nullopt;
    for (std::size_t i = 2; i < axes.size(); ++i)
        if (sizeOf(axes[i], shape) != 1)
            return std::nullopt;
    return axes.size() - 1;
}

} // namespace pitlane::onnxgraph
