// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/makeseed.h"
#include "core/network/widths.h"

#include <cmath>
#include <sstream>

namespace pitlane {

namespace {

std::string seedName(std::string name)
{
    constexpr std::string_view ending = " hand-tuned";
    if (name.size() > ending.size() && name.ends_with(ending))
        return name.substr(0, name.size() - ending.size());
    return name + " seed";
}

} // namespace

NetworkSpec seedFrom(const NetworkSpec& handTuned, double expansion)
{
    constexpr double most = 16;
    if (!(expansion >= 1 && expansion <= most)) {
        std::ostringstream found;
        found << expansion;
        throw NetworkError("Making a seed of network " + handTuned.name + ": found an expansion of " + found.str() +
                           ", expected 1 to 16 times the channels. Use 1 to keep them.");
    }
    (void)shapes(handTuned);
    const Widths widths(handTuned, true);
    auto seed = handTuned;
    seed.name = seedName(handTuned.name);
    for (std::size_t i = 0; i < seed.nodes.size(); ++i) {
        auto* conv = std::get_if<Conv1d>(&seed.nodes[i].op);
        if (!conv)
            continue;
        if (seed.nodes[i].searchable) {
            conv->K = conv->F();
            conv->d = 1;
        }
        if (widths.isFree(i)) {
            // 1.1 times 10 is 11, whatever the last bit says.
            conv->C_out = static_cast<std::int64_t>(std::ceil(static_cast<double>(conv->C_out) * expansion - 1e-9));
            if (conv->groups > 1)
                conv->groups = conv->C_out;
        }
    }
    (void)shapes(seed);
    return seed;
}

} // namespace pitlane
