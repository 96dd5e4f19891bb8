// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/firmware/gap8packing.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <limits>
#include <string>

namespace pitlane::gap8 {

namespace {

constexpr std::int64_t recordHead = 80;

std::int32_t narrow(std::int64_t value)
{
    return static_cast<std::int32_t>(value);
}

void putWord(std::vector<std::int8_t>& bytes, std::int64_t value)
{
    const auto word = static_cast<std::uint32_t>(static_cast<std::uint64_t>(value));
    for (int shift = 0; shift < 32; shift += 8) {
        bytes.push_back(std::bit_cast<std::int8_t>(static_cast<std::uint8_t>(word >> shift)));
    }
}

void require(bool holds, const char* what, std::int64_t found, std::int64_t expected)
{
    if (!holds) {
        throw PackingError("Packing a layer for GAP8: " + std::string(what) + " is " + std::to_string(found) +
                           ", expected " + std::to_string(expected) + ". The quantised network contradicts itself.");
    }
}

/// The bits that say whether some of T rows are the first or the last ones.
std::int32_t partOf(Range rows, std::int64_t T)
{
    constexpr std::int32_t firstPart = 1;
    constexpr std::int32_t lastPart = 2;
    constexpr std::int32_t part = 4;
    return part | (rows.first == 0 ? firstPart : 0) | (rows.first + rows.count == T ? lastPart : 0);
}

void check(const Requantisation& to, std::int64_t C_out, std::size_t weights, std::int64_t expectedWeights)
{
    const auto size = [](const auto& values) { return static_cast<std::int64_t>(values.size()); };
    require(static_cast<std::int64_t>(weights) == expectedWeights, "the number of weights",
            static_cast<std::int64_t>(weights), expectedWeights);
    require(size(to.bias) == C_out, "the number of biases", size(to.bias), C_out);
    require(size(to.multiplier) == C_out, "the number of multipliers", size(to.multiplier), C_out);
    require(size(to.shift) == C_out, "the number of shifts", size(to.shift), C_out);
    for (const std::int32_t multiplier : to.multiplier) {
        require(multiplier >= 0, "a multiplier", multiplier, 0);
    }
    for (const std::int32_t shift : to.shift) {
        require(shift <= 30, "a shift", shift, 30);
    }
}

/// One output channel on its way into a record.
struct Channel
{
    std::int64_t bias = 0;    ///< zero point folded in
    std::int64_t largest = 0; ///< of |sum|, over all inputs of int8
    std::int32_t multiplier = 0;
    std::int32_t shift = -1;
};

Channel channelOf(const Requantisation& to, std::int64_t o, std::span<const std::int8_t> weights)
{
    const auto index = static_cast<std::size_t>(o);
    std::int64_t total = 0;
    std::int64_t least = to.bias[index];
    std::int64_t most = to.bias[index];
    for (const std::int8_t w : weights) {
        const std::int64_t low = std::int64_t{w} * (-128 - to.zeroIn);
        const std::int64_t high = std::int64_t{w} * (127 - to.zeroIn);
        total += w;
        least += std::min(low, high);
        most += std::max(low, high);
    }
    return {.bias = to.bias[index] - total * to.zeroIn,
            .largest = std::max(std::abs(least), std::abs(most)),
            .multiplier = to.multiplier[index],
            .shift = to.shift[index]};
}

/// A channel whose outputs are all the zero point can have any scale: one that the quick form holds.
Channel withConstantMadeQuick(Channel channel)
{
    const bool belowHalf = channel.shift < -17 && channel.largest < std::int64_t{1} << std::min(-channel.shift - 1, 40);
    if (channel.multiplier == 0 || belowHalf) {
        channel.multiplier = 0;
        channel.shift = -1;
    }
    return channel;
}

bool isQuick(const Channel& channel)
{
    return channel.shift <= -1 && channel.shift >= -17 && channel.largest < (1 << 24);
}

/// Records from weightOf(o, index), `words` words of 4 lanes for each channel, in the order that the kernel reads.
template <typename WeightOf>
Records records(std::int64_t C_out, std::int64_t words, const Requantisation& to,
                const std::vector<std::int8_t>& weights, const WeightOf& weightOf)
{
    Records result;
    result.count = (C_out + 3) / 4;
    result.bytesEach = recordHead + 16 * words;
    result.bytes.reserve(static_cast<std::size_t>(result.count * result.bytesEach));
    const std::int64_t each = static_cast<std::int64_t>(weights.size()) / C_out;
    for (std::int64_t first = 0; first < C_out; first += 4) {
        std::array<Channel, 4> channels{};
        const std::int64_t present = std::min<std::int64_t>(4, C_out - first);
        for (std::int64_t lane = 0; lane < present; ++lane) {
            const std::int64_t o = first + lane;
            channels[static_cast<std::size_t>(lane)] = withConstantMadeQuick(channelOf(
                to, o, std::span(weights).subspan(static_cast<std::size_t>(o * each), static_cast<std::size_t>(each))));
        }
        const bool quick = std::ranges::all_of(channels, isQuick);
        result.exact += quick ? 0 : 1;
        putWord(result.bytes, quick ? 0 : 1);
        for (int unused = 0; unused < 3; ++unused) {
            putWord(result.bytes, 0);
        }
        for (const Channel& channel : channels) {
            putWord(result.bytes, channel.bias);
        }
        for (const Channel& channel : channels) {
            const int r = -channel.shift;
            putWord(result.bytes,
                    quick ? 64 * ((std::int64_t{1} << (r - 1)) + to.zeroOut * (std::int64_t{1} << r)) : to.zeroOut);
            putWord(result.bytes, channel.multiplier);
            putWord(result.bytes, quick ? r : channel.shift);
        }
        for (std::int64_t word = 0; word < words; ++word) {
            for (std::int64_t lane = 0; lane < 4; ++lane) {
                for (std::int64_t byte = 0; byte < 4; ++byte) {
                    result.bytes.push_back(lane < present ? weightOf(first + lane, word, byte) : std::int8_t{0});
                }
            }
        }
    }
    return result;
}

} // namespace

std::int64_t Convolution::lead() const
{
    return std::max<std::int64_t>(0, padLeft);
}

std::int64_t Convolution::tail() const
{
    const std::int64_t lastRow = (T_out - 1) * s - padLeft + (taps() - 1) * tapDistance();
    return std::max<std::int64_t>(0, lastRow - (T - 1));
}

Records pack(const Convolution& layer)
{
    check(layer.to, layer.C_out, layer.weights.size(), layer.C_out * layer.K * layer.C_in);
    require(!layer.spread || layer.C_in == 1, "the number of channels of a spread input", layer.C_in, 1);
    const std::int64_t tapWords = layer.spread ? 1 : paddedChannels(layer.C_in) / 4;
    return records(layer.C_out, layer.taps() * tapWords, layer.to, layer.weights,
                   [&](std::int64_t o, std::int64_t word, std::int64_t byte) -> std::int8_t {
                       const std::int64_t k = layer.spread ? 4 * word + byte : word / tapWords;
                       const std::int64_t c = layer.spread ? 0 : word % tapWords * 4 + byte;
                       const bool exists = k < layer.K && c < layer.C_in;
                       return exists ? layer.weights[static_cast<std::size_t>((o * layer.K + k) * layer.C_in + c)]
                                     : std::int8_t{0};
                   });
}

Records pack(const Linear& layer)
{
    return pack(layer, {.first = 0, .count = layer.T});
}

Records pack(const Linear& layer, Range rows)
{
    check(layer.to, layer.C_out, layer.weights.size(), layer.C_out * layer.T * layer.C_in);
    const std::int64_t rowWords = paddedChannels(layer.C_in) / 4;
    return records(layer.C_out, rows.count * rowWords, layer.to, layer.weights,
                   [&](std::int64_t o, std::int64_t word, std::int64_t byte) -> std::int8_t {
                       const std::int64_t c = word % rowWords * 4 + byte;
                       const std::int64_t at = (o * layer.T + rows.first + word / rowWords) * layer.C_in + c;
                       return c < layer.C_in ? layer.weights[static_cast<std::size_t>(at)] : std::int8_t{0};
                   });
}

std::vector<std::int8_t> pack(const Addition& layer)
{
    for (const std::int32_t shift : layer.shift) {
        require(shift <= 0, "a shift of an addition", shift, 0);
    }
    for (const std::int32_t multiplier : layer.multiplier) {
        require(multiplier >= 0, "a multiplier of an addition", multiplier, 0);
    }
    const auto right = [&](std::size_t index) { return std::int64_t{-layer.shift[index]}; };
    // The quick form adds in 32 bits: each input is at most 255 2^20 times its factor, and four times their sum must
    // fit.
    std::int64_t largest = 0;
    for (std::size_t input = 0; input < 2; ++input) {
        largest += (std::int64_t{255} * layer.multiplier[input] >> 11 >> std::min<std::int64_t>(right(input), 40)) + 1;
    }
    const bool quick = right(0) <= 28 && right(1) <= 28 && right(2) >= 1 && right(2) <= 21 && largest < (1 << 29);
    std::vector<std::int8_t> bytes;
    putWord(bytes, quick ? 1 : 0);
    for (const auto& values : {layer.zero, layer.multiplier}) {
        for (const std::int32_t value : values) {
            putWord(bytes, value);
        }
    }
    for (std::size_t index = 0; index < 3; ++index) {
        putWord(bytes, right(index));
    }
    for (std::size_t input = 0; input < 2; ++input) {
        putWord(bytes, quick ? -layer.zero[input] * (std::int64_t{1} << 22) : 0);
    }
    for (std::size_t input = 0; input < 2; ++input) {
        putWord(bytes, quick && right(input) > 0 ? std::int64_t{1} << right(input) : 0);
    }
    putWord(bytes, quick ? (std::int64_t{1} << right(2)) + layer.zero[2] * (std::int64_t{2} << right(2)) : 0);
    for (std::size_t input = 0; input < 2; ++input) {
        putWord(bytes, right(input) > 0 ? 0 : std::numeric_limits<std::int32_t>::min());
    }
    return bytes;
}

void fillAround(Step& step, const Tensor& y)
{
    step.fill[0] = {.at = narrow(y.at - y.lead * y.row()), .words = narrow(y.lead * y.row() / 4)};
    step.fill[1] = {.at = narrow(y.at + y.T * y.row()), .words = narrow(y.tail * y.row() / 4)};
    step.fillWord = narrow((y.zeroPoint & 0xFF) * std::int64_t{0x01010101});
}

Step convolutionStep(const Convolution& layer, const Records& records, const Tensor& x, const Tensor& y, std::int64_t w,
                     Range groups, Range rows, bool fills)
{
    const std::int64_t row = x.row();
    const std::int64_t distance = layer.tapDistance();
    Step step{.kind = Step::Conv,
              .x = narrow(x.at + (rows.first * layer.s - layer.padLeft) * row),
              .y = narrow(y.at + rows.first * y.row() + 4 * groups.first),
              .xRow = narrow(layer.s * row),
              .yRow = narrow(y.row()),
              .w = narrow(w),
              .groups = narrow(groups.count),
              .groupBytes = narrow(records.bytesEach),
              .taps = narrow(layer.taps()),
              .tapWords = narrow(row / 4),
              .tapSkip = narrow((distance - 1) * row),
              .steps = narrow(rows.count),
              .channels = narrow(std::min(4 * groups.count, layer.C_out - 4 * groups.first)),
              .lower = layer.to.lower,
              .upper = layer.to.upper};
    if (distance == 1) { // the taps lie one behind the other
        step.tapWords *= step.taps;
        step.taps = 1;
        step.tapSkip = 0;
    }
    if (fills) {
        fillAround(step, y);
    }
    return step;
}

Step linearStep(const Linear& layer, const Records& records, const Tensor& x, const Tensor& y, std::int64_t w,
                Range groups, std::int64_t scratch)
{
    return {.kind = Step::LinearKind,
            .x = narrow(x.at),
            .y = narrow(y.at + 4 * groups.first),
            .yRow = narrow(y.row()),
            .w = narrow(w),
            .groups = narrow(groups.count),
            .groupBytes = narrow(records.bytesEach),
            .taps = 1,
            .tapWords = narrow(layer.T * x.row() / 4),
            .steps = 1,
            .channels = narrow(std::min(4 * groups.count, layer.C_out - 4 * groups.first)),
            .lower = layer.to.lower,
            .upper = layer.to.upper,
            .scratch = narrow(scratch)};
}

void makePart(Step& step, const Linear& layer, Range rows, std::int64_t scratch)
{
    step.x2 = partOf(rows, layer.T);
    step.tapWords = narrow(rows.count * paddedChannels(layer.C_in) / 4);
    step.scratch = narrow(scratch);
}

Step additionStep(const Addition& layer, const Tensor& x, const Tensor& x2, const Tensor& y, std::int64_t w, Range rows)
{
    const std::int64_t skipped = rows.first * y.row();
    return {.kind = Step::Add,
            .x = narrow(x.at + skipped),
            .x2 = narrow(x2.at + skipped),
            .y = narrow(y.at + skipped),
            .yRow = narrow(y.row()),
            .w = narrow(w),
            .groups = narrow(y.row() / 4),
            .steps = narrow(rows.count),
            .channels = narrow(y.C),
            .lower = layer.lower,
            .upper = layer.upper};
}

Step poolingStep(const Pooling& layer, const Tensor& x, const Tensor& y, Range rows)
{
    return {.kind = layer.average ? Step::Average : Step::Maximum,
            .x = narrow(x.at + rows.first * layer.s * x.row()),
            .y = narrow(y.at + rows.first * y.row()),
            .xRow = narrow(layer.s * x.row()),
            .yRow = narrow(y.row()),
            .groups = narrow(y.row() / 4),
            .taps = narrow(layer.K),
            .steps = narrow(rows.count),
            .channels = narrow(y.C),
            .lower = layer.lower,
            .upper = layer.upper};
}

Step meanStep(const Pooling& layer, Range rows, std::int64_t at, const Tensor& y, std::int64_t scratch)
{
    return {.kind = Step::Mean,
            .x = narrow(at),
            .x2 = partOf(rows, layer.T),
            .y = narrow(y.at),
            .xRow = narrow(y.row()),
            .yRow = narrow(y.row()),
            .groups = narrow(y.row() / 4),
            .taps = narrow(layer.T),
            .steps = narrow(rows.count),
            .channels = narrow(y.C),
            .lower = layer.lower,
            .upper = layer.upper,
            .scratch = narrow(scratch)};
}

Step expandStep(std::int64_t bytes, const Tensor& y)
{
    Step step{.kind = Step::Rows,
              .x = narrow(bytes),
              .y = narrow(y.at),
              .xRow = narrow(y.C),
              .yRow = narrow(y.row()),
              .steps = narrow(y.T),
              .channels = narrow(y.C)};
    fillAround(step, y);
    return step;
}

Step compactStep(const Tensor& x, std::int64_t bytes)
{
    return {.kind = Step::Rows,
            .x = narrow(x.at),
            .y = narrow(bytes),
            .xRow = narrow(x.row()),
            .yRow = narrow(x.C),
            .steps = narrow(x.T),
            .channels = narrow(x.C)};
}

Step spreadStep(std::int64_t bytes, const Tensor& y, std::int64_t d)
{
    Step step{.kind = Step::Spread,
              .x = narrow(bytes),
              .x2 = narrow(y.lead),
              .y = narrow(y.at),
              .yRow = narrow(y.row()),
              .xRows = narrow(y.T),
              .tapSkip = narrow(d),
              .steps = narrow(y.lead + y.T + y.tail),
              .channels = 4};
    step.fillWord = narrow((y.zeroPoint & 0xFF) * std::int64_t{0x01010101});
    return step;
}

std::vector<std::int8_t> bytesOf(std::span<const Step> steps)
{
    std::vector<std::int8_t> bytes;
    for (const Step& step : steps) {
        for (const std::int32_t word : std::bit_cast<std::array<std::int32_t, sizeof(Step) / 4>>(step)) {
            putWord(bytes, word);
        }
    }
    return bytes;
}

} // namespace pitlane::gap8
