// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/searchspace.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace pitlane {

namespace {

constexpr std::size_t noLayer = static_cast<std::size_t>(-1);

/// Disjoint sets of channel owners. Element 0 is the network's input, element i + 1 the layer i.
class Owners
{
public:
    std::size_t add()
    {
        m_parent.push_back(m_parent.size());
        m_frozen.push_back(Frozen::No);
        return m_parent.size() - 1;
    }

    [[nodiscard]] std::size_t find(std::size_t element) const
    {
        while (m_parent[element] != element)
            element = m_parent[element];
        return element;
    }

    void unite(std::size_t a, std::size_t b)
    {
        a = find(a);
        b = find(b);
        if (a == b)
            return;
        const auto [low, high] = std::minmax(a, b);
        m_parent[high] = low;
        freeze(low, m_frozen[high]);
    }

    /// The strongest reason wins: the order of this list.
    void freeze(std::size_t element, Frozen reason)
    {
        static constexpr Frozen order[] = {Frozen::MakesOutputs, Frozen::SharesInput, Frozen::NeedsChannels,
                                           Frozen::FixedBySeed,  Frozen::ByChoice,    Frozen::No};
        auto& current = m_frozen[find(element)];
        const auto rank = [](Frozen f) { return std::ranges::find(order, f) - std::begin(order); };
        if (rank(reason) < rank(current))
            current = reason;
    }

    [[nodiscard]] Frozen frozen(std::size_t element) const { return m_frozen[find(element)]; }

private:
    std::vector<std::size_t> m_parent;
    std::vector<Frozen> m_frozen;
};

/// Whose channels an activation carries: `repeat` features for each channel (T after a flatten).
struct Channels
{
    std::size_t owner = 0;
    std::int64_t repeat = 1;
};

/// Derives the space step by step; one object per analyse().
class Analysis
{
public:
    Analysis(const NetworkSpec& seed, const MaskConfig& masks) : m_seed(seed), m_masks(masks), m_shapes(shapes(seed)) {}

    SearchSpace run()
    {
        followChannels();
        formGroups();
        placeMasks();
        findRemovable();
        freezeTaps();
        return std::move(m_space);
    }

private:
    [[nodiscard]] Channels inputOf(const Node& node, std::size_t position = 0) const
    {
        const auto index = m_seed.indexOf(node.inputs[position]);
        return index < 0 ? Channels{} : m_channels[static_cast<std::size_t>(index)];
    }

    [[nodiscard]] Shape inputShape(const Node& node) const
    {
        const auto index = m_seed.indexOf(node.inputs[0]);
        return index < 0 ? m_seed.input : m_shapes[static_cast<std::size_t>(index)];
    }

    void followChannels()
    {
        m_owners.add();
        m_owners.freeze(0, Frozen::SharesInput);
        m_layerOf.assign(m_seed.nodes.size(), noLayer);
        for (std::size_t i = 0; i < m_seed.nodes.size(); ++i) {
            const auto& node = m_seed.nodes[i];
            if (const auto* conv = std::get_if<Conv1d>(&node.op))
                m_channels.push_back(addConv(i, node, *conv));
            else if (std::holds_alternative<Linear>(node.op))
                m_channels.push_back(addLayer(i, node, {}));
            else if (std::holds_alternative<Attention>(node.op))
                m_channels.push_back(addAttention(i, node));
            else if (std::holds_alternative<Add>(node.op))
                m_channels.push_back(joinInputs(node));
            else {
                auto channels = inputOf(node);
                if (std::holds_alternative<Flatten>(node.op))
                    channels.repeat *= inputShape(node).T;
                if (std::holds_alternative<Sigmoid>(node.op) || std::holds_alternative<Softmax>(node.op))
                    m_owners.freeze(channels.owner, Frozen::NeedsChannels);
                m_channels.push_back(channels);
            }
        }
        m_owners.freeze(m_channels.back().owner, Frozen::MakesOutputs);
    }

    Channels addConv(std::size_t index, const Node& node, const Conv1d& conv)
    {
        const auto input = inputOf(node);
        if (conv.groups == 1)
            return addLayer(index, node, conv);
        const auto own = addLayer(index, node, conv);
        if (conv.groups == conv.C_out && conv.groups == inputShape(node).C && input.repeat == 1) {
            m_space.layers.back().depthwise = true;
            m_owners.unite(input.owner, own.owner);
        } else {
            m_owners.freeze(input.owner, Frozen::NeedsChannels);
            m_owners.freeze(own.owner, Frozen::NeedsChannels);
        }
        return own;
    }

    /// Channels in are channels out, so it follows the alpha of its input.
    Channels addAttention(std::size_t index, const Node& node)
    {
        const auto input = inputOf(node);
        const auto own = addLayer(index, node, {});
        auto& layer = m_space.layers.back();
        layer.attention = true;
        layer.T = inputShape(node).T;
        if (input.repeat == 1) {
            m_owners.unite(input.owner, own.owner);
        } else { // behind a flatten, a channel is several features
            m_owners.freeze(input.owner, Frozen::NeedsChannels);
            m_owners.freeze(own.owner, Frozen::NeedsChannels);
        }
        return own;
    }

