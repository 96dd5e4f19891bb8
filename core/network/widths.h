// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

#include <vector>

namespace pitlane {

/// Which nodes of a valid network must be equally wide: sides of a sum, input and output of element-wise nodes, pooling
/// and depthwise convolutions.
class Widths
{
public:
    /// `linearIsFixed`: linear layers keep their width, too.
    Widths(const NetworkSpec& network, bool linearIsFixed);

    /// Whether the channels of a node may change: they are not tied to the input, the output, or a layer that is out of
    /// the search.
    [[nodiscard]] bool isFree(std::size_t node) const { return !m_isFixed[root(node + 1)]; }
    /// The same number for all nodes that are equally wide.
    [[nodiscard]] std::size_t groupOf(std::size_t node) const { return root(node + 1); }

private:
    [[nodiscard]] std::size_t root(std::size_t number) const;
    [[nodiscard]] std::size_t numberOf(const std::string& input) const;
    void fix(std::size_t number) { m_isFixed[root(number)] = true; }
    void join(std::size_t a, std::size_t b);
    void tie(std::size_t index, bool linearIsFixed);
    void spreadOverFlattens();

    const NetworkSpec& m_network;
    std::vector<std::size_t> m_parent; ///< the input is number 0, node i is number i + 1
    std::vector<bool> m_isFixed;       ///< of roots
};

} // namespace pitlane
