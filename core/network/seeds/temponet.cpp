// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "core/network/seeds/seedbuilder.h"

#include <array>

namespace pitlane {

namespace {

struct Layer
{
    std::int64_t C_out = 1;
    Filter handTuned;
    std::int64_t s = 1;
};

/// Three convolutions to a block; an average pool follows the last.
constexpr std::array<std::array<Layer, 3>, 3> blocks = {{
    {{{32, {3, 2}}, {32, {3, 2}}, {64, {5, 1}}}},
    {{{64, {3, 4}}, {64, {3, 4}}, {128, {5, 1}, 2}}},
    {{{128, {3, 8}}, {128, {3, 8}}, {128, {5, 1}, 4}}},
}};

/// The seed's filter is `expansion` times as long, made odd; strided convolutions keep theirs.
Filter filterOf(const Layer& layer, SeedForm form, std::int64_t expansion)
{
    auto filter = layer.handTuned.in(form);
    if (form == SeedForm::Seed && layer.s == 1) {
        filter.K *= expansion;
        filter.K += filter.K % 2 == 0 ? 1 : 0;
    }
    return filter;
}

NetworkSpec network(SeedForm form, Shape input, std::int64_t outputs, std::int64_t expansion)
{
    SeedBuilder builder("TEMPONet", form, input);
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        for (std::size_t i = 0; i < blocks[b].size(); ++i) {
            const auto& layer = blocks[b][i];
            const auto filter = filterOf(layer, form, expansion);
            const auto name = "b" + std::to_string(b) + ".conv" + std::to_string(i);
            Conv1d conv{.C_out = layer.C_out, .K = filter.K, .d = filter.d, .s = layer.s};
            conv.padding = {conv.F() / 2, conv.F() / 2};
            builder.add(name, {builder.last()}, conv);
            builder.add(name + ".bn", {name}, BatchNorm{});
            if (i + 1 == blocks[b].size())
                builder.add(name + ".pool", {builder.last()}, AvgPool{.K = 2, .s = 2});
            builder.add(name + ".relu", {builder.last()}, Relu{});
        }
    }
    builder.add("flatten", {builder.last()}, Flatten{});
    for (const auto& [name, features] : {std::pair<std::string, std::int64_t>{"fc0", 256}, {"fc1", 128}}) {
        builder.add(name, {builder.last()}, Linear{.C_out = features});
        builder.add(name + ".drop", {builder.normAndRelu(name)}, Dropout{0.5});
    }
    builder.add("fc2", {builder.last()}, Linear{.C_out = outputs}, false);
    return builder.take();
}

} // namespace

BuiltinSeed temponet(Shape input, std::int64_t outputs, std::int64_t expansion)
{
    return {.id = "temponet",
            .title = "TEMPONet",
            .seed = network(SeedForm::Seed, input, outputs, expansion),
            .handTuned = network(SeedForm::HandTuned, input, outputs, expansion)};
}

} // namespace pitlane