    Channels addLayer(std::size_t index, const Node& node, const Conv1d& conv)
    {
        m_layerOf[index] = m_space.layers.size();
        SearchLayer layer;
        layer.name = node.name;
        layer.node = index;
        layer.inputRepeat = inputOf(node).repeat;
        layer.C_in = inputShape(node).C;
        layer.C_out = m_shapes[index].C;
        layer.F_seed = conv.F();
        layer.K_seed = conv.K;
        layer.d_seed = conv.d;
        layer.T = m_shapes[index].T;
        m_space.layers.push_back(std::move(layer));
        const auto owner = m_owners.add();
        if (!node.searchable)
            m_owners.freeze(owner, Frozen::FixedBySeed);
        else if (!m_masks.choiceFor(node.name).channels)
            m_owners.freeze(owner, Frozen::ByChoice);
        return {owner, 1};
    }

    Channels joinInputs(const Node& node)
    {
        const auto first = inputOf(node);
        for (std::size_t position = 1; position < node.inputs.size(); ++position) {
            const auto other = inputOf(node, position);
            if (other.repeat == first.repeat) {
                m_owners.unite(first.owner, other.owner);
            } else { // a flattened activation added to a plain one: channels do not correspond
                m_owners.freeze(first.owner, Frozen::NeedsChannels);
                m_owners.freeze(other.owner, Frozen::NeedsChannels);
            }
        }
        return first;
    }

    void formGroups()
    {
        std::vector<std::size_t> roots;
        for (std::size_t l = 0; l < m_space.layers.size(); ++l) {
            auto& layer = m_space.layers[l];
            const auto root = m_owners.find(l + 1);
            const auto known = std::ranges::find(roots, root);
            layer.group = static_cast<std::size_t>(known - roots.begin());
            if (known == roots.end()) {
                roots.push_back(root);
                layer.ownsGroup = true;
                m_space.groups.push_back({.channels = layer.C_out, .frozen = m_owners.frozen(root)});
            }
            auto& group = m_space.groups[layer.group];
            group.layers.push_back(l);
            group.keepAtLeast = std::clamp(std::max(group.keepAtLeast, m_masks.choiceFor(layer.name).keepAtLeast),
                                           std::int64_t{1}, group.channels);
        }
        for (auto& layer : m_space.layers) {
            const auto input = inputOf(m_seed.nodes[layer.node]);
            const auto root = std::ranges::find(roots, m_owners.find(input.owner));
            if (root != roots.end())
                layer.inputGroup = static_cast<std::size_t>(root - roots.begin());
        }
        for (auto& group : m_space.groups) {
            const auto fixed = std::ranges::count_if(
                group.layers, [&](auto l) { return !m_seed.nodes[m_space.layers[l].node].searchable; });
            if (group.frozen == Frozen::FixedBySeed && fixed < static_cast<std::ptrdiff_t>(group.layers.size()))
                group.frozen = Frozen::SharesFixed;
        }
        for (std::size_t i = 0; i < m_seed.nodes.size(); ++i)
            if (std::holds_alternative<BatchNorm>(m_seed.nodes[i].op))
                for (std::size_t g = 0; g < roots.size(); ++g)
                    if (m_owners.find(m_channels[i].owner) == roots[g])
                        m_space.groups[g].batchNorms.push_back({i, m_channels[i].repeat});
    }

    /// Theta_A acts behind the first batch-norm that is reached through element-wise and pooling nodes only, else on
    /// the weights; on those of an attention always, where a channel that is off must not reach the others' weights in
    /// time.
    void placeMasks()
    {
        for (auto& layer : m_space.layers)
            layer.masksWeights = layer.attention || !reachesBatchNorm(layer.node);
    }

    [[nodiscard]] bool reachesBatchNorm(std::size_t node) const
    {
        for (;;) {
            std::vector<std::size_t> consumers;
            for (std::size_t i = node + 1; i < m_seed.nodes.size(); ++i)
                if (std::ranges::count(m_seed.nodes[i].inputs, m_seed.nodes[node].name) > 0)
                    consumers.push_back(i);
            if (consumers.size() != 1)
                return false;
            node = consumers.front();
            const auto& op = m_seed.nodes[node].op;
            if (std::holds_alternative<BatchNorm>(op))
                return true;
            if (!std::holds_alternative<Relu>(op) && !std::holds_alternative<Dropout>(op) &&
                !std::holds_alternative<SpatialDropout>(op) && !std::holds_alternative<AvgPool>(op) &&
                !std::holds_alternative<MaxPool>(op) && !std::holds_alternative<GlobalAvgPool>(op) &&
                !std::holds_alternative<Flatten>(op))
                return false;
        }
    }

