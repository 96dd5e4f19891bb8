// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/progress.h"
#include "plots/spectrumplot.h"

namespace pitlane {

/// Spectra of a data set, class by class.
struct Spectra
{
    std::vector<SpectrumRow> rows;
    double step = 1; ///< between two values: hertz, or cycles per sample
    bool inHertz = false;
    std::int64_t examples = 0; ///< that went into them
    std::int64_t leftOut = 0;  ///< had missing values
};

/// Why spectra of these data would mean nothing: a sentence; empty when they do mean something.
[[nodiscard]] QString whyNoSpectrum(const Dataset& dataset);

/// Amplitudes of one channel, the mean of each example taken off: mean and 5 to 95 % over the examples of each class,
/// of regression over three equally large groups of targets. At most `mostExamples`, spread evenly over each class.
[[nodiscard]] Spectra spectraOf(const Dataset& dataset, std::int64_t channel, const Progress& progress = {},
                                std::int64_t mostExamples = 2000);

} // namespace pitlane
