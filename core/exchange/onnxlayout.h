// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/onnxgraph.h"
#include "core/network/networkspec.h"

#include <vector>

namespace pitlane::onnxgraph {

/// What an axis of an ONNX tensor is in Pitlane's [N, C, T].
enum class Axis {
    N,   ///< batch
    C,   ///< channels
    T,   ///< samples
    One, ///< of size 1, neither of them
};
using Axes = std::vector<Axis>;

[[nodiscard]] std::int64_t sizeOf(Axis axis, const Shape& shape);
/// Sizes of all axes; the batch is batchMark.
[[nodiscard]] std::vector<std::int64_t> dimsOf(const Axes& axes, const Shape& shape);
/// "[batch, channels 4, samples 128]"
[[nodiscard]] std::string describe(const Axes& axes, const Shape& shape);

/// A tensor with other axes; `flatten`: channels and samples have become one axis of channels, channel by channel.
struct Layout
{
    Axes axes;
    bool flatten = false;
};

/// All of these throw Problem where the result is no form of [N, C, T].
[[nodiscard]] Layout reshaped(const Axes& axes, const Shape& shape, std::int64_t batch,
                              const std::vector<std::int64_t>& wanted);
[[nodiscard]] Layout flattened(const Axes& axes, const Shape& shape);
[[nodiscard]] Axes transposed(const Axes& axes, const std::optional<std::vector<std::int64_t>>& order);
[[nodiscard]] Axes squeezed(const Axes& axes, const Shape& shape,
                            const std::optional<std::vector<std::int64_t>>& which);
[[nodiscard]] Axes unsqueezed(const Axes& axes, const std::vector<std::int64_t>& which);

/// Index of the axis that holds the samples of a tensor [N, C, T] or, of a 2-D network, [N, C, 1, T], [N, C, T, 1];
/// nothing when the axes stand otherwise. An axis of size 1 may stand for any other one of size 1.
[[nodiscard]] std::optional<std::size_t> timeAxis(const Axes& axes, const Shape& shape);
/// Whether axis `index` holds the channels.
[[nodiscard]] bool isChannels(const Axes& axes, const Shape& shape, std::size_t index);

} // namespace pitlane::onnxgraph
