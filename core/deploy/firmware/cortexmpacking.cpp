// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/firmware/cortexmpacking.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace pitlane {

namespace {

using std::int32_t;
using std::int64_t;
using std::uint32_t;

constexpr int32_t longestRun = 64;
/// A plane whose pitch is the advance of a core: few of them, so that layers share cores. The loads can add up to 1020.
constexpr std::array<int32_t, 3> pitches = {256, 512, 1016};
constexpr int64_t oddSumLimit = int64_t{1} << 23; ///< of doubled sums in the upper 24 bits of a word
constexpr int64_t sumLimit = int64_t{1} << 30;    ///< their doubles have 32 bits
constexpr int32_t largestShift = 22;              ///< to the right
constexpr int32_t largestAdvance = 4095;
constexpr int64_t largestCore = 4450; ///< bytes; its beginning finds its end by an offset of 12 bits

int32_t ceilDiv(int32_t a, int32_t b)
{
    return (a + b - 1) / b;
}

void check(const CortexMSource& layer, const char* what)
{
    const auto fail = [&](const std::string& sentence) {
        throw PackingError("Packing a " + std::string(what) + " for Cortex-M: " + sentence);
    };
    const auto atLeast1 = [&](const char* name, int32_t value) {
        if (value < 1)
            fail(std::string(name) + " is " + std::to_string(value) + ", expected at least 1.");
    };
    atLeast1("C_in", layer.C_in);
    atLeast1("C_out", layer.C_out);
    atLeast1("T_in", layer.T_in);
    atLeast1("T_out", layer.T_out);
    atLeast1("K", layer.K);
    atLeast1("d", layer.d);
    atLeast1("s", layer.s);
    const auto length = [&](const char* name, std::size_t found, int64_t expected) {
        if (static_cast<int64_t>(found) != expected)
            fail("there are " + std::to_string(found) + " values in " + name + ", expected " +
                 std::to_string(expected) + ".");
    };
    length("weights", layer.weights.size(), int64_t{layer.C_out} * layer.K * layer.C_in);
    length("bias", layer.bias.size(), layer.C_out);
    length("multiplier", layer.multiplier.size(), layer.C_out);
    length("shift", layer.shift.size(), layer.C_out);
}

/// What a channel's sum can be over all inputs, and the sum of its weights.
struct Channel
{
    int64_t low = 0, high = 0, weights = 0;
    [[nodiscard]] int64_t magnitude() const { return std::max(high, -low); }
};

Channel channelOf(const CortexMSource& layer, int32_t o)
{
    const auto n = static_cast<std::size_t>(layer.K) * static_cast<std::size_t>(layer.C_in);
    Channel channel{.low = layer.bias[static_cast<std::size_t>(o)], .high = layer.bias[static_cast<std::size_t>(o)]};
    for (const auto w : std::span(layer.weights).subspan(static_cast<std::size_t>(o) * n, n)) {
        const int64_t a = int64_t{w} * (-128 - layer.zeroIn);
        const int64_t b = int64_t{w} * (127 - layer.zeroIn);
        channel.low += std::min(a, b);
        channel.high += std::max(a, b);
        channel.weights += w;
    }
    return channel;
}

/// Start value, addend, multiplier and right shift of a channel; see pl_core_requantize.
struct Folded
{
    int32_t start = 0, addend = 0, multiplier = 0, shift = 1;
    std::string obstacle;
};

Folded fold(const CortexMSource& layer, int32_t o, const Channel& channel)
{
    const auto at = static_cast<std::size_t>(o);
    const auto named = [&](const std::string& clause) {
        return Folded{.obstacle = "output channel " + std::to_string(o) + " " + clause};
    };
    const int64_t start = layer.bias[at] - (int64_t{layer.zeroIn} + 128) * channel.weights;
    if (channel.magnitude() >= sumLimit || start >= sumLimit || start <= -sumLimit)
        return named("can have a sum of more than 30 bits");
    // A constant channel: the value is the zero point, whichever sign the sum has.
    const Folded constant{
        .start = static_cast<int32_t>(2 * start), .addend = 2 * layer.zeroOut + 1, .multiplier = 0, .shift = 1};
    const auto multiplier = layer.multiplier[at];
    const auto shift = -layer.shift[at];
    if (multiplier == 0)
        return constant;
    if (multiplier < 0)
        return named("has a negative multiplier");
    if (shift < 1)
        return named("has a scale that is not below 1/2");
    if (shift > largestShift) {
        // After the first rounding the sum is no larger than before; half of 2^shift rounds to 1.
        if (shift <= 31 && channel.magnitude() < (int64_t{1} << (shift - 1)))
            return constant;
        return named("has a scale below 2^-" + std::to_string(largestShift + 1) + " that its sums can still reach");
    }
    return {.start = static_cast<int32_t>(2 * start),
            .addend = (1 << (shift - 1)) + layer.zeroOut * (1 << shift),
            .multiplier = multiplier,
            .shift = shift};
}

/// 256 w1 + w0 in a halfword, for two inputs (or taps).
uint32_t rawWord(const std::array<std::array<int32_t, 2>, 2>& w)
{
    const auto half = [](const std::array<int32_t, 2>& pair) {
        return static_cast<uint32_t>(256 * pair[1] + pair[0]) & 0xFFFFu;
    };
    return half(w[0]) | half(w[1]) << 16;
}

/// w0 and w1 in bytes.
uint32_t byteWord(const std::array<std::array<int32_t, 2>, 2>& w)
{
    const auto byte = [](int32_t value) { return static_cast<uint32_t>(value) & 0xFFu; };
    return byte(w[0][0]) | byte(w[0][1]) << 8 | byte(w[1][0]) << 16 | byte(w[1][1]) << 24;
}

bool hasMinus128(const CortexMSource& layer)
{
    return std::ranges::find(layer.weights, std::int8_t{-128}) != layer.weights.end();
}

/// Where a word of weights looks: the taps and channels of its two inputs.
struct Places
{
    std::array<int32_t, 2> tap{}, channel{};
};

Places placesOf(const CortexMConv1d& packed, int32_t tap, int32_t plane)
{
    if (packed.tapPair > 0)
        return {.tap = {2 * tap, 2 * tap + 1}, .channel = {0, 0}};
    const int32_t tail = packed.C_in & ~3;
    if (2 * plane >= tail && packed.C_in - tail <= 2)
        return {.tap = {tap, tap}, .channel = {2 * plane, 2 * plane + 1}};
    const int32_t first = plane / 2 * 4 + (plane & 1);
    return {.tap = {tap, tap}, .channel = {first, first + 2}};
}

struct Layout
{
    bool alongChannels = false; ///< a run goes over planes, not over taps
    std::string obstacle;
};

/// Sets planes, runs and tiles.
Layout layOut(const CortexMSource& conv, int64_t scratchLimit, CortexMConv1d& packed)
{
    const auto stopped = [](std::string why) { return Layout{.obstacle = std::move(why)}; };
    // Where stride and dilation share a factor, the samples between are never read.
    packed.rowStep = conv.K == 1 ? conv.s : std::gcd(conv.s, conv.d);
    packed.stride = conv.s / packed.rowStep;
    const int32_t d = conv.K == 1 ? 1 : conv.d / packed.rowStep;
    const bool pairsTaps = conv.C_in == 1 && conv.K > 1;
    packed.tapPair = pairsTaps ? d : 0;
    const int32_t taps = pairsTaps ? ceilDiv(conv.K, 2) : conv.K;
    const int32_t tapRows = pairsTaps ? 2 * d : d;
    const int32_t planes = ceilDiv(conv.C_in, 2);
    const int32_t T = std::max(conv.T_out, 4);
    const int64_t history = int64_t{taps - 1} * tapRows;
    if (history + int64_t{T} * packed.stride >= (int64_t{1} << 28))
        return stopped("its input is too long");
    packed.history = static_cast<int32_t>(history);

    const auto fits = [&](int64_t bytes) { return scratchLimit <= 0 || bytes <= scratchLimit; };
    const auto scratch = [&](int64_t planeCount, int64_t pitch) {
        return planeCount * pitch + (conv.T_out < 4 ? 4 * conv.C_out : 0) + 8;
    };
    // The most steps, up to T, whose planes have this many words.
    const auto stepsIn = [&](int64_t words) {
        const int64_t steps = (words - history - 1) / packed.stride + 1;
        if (words <= history)
            return 0;
        return static_cast<int32_t>(steps >= T ? T : steps & ~int64_t{3});
    };

    // Runs along channels where they are longer than those along taps.
    const bool splitsChannels = conv.K == 1;
    if (packed.stride == 1 && planes > taps && (splitsChannels || planes <= longestRun)) {
        const int32_t runsOfTap = ceilDiv(planes, longestRun);
        const int32_t run = ceilDiv(planes, runsOfTap);
        for (const auto pitch : pitches) {
            const auto tile = stepsIn(pitch / 4);
            const bool worthIt = tile == T || (tile >= 16 && (tile >= packed.history || conv.K < 8));
            if (!worthIt || !fits(scratch(runsOfTap * run, pitch)) || packed.tile >= tile)
                continue;
            packed.tile = tile;
            packed.pitch = pitch;
            packed.planes = runsOfTap * run;
            packed.run = run;
            packed.runs = runsOfTap * taps;
            packed.nextRun = runsOfTap > 1 ? 0 : 4 * tapRows - run * pitch;
        }
        if (packed.tile > 0) {
            packed.core.advance = packed.pitch;
            return {.alongChannels = true};
        }
    }
    if (taps > longestRun)
        return stopped("it has " + std::to_string(conv.K) + " taps, more than fit a run");
    const auto evenPitch = [](int64_t words) { return (4 * words + 7) & ~int64_t{7}; };
    int64_t pitch = evenPitch(history + int64_t{T - 1} * packed.stride + 1);
    packed.tile = T;
    if (!fits(scratch(planes, pitch))) {
        pitch = (scratchLimit - scratch(0, 0)) / planes & ~int64_t{7};
        packed.tile = pitch > 0 ? stepsIn(pitch / 4) : 0;
        if (packed.tile < 4)
            return stopped("its planes need more than " + std::to_string(scratchLimit) + " bytes of scratch memory");
        pitch = evenPitch(history + int64_t{packed.tile - 1} * packed.stride + 1);
    }
    if (planes * pitch >= (int64_t{1} << 30))
        return stopped("its planes need more than 1 GB");
    packed.core.advance = 4 * tapRows;
    if (packed.core.advance > largestAdvance)
        return stopped("its taps are " + std::to_string(tapRows) + " steps apart, more than an instruction can add");
    if (packed.stride > 300)
        return stopped("its stride of " + std::to_string(conv.s) + " is more than an instruction can reach");
    packed.pitch = static_cast<int32_t>(pitch);
    packed.planes = planes;
    packed.run = taps;
    packed.runs = planes;
    packed.nextRun = packed.pitch - packed.core.advance * taps;
    return {};
}

} // namespace

