// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/kernelcost.h"

namespace pitlane::detail {

namespace {

double ceilOf(double value, double block)
{
    return std::ceil(value / block - 1e-9);
}

/// ceil(x / block). What masks decide is x / block + (block - 1) / (2 block): the mean of ceil() over the `block`
/// numbers that fill one block, a straight line, so that the gradient knows neither plateaus nor steps.
Dual blocks(const Dual& x, double block, bool isFree)
{
    return isFree ? x / block + (block - 1) / (2 * block) : Dual(ceilOf(x.v, block));
}

/// A part that goes with its layer: 1 where there is something, 0 where nothing is left. What masks decide goes to 0
/// below 1 along x (2 - x), without a kink at 1.
Dual presence(const Dual& x, bool isFree)
{
    if (!isFree || x.v >= 1 || x.v <= 0)
        return x.v > 0 ? 1.0 : x.through(0, isFree ? 2.0 : 0.0);
    return x.through(x.v * (2 - x.v), 2 - 2 * x.v);
}

/// ceil(items / 8), rounds of the 8 cores. A round that is not full takes as long as a full one: where masks decide,
/// a smooth maximum of 1 and items / 8 + 7 / 16.
Dual rounds(const Dual& items, bool isFree)
{
    constexpr double cores = 8;
    if (!isFree)
        return ceilOf(items.v, cores);
    constexpr double softness = 0.25;
    const auto over = items / cores + (cores - 1) / (2 * cores) - 1;
    const auto root = std::sqrt(over.v * over.v + softness * softness);
    return over.through(1 + (over.v + root) / 2, (1 + over.v / root) / 2);
}

/// C_in, C_out and K of a layer, as directions of the gradient.
struct Sizes
{
    Dual C_in, C_out, K;
    explicit Sizes(const EffectiveLayer& layer)
        : C_in(layer.C_in, {1, 0, 0}), C_out(layer.C_out, {0, 1, 0}), K(layer.K, {0, 0, 1})
    {
    }
};

/// Our GAP8 kernels, 8 cores, data in L1. Convolutions: fitted on 86 layers (mean error 4.7 %, worst 16 %). Adds:
/// fitted. The rest is derived from the kernels' inner loops, or estimated.
namespace gap8 {

constexpr double requantise = 12; ///< cycles of one output with its store

KernelCost conv(const EffectiveLayer& layer, const Sizes& size)
{
    const auto steps = ceilOf(static_cast<double>(layer.T), 4);
    const auto outBlocks = blocks(size.C_out, 4, layer.freeOut);
    const auto inWords = blocks(size.C_in, 4, layer.freeIn);
    // One channel without dilation: four taps stand where four channels would.
    const bool packsTaps = !layer.freeIn && layer.C_in == 1 && layer.d == 1;
    const auto taps = packsTaps ? blocks(size.K, 4, layer.freeK) : size.K;
    const auto perBlock =
        24.7 * taps * inWords + (layer.d > 1 ? 4.9 * size.K : Dual(0)) + 250.0 * size.C_out / (4.0 * outBlocks) + 71;
    const auto padding = positivePart((size.K - 1) * static_cast<double>(layer.d)) * inWords;
    return {rounds(steps * outBlocks, layer.freeOut) * perBlock + 500 + 2.8 * padding, CostBasis::Fit};
}

/// The features are split over the cores, 4 outputs at a time; then 8 partial sums are added and requantised.
KernelCost linear(const EffectiveLayer& layer, const Sizes& size)
{
    const auto repeat = static_cast<double>(layer.repeat);
    const auto words = repeat * blocks(size.C_in / repeat, 4, layer.freeIn);
    const auto perCore = blocks(words, 8, layer.freeIn);
    return {blocks(size.C_out, 4, layer.freeOut) * (9.0 * perCore + 40.0) +
                60.0 * blocks(size.C_out, 8, layer.freeOut) + 500.0,
            CostBasis::Estimate};
}

KernelCost cost(const EffectiveLayer& layer, const Sizes& size)
{
    const auto T = static_cast<double>(layer.T);
    /// `cycles` for each output and core, channels padded to 4.
    const auto each = [&](const Dual& cycles, double samples) {
        return KernelCost{samples * 4.0 * blocks(size.C_out, 4, layer.freeOut) * cycles / 8.0 + 260.0,
                          CostBasis::Estimate};
    };
    switch (layer.kind) {
    case LayerKind::Conv:
        return conv(layer, size);
    case LayerKind::Linear:
        return layer.T > 1 ? conv(layer, size) : linear(layer, size);
    case LayerKind::Attention: { // a 1x1 convolution; tanh by table; two products over time; softmax on one core
        const auto project = conv(layer, size).cycles;
        return {project + each(4.0 + 4.0, T).cycles + 60.0 * T + 1000.0, CostBasis::Estimate};
    }
    case LayerKind::Depthwise:
        return each(4.0 * size.K + requantise + 8.0, T);
    case LayerKind::Add:
        return {positivePart(size.C_in - 1.0) * (3.1 * T * 4.0 * blocks(size.C_out, 4, layer.freeOut) + 260.0),
                CostBasis::Fit};
    case LayerKind::AvgPool:
    case LayerKind::MaxPool:
        return each(4.0 * size.K + 4.0, T);
    case LayerKind::GlobalAvgPool:
        return each(4.0, static_cast<double>(layer.T_in));
    case LayerKind::Scale:
        return each(requantise, T);
    case LayerKind::Activation:
        return each(8.0, T);
    }
    throw TargetError("Layer " + layer.name + " is of a kind that the GAP8 kernels do not have.");
}

} // namespace gap8

/// Our Cortex-M kernels: executed instructions, blocks of 2 channels x 4 steps. Convolutions and linear layers: fitted
/// on 107 and 14 layers that were counted on QEMU's Cortex-M7 (mean error 0.9 %, worst 9 %). The rest is estimated.
namespace cortexM {

KernelCost conv(const EffectiveLayer& layer, const Sizes& size)
{
    const auto steps = ceilOf(static_cast<double>(layer.T), 4);
    const auto outPairs = blocks(size.C_out, 2, layer.freeOut);
    // One channel: two taps stand where two channels would.
    const bool packsTaps = !layer.freeIn && layer.C_in == 1 && layer.K > 1;
    const auto taps = packsTaps ? blocks(size.K, 2, layer.freeK) : size.K;
    const auto inPairs = packsTaps ? Dual(1) : blocks(size.C_in, 2, layer.freeIn);
    const auto runs = layer.s == 1 ? least(taps, inPairs) : inPairs;
    const auto perStep = layer.s == 1 ? 12.06 : 14.05;
    const auto widened = static_cast<double>(layer.T_in) * blocks(size.C_in, 4, layer.freeIn);
    return {steps * outPairs * (perStep * taps * inPairs + 4.72 * runs + 75.5) + 8.66 * widened + 63.2 * outPairs +
                194.0,
            CostBasis::Fit};
}

/// Four outputs at a time on widened inputs; one or two that are left over on the int8 inputs.
KernelCost linear(const EffectiveLayer& layer, const Sizes& size)
{
    const auto words = blocks(size.C_in, 16, layer.freeIn);
    if (layer.freeOut) // on average three of eight outputs more than whole fours are left over
        return {size.C_out / 4.0 * (62.6 * words + 137.0) + 30.8 * words + 0.5 * 22.6 * words + 75.0, CostBasis::Fit};
    const auto outputs = static_cast<std::int64_t>(std::ceil(layer.C_out - 1e-9));
    const auto fours = outputs % 4 == 3 ? outputs / 4 + 1 : outputs / 4;
    const auto left = outputs % 4 == 3 ? 0 : outputs % 4;
    const auto leftWords = blocks(size.C_in, 8, layer.freeIn);
    return {static_cast<double>(fours) * (62.6 * words + 137.0) + (fours > 0 ? 30.8 * words : Dual(0)) +
                static_cast<double>(left) * (11.3 * leftWords - 3.8) + 75.0,
            CostBasis::Fit};
}

KernelCost instructions(const EffectiveLayer& layer, const Sizes& size)
{
    const auto T = static_cast<double>(layer.T);
    const auto each = [&](const Dual& count, double samples) {
        return KernelCost{samples * size.C_out * count + 100.0, CostBasis::Estimate};
    };
    switch (layer.kind) {
    case LayerKind::Conv:
        return conv(layer, size);
    case LayerKind::Linear:
        return layer.T > 1 ? conv(layer, size) : linear(layer, size);
    case LayerKind::Attention: { // a 1x1 convolution; tanh by table; two products over time; softmax
        const auto project = conv(layer, size).cycles;
        return {project + each(5.0 + 2.5, T).cycles + 60.0 * T, CostBasis::Estimate};
    }
    case LayerKind::Depthwise:
        return each(3.0 * size.K + 15.0, T);
    case LayerKind::Add: {
        const auto pair = each(12.0, T).cycles;
        return {positivePart(size.C_in - 1.0) * pair, CostBasis::Estimate};
    }
    case LayerKind::AvgPool:
    case LayerKind::MaxPool:
        return each(3.0 * size.K + 6.0, T);
    case LayerKind::GlobalAvgPool:
        return each(3.0, static_cast<double>(layer.T_in));
    case LayerKind::Scale:
        return each(9.0, T);
    case LayerKind::Activation:
        return each(6.0, T);
    }
    throw TargetError("Layer " + layer.name + " is of a kind that the Cortex-M kernels do not have.");
}

} // namespace cortexM

} // namespace

KernelCost kernelCost(const EffectiveLayer& layer, const TargetDevice& target)
{
    const auto isGone = [](double size, bool isFree) { return !isFree && size <= 0; };
    if (isGone(layer.C_in, layer.freeIn) || isGone(layer.C_out, layer.freeOut) || isGone(layer.K, layer.freeK))
        return {};
    const Sizes size(layer);
    auto cost = target.kernels == Kernels::Gap8 ? gap8::cost(layer, size) : cortexM::instructions(layer, size);
    if (target.kernels == Kernels::CortexM)
        cost.cycles = cost.cycles * target.cyclesPerInstruction;
    cost.cycles = cost.cycles * presence(size.C_out, layer.freeOut);
    if (layer.kind != LayerKind::Add) // whose C_in counts summands, and is 0 below two already
        cost.cycles = cost.cycles * presence(size.C_in, layer.freeIn) * presence(size.K, layer.freeK);
    return cost;
}

double inferenceOverhead(const TargetDevice& target)
{
    // GAP8: one fork, input and output by DMA. What six whole networks take beyond the sum of their layers, about.
    return target.kernels == Kernels::Gap8 ? 3000 : 0;
}

} // namespace pitlane::detail
