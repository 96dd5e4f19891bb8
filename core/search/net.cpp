// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/net.h"

#include "core/search/fast/fastnet.h"
#include "core/search/graphnet.h"

namespace pitlane {

std::unique_ptr<Net> makeNet(const NetworkSpec& spec, const Weights& weights, bool operators)
{
    if (operators || !FastNet::obstacle(spec).empty())
        return std::make_unique<GraphNet>(spec, weights);
    return std::make_unique<FastNet>(spec, weights);
}

} // namespace pitlane
