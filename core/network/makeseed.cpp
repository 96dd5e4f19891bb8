// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/makeseed.h"

#include <cmath>
#include <numeric>
#include <sstream>

namespace pitlane {

namespace {

/// Which nodes must be equally wide. The input is number 0, node i is number i + 1.
class Widths
{
public:
    explicit Widths(const NetworkSpec& network)
        : m_network(network), m_parent(network.nodes.size() + 1), m_isFixed(m_parent.size(), false)
    {
        std::iota(m_parent.begin(), m_parent.end(), std::size_t{0});
        for (std::size_t i = 0; i < network.nodes.size(); ++i)
            tie(i);
        fix(0);
        fix(network.nodes.size());
        spreadOverFlattens();
    }

    /// Whether the channels of a node may become more.
    [[nodiscard]] bool isFree(std::size_t node) const { return !m_isFixed[root(node + 1)]; }

private:
    [[nodiscard]] std::size_t root(std::size_t number) const
    {
        while (m_parent[number] != number)
            number = m_parent[number];
        return number;
    }

    void fix(std::size_t number) { m_isFixed[root(number)] = true; }

    void join(std::size_t a, std::size_t b)
    {
        const auto first = root(a);
        const auto second = root(b);
        m_isFixed[first] = m_isFixed[first] || m_isFixed[second];
        m_parent[second] = first;
    }

    [[nodiscard]] std::size_t numberOf(const std::string& input) const
    {
        return static_cast<std::size_t>(m_network.indexOf(input) + 1);
    }

    void tie(std::size_t index)
    {
        const auto& node = m_network.nodes[index];
        if (const auto* conv = std::get_if<Conv1d>(&node.op)) {
            if (conv->groups > 1)
                join(index + 1, numberOf(node.inputs.front()));
            if (!node.searchable)
                fix(index + 1);
        } else if (std::holds_alternative<Linear>(node.op)) {
            fix(index + 1);
        } else if (!std::holds_alternative<Flatten>(node.op)) {
            for (const auto& input : node.inputs)
                join(index + 1, numberOf(input));
        }
    }

    /// A flatten is as wide as its input times the samples. Where that width is given, or meets one that is chosen, the
    /// input cannot grow.
    void spreadOverFlattens()
    {
        for (bool changed = true; changed;) {
            changed = false;
            for (std::size_t i = 0; i < m_network.nodes.size(); ++i) {
                if (!std::holds_alternative<Flatten>(m_network.nodes[i].op))
                    continue;
                const auto input = numberOf(m_network.nodes[i].inputs.front());
                bool meetsOthers = m_isFixed[root(i + 1)];
                for (std::size_t j = 0; j < m_network.nodes.size() && !meetsOthers; ++j)
                    meetsOthers = j != i && root(j + 1) == root(i + 1) &&
                                  (std::holds_alternative<Conv1d>(m_network.nodes[j].op) ||
                                   std::holds_alternative<Flatten>(m_network.nodes[j].op));
                if (meetsOthers && !(m_isFixed[root(input)] && m_isFixed[root(i + 1)])) {
                    fix(input);
                    fix(i + 1);
                    changed = true;
                }
            }
        }
    }

    const NetworkSpec& m_network;
    std::vector<std::size_t> m_parent;
    std::vector<bool> m_isFixed; ///< of roots
};

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
    const Widths widths(handTuned);
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
