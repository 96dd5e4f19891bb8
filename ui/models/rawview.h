// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"
#include "plots/rawsignals.h"

/// What the raw-signal browser draws, made from data: pure functions, meant to run away from the window's thread.
namespace pitlane {

/// A recording with its answers where the pipeline sees them: classes as stretches (classes that are left out are
/// none), numbers as a line; one value per window stands around the middle of its window.
[[nodiscard]] RawSignals rawSignals(Recording recording, const Pipeline& pipeline);

/// Example `row` of a data set: channels above each other, or a picture for rolls and for more than 16 channels.
[[nodiscard]] RawSignals rawSignals(const Dataset& dataset, std::int64_t row);

/// The answer of an example: "Class 3", "72.5 bpm"; of a roll, its length.
[[nodiscard]] QString answerText(const Dataset& dataset, std::int64_t row);

} // namespace pitlane
