// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "core/network/seeds/seedbuilder.h"

namespace pitlane {

namespace {

NetworkSpec network(SeedForm form, Shape input, std::int64_t classes)
{
    constexpr std::int64_t stemChannels = 2;
    constexpr std::int64_t blockChannels = 11;
    constexpr double dropout = 0.3;

    SeedBuilder builder("ECGTCN", form, input);
    builder.causal("conv0", builder.last(), stemChannels, {11, 1}, 1, false);
    auto last = builder.normAndRelu("conv0");
    for (int i = 0; i < 3; ++i) {
        const auto block = "b" + std::to_string(i);
        const Filter filter{11, std::int64_t{1} << i};
        auto branch = last;
        for (const auto& conv : {block + ".conv0", block + ".conv1"}) {
            builder.causal(conv, branch, blockChannels, filter.in(form));
            branch = builder.add(conv + ".drop", {builder.normAndRelu(conv)}, Dropout{dropout});
        }
        builder.causal(block + ".skip", last, blockChannels, {});
        const auto skip = builder.normAndRelu(block + ".skip");
        builder.add(block + ".add", {branch, skip}, Add{});
        last = builder.add(block + ".relu", {block + ".add"}, Relu{});
    }
    builder.add("flatten", {last}, Flatten{});
    builder.add("fc", {"flatten"}, Linear{.C_out = classes});
    return builder.take();
}

} // namespace

BuiltinSeed ecgtcn(Shape input, std::int64_t classes)
{
    return {.id = "ecgtcn",
            .title = "ECGTCN",
            .seed = network(SeedForm::Seed, input, classes),
            .handTuned = network(SeedForm::HandTuned, input, classes)};
}

} // namespace pitlane
