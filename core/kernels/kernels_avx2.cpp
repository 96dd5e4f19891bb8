// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define PITLANE_LANES 8
#include "core/kernels/vectorised.h"

namespace pitlane::kernels {

extern const Kernels avx2Kernels;
const Kernels avx2Kernels =
    form("AVX2", [] { return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0; });

} // namespace pitlane::kernels
