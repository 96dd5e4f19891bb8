// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/blocks.h"
#include "core/network/edit.h"

/// What the edits of values and those of the graph share.
namespace pitlane::edit {

/// Index of a node; throws an EditError of `step` when there is none.
[[nodiscard]] std::size_t placeOf(const NetworkSpec& network, const std::string& node, const std::string& step);
/// The block that a node belongs to.
[[nodiscard]] Block blockOf(const NetworkSpec& network, const std::string& node, const std::string& step);
/// Shape of an activation, "input" included. Everything up to it must be valid.
[[nodiscard]] Shape shapeOf(const NetworkSpec& network, const std::string& activation);
/// "b1.conv0" of a problem there with a sentence: what an EditError gives as its reason. `about` is left out.
[[nodiscard]] std::string reasonOf(const NetworkProblem& problem, const std::string& about);
/// Depthwise convolutions become as wide as what they read, then the network is checked. Throws an EditError.
[[nodiscard]] NetworkSpec checked(NetworkSpec network, const std::string& step, const std::string& about);
/// The rule that most convolutions of more than one sample follow; Causal when none does.
[[nodiscard]] PaddingRule usualPadding(const NetworkSpec& network);

} // namespace pitlane::edit
