// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define PITLANE_LANES 16
#include "core/kernels/vectorised.h"

namespace pitlane::kernels {

extern const Kernels avx512Kernels;
const Kernels avx512Kernels = form("AVX-512", [] {
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
           __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512bw") != 0;
});

} // namespace pitlane::kernels
