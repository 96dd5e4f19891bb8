// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

/// `pitlane-cli targets` and `pitlane-cli cost`: devices, and what a network costs there.
namespace pitlane::cli {

/// All targets, or one as the file that a user may copy and edit.
int listTargets(const std::string& id, bool json);
/// Cycles and milliseconds of each layer of the network in a JSON file; empty `target`: the usual one.
int networkCost(const std::string& networkFile, const std::string& target, bool json);

} // namespace pitlane::cli
