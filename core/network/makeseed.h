// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/networkspec.h"

namespace pitlane {

/// A seed for the search out of a network that somebody tuned by hand: every convolution gets d = 1 and K = F, so that
/// it sees what it saw, and `expansion` times its channels, rounded up. Paddings, strides and so all lengths stay. Kept
/// as they are: layers that are not searched, linear layers, the network's outputs, and whatever has to be as wide as
/// one of these or as the input (the other side of a sum, depthwise convolutions). Throws NetworkError for an invalid
/// network and for an expansion outside 1 to 16.
[[nodiscard]] NetworkSpec seedFrom(const NetworkSpec& handTuned, double expansion = 1);

} // namespace pitlane
