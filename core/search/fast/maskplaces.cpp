// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/fast/maskplaces.h"

namespace pitlane {

MaskPlaces placesOf(const NetworkSpec& seed, const SearchSpace& space, const MaskLayout& layout)
{
    MaskPlaces places;
    places.size = layout.size;
    places.nodes.resize(seed.nodes.size());
    for (std::size_t g = 0; g < space.groups.size(); ++g) {
        const auto& group = space.groups[g];
        const auto range = layout.channels[g];
        if (range.count == 0)
            continue;
        for (const auto l : group.layers)
            if (space.layers[l].masksWeights)
                places.nodes[space.layers[l].node].channels = range.first;
        for (const auto& norm : group.batchNorms) {
            places.nodes[norm.node].channels = range.first;
            places.nodes[norm.node].repeat = norm.repeat;
        }
        for (const auto& cut : group.cuts) {
            auto& flags = places.nodes[cut.addNode].inputFlags;
            flags.resize(seed.nodes[cut.addNode].inputs.size());
            flags[cut.input].push_back(layout.alive[g]);
        }
    }
    for (std::size_t l = 0; l < space.layers.size(); ++l)
        if (const auto range = layout.taps[l]; range.count > 0)
            places.nodes[space.layers[l].node].taps = range.first;
    return places;
}

} // namespace pitlane
