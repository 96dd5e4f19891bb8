// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/network/networkspec.h"

namespace pitlane {

/// Throws NetworkError when `network` cannot learn `data`. Classification: inputs of the data's shape, one output per
/// class. Regression: the same inputs, one output. NextStep: channels in and out like the data's, an output for each
/// step that knows no later one; its length is free. Batch-norm would count the padding of sequences and is refused
/// there, as is a sigmoid at the end, which the loss brings along.
void requireFits(const NetworkSpec& network, const Dataset& data);

} // namespace pitlane
