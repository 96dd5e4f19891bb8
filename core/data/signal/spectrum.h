// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/pipeline.h"

#include <memory>
#include <span>
#include <vector>

namespace pitlane {

/// The spectral front end for one rate: window, FFT, mel bands and DCT are computed once. Copies are cheap to use from
/// several threads, one each.
class Spectrum
{
public:
    /// Throws DatasetError for settings that do not fit together (a frame longer than the FFT, a band above rate / 2).
    Spectrum(const FrontEnd& settings, double sampleRateHz);
    ~Spectrum();
    Spectrum(Spectrum&&) noexcept;
    Spectrum& operator=(Spectrum&&) noexcept;

    [[nodiscard]] std::int64_t frameLength() const; ///< samples
    [[nodiscard]] std::int64_t hop() const;         ///< samples
    /// Frames of a signal of `samples` samples: floor((samples - frame) / hop) + 1.
    [[nodiscard]] std::int64_t framesOf(std::int64_t samples) const;
    [[nodiscard]] std::int64_t rows() const; ///< mel bands or coefficients
    /// [rows][frames], row-major. Throws DatasetError for a signal shorter than a frame.
    [[nodiscard]] std::vector<float> operator()(std::span<const float> signal) const;
    /// What a device needs to do the same: window [frame], mel weights [bands][fft / 2 + 1], DCT [coefficients][bands].
    [[nodiscard]] std::span<const float> window() const;
    [[nodiscard]] std::span<const float> melWeights() const;
    [[nodiscard]] std::span<const float> dct() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

/// Magnitudes of a real signal's spectrum up to half the sample rate, Hann window, mean over half-overlapping pieces of
/// `length` samples (Welch): for the Data page. Frequencies are k sampleRateHz / length.
[[nodiscard]] std::vector<float> welchSpectrum(std::span<const float> signal, std::int64_t length);

} // namespace pitlane
