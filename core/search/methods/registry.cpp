// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/methods/registry.h"

#include "core/search/fast/fastmaskednet.h"
#include "core/search/fast/fastpitmasks.h"
#include "core/search/methods/dac21.h"
#include "core/search/methods/fbnetv2.h"
#include "core/search/methods/morphnet.h"
#include "core/search/methods/proxylessnas.h"
#include "core/study/methodspace.h"

#include <algorithm>

namespace pitlane {

std::unique_ptr<MaskSource> makeMaskSource(const SearchConfig& config, const GraphNet& net)
{
    auto space = searchSpaceOf(config);
    const auto cost = config.regulariser;
    if (config.method == "pit-tc23" && !config.operators)
        return std::make_unique<FastPitMasks>(std::move(space), config.masks, cost);
    if (config.method == "pit-tc23")
        return std::make_unique<PitMasks>(std::move(space), config.masks, cost);
    if (config.method == "pit-dac21")
        return std::make_unique<Dac21Masks>(std::move(space), cost);
    if (config.method == "morphnet")
        return std::make_unique<MorphNetMasks>(std::move(space), net.normScales(), config.morphNet.threshold, cost);
    auto choices = choicesOf(config, space);
    if (config.method == "fbnetv2")
        return std::make_unique<FbNetV2Masks>(std::move(space), std::move(choices), config.fbNetV2, cost,
                                              config.seedNumber);
    if (config.method == "proxylessnas")
        return std::make_unique<ProxylessNasMasks>(std::move(space), std::move(choices), cost, config.seedNumber);
    throw Error("The method \"" + config.method + "\" has no search.");
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
