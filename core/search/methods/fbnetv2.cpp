// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/methods/fbnetv2.h"

#include <cmath>

namespace pitlane {

using torch::Tensor;

FbNetV2Masks::FbNetV2Masks(SearchSpace space, Choices choices, const FbNetV2Settings& settings, Regulariser regulariser,
                           std::uint64_t seedNumber)
    : MaskSource(std::move(space)), m_decisions(m_space, m_layout, std::move(choices), regulariser),
      m_settings(settings), m_seedNumber(seedNumber),
      m_logits(torch::zeros({m_decisions.size()}).set_requires_grad(true))
{
}

std::vector<Tensor> FbNetV2Masks::parameters() const
{
    return m_logits.numel() > 0 ? std::vector{m_logits} : std::vector<Tensor>{};
}

double FbNetV2Masks::temperature(const SearchStep& step) const
{
    return m_settings.temperatureStart *
           std::pow(m_settings.temperatureEnd / m_settings.temperatureStart, step.progress);
}

Tensor FbNetV2Masks::noise(const SearchStep& step) const
{
    auto random = drawsOf(m_seedNumber, "fbnetv2", step);
    auto noise = torch::empty({m_decisions.size()});
    auto* value = noise.data_ptr<float>();
    for (std::int64_t i = 0; i < noise.numel(); ++i)
        value[i] = static_cast<float>(-std::log(-std::log(std::max(0x1p-53, random.uniform()))));
    return noise;
}

MaskSource::Moment FbNetV2Masks::moment(const SearchStep& step)
{
    const auto weights = m_decisions.softmax((m_logits + noise(step)) / temperature(step));
    return {m_decisions.values(weights), m_decisions.cost(weights)};
}

MaskReading FbNetV2Masks::reading() const
{
    return m_decisions.reading(m_logits);
}

std::vector<LayerMasks> FbNetV2Masks::describe() const
{
    const torch::NoGradGuard noGrad;
    return m_decisions.describe(m_logits);
}

} // namespace pitlane
