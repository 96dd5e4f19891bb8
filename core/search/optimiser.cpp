// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/optimiser.h"

#include "core/kernels/kernels.h"

#include <cmath>

namespace pitlane {

using torch::Tensor;

Adam::Adam(std::vector<Group> groups) : m_groups(std::move(groups))
{
    for (const auto& group : m_groups)
        for (const auto& parameter : group.parameters)
            for (int i = 0; i < 2; ++i)
                m_state.push_back(torch::zeros_like(parameter, torch::TensorOptions().requires_grad(false)));
}

void Adam::clearGradients()
{
    for (auto& group : m_groups)
        for (auto& parameter : group.parameters)
            if (parameter.grad().defined())
                parameter.mutable_grad().zero_();
}

void Adam::step(double gradientClip)
{
    const auto& k = kernels::kernels();
    ++m_steps;
    double scale = 1;
    if (gradientClip > 0) {
        double squares = 0;
        for (const auto& group : m_groups)
            for (const auto& parameter : group.parameters)
                if (const auto& gradient = parameter.grad(); gradient.defined())
                    squares += k.squaredNorm(gradient.contiguous().data_ptr<float>(), gradient.numel());
        scale = std::min(1.0, gradientClip / (std::sqrt(squares) + 1e-6));
    }
    constexpr double beta1 = 0.9, beta2 = 0.999;
    const auto t = static_cast<double>(m_steps);
    std::size_t next = 0;
    for (auto& group : m_groups)
        for (auto& parameter : group.parameters) {
            const auto m = m_state[next++];
            const auto v = m_state[next++];
            if (!parameter.grad().defined())
                continue;
            const auto gradient = parameter.grad().contiguous();
            k.adam({.values = parameter.data_ptr<float>(),
                    .gradients = gradient.data_ptr<float>(),
                    .m = m.data_ptr<float>(),
                    .v = v.data_ptr<float>(),
                    .count = parameter.numel(),
                    .gradientScale = static_cast<float>(scale),
                    .weightDecay = static_cast<float>(group.weightDecay),
                    .rate = static_cast<float>(group.lr / (1 - std::pow(beta1, t))),
                    .correction = static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, t))),
                    .beta1 = static_cast<float>(beta1),
                    .beta2 = static_cast<float>(beta2)});
        }
}

bool Adam::restore(std::int64_t steps, const std::vector<Tensor>& state)
{
    if (state.size() != m_state.size())
        return false;
    for (std::size_t i = 0; i < state.size(); ++i)
        if (state[i].sizes() != m_state[i].sizes())
            return false;
    const torch::NoGradGuard noGrad;
    for (std::size_t i = 0; i < state.size(); ++i)
        m_state[i].copy_(state[i]);
    m_steps = steps;
    return true;
}

} // namespace pitlane
