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

std::unique_ptr<MaskSource> makeMaskSource(const SearchConfig& config, const GraphNet& net, const SearchPlan& plan)
{
    const bool handlesAllCosts = config.method == "pit-tc23" && !config.operators;
    if (!config.costs.empty() && !handlesAllCosts)
        throw Error("The method \"" + config.method + "\" " + (config.operators ? "with LibTorch's operators " : "") +
                    "counts size or MACs alone. Choose one of them, or PIT as in TC'23.");
    auto space = searchSpaceOf(config);
    const auto cost = config.regulariser;
    if (config.method == "pit-tc23" && !config.operators)
        return std::make_unique<FastPitMasks>(space, config.masks, SearchCost(config, space, plan));
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

std::unique_ptr<SearchNetwork> makeSearchNetwork(const SearchConfig& config, GraphNet net, const SearchPlan& plan)
{
    auto source = makeMaskSource(config, net, plan);
    if (source->limitedCost() != nullptr && !FastNet::obstacle(net.spec()).empty())
        throw Error("A limit cannot be kept for this network: " + FastNet::obstacle(net.spec()));
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
