// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

namespace pitlane {

/// Adam (Kingma and Ba, 2015) with the joint gradient norm clipped inside the update: one pass over each tensor, so a
/// network whose values lie in one tensor costs one call. Same numbers as torch::optim::Adam behind clip_grad_norm_, up
/// to rounding.
class Adam
{
public:
    struct Group
    {
        std::vector<torch::Tensor> parameters; ///< leaves: float, contiguous, on the CPU
        double lr = 1e-3;
        double weightDecay = 0; ///< L2, added to the gradient
    };

    explicit Adam(std::vector<Group> groups);

    [[nodiscard]] std::vector<Group>& groups() { return m_groups; }
    void clearGradients();
    /// Updates everything that has a gradient. `gradientClip`: largest joint norm of all gradients; 0: off.
    void step(double gradientClip);

    /// Steps so far; m and v of each parameter, in order. For checkpoints.
    [[nodiscard]] std::int64_t steps() const { return m_steps; }
    [[nodiscard]] const std::vector<torch::Tensor>& state() const { return m_state; }
    /// Takes what a checkpoint holds. False: the shapes are those of other parameters.
    [[nodiscard]] bool restore(std::int64_t steps, const std::vector<torch::Tensor>& state);

private:
    std::vector<Group> m_groups;
    std::vector<torch::Tensor> m_state;
    std::int64_t m_steps = 0;
};

} // namespace pitlane
