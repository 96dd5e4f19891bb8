// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/networkspec.h"

#include <array>

namespace pitlane {

std::string_view kindOf(const Op& op)
{
    static constexpr std::array<std::string_view, std::variant_size_v<Op>> kinds = {
        "conv1d",          "linear",  "batch_norm", "relu",    "add",     "avg_pool",        "max_pool",
        "global_avg_pool", "dropout", "flatten",    "sigmoid", "softmax", "spatial_dropout", "attention",
    };
    return kinds.at(op.index());
}

std::int64_t NetworkSpec::indexOf(std::string_view nodeName) const
{
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].name == nodeName)
            return static_cast<std::int64_t>(i);
    }
    return -1;
}

} // namespace pitlane
