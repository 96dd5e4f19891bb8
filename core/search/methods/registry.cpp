// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/methods/registry.h"

#include "core/search/fast/fastmaskednet.h"
#include "core/search/fast/fastpitmasks.h"

#include <algorithm>

namespace pitlane {

std::unique_ptr<MaskSource> makeMaskSource(const SearchConfig& config, const GraphNet& net)
{
    if (config.method == "pit-tc23" && config.operators)
        return std::make_unique<PitMasks>(analyse(net.spec(), config.masks), config.masks, config.regulariser);
    if (config.method == "pit-tc23")
        return std::make_unique<FastPitMasks>(analyse(net.spec(), config.masks), config.masks, config.regulariser);
    throw Error("The method \"" + config.method + "\" is not known to this version.");
}

std::unique_ptr<SearchNetwork> makeSearchNetwork(const SearchConfig& config, GraphNet net)
{
    auto source = makeMaskSource(config, net);
    const auto own = net.parameters();
    const auto theta = source->parameters();
    const bool sharesTensors = std::ranges::any_of(theta, [&](const torch::Tensor& tensor) {
        return std::ranges::any_of(own, [&](const torch::Tensor& other) { return other.is_same(tensor); });
    });
    if (!config.operators && !sharesTensors && FastNet::obstacle(net.spec()).empty())
        return std::make_unique<FastMaskedNet>(net.spec(), net.weights(), std::move(source));
    return std::make_unique<MaskedNet>(std::move(net), std::move(source));
}

} // namespace pitlane
