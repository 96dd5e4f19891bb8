// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// What a device computes, in whole numbers: the arithmetic of TensorFlow Lite (int8, double rounding). A real number
/// is scale * (q - zeroPoint). Activations lie time-major, [T][C]; the formulas write x[t][c] for the stored int8
/// value, zp for zero points, and requant() for multiplyByQuantizedMultiplier() of fixedpoint.h. IntegerExecutor is
/// these formulas as a program.
namespace pitlane {

/// The form of an int8 activation.
struct QTensor
{
    Shape shape;                ///< stored [T][C]
    double scale = 1;           ///< above 0
    std::int32_t zeroPoint = 0; ///< -128 to 127
    std::int32_t low = -128;    ///< what its node clamps to; a ReLU is low = zeroPoint
    std::int32_t high = 127;
    /// Behind a flatten, channels keep the order of memory, t C + c, where the float network counts c T + t: channel j
    /// here is channel channelOrder[j] there. Empty: the same. Weights are permuted to it; only comparisons need it.
    std::vector<std::int32_t> channelOrder;

    [[nodiscard]] std::int64_t size() const { return shape.C * shape.T; }
    bool operator==(const QTensor&) const = default;
};

/// Per output channel the factor input scale * weight scale / output scale, as multiplier / 2^31 * 2^shift.
struct Requantisation
{
    std::vector<std::int32_t> multiplier; ///< Q31: 2^30 to 2^31 - 1, or 0
    std::vector<std::int32_t> shift;      ///< positive = left, as in CMSIS-NN
    bool operator==(const Requantisation&) const = default;
};

/// A factor of one value for all channels.
struct QFactor
{
    std::int32_t multiplier = 0;
    std::int32_t shift = 0;
    bool operator==(const QFactor&) const = default;
};

/// out[t][o] = clamp(zp_out + requant_o(bias[o] + sum_{k,c} w[o][k][c] (x[t s + k d - padding.left][c] - zp_in)));
/// samples outside the input add 0. padding.left may be negative. A linear layer over more than one sample is one too.
struct QConv1d
{
    std::int64_t C_in = 1;
    std::int64_t C_out = 1;
    std::int64_t K = 1;
    std::int64_t d = 1;
    std::int64_t s = 1;
    Padding padding;
    std::int64_t groups = 1;          ///< 1, or C_in = C_out = groups (depthwise: channel o reads channel o alone)
    std::vector<std::int8_t> weights; ///< [C_out][K][C_in / groups], oldest tap first
    std::vector<double> weightScales; ///< [C_out]; symmetric, so there is no zero point
    std::vector<std::int32_t>
        bias;                      ///< [C_out], scale = input scale * weight scale; the input's zero point is not in it
    Requantisation requantisation; ///< [C_out]
    bool operator==(const QConv1d&) const = default;
};

/// out[o] = clamp(zp_out + requant_o(bias[o] + sum_i w[o][i] (x[i] - zp_in))) with x as it lies in memory, [T][C].
struct QLinear
{
    std::int64_t C_in = 1; ///< T C of the input
    std::int64_t C_out = 1;
    std::vector<std::int8_t> weights; ///< [C_out][C_in]
    std::vector<double> weightScales; ///< [C_out]
    std::vector<std::int32_t> bias;   ///< [C_out]
    Requantisation requantisation;    ///< [C_out]
    bool operator==(const QLinear&) const = default;
};

/// A batch-norm that no layer before it can take (behind a ReLU, a sum):
/// out[t][c] = clamp(zp_out + requant_c(weight[c] (x[t][c] - zp_in) + bias[c])).
struct QBatchNorm
{
    std::vector<std::int32_t> weight; ///< [C], at most 256 in size, so that products fit 17 bits
    std::vector<std::int32_t> bias;   ///< [C]
    Requantisation requantisation;    ///< [C]
    bool operator==(const QBatchNorm&) const = default;
};

/// Sum of two inputs: out = clamp(zp_out + requant(requant_0((x0 - zp_0) 2^20) + requant_1((x1 - zp_1) 2^20))).
struct QAdd
{
    static constexpr int leftShift = 20;
    std::array<QFactor, 2> inputs; ///< scale of the input / (2 * larger scale): at most 1/2
    QFactor output;                ///< 2 * larger scale / (2^20 * output scale), below 1
    bool operator==(const QAdd&) const = default;
};

/// out = clamp(sum of K values / K, to nearest, halves away from zero); the scale and zero point of the input.
struct QAvgPool
{
    std::int64_t K = 2;
    std::int64_t s = 2;
    bool operator==(const QAvgPool&) const = default;
};

/// out = clamp(largest of K values); the scale and zero point of the input. With K = s = 1 it is a ReLU that no node
/// before it could take as its clamp.
struct QMaxPool
{
    std::int64_t K = 2;
    std::int64_t s = 2;
    bool operator==(const QMaxPool&) const = default;
};

/// QAvgPool over all samples.
struct QGlobalAvgPool
{
    bool operator==(const QGlobalAvgPool&) const = default;
};

/// The same bytes as the input, seen as T = 1 and C = T C.
struct QFlatten
{
    bool operator==(const QFlatten&) const = default;
};

/// out = table[x + 128]: a sigmoid. Exact up to the rounding of the output (scale 1/256, zero point -128).
struct QLookup
{
    std::array<std::int8_t, 256> table{};
    bool operator==(const QLookup&) const = default;
};

/// Softmax over channels, at every sample: e_c = table[max - x_c] with max the largest of the C values,
/// out = clamp((256 e_c + S / 2) / S - 128), S = sum of all e (whole-number division). Scale 1/256, zero point -128; an
/// output is off by at most 1/256.
struct QSoftmax
{
    std::array<std::int32_t, 256> table{}; ///< round(2^16 exp(-scale i)), i = 0 to 255
    bool operator==(const QSoftmax&) const = default;
};

/// Attention over time (networkspec.h) with integer tanh and exp by the tables of AttentionTables, for t in time order:
///   a[t][r] = clamp(requant_r(sum_c w[r][c] (y[t][c] - zp_in)), -512, 512)      in steps of 1/128
///   v[t][r] = tanh table of |a|, with the sign of a                             in steps of 1/127
///   s[t]    = sum_r context[r] v[t][r]
///   i[t]    = min(requant_score(max_t s - s[t]), 4095)                          in steps of 1/256
///   e[t]    = (expHigh[i / 64] expLow[i mod 64] + 2^14) / 2^15                  2^15 is 1
///   m[c]    = 256 sum_t e[t] (y[t][c] - zp_in) / sum_t e[t]                     64 bits; to nearest, ties away from 0
///   out[c]  = clamp(zp_out + requant_output(m[c]))
/// Arguments of tanh beyond 4 count as 4 (off by 0.0007 at most), tanh is off by 0.008 at most, exp by 0.25 % + 2^-15.
struct QAttention
{
    std::int64_t C = 1;
    std::vector<std::int8_t> weights; ///< Wa, [C][C]
    std::vector<double> weightScales; ///< [C]
    Requantisation requantisation;    ///< [C], to steps of 1/128
    std::vector<std::int8_t> context; ///< u, [C]
    double contextScale = 1;
    QFactor score;  ///< context scale / 127 * 256
    QFactor output; ///< input scale / (256 * output scale)
    bool operator==(const QAttention&) const = default;
};

/// The same for every network.
struct AttentionTables
{
    std::array<std::int8_t, 513> tanh{};    ///< round(127 tanh(i / 128))
    std::array<std::int32_t, 64> expHigh{}; ///< round(2^15 exp(-i / 4))
    std::array<std::int32_t, 64> expLow{};  ///< round(2^15 exp(-i / 256))
};
[[nodiscard]] const AttentionTables& attentionTables();

using QOp = std::variant<QConv1d, QLinear, QAdd, QBatchNorm, QAvgPool, QMaxPool, QGlobalAvgPool, QFlatten, QAttention,
                         QLookup, QSoftmax>;

/// "conv1d", "linear", "add", "batch_norm", "avg_pool", "max_pool", "global_avg_pool", "flatten", "attention",
/// "lookup", "softmax".
[[nodiscard]] std::string_view kindOf(const QOp& op);

struct QNode
{
    std::string name;                ///< of the first float layer in it, unique: "b0.conv0"
    std::vector<std::string> inputs; ///< node names, or "input"
    QOp op;
    QTensor output;
    std::vector<std::string> layers; ///< float layers that it computes: "b0.conv0", "b0.conv0.bn", "b0.conv0.relu"
    std::string floatTensor; ///< node of the folded float network (folding.h) whose values the output stands for
    bool operator==(const QNode&) const = default;
};

/// A network in whole numbers, as quantise() makes it. Nodes stand in topological order; the last one is the output.
struct QuantizedNetwork
{
    std::string name;
    QTensor input;
    std::vector<QNode> nodes;

    /// Index of the node, or -1 ("input" included).
    [[nodiscard]] std::int64_t indexOf(std::string_view nodeName) const;
    /// Output of the node, or the network's input. Throws NetworkError for a name that there is not.
    [[nodiscard]] const QTensor& tensor(std::string_view nodeName) const;
    [[nodiscard]] const QTensor& output() const { return nodes.back().output; }
    bool operator==(const QuantizedNetwork&) const = default;
};

/// SHA-256 over every field, names included: equal networks have equal hashes on every machine.
[[nodiscard]] std::string contentHash(const QuantizedNetwork& network);

} // namespace pitlane
