// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

#include <vector>

namespace pitlane {

/// What people take for one layer: a node and the batch-norms and ReLUs that only it feeds, one behind the other. What
/// reads a block reads its last node.
struct Block
{
    std::vector<std::size_t> nodes; ///< indices into NetworkSpec::nodes; the first one names the block

    [[nodiscard]] std::size_t lead() const { return nodes.front(); }
    [[nodiscard]] std::size_t last() const { return nodes.back(); }
    bool operator==(const Block&) const = default;
};

/// Every node in exactly one block, in the order of their first nodes. The network need not be valid.
[[nodiscard]] std::vector<Block> blocks(const NetworkSpec& network);

/// The nodes that read `node` ("input" included), in order; one that reads it twice stands there once.
[[nodiscard]] std::vector<std::size_t> readers(const NetworkSpec& network, std::string_view node);

} // namespace pitlane
