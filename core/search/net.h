// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"
#include "core/network/weights.h"

#include <torch/torch.h>

#include <memory>

namespace pitlane {

/// A network that can be trained. Activations [N, C, T].
class Net
{
public:
    virtual ~Net() = default;
    [[nodiscard]] virtual const NetworkSpec& spec() const = 0;
    /// x [N, C, T] -> outputs [N, C_last] when the last node has T = 1, else [N, C_last, T]. `training`: batch-norm uses
    /// and updates batch statistics. Dropout nodes act only with `dropout`.
    [[nodiscard]] virtual torch::Tensor forward(const torch::Tensor& x, bool training, bool dropout) = 0;
    /// Trained tensors.
    [[nodiscard]] virtual std::vector<torch::Tensor> parameters() const = 0;
    /// Batch-norm statistics.
    [[nodiscard]] virtual std::vector<torch::Tensor> buffers() const = 0;
    [[nodiscard]] virtual Weights weights() const = 0;
    /// Sets the bias of the last node, where it is a convolution or linear layer that has one.
    virtual void setOutputBias(float value) = 0;
};

/// The network on the fast path, or with `operators`, or where the fast path has an obstacle, with LibTorch's operators.
[[nodiscard]] std::unique_ptr<Net> makeNet(const NetworkSpec& spec, const Weights& weights, bool operators);

} // namespace pitlane