std::int64_t CortexMConv1d::scratchBytes() const
{
    return int64_t{planes} * pitch + (T_out < 4 ? 4 * C_out : 0) + 8;
}

std::int64_t CortexMConv1d::flashBytes() const
{
    return static_cast<int64_t>(4 * (weights.size() + parameters.size()));
}

std::int64_t CortexMLinear::scratchBytes() const
{
    return quads > 0 ? ceilDiv(C_in, 16) * 32 + 8 : 0;
}

std::int64_t CortexMLinear::flashBytes() const
{
    return static_cast<int64_t>(4 * (weights.size() + parameters.size()));
}

CortexMPacking<CortexMConv1d> packForCortexM(const CortexMSource& conv, std::int64_t scratchLimit)
{
    check(conv, "convolution");
    if (conv.outMax != 127)
        return {.obstacle = "its upper clamp is " + std::to_string(conv.outMax) + ", not 127"};

    CortexMConv1d packed{
        .C_in = conv.C_in, .C_out = conv.C_out, .T_in = conv.T_in, .T_out = conv.T_out, .padLeft = conv.padLeft};
    const auto layout = layOut(conv, scratchLimit, packed);
    if (!layout.obstacle.empty())
        return {.obstacle = layout.obstacle};
    const auto zero = static_cast<uint32_t>(2 * (128 + conv.zeroIn));
    packed.zeroWord = zero | zero << 16;
    packed.flags = conv.outMin > -128 ? conv.outMin * 256 + 1 : 0;

    std::vector<Folded> folded;
    bool wide = hasMinus128(conv);
    for (int32_t o = 0; o < conv.C_out; ++o) {
        const auto channel = channelOf(conv, o);
        folded.push_back(fold(conv, o, channel));
        if (!folded.back().obstacle.empty())
            return {.obstacle = folded.back().obstacle};
        wide = wide || (o % 2 == 1 && 2 * channel.magnitude() >= oddSumLimit);
    }
    folded.resize(static_cast<std::size_t>(conv.C_out + 1) & ~std::size_t{1});
    packed.core.stride = packed.stride;
    packed.core.wide = wide;
    packed.core.longest = packed.run;
    if (packed.core.codeBytes() > largestCore)
        return {.obstacle = "it has " + std::to_string(conv.K) + " taps, more than fit a run"};

    const auto weight = [&](int32_t o, int32_t k, int32_t c) -> int32_t {
        if (o >= conv.C_out || k >= conv.K || c >= conv.C_in)
            return 0;
        return conv
            .weights[(static_cast<std::size_t>(o) * static_cast<std::size_t>(conv.K) + static_cast<std::size_t>(k)) *
                         static_cast<std::size_t>(conv.C_in) +
                     static_cast<std::size_t>(c)];
    };
    const int32_t runsOfTap = layout.alongChannels ? packed.planes / packed.run : 1;
    for (int32_t o = 0; o < conv.C_out; o += 2) {
        const auto& first = folded[static_cast<std::size_t>(o)];
        const auto& second = folded[static_cast<std::size_t>(o) + 1];
        const auto both = 256u * static_cast<uint32_t>(second.start) + static_cast<uint32_t>(first.start);
        packed.parameters.insert(packed.parameters.end(),
                                 {wide ? second.start : std::bit_cast<int32_t>(both), first.start, first.addend,
                                  first.multiplier, first.shift, second.addend, second.multiplier, second.shift});
        for (int32_t r = 0; r < packed.runs; ++r) {
            for (int32_t i = 0; i < packed.run; ++i) {
                const auto places = layout.alongChannels
                                        ? placesOf(packed, r / runsOfTap, r % runsOfTap * packed.run + i)
                                        : placesOf(packed, i, r);
                std::array<std::array<int32_t, 2>, 2> w{};
                for (std::size_t input = 0; input < 2; ++input)
                    for (std::size_t output = 0; output < 2; ++output)
                        w[input][output] =
                            weight(o + static_cast<int32_t>(output), places.tap[input], places.channel[input]);
                packed.weights.push_back(wide ? byteWord(w) : rawWord(w));
            }
        }
    }
    return {.layer = std::move(packed)};
}

