// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/pipeline.h"
#include "core/data/signal/spectrum.h"

namespace pitlane {

/// The front end of a pipeline, window by window.
class Features
{
public:
    Features(const FrontEnd& settings, double rateHz) : m_settings(settings), m_spectrum(settings, rateHz) {}
    /// Appends the features of one channel of a window to `values`, row by row.
    void append(std::span<const float> samples, std::vector<float>& values) const;
    /// For windows whose values are features already: shape, names and rate from those of the samples, [N, C, T], to
    /// those of the features, [N, C x rows, frames].
    void describe(Dataset& windows) const;

private:
    FrontEnd m_settings;
    Spectrum m_spectrum;
};

/// "MFCC 0", "mel 3": names of the channels that the front end gives.
[[nodiscard]] std::vector<std::string> featureNames(const FrontEnd& settings, std::int64_t channels);
/// Whether the channels are those of a front end, not of a sensor: they are called so.
[[nodiscard]] bool hasSpectralFeatures(const Dataset& dataset);

} // namespace pitlane
