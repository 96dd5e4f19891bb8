// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/quantisedfilters.h"

#include "core/quant/fixedpoint.h"

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

constexpr double largestWeight = 127; // symmetric: -128 is not used
constexpr double largestBias = 1 << 29;
/// Factors of a channel, in output steps per accumulator step, that every kernel takes. Finer steps would change
/// nothing: half a weight step at each of 16 000 inputs is less than half an output step.
constexpr double smallestFactor = 1.0 / (1 << 22);
constexpr double factorOfZeros = 0.25; ///< filters of zeros give their bias

void checkFinite(std::span<const float> values, const std::string& node)
{
    for (const auto value : values)
        if (!std::isfinite(value))
            throw NetworkError("Quantising node " + node +
                               ": found a weight that is not finite. Use weights of a training that ended well.");
}

std::int32_t roundedBias(double value)
{
    return static_cast<std::int32_t>(std::lround(std::clamp(value, -largestBias, largestBias)));
}

void append(Requantisation& requantisation, QFactor factor)
{
    requantisation.multiplier.push_back(factor.multiplier);
    requantisation.shift.push_back(factor.shift);
}

} // namespace

std::int64_t largestInput(const QTensor& in)
{
    return std::max(in.high - in.zeroPoint, in.zeroPoint - in.low);
}

QFactor factorFor(double factor, std::int64_t largest)
{
    constexpr double room = 1 << 29;
    return quantizeMultiplier(
        factor <= 0.5 ? factor : std::min(factor, room / static_cast<double>(std::max<std::int64_t>(1, largest))));
}

QuantisedFilters quantiseFilters(std::span<const float> weights, std::span<const float> bias, std::int64_t C_out,
                                 const QTensor& in, double outputScale, const std::string& node)
{
    checkFinite(weights, node);
    checkFinite(bias, node);
    QuantisedFilters result;
    result.weights.reserve(weights.size());
    const auto n = weights.size() / static_cast<std::size_t>(C_out);
    for (std::size_t o = 0; o < static_cast<std::size_t>(C_out); ++o) {
        const auto filter = weights.subspan(o * n, n);
        const auto b = bias.empty() ? 0.0 : static_cast<double>(bias[o]);
        double largest = 0;
        for (const auto w : filter)
            largest = std::max(largest, std::abs(static_cast<double>(w)));
        // Steps so fine that the bias would not fit make no sense either.
        const auto outputStep = outputScale / in.scale;
        auto scale =
            std::max({largest / largestWeight, std::abs(b) / (in.scale * largestBias), outputStep * smallestFactor});
        if (largest == 0)
            scale = outputStep * factorOfZeros;
        std::int64_t sum = 0;
        for (const auto w : filter) {
            const auto q = static_cast<std::int8_t>(std::lround(static_cast<double>(w) / scale));
            sum += std::abs(q);
            result.weights.push_back(q);
        }
        result.scales.push_back(scale);
        result.bias.push_back(roundedBias(b / (in.scale * scale)));
        const auto most = sum * largestInput(in) + std::abs(std::int64_t{result.bias.back()});
        if (most > std::numeric_limits<std::int32_t>::max())
            throw NetworkError("Quantising node " + node + ": the sum of channel " + std::to_string(o) + " may reach " +
                               std::to_string(most) +
                               ", expected at most 2147483647 (32 bits). Use fewer taps or input channels.");
        append(result.requantisation, factorFor(in.scale * scale / outputScale, most));
    }
    return result;
}

QBatchNorm quantiseBatchNorm(std::span<const double> gain, std::span<const double> offset, const QTensor& in,
                             double outputScale, const std::string& node)
{
    constexpr double one = 256;
    // Less than a tenth of an output step over the whole input range.
    const auto negligible = outputScale / in.scale / (1 << 12);
    QBatchNorm result;
    for (std::size_t c = 0; c < gain.size(); ++c) {
        if (!std::isfinite(gain[c]) || !std::isfinite(offset[c]))
            throw NetworkError("Quantising node " + node +
                               ": found a value that is not finite. Use weights of a training that ended well.");
        const auto isConstant = std::abs(gain[c]) < negligible;
        const auto step = isConstant ? outputScale / one : std::abs(gain[c]) * in.scale / one; // of the accumulator
        result.weight.push_back(isConstant ? 0 : static_cast<std::int32_t>(std::copysign(one, gain[c])));
        result.bias.push_back(roundedBias(offset[c] / step));
        const auto most =
            static_cast<std::int64_t>(one) * largestInput(in) + std::abs(std::int64_t{result.bias.back()});
        append(result.requantisation, factorFor(step / outputScale, most));
    }
    return result;
}

} // namespace pitlane
