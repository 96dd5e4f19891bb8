// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/costedlayers.h"
#include "core/deploy/targetdevice.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pitlane {

/// What a cost term of the loss counts.
enum class CostKind {
    Size,    ///< R_size: effective weights (TC'23, Eq. 14)
    Ops,     ///< R_ops: effective multiply-accumulates (TC'23, Eq. 17)
    Latency, ///< milliseconds of one inference on a target
    Energy   ///< millijoules of one inference on a target: power x latency
};
[[nodiscard]] std::string_view nameOf(CostKind kind); ///< "size", stable in files
[[nodiscard]] std::string_view unitOf(CostKind kind); ///< "weights", "MACs", "ms", "mJ"
/// Throws Error naming the kinds that there are.
[[nodiscard]] CostKind costKindFromName(std::string_view name);
[[nodiscard]] bool needsTarget(CostKind kind); ///< latency and energy

/// dR / dC_in, dR / dC_out, dR / dK of one layer; 0 for what is not free in a latency model.
struct LayerGradient
{
    double C_in = 0;
    double C_out = 0;
    double K = 0;
    bool operator==(const LayerGradient&) const = default;
};

/// R as a function of the effective layers. Without state: may be used by several threads at once.
class CostModel
{
public:
    virtual ~CostModel() = default;
    /// R of the network that `layers` describe, in unit(). Fills `gradients`, one for each layer, where not empty (its
    /// size is then that of `layers`). Allocates nothing. Throws TargetError, with the node's name, for a layer that
    /// the target has no kernel for.
    [[nodiscard]] virtual double value(std::span<const EffectiveLayer> layers,
                                       std::span<LayerGradient> gradients = {}) const = 0;
    [[nodiscard]] virtual CostKind kind() const = 0;
    [[nodiscard]] std::string_view unit() const { return unitOf(kind()); }
};

/// The model for `kind`; `target` is copied, and needed where needsTarget(kind). Throws TargetError when it is missing,
/// or when energy is asked of a target whose power is not known.
///
/// Size and ops: sum over the layers with weights of C_in C_out K (times T); a depthwise layer has C_in = 1, an
/// attention C_in = C_out, K = 1. Biases and batch-norm are not counted (SPEC, section 4).
///
/// Latency: sum over all layers of the cycles of our kernels (kernelcost.cpp has the formulas and where they come from)
/// divided by the clock. The kernels work in blocks, so the discrete model is full of ceil(). A size that masks decide
/// (EffectiveLayer::free...) enters instead as
///   ceil(x / n)       -> x / n + (n - 1) / (2 n), the mean of ceil() over the n sizes of one block, a straight line;
///   rounds of 8 cores -> a smooth maximum of 1 and the same line: a core that idles costs as much as one that works;
///   the whole layer   -> times x (2 - x) below x = 1, so that a layer of which nothing is left costs nothing.
/// A size that masks do not decide enters as the kernels really round it. With nothing free the value is the exact
/// discrete model, costOf(). d is taken as constant; its share is small, because our kernels do not densify.
[[nodiscard]] std::unique_ptr<CostModel> makeCostModel(CostKind kind, const TargetDevice* target = nullptr);

/// R of a discrete network: value() with nothing free.
[[nodiscard]] double costOf(const NetworkSpec& network, const CostModel& model);

/// Where a figure comes from.
enum class CostBasis {
    Fit,      ///< a formula fitted to counted or measured layers
    Estimate, ///< derived from what the kernel has to do; not measured by itself
};

/// What one node costs on a target.
struct NodeCost
{
    std::string name;
    LayerKind kind = LayerKind::Conv;
    std::int64_t parameters = 0; ///< weights, bias, and batch-norms that belong to it
    std::int64_t macs = 0;
    double cycles = 0;
    double ms = 0;
    CostBasis basis = CostBasis::Fit;
    bool operator==(const NodeCost&) const = default;
};

/// What one inference costs on a target.
struct NetworkCost
{
    std::vector<NodeCost> nodes;    ///< those that cost something, in network order
    double overheadMs = 0;          ///< of an inference, beside its nodes
    std::int64_t parameters = 0;    ///< parameterCount()
    std::int64_t macs = 0;          ///< macCount()
    double ms = 0;                  ///< all of it
    std::optional<double> energyMj; ///< none: the target's power is not known
    bool operator==(const NetworkCost&) const = default;
};

/// Throws NetworkError, TargetError.
[[nodiscard]] NetworkCost costOf(const NetworkSpec& network, const TargetDevice& target);

} // namespace pitlane
