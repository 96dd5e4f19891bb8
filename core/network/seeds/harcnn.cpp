// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "core/network/seeds/seedbuilder.h"

namespace pitlane {

namespace {

NetworkSpec network(SeedForm form, Shape input, std::int64_t classes)
{
    SeedBuilder builder("HAR-CNN", form, input);
    int i = 0;
    for (const std::int64_t channels : {18, 36, 72}) {
        const auto conv = "conv" + std::to_string(i++);
        // Two taps with the length kept: the published code adds the one sample behind the newest.
        builder.add(conv, {builder.last()}, Conv1d{.C_out = channels, .K = 2, .padding = {.left = 0, .right = 1}});
        builder.add(conv + ".relu", {conv}, Relu{});
        builder.add(conv + ".pool", {conv + ".relu"}, MaxPool{.K = 2, .s = 2});
    }
    builder.add("flatten", {builder.last()}, Flatten{});
    builder.add("fc", {"flatten"}, Linear{.C_out = classes});
    return builder.take();
}

} // namespace

BuiltinSeed harCnn(Shape input, std::int64_t classes)
{
    return {.id = "har-cnn",
            .title = "HAR-CNN",
            .seed = network(SeedForm::Seed, input, classes),
            .handTuned = network(SeedForm::HandTuned, input, classes)};
}

} // namespace pitlane
