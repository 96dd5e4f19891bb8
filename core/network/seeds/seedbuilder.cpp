// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds/seedbuilder.h"

#include <utility>

namespace pitlane {

SeedBuilder::SeedBuilder(const std::string& title, SeedForm form, Shape input) : m_last(NetworkSpec::inputName)
{
    m_network = {.name = form == SeedForm::Seed ? title : title + " hand-tuned", .input = input, .nodes = {}};
}

std::string SeedBuilder::add(std::string name, const std::vector<std::string>& inputs, Op op, bool searchable)
{
    m_last = name;
    m_network.nodes.push_back({std::move(name), inputs, op, searchable});
    return m_last;
}

std::string SeedBuilder::causal(const std::string& name, const std::string& input, std::int64_t C_out, Filter filter,
                                std::int64_t s, bool searchable)
{
    Conv1d conv;
    conv.C_out = C_out;
    conv.K = filter.K;
    conv.d = filter.d;
    conv.s = s;
    conv.padding.left = conv.F() - 1;
    return add(name, {input}, conv, searchable);
}

std::string SeedBuilder::normAndRelu(const std::string& layer)
{
    add(layer + ".bn", {layer}, BatchNorm{});
    return add(layer + ".relu", {layer + ".bn"}, Relu{});
}

} // namespace pitlane
