// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/methods/registry.h"

#include "core/search/pitmasks.h"

namespace pitlane {

std::unique_ptr<MaskSource> makeMaskSource(const SearchConfig& config, const GraphNet& net)
{
    if (config.method == "pit-tc23")
        return std::make_unique<PitMasks>(analyse(net.spec(), config.masks), config.masks, config.regulariser);
    throw Error("The method \"" + config.method + "\" is not known to this version.");
}

std::unique_ptr<SearchNetwork> makeSearchNetwork(const SearchConfig& config, GraphNet net)
{
    auto source = makeMaskSource(config, net);
    return std::make_unique<MaskedNet>(std::move(net), std::move(source));
}

} // namespace pitlane
