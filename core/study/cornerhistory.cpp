// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/cornerhistory.h"

#include "core/network/cost.h"
#include "core/study/methodspace.h"

#include <algorithm>

namespace pitlane {

CornerHistory::CornerHistory(const SearchConfig& config, double lambda, std::int64_t stepsPerEpoch)
    : m_space(searchSpaceOf(config)), m_granularity(config.masks.granularity),
      m_seedParameters(parameterCount(config.seed)), m_stepsPerEpoch(stepsPerEpoch)
{
    const bool hasLimit =
        std::ranges::any_of(config.costs, [](const CostTerm& term) { return term.limit.has_value(); });
    m_watches = lambda > 0 && !hasLimit;
}

void CornerHistory::take(const JobEvent& event)
{
    if (!m_watches)
        return;
    if (const auto* phase = std::get_if<PhaseEvent>(&event); phase != nullptr && phase->phase == Phase::Search) {
        std::erase_if(m_epochs, [&](const EpochEvent& epoch) { return epoch.epoch > phase->epoch; });
        if (m_cornerEpoch > phase->epoch) {
            m_corner.reset();
            m_cornerEpoch = 0;
        }
    } else if (const auto* epoch = std::get_if<EpochEvent>(&event); epoch != nullptr && epoch->phase == Phase::Search) {
        m_epochs.push_back(*epoch);
    } else if (const auto* masks = std::get_if<MasksEvent>(&event);
               masks != nullptr && !m_corner && !m_epochs.empty() && masks->epoch == m_epochs.back().epoch) {
        const auto shapes = shapesOf(*masks);
        m_corner = detectCorner({.epochs = m_epochs,
                                 .shapes = shapes,
                                 .seedParameters = m_seedParameters,
                                 .stepsPerEpoch = m_stepsPerEpoch});
        m_cornerEpoch = m_corner ? masks->epoch : 0;
    }
}

/// The searched layers, where what is not searched, or has reached the least that its masks can leave, counts as 1.
std::vector<LayerShape> CornerHistory::shapesOf(const MasksEvent& masks) const
{
    std::vector<LayerShape> shapes;
    for (const auto& layer : m_space.layers) {
        const auto& group = m_space.groups[layer.group];
        const bool channels = group.frozen == Frozen::No;
        const bool taps = layer.field == Frozen::No || layer.dilation == Frozen::No;
        const auto found = std::ranges::find_if(
            masks.layers, [&](const LayerMasks& candidate) { return candidate.shape.name == layer.name; });
        if (found == masks.layers.end() || (!channels && !taps))
            continue;
        auto shape = found->shape;
        if (!channels || shape.C_out <= group.keepAtLeast)
            shape.C_out = 1;
        if (!taps || shape.K <= m_granularity)
            shape.K = 1;
        shapes.push_back(std::move(shape));
    }
    return shapes;
}

} // namespace pitlane
