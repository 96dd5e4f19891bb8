// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"

namespace pitlane {

/// An array of one of the files of a recording.
struct FoundArray
{
    ArrayInfo info;
    std::filesystem::path file;
};

/// The pipeline that the arrays of a recording suggest: what is signal, label, subject, time. Reads label and time
/// columns, to tell classes from numbers and to find the rate.
[[nodiscard]] Pipeline guessPipeline(FileFormat format, const std::vector<FoundArray>& arrays,
                                     const Progress& progress);

/// Clips of audio: each file is one example of one second or its own length, its folder the class.
[[nodiscard]] Pipeline pipelineForClips(const std::filesystem::path& firstClip);

/// NinaPro counts the gestures of each exercise file (S1_A1_E2.mat) from 1: offsets that tell them apart.
void markNinaproExercises(DataSource& source);

} // namespace pitlane
