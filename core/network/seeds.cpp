// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"

#include <array>
#include <utility>

namespace pitlane {

namespace {

/// Adds nodes to a network; every method returns the name of the node it added last.
class Builder
{
public:
    Builder(std::string name, Shape input) { m_network = {.name = std::move(name), .input = input, .nodes = {}}; }

    std::string add(std::string name, std::vector<std::string> inputs, Op op, bool searchable = true)
    {
        m_network.nodes.push_back({std::move(name), std::move(inputs), op, searchable});
        return m_network.nodes.back().name;
    }

    /// Causal convolution, batch-norm, ReLU.
    std::string convolution(const std::string& name, const std::string& input, std::int64_t C_out, std::int64_t K,
                            std::int64_t d, bool searchable = true)
    {
        Conv1d conv;
        conv.C_out = C_out;
        conv.K = K;
        conv.d = d;
        conv.padding.left = conv.F() - 1;
        add(name, {input}, conv, searchable);
        add(name + ".bn", {name}, BatchNorm{});
        return add(name + ".relu", {name + ".bn"}, Relu{});
    }

    [[nodiscard]] NetworkSpec take() { return std::move(m_network); }

private:
    NetworkSpec m_network;
};

/// Filter taps and dilation of the two convolutions of one residual block.
struct BlockForm
{
    std::int64_t K = 1;
    std::int64_t d = 1;
};

NetworkSpec ecgtcnNetwork(const std::string& name, Shape input, std::int64_t classes,
                          const std::array<BlockForm, 3>& blocks)
{
    constexpr std::int64_t stemChannels = 2;
    constexpr std::int64_t stemTaps = 11;
    constexpr std::int64_t blockChannels = 11;
    constexpr double dropout = 0.3;

    Builder builder(name, input);
    auto last = builder.convolution("conv0", std::string(NetworkSpec::inputName), stemChannels, stemTaps, 1, false);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const auto block = "b" + std::to_string(i);
        auto branch = last;
        for (const auto& conv : {block + ".conv0", block + ".conv1"}) {
            branch = builder.convolution(conv, branch, blockChannels, blocks[i].K, blocks[i].d);
            branch = builder.add(conv + ".drop", {branch}, Dropout{dropout});
        }
        const auto skip = builder.convolution(block + ".skip", last, blockChannels, 1, 1);
        builder.add(block + ".add", {branch, skip}, Add{});
        last = builder.add(block + ".relu", {block + ".add"}, Relu{});
    }
    builder.add("flatten", {last}, Flatten{});
    builder.add("fc", {"flatten"}, Linear{.C_out = classes, .bias = true});
    return builder.take();
}

} // namespace

BuiltinSeed ecgtcn(Shape input, std::int64_t classes)
{
    // SPEC, section 6: 11 taps at d = 1, 2, 4; the seed holds the same receptive field, F = d (K - 1) + 1, at d = 1.
    constexpr std::array<BlockForm, 3> handTuned = {{{11, 1}, {11, 2}, {11, 4}}};
    std::array<BlockForm, 3> seed;
    for (std::size_t i = 0; i < seed.size(); ++i)
        seed[i] = {handTuned[i].d * (handTuned[i].K - 1) + 1, 1};
    return {.id = "ecgtcn",
            .title = "ECGTCN",
            .seed = ecgtcnNetwork("ECGTCN", input, classes, seed),
            .handTuned = ecgtcnNetwork("ECGTCN hand-tuned", input, classes, handTuned)};
}

std::vector<BuiltinSeed> builtinSeeds(Shape input, std::int64_t classes)
{
    return {ecgtcn(input, classes)};
}

} // namespace pitlane
