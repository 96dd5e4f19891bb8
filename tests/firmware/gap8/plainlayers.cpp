// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/gap8/plainlayers.h"

#include <algorithm>
#include <cmath>

namespace pitlane::gap8test {

namespace {

std::int8_t clamped(std::int64_t value, std::int32_t lower, std::int32_t upper)
{
    return static_cast<std::int8_t>(std::clamp<std::int64_t>(value, lower, upper));
}

std::size_t at(std::int64_t index)
{
    return static_cast<std::size_t>(index);
}

} // namespace

std::int32_t requantised(std::int32_t sum, std::int32_t multiplier, std::int32_t shift)
{
    const int left = std::max(shift, 0);
    const int right = std::max(-shift, 0);
    const auto shifted = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) << left);
    const std::int64_t product = std::int64_t{shifted} * multiplier;
    const std::int64_t nudge = product >= 0 ? std::int64_t{1} << 30 : 1 - (std::int64_t{1} << 30);
    const std::int64_t high = (product + nudge) / (std::int64_t{1} << 31);
    // halves away from zero
    const double exact = std::ldexp(static_cast<double>(high), -right);
    return static_cast<std::int32_t>(std::round(exact));
}

Values run(const gap8::Convolution& layer, const Values& x)
{
    Values y(at(layer.T_out * layer.C_out));
    for (std::int64_t t = 0; t < layer.T_out; ++t) {
        for (std::int64_t o = 0; o < layer.C_out; ++o) {
            std::int32_t sum = layer.to.bias[at(o)];
            for (std::int64_t k = 0; k < layer.K; ++k) {
                const std::int64_t sample = t * layer.s + k * layer.d - layer.padLeft;
                if (sample < 0 || sample >= layer.T) {
                    continue;
                }
                for (std::int64_t c = 0; c < layer.C_in; ++c) {
                    sum += layer.weights[at((o * layer.K + k) * layer.C_in + c)] *
                           (x[at(sample * layer.C_in + c)] - layer.to.zeroIn);
                }
            }
            y[at(t * layer.C_out + o)] = clamped(
                layer.to.zeroOut + std::int64_t{requantised(sum, layer.to.multiplier[at(o)], layer.to.shift[at(o)])},
                layer.to.lower, layer.to.upper);
        }
    }
    return y;
}

Values run(const gap8::Linear& layer, const Values& x)
{
    Values y(at(layer.C_out));
    const std::int64_t terms = layer.T * layer.C_in;
    for (std::int64_t o = 0; o < layer.C_out; ++o) {
        std::int32_t sum = layer.to.bias[at(o)];
        for (std::int64_t i = 0; i < terms; ++i) {
            sum += layer.weights[at(o * terms + i)] * (x[at(i)] - layer.to.zeroIn);
        }
        y[at(o)] = clamped(layer.to.zeroOut +
                               std::int64_t{requantised(sum, layer.to.multiplier[at(o)], layer.to.shift[at(o)])},
                           layer.to.lower, layer.to.upper);
    }
    return y;
}

Values run(const gap8::Addition& layer, const Values& x, const Values& x2)
{
    Values y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::int32_t a = requantised((x[i] - layer.zero[0]) * (1 << 20), layer.multiplier[0], layer.shift[0]);
        const std::int32_t b = requantised((x2[i] - layer.zero[1]) * (1 << 20), layer.multiplier[1], layer.shift[1]);
        y[i] = clamped(layer.zero[2] + std::int64_t{requantised(a + b, layer.multiplier[2], layer.shift[2])},
                       layer.lower, layer.upper);
    }
    return y;
}

Values run(const gap8::Pooling& layer, const Values& x)
{
    Values y(at(layer.T_out * layer.C));
    for (std::int64_t t = 0; t < layer.T_out; ++t) {
        for (std::int64_t c = 0; c < layer.C; ++c) {
            std::int64_t sum = 0;
            std::int64_t most = -128;
            for (std::int64_t k = 0; k < layer.K; ++k) {
                const std::int64_t value = x[at((t * layer.s + k) * layer.C + c)];
                sum += value;
                most = std::max(most, value);
            }
            const auto mean =
                static_cast<std::int64_t>(std::round(static_cast<double>(sum) / static_cast<double>(layer.K)));
            y[at(t * layer.C + c)] = clamped(layer.average ? mean : most, layer.lower, layer.upper);
        }
    }
    return y;
}

