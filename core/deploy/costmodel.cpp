// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/costmodel.h"

#include "core/deploy/kernelcost.h"
#include "core/network/cost.h"

#include <algorithm>
#include <array>

namespace pitlane {

namespace {

struct KindText
{
    CostKind kind;
    std::string_view name;
    std::string_view unit;
};

constexpr std::array kinds{
    KindText{CostKind::Size, "size", "weights"},
    KindText{CostKind::Ops, "ops", "MACs"},
    KindText{CostKind::Latency, "latency", "ms"},
    KindText{CostKind::Energy, "energy", "mJ"},
};

/// Size and ops.
class WeightModel : public CostModel
{
public:
    explicit WeightModel(CostKind kind) : m_kind(kind) {}
    [[nodiscard]] CostKind kind() const override { return m_kind; }

    [[nodiscard]] double value(std::span<const EffectiveLayer> layers,
                               std::span<LayerGradient> gradients) const override
    {
        double sum = 0;
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const auto& layer = layers[i];
            const auto factor = !hasWeights(layer.kind)   ? 0.0
                                : m_kind == CostKind::Ops ? static_cast<double>(layer.T)
                                                          : 1.0;
            sum += factor * layer.C_in * layer.C_out * layer.K;
            if (!gradients.empty())
                gradients[i] = {.C_in = factor * layer.C_out * layer.K,
                                .C_out = factor * layer.C_in * layer.K,
                                .K = factor * layer.C_in * layer.C_out};
        }
        return sum;
    }

private:
    CostKind m_kind;
};

/// Latency and energy.
class TargetModel : public CostModel
{
public:
    TargetModel(CostKind kind, const TargetDevice& target)
        : m_kind(kind), m_target(target), m_perCycle(1e3 / static_cast<double>(target.clockHz))
    {
        if (kind != CostKind::Energy)
            return;
        if (!target.powerMw)
            throw TargetError("The energy of an inference on " + target.name +
                              " is not known, because its power is not. Measure it and write powerMw into a copy of "
                              "the target's file, or choose latency.");
        m_perCycle *= *target.powerMw * 1e-3; // mW x ms = uJ
    }
    [[nodiscard]] CostKind kind() const override { return m_kind; }

    [[nodiscard]] double value(std::span<const EffectiveLayer> layers,
                               std::span<LayerGradient> gradients) const override
    {
        auto cycles = detail::inferenceOverhead(m_target);
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const auto& layer = layers[i];
            const auto cost = detail::kernelCost(layer, m_target).cycles;
            cycles += cost.v;
            if (!gradients.empty())
                gradients[i] = {.C_in = layer.freeIn ? cost.g[0] * m_perCycle : 0,
                                .C_out = layer.freeOut ? cost.g[1] * m_perCycle : 0,
                                .K = layer.freeK ? cost.g[2] * m_perCycle : 0};
        }
        return cycles * m_perCycle;
    }

private:
    CostKind m_kind;
    TargetDevice m_target;
    double m_perCycle; ///< ms or mJ
};

} // namespace

std::string_view nameOf(CostKind kind)
{
    return std::ranges::find(kinds, kind, &KindText::kind)->name;
}

std::string_view unitOf(CostKind kind)
{
    return std::ranges::find(kinds, kind, &KindText::kind)->unit;
}

CostKind costKindFromName(std::string_view name)
{
    const auto found = std::ranges::find(kinds, name, &KindText::name);
    if (found == kinds.end())
        throw Error("expected one of size, ops, latency, energy, found \"" + std::string(name) + "\".");
    return found->kind;
}

bool needsTarget(CostKind kind)
{
    return kind == CostKind::Latency || kind == CostKind::Energy;
}

std::unique_ptr<CostModel> makeCostModel(CostKind kind, const TargetDevice* target)
{
    if (!needsTarget(kind))
        return std::make_unique<WeightModel>(kind);
    if (target == nullptr)
        throw TargetError("The cost \"" + std::string(nameOf(kind)) + "\" needs a target. Choose one.");
    return std::make_unique<TargetModel>(kind, *target);
}

double costOf(const NetworkSpec& network, const CostModel& model)
{
    std::vector<EffectiveLayer> layers;
    for (auto& costed : costedNodes(network))
        layers.push_back(std::move(costed.layer));
    return model.value(layers);
}

NetworkCost costOf(const NetworkSpec& network, const TargetDevice& target)
{
    const auto weighted = layers(network);
    const auto msPerCycle = 1e3 / static_cast<double>(target.clockHz);
    NetworkCost result{.overheadMs = detail::inferenceOverhead(target) * msPerCycle,
                       .parameters = parameterCount(network),
                       .macs = macCount(network)};
    result.ms = result.overheadMs;
    for (const auto& costed : costedNodes(network)) {
        const auto cost = detail::kernelCost(costed.layer, target);
        NodeCost node{.name = costed.layer.name,
                      .kind = costed.layer.kind,
                      .cycles = cost.cycles.v,
                      .ms = cost.cycles.v * msPerCycle,
                      .basis = cost.basis};
        if (hasWeights(costed.layer.kind)) {
            node.parameters = weighted[*costed.outputLayer].parameters;
            node.macs = weighted[*costed.outputLayer].macs;
        }
        result.ms += node.ms;
        result.nodes.push_back(std::move(node));
    }
    if (target.powerMw)
        result.energyMj = result.ms * *target.powerMw * 1e-3;
    return result;
}

} // namespace pitlane
