// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/kernelcases.h"

#include <algorithm>
#include <cmath>

namespace pitlane::firmwaretest {

namespace {

__extension__ using Wide = __int128;

/// The largest integer that is not above a / b; b > 0.
Wide floorOf(Wide a, Wide b)
{
    const Wide quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

std::int64_t sample(const Case& test, std::int64_t t, std::int64_t c)
{
    const auto& layer = test.layer;
    return t < 0 || t >= layer.T_in ? layer.zeroIn : test.x.at(static_cast<std::size_t>(t * layer.C_in + c));
}

std::int8_t output(const CortexMSource& layer, std::size_t o, std::int64_t sum)
{
    return clamped(layer.zeroOut + requantized(sum, layer.multiplier.at(o), layer.shift.at(o)), layer.outMin,
                   layer.outMax);
}

void fillValues(Case& test, Random& random)
{
    auto& layer = test.layer;
    const auto n = layer.K * layer.C_in;
    layer.zeroIn = draw(random, 0, 2) == 0 ? -128 : draw(random, -128, 127);
    layer.zeroOut = draw(random, 0, 2) == 0 ? -128 : draw(random, -60, 60);
    test.x.resize(static_cast<std::size_t>(layer.T_in * layer.C_in));
    for (auto& value : test.x)
        value = static_cast<std::int8_t>(draw(random, -128, 127));
    layer.weights.resize(static_cast<std::size_t>(layer.C_out * n));
    for (auto& value : layer.weights)
        value = static_cast<std::int8_t>(
            std::clamp(draw(random, -50, 50) + draw(random, -50, 50) + draw(random, -50, 50), -127, 127));
    // The sums scatter by about 50 * 120 * sqrt(n); outputs by about 50.
    const double scale = 50 / (50.0 * 120.0 * std::sqrt(static_cast<double>(n)));
    for (std::int32_t o = 0; o < layer.C_out; ++o) {
        int exponent = 0;
        const double fraction = std::frexp(scale * draw(random, 500, 2000) / 1000.0, &exponent);
        layer.multiplier.push_back(
            static_cast<std::int32_t>(std::min(std::llround(fraction * 2147483648.0), 2147483647LL)));
        layer.shift.push_back(exponent);
        layer.bias.push_back(draw(random, -20000, 20000));
    }
}

} // namespace

std::int32_t requantized(std::int64_t value, std::int32_t multiplier, std::int32_t shift)
{
    const Wide left = shift > 0 ? Wide{1} << shift : Wide{1};
    const Wide right = shift < 0 ? Wide{1} << -shift : Wide{1};
    const Wide half = Wide{1} << 30;
    // Halves go up here ...
    const Wide high = floorOf(value * left * multiplier + half, 2 * half);
    // ... and away from zero here.
    const Wide magnitude = floorOf(2 * (high < 0 ? -high : high) + right, 2 * right);
    return static_cast<std::int32_t>(high < 0 ? -magnitude : magnitude);
}

std::int8_t clamped(std::int64_t value, std::int32_t low, std::int32_t high)
{
    return static_cast<std::int8_t>(std::clamp<std::int64_t>(value, low, high));
}

std::vector<std::int8_t> expected(const Case& test)
{
    const auto& layer = test.layer;
    std::vector<std::int8_t> y;
    for (std::int64_t t = 0; t < layer.T_out; ++t) {
        for (std::int64_t o = 0; o < layer.C_out; ++o) {
            std::int64_t sum = layer.bias.at(static_cast<std::size_t>(o));
            for (std::int64_t k = 0; k < layer.K; ++k)
                for (std::int64_t c = 0; c < layer.C_in; ++c)
                    sum += layer.weights.at(static_cast<std::size_t>((o * layer.K + k) * layer.C_in + c)) *
                           (sample(test, t * layer.s + k * layer.d - layer.padLeft, c) - layer.zeroIn);
            y.push_back(output(layer, static_cast<std::size_t>(o), sum));
        }
    }
    return y;
}

std::vector<std::int8_t> expectedDepthwise(const Case& test)
{
    const auto& layer = test.layer;
    std::vector<std::int8_t> y;
    for (std::int64_t t = 0; t < layer.T_out; ++t) {
        for (std::int64_t c = 0; c < layer.C_out; ++c) {
            std::int64_t sum = layer.bias.at(static_cast<std::size_t>(c));
            for (std::int64_t k = 0; k < layer.K; ++k)
                sum += layer.weights.at(static_cast<std::size_t>(c * layer.K + k)) *
                       (sample(test, t * layer.s + k * layer.d - layer.padLeft, c) - layer.zeroIn);
            y.push_back(output(layer, static_cast<std::size_t>(c), sum));
        }
    }
    return y;
}

std::int32_t draw(Random& random, std::int32_t low, std::int32_t high)
{
    // Not a distribution of the library: those differ from one to the next.
    return low + static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(high - low + 1));
}

Case causalCase(const Form& form, bool linear, Random& random)
{
    Case test;
    test.linear = linear;
    const auto text = [](std::int32_t value) { return std::to_string(value); };
    test.name = linear ? "linear " + text(form.C_in) + "-" + text(form.C_out)
                       : text(form.C_in) + "-" + text(form.C_out) + ", T " + text(form.T) + ", K " + text(form.K) +
                             ", d " + text(form.d) + ", s " + text(form.s);
    test.layer = {.C_in = form.C_in,
                  .C_out = form.C_out,
                  .T_in = form.T,
                  .T_out = (form.T + form.s - 1) / form.s,
                  .K = form.K,
                  .d = form.d,
                  .s = form.s,
                  .padLeft = (form.K - 1) * form.d};
    fillValues(test, random);
    return test;
}

Case randomConvolution(Random& random)
{
    Form form;
    form.C_in = draw(random, 0, 3) == 0 ? draw(random, 1, 3) : draw(random, 1, 40);
    form.C_out = draw(random, 1, 24);
    form.T = draw(random, 0, 3) == 0 ? draw(random, 1, 12) : draw(random, 1, 130);
    form.K = draw(random, 0, 2) == 0 ? draw(random, 1, 3) : draw(random, 1, 41);
    form.d = draw(random, 0, 2) == 0 ? draw(random, 1, 32) : 1 << draw(random, 0, 5);
    form.s = draw(random, 0, 1) == 0 ? 1 : draw(random, 1, 4);
    auto test = causalCase(form, false, random);
    auto& layer = test.layer;
    const auto F = (layer.K - 1) * layer.d + 1;
    switch (draw(random, 0, 4)) {
    case 0: // "same"
        layer.padLeft = (F - 1) / 2;
        break;
    case 1: // old samples are cut off
        layer.padLeft = -draw(random, 1, 20);
        break;
    case 2: // any padding on both sides
        layer.padLeft = draw(random, -5, F + 20);
        layer.T_out = draw(random, 1, 100);
        break;
    default:
        break;
    }
    if (draw(random, 0, 3) == 0)
        layer.outMin = layer.zeroOut;
    test.name += ", left " + std::to_string(layer.padLeft) + ", T_out " + std::to_string(layer.T_out);
    return test;
}

Case randomLinear(Random& random)
{
    auto test = causalCase({.C_in = draw(random, 1, 600), .C_out = draw(random, 1, 40)}, true, random);
    if (draw(random, 0, 3) == 0)
        test.layer.outMin = test.layer.zeroOut;
    if (draw(random, 0, 7) == 0)
        test.layer.outMax = 100;
    return test;
}

} // namespace pitlane::firmwaretest
