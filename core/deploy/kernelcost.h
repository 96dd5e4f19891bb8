// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/costedlayers.h"
#include "core/deploy/costmodel.h"
#include "core/deploy/dual.h"

/// Private to core/deploy: cycles of one layer by our kernels, with derivatives.
namespace pitlane::detail {

struct KernelCost
{
    Dual cycles;
    CostBasis basis = CostBasis::Fit;
};

/// Throws TargetError with the node's name for a layer that the kernels of `target` do not have.
[[nodiscard]] KernelCost kernelCost(const EffectiveLayer& layer, const TargetDevice& target);

/// Cycles of one inference that belong to no layer.
[[nodiscard]] double inferenceOverhead(const TargetDevice& target);

} // namespace pitlane::detail
