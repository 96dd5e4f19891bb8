// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/firmware/cortexmpacking.h"

#include <algorithm>

/// How many instructions the kernels execute. The assembler's part is counted from its source; what the compiler made
/// of pl_cortexm.c is fitted to counts of 500 random convolutions and 300 linear layers under an emulator (gcc 12.2,
/// -O3).
namespace pitlane {

namespace {

using std::int32_t;

/// One call of a core: blocks of four steps of `outputs` (one or two) channels.
double coreInstructions(const CortexMConv1d& layer, int32_t blocks, int32_t outputs)
{
    const auto& core = layer.core;
    const double word =
        12 + (core.wide ? 1 : 0) + (core.stride > 1 ? 2 : 0) + (core.advance > (core.stride == 1 ? 1020 : 255) ? 1 : 0);
    const double run = 5 + layer.run * word;
    const bool clamps = layer.flags != 0;
    const double block = 12 + layer.runs * run + (core.wide ? 57 : 65);
    const double special = outputs == 2 ? (clamps ? 33 : 0) : (clamps ? 25 : 1);
    return 10 + blocks * (block + special);
}

/// Planes of `count` words, of which `inside` lie in the input, `lead` before it and the others behind.
double planeInstructions(const CortexMConv1d& layer, int32_t count, int32_t lead, int32_t inside)
{
    if (layer.tapPair > 0) {
        const auto words = count - layer.tapPair;
        return 11.19 * inside + 2.11 * std::max(words - inside, 0);
    }
    const auto trail = count - lead - inside;
    double sum = 0;
    if (lead > 0 || trail > 0) {
        const double fours = lead / 4 + trail / 4;
        const double ones = lead % 4 + trail % 4;
        sum += (layer.C_in + 1) / 2 * (23.7 + 8.06 * fours + 4.52 * ones);
    }
    if (inside > 0) {
        constexpr double perSample[4] = {0, 6.75, 8.46, 9.55}; // of one, two and three channels left over
        sum += layer.C_in / 4 * (25.53 + 30.31 * (inside / 4) + 8.53 * (inside % 4));
        sum += perSample[layer.C_in % 4] * inside;
    }
    return sum;
}

} // namespace

double CortexMConv1d::instructions() const
{
    const auto T = std::max(T_out, 4);
    double sum = 0;
    for (int32_t t = 0; t < T; t += tile) {
        auto steps = std::min(tile, T - t);
        if (steps < 4) {
            t = T - 4;
            steps = 4;
        }
        const auto count = (steps - 1) * stride + history + 1 + tapPair;
        const auto start = t * stride * rowStep - padLeft;
        const auto lead = start < 0 ? std::min((-start + rowStep - 1) / rowStep, count) : 0;
        const auto first = start + lead * rowStep;
        const auto inside = first < T_in ? std::min((T_in - first + rowStep - 1) / rowStep, count - lead) : 0;
        sum += 186 + planeInstructions(*this, count, lead, inside);
        for (int32_t o = 0; o < C_out; o += 2) {
            const auto outputs = std::min(2, C_out - o);
            sum += 33.36 + coreInstructions(*this, steps / 4, outputs);
            if (steps % 4 != 0)
                sum += 13.72 + coreInstructions(*this, 1, outputs);
        }
    }
    return sum;
}

double CortexMLinear::instructions() const
{
    double sum = 17.7;
    const auto blocks = (C_in + 15) / 16;
    if (quads > 0) {
        sum += 16.1 + 28.9 * (C_in / 16) + (C_in % 16 != 0 ? 61.3 : 0);
        sum += quads * (91.6 + 25.8 * ((8 * blocks + chunk - 1) / chunk) + 61.9 * blocks);
    }
    const auto left = std::max(C_out - 4 * quads, 0);
    if (left > 0) {
        const auto groups = C_in / 8;
        sum += 60.5 + left * (28.4 + 49.9 * (groups / 4) + 14.4 * (groups % 4) + (C_in % 8 != 0 ? 35.5 : 0));
    }
    return sum;
}

} // namespace pitlane
