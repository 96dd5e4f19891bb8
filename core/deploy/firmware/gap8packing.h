// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

/// Layers in the form that the GAP8 kernels of resources/firmware/gap8 read (pl_gap8.h has the layout in full).
namespace pitlane::gap8 {

/// A layer that the kernels cannot hold; the message names the value.
class PackingError : public Error
{
public:
    using Error::Error;
};

/// A run of rows, or of records.
struct Range
{
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// Channels as they lie in memory: rounded up to words of 4 bytes.
[[nodiscard]] constexpr std::int64_t paddedChannels(std::int64_t C)
{
    return (C + 3) / 4 * 4;
}

/// An activation in L1: [lead + T + tail] rows of paddedChannels(C) bytes; the rows around the T samples hold the zero
/// point. `at` is the byte offset of sample 0 in the L1 buffer.
struct Tensor
{
    std::int64_t T = 1;
    std::int64_t C = 1;
    std::int64_t lead = 0;
    std::int64_t tail = 0;
    std::int32_t zeroPoint = 0;
    std::int64_t at = 0;
    [[nodiscard]] std::int64_t row() const { return paddedChannels(C); }
    [[nodiscard]] std::int64_t bytes() const { return (lead + T + tail) * row(); }
    bool operator==(const Tensor&) const = default;
};

/// Per output channel: out = clamp(zeroOut + requantise(sum)), with a multiplier of 31 bits and a shift, positive to
/// the left, rounded twice as in TensorFlow Lite.
struct Requantisation
{
    std::vector<std::int32_t> bias;       ///< [C_out], without the zero point of the input
    std::vector<std::int32_t> multiplier; ///< [C_out]
    std::vector<std::int32_t> shift;      ///< [C_out]
    std::int32_t zeroIn = 0;
    std::int32_t zeroOut = 0;
    std::int32_t lower = -128;
    std::int32_t upper = 127;
    bool operator==(const Requantisation&) const = default;
};

/// sum[t][o] = bias[o] + sum_k,c weights[o][k][c] (x[t s + k d - padLeft][c] - zeroIn), nothing outside of x.
struct Convolution
{
    std::int64_t T = 1; ///< samples of x
    std::int64_t C_in = 1;
    std::int64_t C_out = 1;
    std::int64_t K = 1;
    std::int64_t d = 1;
    std::int64_t s = 1;
    std::int64_t padLeft = 0; ///< may be negative
    std::int64_t T_out = 1;
    std::vector<std::int8_t> weights; ///< [C_out][K][C_in], oldest tap first
    Requantisation to;
    /// x has one channel and lies as spreadStep() writes it: four taps become four channels.
    bool spread = false;
    [[nodiscard]] std::int64_t taps() const { return spread ? (K + 3) / 4 : K; }
    [[nodiscard]] std::int64_t tapDistance() const { return spread ? 4 * d : d; } ///< rows
    /// Rows of zero point that x needs before and behind its samples.
    [[nodiscard]] std::int64_t lead() const;
    [[nodiscard]] std::int64_t tail() const;
    bool operator==(const Convolution&) const = default;
};

/// sum[o] = bias[o] + sum_t,c weights[o][t][c] (x[t][c] - zeroIn).
struct Linear
{
    std::int64_t T = 1;
    std::int64_t C_in = 1;
    std::int64_t C_out = 1;
    std::vector<std::int8_t> weights; ///< [C_out][T][C_in]
    Requantisation to;
    bool operator==(const Linear&) const = default;
};

/// TensorFlow Lite's sum with a left shift of 20: both inputs and the output have multiplier and shift.
struct Addition
{
    std::array<std::int32_t, 3> zero{}; ///< of x, x2, y
    std::array<std::int32_t, 3> multiplier{};
    std::array<std::int32_t, 3> shift{}; ///< positive to the left; the kernels hold 0 and less
    std::int32_t lower = -128;
    std::int32_t upper = 127;
    bool operator==(const Addition&) const = default;
};

/// Weights as records of 4 output channels. Any run of them can be moved to L1 by one transfer.
struct Records
{
    std::vector<std::int8_t> bytes;
    std::int64_t count = 0;
    std::int64_t bytesEach = 0;
    /// Records whose requantisation does not fit the quick form (scale of 1/2 or more, or below 2^-18, or sums of 2^24
    /// and more): right, but slower.
    std::int64_t exact = 0;
    bool operator==(const Records&) const = default;
};

/// Throw PackingError where sizes of arrays or values disagree with the shape.
[[nodiscard]] Records pack(const Convolution& layer);
[[nodiscard]] Records pack(const Linear& layer);
/// The weights of some samples of x, for a layer that is done in parts.
[[nodiscard]] Records pack(const Linear& layer, Range rows);
[[nodiscard]] std::vector<std::int8_t> pack(const Addition& layer);

/// Windows of K samples every s, K = T for a mean over all.
struct Pooling
{
    bool average = true;
    std::int64_t T = 1;
    std::int64_t C = 1;
    std::int64_t K = 2;
    std::int64_t s = 2;
    std::int64_t T_out = 1;
    std::int32_t zero = 0; ///< the same before and behind
    std::int32_t lower = -128;
    std::int32_t upper = 127;
    bool operator==(const Pooling&) const = default;
};

/// Word for word the pl_gap8_step of pl_gap8.h.
struct Step
{
    enum Kind : std::int32_t { Nothing, Conv, LinearKind, Add, Average, Maximum, Rows, Spread, Mean };
    enum Way : std::int32_t { None, WeightsToL1, InputToL1, L2ToL1, L1ToL2, L1ToOutput, RamToL2 };
    struct Transfer
    {
        std::int32_t way = None;
        std::int32_t far = 0;
        std::int32_t near = 0;
        std::int32_t bytes = 0;
        bool operator==(const Transfer&) const = default;
    };
    struct Fill
    {
        std::int32_t at = 0;
        std::int32_t words = 0;
        bool operator==(const Fill&) const = default;
    };

