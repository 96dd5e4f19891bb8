// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/seededit.h"

namespace pitlane::seededit {

MaskConfig pruned(const MaskConfig& masks, const NetworkSpec& seed)
{
    auto result = masks;
    std::erase_if(result.layers, [&](const LayerMaskChoice& choice) { return seed.indexOf(choice.layer) < 0; });
    return result;
}

MaskConfig renamed(const MaskConfig& masks, const std::string& from, const std::string& to)
{
    auto result = masks;
    for (auto& choice : result.layers)
        if (choice.layer == from)
            choice.layer = to;
    return result;
}

} // namespace pitlane::seededit
