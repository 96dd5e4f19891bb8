// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/pipeline.h"
#include "core/data/random.h"

#include <span>
#include <vector>

namespace pitlane {

/// Draws the changes of one example [channels, length], in place, in the order of `steps`. `noise`: recordings to mix
/// in (Augmentation::Kind::Noise does nothing without one). The same random state, the same result, on every machine
/// with IEEE arithmetic.
void augment(std::span<float> example, std::int64_t channels, std::span<const Augmentation> steps,
             std::optional<double> sampleRateHz, std::span<const std::vector<float>> noise, Random& random);

/// All examples of a data set as they look in one epoch: example n draws with derivedSeed(seedNumber, "augment",
/// epoch * N + n), so that the order of examples does not matter and a resumed run sees the same.
void augmentAll(Dataset& windows, std::span<const Augmentation> steps, std::span<const std::vector<float>> noise,
                std::uint64_t seedNumber, int epoch);

} // namespace pitlane
