// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

namespace pitlane {

/// One problem as a sentence: "node b1.conv0, field K: found 0, expected at least 1. Set K to 1 or more."
[[nodiscard]] std::string describe(const NetworkProblem& problem);

} // namespace pitlane
