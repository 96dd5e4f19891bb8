// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "core/network/seeds/seedbuilder.h"

#include <vector>

namespace pitlane {

namespace {

struct Block
{
    std::int64_t C_out = 1;
    std::vector<std::int64_t> dilations; ///< of its convolutions, k = 3
};

NetworkSpec network(SeedForm form, Shape input, std::int64_t classes)
{
    const std::vector<Block> blocks = {{32, {1, 2}}, {32, {4, 8}}, {64, {16, 32}}, {128, {64}}};
    constexpr double dropout = 0.05;

    SeedBuilder builder("TCCNet", form, input);
    auto last = builder.last();
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        const auto block = "b" + std::to_string(b);
        const bool isLast = b + 1 == blocks.size();
        auto branch = last;
        for (std::size_t i = 0; i < blocks[b].dilations.size(); ++i) {
            const auto conv = block + ".conv" + std::to_string(i);
            const Filter filter{3, blocks[b].dilations[i]};
            builder.causal(conv, branch, blocks[b].C_out, filter.in(form));
            branch = builder.add(conv + ".relu", {conv}, Relu{});
            if (!isLast)
                branch = builder.add(conv + ".drop", {branch}, SpatialDropout{dropout});
        }
        const auto skip = builder.causal(block + ".skip", last, blocks[b].C_out, {});
        last = builder.add(block + ".add", {branch, skip}, Add{});
    }
    builder.add("attention", {last}, Attention{});
    builder.add("fc", {"attention"}, Linear{.C_out = classes});
    return builder.take();
}

} // namespace

BuiltinSeed tccnet(Shape input, std::int64_t classes)
{
    return {.id = "tccnet",
            .title = "TCCNet",
            .seed = network(SeedForm::Seed, input, classes),
            .handTuned = network(SeedForm::HandTuned, input, classes)};
}

} // namespace pitlane
