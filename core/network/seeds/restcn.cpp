// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "core/network/seeds/seedbuilder.h"

namespace pitlane {

namespace {

struct Form
{
    std::string title;
    int levels = 1; ///< level i has dilation 2^i
    std::int64_t channels = 1;
    std::int64_t K = 1;
    double dropout = 0;
    bool perStep = true;
};

NetworkSpec network(const Form& what, SeedForm form, Shape input, std::int64_t outputs)
{
    SeedBuilder builder(what.title, form, input);
    auto last = builder.last();
    auto C_in = input.C;
    for (int i = 0; i < what.levels; ++i) {
        const auto level = "l" + std::to_string(i);
        const Filter filter{what.K, std::int64_t{1} << i};
        auto branch = last;
        for (const auto& conv : {level + ".conv0", level + ".conv1"}) {
            builder.causal(conv, branch, what.channels, filter.in(form));
            builder.add(conv + ".relu", {conv}, Relu{});
            branch = builder.add(conv + ".drop", {builder.last()}, Dropout{what.dropout});
        }
        if (C_in != what.channels)
            last = builder.causal(level + ".skip", last, what.channels, {});
        builder.add(level + ".add", {branch, last}, Add{});
        last = builder.add(level + ".relu", {level + ".add"}, Relu{});
        C_in = what.channels;
    }
    if (what.perStep) {
        builder.add("fc", {last}, Linear{.C_out = outputs});
    } else { // negative padding cuts off all samples but the newest
        const Padding newestOnly{.left = 1 - input.T, .right = 0};
        builder.add("fc", {last}, Conv1d{.C_out = outputs, .K = 1, .padding = newestOnly});
    }
    return builder.take();
}

BuiltinSeed both(std::string id, const Form& what, Shape input, std::int64_t outputs)
{
    return {.id = std::move(id),
            .title = what.title,
            .seed = network(what, SeedForm::Seed, input, outputs),
            .handTuned = network(what, SeedForm::HandTuned, input, outputs)};
}

} // namespace

BuiltinSeed resTcnNottingham(Shape input, std::int64_t outputs)
{
    const Form form{.title = "ResTCN Nottingham", .levels = 4, .channels = 150, .K = 6, .dropout = 0.2};
    return both("restcn-nottingham", form, input, outputs);
}

BuiltinSeed resTcnJsb(Shape input, std::int64_t outputs)
{
    const Form form{.title = "ResTCN JSB", .levels = 2, .channels = 150, .K = 3, .dropout = 0.5};
    return both("restcn-jsb", form, input, outputs);
}

BuiltinSeed resTcnMnist(Shape input, std::int64_t classes)
{
    const Form form{.title = "ResTCN MNIST", .levels = 8, .channels = 25, .K = 7, .dropout = 0.05, .perStep = false};
    return both("restcn-mnist", form, input, classes);
}

} // namespace pitlane
