// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

namespace pitlane {

/// Which form of a built-in network is built.
enum class SeedForm {
    Seed,
    HandTuned,
};

/// Filter taps and dilation of one convolution.
struct Filter
{
    std::int64_t K = 1;
    std::int64_t d = 1;
    /// The filter of the seed: the same receptive field, F = d (K - 1) + 1, at d = 1.
    [[nodiscard]] Filter undilated() const { return {d * (K - 1) + 1, 1}; }
    /// This filter as it stands in `form`.
    [[nodiscard]] Filter in(SeedForm form) const { return form == SeedForm::Seed ? undilated() : *this; }
};

/// Adds nodes to a network; every method returns the name of the node it added last.
class SeedBuilder
{
public:
    SeedBuilder(const std::string& title, SeedForm form, Shape input);

    std::string add(std::string name, const std::vector<std::string>& inputs, Op op, bool searchable = true);
    /// Causal convolution.
    std::string causal(const std::string& name, const std::string& input, std::int64_t C_out, Filter filter,
                       std::int64_t s = 1, bool searchable = true);
    /// Batch-norm and ReLU of `layer`: "<layer>.bn", "<layer>.relu".
    std::string normAndRelu(const std::string& layer);

    [[nodiscard]] const std::string& last() const { return m_last; }
    [[nodiscard]] NetworkSpec take() { return std::move(m_network); }

private:
    NetworkSpec m_network;
    std::string m_last; ///< "input" before the first node
};

} // namespace pitlane