    /// Nodes without any live input when all layers of `groups` are gone; an add lives as long as one input does.
    [[nodiscard]] std::vector<bool> deadNodes(const std::vector<std::size_t>& groups) const
    {
        std::vector<bool> dead(m_seed.nodes.size(), false);
        for (std::size_t i = 0; i < m_seed.nodes.size(); ++i) {
            const auto& node = m_seed.nodes[i];
            const auto isDead = [&](const std::string& input) {
                const auto index = m_seed.indexOf(input);
                return index >= 0 && dead[static_cast<std::size_t>(index)];
            };
            const bool gone = m_layerOf[i] != noLayer &&
                              std::ranges::count(groups, m_space.layers[m_layerOf[i]].group) > 0;
            const bool add = std::holds_alternative<Add>(node.op);
            dead[i] = gone || (add ? std::ranges::all_of(node.inputs, isDead) : std::ranges::any_of(node.inputs, isDead));
        }
        return dead;
    }

    void findRemovable()
    {
        std::vector<std::size_t> vanishing;
        std::vector<bool> deadAlone(m_seed.nodes.size(), false); // by any one vanishing group
        for (std::size_t g = 0; g < m_space.groups.size(); ++g) {
            auto& group = m_space.groups[g];
            if (group.frozen != Frozen::No || group.keepAtLeast > 1)
                continue;
            const auto dead = deadNodes({g});
            auto candidates = vanishing;
            candidates.push_back(g);
            const auto together = deadNodes(candidates);
            // Together they must not cut more than each alone: every dead branch needs a flag of its own.
            bool independent = true;
            for (std::size_t i = 0; i < together.size(); ++i)
                independent = independent && (!together[i] || dead[i] || deadAlone[i]);
            if (together.back() || !independent)
                continue;
            vanishing = std::move(candidates);
            for (std::size_t i = 0; i < dead.size(); ++i)
                deadAlone[i] = deadAlone[i] || dead[i];
            group.mayVanish = true;
            describeRemoval(group, dead);
        }
    }

    void describeRemoval(AlphaGroup& group, const std::vector<bool>& dead)
    {
        std::vector<bool> needed(m_seed.nodes.size(), false);
        needed.back() = true;
        for (auto i = m_seed.nodes.size(); i-- > 0;) {
            const auto& node = m_seed.nodes[i];
            for (std::size_t position = 0; position < node.inputs.size(); ++position) {
                const auto index = m_seed.indexOf(node.inputs[position]);
                if (index < 0)
                    continue;
                const auto from = static_cast<std::size_t>(index);
                if (dead[from] && !dead[i])
                    group.cuts.push_back({i, position});
                else if (needed[i])
                    needed[from] = true;
            }
        }
        for (std::size_t l = 0; l < m_space.layers.size(); ++l)
            if (!needed[m_space.layers[l].node])
                group.removedLayers.push_back(l);
    }

    void freezeTaps()
    {
        for (auto& layer : m_space.layers) {
            const auto& node = m_seed.nodes[layer.node];
            const auto& group = m_space.groups[layer.group];
            const auto choice = m_masks.choiceFor(layer.name);
            const auto* conv = std::get_if<Conv1d>(&node.op);
            Frozen both = Frozen::No;
            if (!node.searchable)
                both = Frozen::FixedBySeed;
            else if (group.frozen == Frozen::MakesOutputs)
                both = Frozen::MakesOutputs;
            else if (layer.F_seed == 1)
                both = Frozen::OneTap;
            else if (conv != nullptr && conv->d > 1)
                both = Frozen::FixedBySeed; // masks need the undilated filter
            else if (conv != nullptr && conv->s > 1 && !m_masks.strided)
                both = Frozen::Strided;
            layer.field = both == Frozen::No && !choice.field ? Frozen::ByChoice : both;
            layer.dilation = both == Frozen::No && !choice.dilation ? Frozen::ByChoice : both;
            layer.choices = 1;
            if (layer.ownsGroup && group.frozen == Frozen::No)
                layer.choices *= static_cast<double>(group.channels - group.keepAtLeast + 1);
            if (layer.field == Frozen::No)
                layer.choices *= static_cast<double>(betaLength(layer.F_seed, m_masks.granularity));
            if (layer.dilation == Frozen::No)
                layer.choices *= static_cast<double>(gammaLength(layer.F_seed));
            m_space.size *= layer.choices;
        }
    }

    const NetworkSpec& m_seed;
    const MaskConfig& m_masks;
    std::vector<Shape> m_shapes;
    Owners m_owners;
    std::vector<Channels> m_channels;    // per node
    std::vector<std::size_t> m_layerOf;  // per node
    SearchSpace m_space;
};

} // namespace

std::int64_t gammaLength(std::int64_t F_seed)
{
    std::int64_t length = 0;
    while ((std::int64_t{1} << length) < F_seed)
        ++length;
    return std::max<std::int64_t>(1, length);
}

std::int64_t betaLength(std::int64_t F_seed, std::int64_t granularity)
{
    return (F_seed - 1 + granularity - 1) / granularity + 1;
}

SearchSpace analyse(const NetworkSpec& seed, const MaskConfig& masks) { return Analysis(seed, masks).run(); }

} // namespace pitlane