CortexMPacking<CortexMLinear> packLinearForCortexM(const CortexMSource& linear)
{
    check(linear, "linear layer");
    if (linear.K != 1 || linear.T_in != 1 || linear.T_out != 1)
        throw PackingError("Packing a linear layer for Cortex-M: K, T_in and T_out are " + std::to_string(linear.K) +
                           ", " + std::to_string(linear.T_in) + " and " + std::to_string(linear.T_out) +
                           ", expected 1 each. Pack it as a convolution.");
    if (hasMinus128(linear))
        return {.obstacle = "it has a weight of -128"};
    const int32_t C_in = linear.C_in;
    const int32_t C_out = linear.C_out;
    // Three outputs left over are worth a group of four.
    CortexMLinear packed{.C_in = C_in,
                         .C_out = C_out,
                         .quads = C_out % 4 == 3 ? C_out / 4 + 1 : C_out / 4,
                         .chunk = 128,
                         .outMin = linear.outMin,
                         .outMax = linear.outMax};
    const auto weight = [&](int32_t o, int32_t i) -> int32_t {
        return o < C_out && i < C_in ? linear.weights[static_cast<std::size_t>(o) * static_cast<std::size_t>(C_in) +
                                                      static_cast<std::size_t>(i)]
                                     : 0;
    };
    // The sums of a chunk of 2 x 128 inputs, each at most 510, must fit 24 bits; those of 2 x 64 inputs always do.
    for (int32_t o = 0; o < C_out; ++o) {
        for (int32_t begin = 0; begin < C_in; begin += 256) {
            int64_t magnitude = 0;
            for (int32_t i = begin; i < std::min(begin + 256, C_in); ++i)
                magnitude += std::abs(weight(o, i));
            if (510 * magnitude >= oddSumLimit)
                packed.chunk = 64;
        }
    }
    for (int32_t o = 0; o < std::max(4 * packed.quads, C_out); ++o) {
        Folded folded;
        if (o < C_out) {
            const auto channel = channelOf(linear, o);
            folded = fold(linear, o, channel);
            if (!folded.obstacle.empty())
                return {.obstacle = folded.obstacle};
            // The last outputs are summed over x itself, not over x + 128.
            if (o >= 4 * packed.quads)
                folded.start += static_cast<int32_t>(256 * channel.weights);
        }
        packed.parameters.insert(packed.parameters.end(),
                                 {folded.start, folded.addend, folded.multiplier, folded.shift});
    }
    const int32_t words = ceilDiv(C_in, 16) * 8;
    for (int32_t o = 0; o < 4 * packed.quads; o += 4) {
        for (int32_t j = 0; j < words; ++j) {
            const int32_t i = j / 2 * 4 + (j & 1);
            for (const int32_t q : {o, o + 2})
                packed.weights.push_back(
                    rawWord({{{weight(q, i), weight(q + 1, i)}, {weight(q, i + 2), weight(q + 1, i + 2)}}}));
        }
    }
    for (int32_t o = 4 * packed.quads; o < C_out; ++o) {
        for (int32_t j = 0; j < ceilDiv(C_in, 8) * 4; ++j) {
            const int32_t i = j / 2 * 4 + (j & 1);
            packed.weights.push_back((static_cast<uint32_t>(weight(o, i)) & 0xFFFFu) |
                                     static_cast<uint32_t>(weight(o, i + 2)) << 16);
        }
    }
    return {.layer = std::move(packed)};
}

} // namespace pitlane
