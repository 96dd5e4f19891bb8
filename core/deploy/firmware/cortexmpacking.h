// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// Layers in the form that the kernels of resources/firmware/cortexm run: weights reordered, zero points and roundings
/// folded, everything checked under which that is exact. Plain numbers in, plain numbers out.
namespace pitlane {

/// A layer whose arrays do not fit its shape: a mistake of the caller.
class PackingError : public Error
{
public:
    using Error::Error;
};

/// A layer as pl_conv1d() and pl_linear() (resources/firmware/pitlane_kernels.h) define it: int8 in TensorFlow Lite's
/// arithmetic. A linear layer has K = T_in = T_out = 1 and its whole input as channels.
struct CortexMSource
{
    std::int32_t C_in = 1;
    std::int32_t C_out = 1;
    std::int32_t T_in = 1;
    std::int32_t T_out = 1;
    std::int32_t K = 1;
    std::int32_t d = 1;
    std::int32_t s = 1;
    std::int32_t padLeft = 0; ///< samples, negative to cut off
    std::int32_t zeroIn = 0;
    std::int32_t zeroOut = 0;
    std::int32_t outMin = -128;
    std::int32_t outMax = 127;
    std::vector<std::int8_t> weights;     ///< [C_out][K][C_in], the oldest tap first
    std::vector<std::int32_t> bias;       ///< [C_out]
    std::vector<std::int32_t> multiplier; ///< [C_out], in 2^-31
    std::vector<std::int32_t> shift;      ///< [C_out], positive to the left
};

/// One instance of the macro pl_core (pl_cortexm_core.inc). Layers share one where stride, advance and wide agree.
struct CortexMCore
{
    std::int32_t stride = 1;  ///< words from a step to the next one
    std::int32_t advance = 4; ///< bytes that the planes move on after a word of weights
    std::int32_t longest = 1; ///< words of weights in the longest run
    bool wide = false;        ///< sums of any size
    [[nodiscard]] std::string name() const;
    /// Flash that it takes.
    [[nodiscard]] std::int64_t codeBytes() const;
    bool operator==(const CortexMCore&) const = default;
};

/// The fields of pl_cortexm_conv1d_layer, with what they point to.
struct CortexMConv1d
{
    std::int32_t C_in = 0, C_out = 0, T_in = 0, T_out = 0, padLeft = 0;
    std::int32_t rowStep = 1, tapPair = 0, stride = 1, history = 0, tile = 0, planes = 0, pitch = 0;
    std::int32_t run = 0, runs = 0, nextRun = 0, flags = 0;
    std::uint32_t zeroWord = 0;
    CortexMCore core;                     ///< longest = run
    std::vector<std::uint32_t> weights;   ///< constant, in flash
    std::vector<std::int32_t> parameters; ///< constant, in flash
    [[nodiscard]] std::int64_t scratchBytes() const;
    /// Weights and parameters.
    [[nodiscard]] std::int64_t flashBytes() const;
    /// Executed instructions, within 3 % where there are a thousand and more, 10 % below.
    [[nodiscard]] double instructions() const;
    bool operator==(const CortexMConv1d&) const = default;
};

/// The fields of pl_cortexm_linear_layer, with what they point to.
struct CortexMLinear
{
    std::int32_t C_in = 0, C_out = 0, quads = 0, chunk = 0, outMin = -128, outMax = 127;
    std::vector<std::uint32_t> weights;
    std::vector<std::int32_t> parameters;
    [[nodiscard]] std::int64_t scratchBytes() const;
    [[nodiscard]] std::int64_t flashBytes() const;
    [[nodiscard]] double instructions() const;
    bool operator==(const CortexMLinear&) const = default;
};

/// A packed layer, or why it stays with the portable kernel.
template <typename Layer> struct CortexMPacking
{
    std::optional<Layer> layer;
    std::string obstacle; ///< a clause: "its upper clamp is 100, not 127"; empty where there is a layer
};

/// Packs a convolution. `scratchLimit`, in bytes, makes planes for fewer steps at a time where all would take more; 0
/// is no limit. The answer keeps the limit or has an obstacle. Obstacles: an upper clamp other than 127; an output
/// channel whose scale is not below 1/2, or below 2^-23 with sums that would still show; sums beyond 30 bits; taps or
/// channels beyond a run of 64; a distance between taps beyond 4095 bytes. Throws PackingError where an array has
/// another length than its shape says, or a size is below 1.
[[nodiscard]] CortexMPacking<CortexMConv1d> packForCortexM(const CortexMSource& conv, std::int64_t scratchLimit = 0);

/// Packs a linear layer. Obstacles: scales and sums as above, a weight of -128.
[[nodiscard]] CortexMPacking<CortexMLinear> packLinearForCortexM(const CortexMSource& linear);

/// The cores of some layers, each once and as long as needed, in a fixed order.
[[nodiscard]] std::vector<CortexMCore> coresOf(std::span<const CortexMCore> cores);
/// The assembler file that makes them, to be compiled (as .S) beside pl_cortexm_core.inc.
[[nodiscard]] std::string assemblerSource(std::span<const CortexMCore> cores);
/// Their declarations in C.
[[nodiscard]] std::string declarations(std::span<const CortexMCore> cores);

/// The initialiser of a pl_cortexm_conv1d_layer or pl_cortexm_linear_layer, without a semicolon; `weights` and
/// `parameters` are C expressions.
[[nodiscard]] std::string initialiser(const CortexMConv1d& layer, const std::string& weights,
                                      const std::string& parameters);
[[nodiscard]] std::string initialiser(const CortexMLinear& layer, const std::string& weights,
                                      const std::string& parameters);

} // namespace pitlane
