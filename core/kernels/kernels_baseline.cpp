// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define PITLANE_LANES 4
#include "core/kernels/vectorised.h"

namespace pitlane::kernels {

extern const Kernels baselineKernels;
const Kernels baselineKernels = form("baseline", [] { return true; });

} // namespace pitlane::kernels