    std::int32_t kind = Nothing;
    std::int32_t x = 0;
    std::int32_t x2 = 0;
    std::int32_t y = 0;
    std::int32_t xRow = 0;
    std::int32_t yRow = 0;
    std::int32_t xRows = 0;
    std::int32_t w = 0;
    std::int32_t groups = 0;
    std::int32_t groupBytes = 0;
    std::int32_t taps = 0;
    std::int32_t tapWords = 0;
    std::int32_t tapSkip = 0;
    std::int32_t steps = 0;
    std::int32_t channels = 0;
    std::int32_t lower = -128;
    std::int32_t upper = 127;
    std::array<Fill, 2> fill{};
    std::int32_t fillWord = 0;
    std::int32_t scratch = 0;
    std::int32_t layer = -1;
    std::int32_t check = 0;
    std::int32_t checkRow = 0;
    std::int32_t checkSteps = 0;
    std::int32_t checkChannels = 0;
    std::array<Transfer, 5> transfers{};
    bool operator==(const Step&) const = default;
};
static_assert(sizeof(Step) == 192);

/// What stands at the start of the L1 buffer (PL_GAP8_L1_HEAD).
constexpr std::int64_t L1Head = 512;

/// `rows` of y from the records `groups` of a layer, the first of which lies at `w` in L1. x and y are whole tensors,
/// or windows of them whose `at` is where sample 0 would lie. Writes the rows around y's samples with the first records
/// where `fills`.
[[nodiscard]] Step convolutionStep(const Convolution& layer, const Records& records, const Tensor& x, const Tensor& y,
                                   std::int64_t w, Range groups, Range rows, bool fills);
/// `scratch`: 128 bytes in L1.
[[nodiscard]] Step linearStep(const Linear& layer, const Records& records, const Tensor& x, const Tensor& y,
                              std::int64_t w, Range groups, std::int64_t scratch);
/// Makes a linear step, whose x is the first of some rows, a part of the layer: sums wait at `scratch`, 16 bytes a
/// record.
void makePart(Step& step, const Linear& layer, Range rows, std::int64_t scratch);
/// x, x2 and y have the same shape; `w` is where pack(layer) lies.
[[nodiscard]] Step additionStep(const Addition& layer, const Tensor& x, const Tensor& x2, const Tensor& y,
                                std::int64_t w, Range rows);
[[nodiscard]] Step poolingStep(const Pooling& layer, const Tensor& x, const Tensor& y, Range rows);
/// A part of a mean over all samples: rows of x, whose first lies at `at` in L1. Sums wait at `scratch`, 16 bytes for
/// each word of a row; the last part writes y.
[[nodiscard]] Step meanStep(const Pooling& layer, Range rows, std::int64_t at, const Tensor& y, std::int64_t scratch);
/// Bytes [T][C] at `bytes` in L1 to the tensor, its surroundings included.
[[nodiscard]] Step expandStep(std::int64_t bytes, const Tensor& y);
/// The tensor to bytes [T][C].
[[nodiscard]] Step compactStep(const Tensor& x, std::int64_t bytes);
/// One channel at `bytes` in L1 to rows of four samples, a tap apart; y has the lead and tail of the convolution.
[[nodiscard]] Step spreadStep(std::int64_t bytes, const Tensor& y, std::int64_t d);

/// Adds the rows around y's samples to what a step fills.
void fillAround(Step& step, const Tensor& y);

/// The steps as the firmware reads them: little-endian words.
[[nodiscard]] std::vector<std::int8_t> bytesOf(std::span<const Step> steps);

} // namespace pitlane::gap8
