// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/onnxgraph.h"

namespace pitlane::onnxgraph {

/// The value of a node whose inputs are all known (null: left out), or null when its type is none that exporters leave
/// for shapes, pads and stored weights: Constant, Identity, Cast, ConstantOfShape, Concat, Reshape, Transpose, Slice,
/// Gather, Squeeze, Unsqueeze, Neg, Add, Sub, Mul, Div. `most` bounds the number of values of the result. Throws
/// Problem.
[[nodiscard]] ConstantPtr fold(const GraphNode& node, const std::vector<ConstantPtr>& inputs, std::int64_t most);

/// The whole numbers of a list or scalar. Throws Problem, which calls it `what`.
[[nodiscard]] const std::vector<std::int64_t>& integersOf(const ConstantPtr& constant, const char* what);

/// A range along one axis: `count` values from `begin` in steps of `step`.
struct Range
{
    std::size_t axis = 0;
    std::int64_t begin = 0;
    std::int64_t step = 1;
    std::int64_t count = 0;
};
/// What a Slice keeps of a tensor of shape `dims`, one range for each axis that it names. Inputs as in opset 10 and
/// later, attributes as before. Throws Problem.
[[nodiscard]] std::vector<Range> slicesOf(const GraphNode& node, const std::vector<ConstantPtr>& inputs,
                                          const std::vector<std::int64_t>& dims);

/// The axes of a Squeeze, Unsqueeze or Reduce, from its attribute or from input `index`; nothing when it names none.
[[nodiscard]] std::optional<std::vector<std::int64_t>>
axesOf(const GraphNode& node, const std::vector<ConstantPtr>& inputs, std::size_t index = 1);

/// `tensor` with its axes in another order: axis i of the result is axis order[i].
[[nodiscard]] std::shared_ptr<Constant> transposed(const Constant& tensor, const std::vector<std::size_t>& order);

} // namespace pitlane::onnxgraph
