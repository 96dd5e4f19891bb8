// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "core/network/seeds/seedbuilder.h"

#include <array>

namespace pitlane {

namespace {

NetworkSpec network(SeedForm form, Shape input, std::int64_t classes)
{
    constexpr std::array<std::int64_t, 6> channels = {36, 36, 48, 48, 72, 72};
    constexpr std::int64_t taps = 9;

    SeedBuilder builder("TC-ResNet14", form, input);
    auto last = builder.causal("conv0", builder.last(), 24, {3, 1});
    for (std::size_t b = 0; b < channels.size(); ++b) {
        const auto block = "b" + std::to_string(b);
        const std::int64_t s = b % 2 == 0 ? 2 : 1;
        // Nothing is dilated in the hand-tuned network; the seed's convolutions of stride 1 see as far as if they
        // were, by 2^b.
        const Filter longer{taps, form == SeedForm::Seed ? std::int64_t{1} << b : 1};
        const auto conv0 = block + ".conv0";
        const auto conv1 = block + ".conv1";
        builder.causal(conv0, last, channels[b], s == 1 ? longer.undilated() : Filter{taps, 1}, s);
        builder.causal(conv1, builder.normAndRelu(conv0), channels[b], longer.undilated());
        const auto branch = builder.add(conv1 + ".bn", {conv1}, BatchNorm{});
        builder.causal(block + ".skip", last, channels[b], {}, s);
        const auto skip = builder.normAndRelu(block + ".skip");
        builder.add(block + ".add", {branch, skip}, Add{});
        last = builder.add(block + ".relu", {block + ".add"}, Relu{});
    }
    builder.add("drop", {last}, Dropout{0.5});
    builder.add("flatten", {"drop"}, Flatten{});
    builder.add("fc", {"flatten"}, Linear{.C_out = classes});
    return builder.take();
}

} // namespace

BuiltinSeed tcResNet14(Shape input, std::int64_t classes)
{
    return {.id = "tc-resnet14",
            .title = "TC-ResNet14",
            .seed = network(SeedForm::Seed, input, classes),
            .handTuned = network(SeedForm::HandTuned, input, classes)};
}

} // namespace pitlane
