// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/package/packageoptions.h"
#include "core/network/seeds.h"
#include "core/quant/integerexecutor.h"
#include "core/quant/quantise.h"
#include "tests/quant/quantfixture.h"

namespace pitlane::test {

/// A network with random weights, quantised on random examples, and the options of a package for it.
struct QuantisedFixture
{
    QuantizedNetwork network;
    PackageOptions options;
};

inline QuantisedFixture quantisedFixture(const NetworkSpec& spec, unsigned seed, std::int64_t windows,
                                         const QuantisationOptions& quantisation = {})
{
    std::mt19937 random(seed);
    const auto weights = drawWeights(spec, random);
    QuantisedFixture fixture{.network = quantise(spec, weights, drawExamples(spec.input, 4, random), quantisation),
                             .options = {.target = targetNamed(defaultTargetId, {}), .spec = spec, .prefix = {}}};
    auto& options = fixture.options;
    options.words.title = spec.name;
    options.words.program = "Pitlane";
    const auto examples = drawExamples(spec.input, windows, random);
    const auto [C, T] = spec.input;
    for (std::int64_t n = 0; n < windows; ++n) {
        const auto example =
            std::span(examples).subspan(static_cast<std::size_t>(n * C * T), static_cast<std::size_t>(C * T));
        options.vectors.inputs.push_back(quantizeInput(example, fixture.network.input));
        if (n < 2) {
            auto& raw = options.vectors.raw.emplace_back();
            for (std::int64_t t = 0; t < T; ++t)
                for (std::int64_t c = 0; c < C; ++c)
                    raw.push_back(example[static_cast<std::size_t>(c * T + t)]);
        }
    }
    return fixture;
}

} // namespace pitlane::test
