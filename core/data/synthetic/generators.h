// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/pipeline.h"
#include "core/data/progress.h"
#include "core/data/synthetic/generator.h"

#include <span>

namespace pitlane {

/// One kind of synthetic data, shaped like a benchmark so that its seed can be tried at once.
struct GeneratorInfo
{
    std::string id;         ///< "ecg", "ppg", "emg", "gestures", "keywords", "piano", "activity"
    std::string title;      ///< "Synthetic PPG with motion and heart rate"
    std::string shapedLike; ///< "PPG-DaLiA: 4 x 256 samples at 32 Hz, heart rate in bpm, 15 subjects"
    std::string source;     ///< the model behind it, with its citation
    Pipeline pipeline;      ///< task, measure, rate, front end and split that suit it
};
[[nodiscard]] std::span<const GeneratorInfo> generators();
/// Throws DatasetError naming the known ones.
[[nodiscard]] const GeneratorInfo& generatorNamed(std::string_view id);

/// Draws `count` examples of one part ("train", "test"), before the front end and before scaling. Same arguments, same
/// values, on every machine with IEEE arithmetic. Names of classes and groups begin as in the real data; the data set's
/// name says "Synthetic". Groups of one part are not in the other, except for "emg", whose parts are other repetitions
/// of the same people. groupNames has those of both parts.
[[nodiscard]] Dataset generate(const Generator& generator, std::string_view part, std::int64_t count,
                               const Progress& progress = {});

} // namespace pitlane
