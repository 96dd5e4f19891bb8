// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/pipeline.h"

#include <array>
#include <span>
#include <vector>

/// Functions on one signal: no files, no labels.
namespace pitlane {

/// Changes the sample rate of `signal` from `fromHz` to `toHz`: polyphase FIR (Kaiser window, 80 dB) where the ratio is
/// rational with small terms, so that 125 to 32 Hz and 64 to 32 Hz are exact in time; the output has
/// ceil(n toHz / fromHz) samples and sample 0 stays sample 0. Edges are extended by their first and last value.
/// Measured rates, which are in no ratio of small whole numbers, are taken as the nearest ratio of numbers up to 10
/// 000: less than a sample in a hundred thousand off. Throws DatasetError for rates that are not positive or further
/// apart than that.
[[nodiscard]] std::vector<float> resampled(std::span<const float> signal, double fromHz, double toHz);

/// Runs one step of the pipeline over a signal in place. Throws DatasetError for corners outside (0, rate / 2), for a
/// signal that is too short for forwards and backwards filtering, and for missing values (naming the first sample).
void applyFilter(const FilterStep& step, std::span<float> signal, double sampleRateHz);

/// Second-order sections [b0 b1 b2 a0 a1 a2] of a digital Butterworth filter (bilinear transform, corners prewarped),
/// as a device would run it.
using Section = std::array<double, 6>;
[[nodiscard]] std::vector<Section> butterworth(FilterStep::Kind kind, int order, double lowHz, double highHz,
                                               double sampleRateHz);

} // namespace pitlane
