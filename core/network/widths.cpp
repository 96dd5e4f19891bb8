// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/widths.h"

#include <numeric>

namespace pitlane {

Widths::Widths(const NetworkSpec& network, bool linearIsFixed)
    : m_network(network), m_parent(network.nodes.size() + 1), m_isFixed(m_parent.size(), false)
{
    std::iota(m_parent.begin(), m_parent.end(), std::size_t{0});
    for (std::size_t i = 0; i < network.nodes.size(); ++i)
        tie(i, linearIsFixed);
    fix(0);
    fix(network.nodes.size());
    spreadOverFlattens();
}

std::size_t Widths::root(std::size_t number) const
{
    while (m_parent[number] != number)
        number = m_parent[number];
    return number;
}

std::size_t Widths::numberOf(const std::string& input) const
{
    return static_cast<std::size_t>(m_network.indexOf(input) + 1);
}

void Widths::join(std::size_t a, std::size_t b)
{
    const auto first = root(a);
    const auto second = root(b);
    m_isFixed[first] = m_isFixed[first] || m_isFixed[second];
    m_parent[second] = first;
}

void Widths::tie(std::size_t index, bool linearIsFixed)
{
    const auto& node = m_network.nodes[index];
    const bool isLinear = std::holds_alternative<Linear>(node.op);
    if (const auto* conv = std::get_if<Conv1d>(&node.op); conv || isLinear) {
        if (conv && conv->groups > 1)
            join(index + 1, numberOf(node.inputs.front()));
        if (!node.searchable || (isLinear && linearIsFixed))
            fix(index + 1);
    } else if (!std::holds_alternative<Flatten>(node.op)) {
        for (const auto& input : node.inputs)
            join(index + 1, numberOf(input));
    }
}

/// A flatten is as wide as its input times the samples. Where that width is given, or meets one that is chosen, the
/// input cannot change.
void Widths::spreadOverFlattens()
{
    const auto& nodes = m_network.nodes;
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            if (!std::holds_alternative<Flatten>(nodes[i].op))
                continue;
            const auto input = numberOf(nodes[i].inputs.front());
            bool meetsOthers = m_isFixed[root(i + 1)];
            for (std::size_t j = 0; j < nodes.size() && !meetsOthers; ++j)
                meetsOthers =
                    j != i && root(j + 1) == root(i + 1) &&
                    (std::holds_alternative<Conv1d>(nodes[j].op) || std::holds_alternative<Linear>(nodes[j].op) ||
                     std::holds_alternative<Flatten>(nodes[j].op));
            if (meetsOthers && !(m_isFixed[root(input)] && m_isFixed[root(i + 1)])) {
                fix(input);
                fix(i + 1);
                changed = true;
            }
        }
    }
}

} // namespace pitlane