std::vector<Values> run(const gap8::Graph& graph, const Values& input)
{
    std::vector<Values> tensors{input};
    for (const gap8::Operation& operation : graph.layers) {
        const Values& x = tensors[at(operation.inputs.front())];
        if (const auto* convolution = std::get_if<gap8::Convolution>(&operation.op)) {
            tensors.push_back(run(*convolution, x));
        } else if (const auto* linear = std::get_if<gap8::Linear>(&operation.op)) {
            tensors.push_back(run(*linear, x));
        } else if (const auto* addition = std::get_if<gap8::Addition>(&operation.op)) {
            tensors.push_back(run(*addition, x, tensors[at(operation.inputs.back())]));
        } else {
            tensors.push_back(run(std::get<gap8::Pooling>(operation.op), x));
        }
    }
    tensors.erase(tensors.begin());
    return tensors;
}

std::uint32_t checksum(const Values& values)
{
    std::uint32_t sum = 2166136261U;
    for (const std::int8_t value : values) {
        sum = (sum ^ static_cast<std::uint8_t>(value)) * 16777619U;
    }
    return sum;
}

std::int64_t RandomLayers::between(std::int64_t low, std::int64_t high)
{
    return low + static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(high - low + 1));
}

Values RandomLayers::values(std::int64_t count)
{
    Values result(at(count));
    for (std::int8_t& value : result) {
        value = static_cast<std::int8_t>(between(-128, 127));
    }
    return result;
}

void RandomLayers::dress(std::vector<std::int8_t>& weights, gap8::Requantisation& to, std::int64_t C_out,
                         std::int64_t terms, bool extremes)
{
    weights.resize(at(C_out * terms));
    for (std::int8_t& weight : weights) {
        weight = static_cast<std::int8_t>((between(-127, 127) + between(-127, 127)) / 2);
    }
    to.zeroOut = static_cast<std::int32_t>(between(0, 2) == 0 ? between(-128, 127) : -128);
    if (between(0, 3) == 0) {
        to.lower = std::max<std::int32_t>(to.zeroOut, -128);
        to.upper = static_cast<std::int32_t>(std::min<std::int64_t>(127, to.lower + between(20, 200)));
    }
    // A sum has a standard deviation of about 52 * 74 sqrt(terms); the outputs shall have one of about 60.
    const double scale = 60.0 / (52.0 * 74.0 * std::sqrt(static_cast<double>(terms)));
    for (std::int64_t o = 0; o < C_out; ++o) {
        int exponent = 0;
        const double fraction =
            std::frexp(scale * std::exp2(static_cast<double>(between(-100, 100)) / 100.0), &exponent);
        to.bias.push_back(static_cast<std::int32_t>(between(-20000, 20000)));
        to.multiplier.push_back(static_cast<std::int32_t>(std::ldexp(fraction, 31)));
        to.shift.push_back(exponent);
        if (extremes && between(0, 4) == 0) {
            to.shift.back() = static_cast<std::int32_t>(between(-31, 3));
            to.bias.back() = static_cast<std::int32_t>(between(-30000000, 30000000));
        }
    }
}

void RandomLayers::dress(gap8::Convolution& layer, bool extremes)
{
    dress(layer.weights, layer.to, layer.C_out, layer.K * layer.C_in, extremes);
}

void RandomLayers::dress(gap8::Linear& layer, bool extremes)
{
    dress(layer.weights, layer.to, layer.C_out, layer.T * layer.C_in, extremes);
}

gap8::Addition RandomLayers::addition(bool extremes)
{
    // Real scales, turned into numbers as TensorFlow Lite does: twice the larger input scale is the unit.
    const double scales[] = {std::exp2(static_cast<double>(between(-60, 60)) / 20.0),
                             std::exp2(static_cast<double>(between(-60, 60)) / 20.0)};
    const double unit = 2 * std::max(scales[0], scales[1]);
    const double out =
        std::max(scales[0], scales[1]) * (extremes ? std::exp2(static_cast<double>(between(-22, 8))) : 1.4);
    const double factors[] = {scales[0] / unit, scales[1] / unit, unit / (std::exp2(20.0) * out)};
    gap8::Addition layer;
    for (std::size_t index = 0; index < 3; ++index) {
        int exponent = 0;
        const double fraction = std::frexp(factors[index], &exponent);
        layer.multiplier[index] =
            static_cast<std::int32_t>(std::min<std::int64_t>(std::llround(std::ldexp(fraction, 31)), 0x7FFFFFFF));
        layer.shift[index] = std::min(exponent, 0);
        layer.zero[index] = static_cast<std::int32_t>(between(-128, 127));
    }
    if (between(0, 1) == 0) {
        layer.lower = layer.zero[2];
    }
    if (between(0, 3) == 0) {
        layer.upper = std::max(layer.lower, std::int32_t{90});
    }
    return layer;
}

} // namespace pitlane::gap8test
