// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/units.h"

namespace pitlane {

/// One signal of a unit with its answer, before it is cut: a whole recording, or one labelled series of a file.
struct LabelledSignal
{
    std::string name; ///< with its place, for messages: "DATA_01_TYPE01", "ECG5000_TRAIN.tsv, series 3"
    std::vector<std::vector<float>> channels; ///< [C][T]
    double rateHz = 0;                        ///< 0: unknown
    /// Class numbers (into categories, where there are any) or numbers: one, one per sample, or one per window.
    std::vector<float> labels;
    std::vector<std::string> categories;
    double labelRateHz = 0;                ///< LabelRole::Per::Sample; 0: as many labels as samples
    std::vector<std::string> groups;       ///< one, or one per label; empty: unknown
    std::vector<std::int64_t> repetitions; ///< one, or one per label; empty: unknown
};

/// The channels that the pipeline takes, by name. Series without channel roles take what the file has: empty then.
[[nodiscard]] std::vector<std::string> channelNames(const Pipeline& pipeline);

/// Reads one unit and gives its signals as the pipeline names them, in the file's order, at the rates of the file when
/// `prepared` is false, else resampled and filtered. `part` chooses between the arrays of one file (PartArrays). Throws
/// DatasetError naming file, array and what is missing.
[[nodiscard]] std::vector<LabelledSignal> readSignals(const Unit& unit, const Pipeline& pipeline, Part part,
                                                      bool prepared, const Progress& progress = {});

} // namespace pitlane
