// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/firmware/cortexmpacking.h"
#include "core/quant/quantizednetwork.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a layer becomes in C. A kind of target says which kernels it has; whatever it has none for runs on the portable
/// ones, which also make the build for the host.
namespace pitlane {

/// A constant array of a layer, in flash.
struct ConstArray
{
    std::string name; ///< of the layer's own, "weights"
    std::string type; ///< in C, "int8_t"
    std::int64_t bytesEach = 1;
    std::vector<std::int64_t> values;
    [[nodiscard]] std::int64_t bytes() const { return bytesEach * static_cast<std::int64_t>(values.size()); }
};

/// One kernel with what it is called with. In `initialiser` and `call`, {NAME} stands for the C name of the array NAME;
/// `call` further has {layer} (the struct), x, y, b (the second input) and scratch.
struct KernelCode
{
    std::string kernel;      ///< "pl_conv1d"
    std::string type;        ///< of the struct, "pl_conv1d_layer"; empty: there is none
    std::string initialiser; ///< of the struct
    std::string call;        ///< "pl_conv1d({layer}, x, y)"
    std::vector<ConstArray> arrays;
    std::int64_t structBytes = 0;
    std::int64_t scratchBytes = 0;
    std::optional<double> instructions; ///< by the kernel's own formula
    std::optional<CortexMCore> core;    ///< Cortex-M: assembler that the layer needs
    [[nodiscard]] std::int64_t flashBytes() const;
};

/// A node with the forms of its inputs.
struct LayerContext
{
    const QNode& node;
    std::vector<const QTensor*> inputs;
};
[[nodiscard]] LayerContext contextOf(const QuantizedNetwork& network, std::size_t node);

/// The portable kernel of a node. Throws ExportError, naming the node, where it has a size that no kernel takes.
[[nodiscard]] KernelCode portableKernel(const LayerContext& layer);

/// A kernel of a target, or why the portable one runs there.
struct TargetKernel
{
    std::optional<KernelCode> code;
    std::string reason; ///< why this kernel: a clause
};

/// What the code generator asks about a kind of target.
class TargetKind
{
public:
    virtual ~TargetKind() = default;
    /// C macro that is 1 where the target's own kernels are compiled: "PL_USE_CORTEXM".
    [[nodiscard]] virtual std::string guard() const = 0;
    /// Preprocessor lines that define the guard.
    [[nodiscard]] virtual std::string guardDefinition() const = 0;
    [[nodiscard]] virtual std::string kernelHeader() const = 0; ///< "pl_cortexm.h"
    /// The kernel for a node, with at most `scratchLimit` bytes of scratch memory (0: any).
    [[nodiscard]] virtual TargetKernel kernel(const LayerContext& layer, std::int64_t scratchLimit) const = 0;
    /// Declarations in C for the code that the kernels of all layers need.
    [[nodiscard]] virtual std::string declarations(const std::vector<KernelCode>& kernels) const = 0;
};

/// Cortex-M with the DSP extension (resources/firmware/cortexm).
class CortexMKind final : public TargetKind
{
public:
    [[nodiscard]] std::string guard() const override;
    [[nodiscard]] std::string guardDefinition() const override;
    [[nodiscard]] std::string kernelHeader() const override;
    [[nodiscard]] TargetKernel kernel(const LayerContext& layer, std::int64_t scratchLimit) const override;
    [[nodiscard]] std::string declarations(const std::vector<KernelCode>& kernels) const override;
};

/// ".name = value," for each, in braces.
[[nodiscard]] std::string designated(const std::vector<std::pair<std::string, std::string>>& fields);
template <typename Value>
[[nodiscard]] ConstArray constArray(std::string name, std::string type, const std::vector<Value>& values)
{
    return {.name = std::move(name),
            .type = std::move(type),
            .bytesEach = sizeof(Value),
            .values = std::vector<std::int64_t>(values.begin(), values.end())};
}

} // namespace pitlane
