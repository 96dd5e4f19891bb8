// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/features.h"

#include "core/data/source.h"

namespace pitlane {

void Features::append(std::span<const float> samples, std::vector<float>& values) const
{
    const auto features = m_spectrum(samples);
    values.insert(values.end(), features.begin(), features.end());
}

void Features::describe(Dataset& windows) const
{
    windows.channels *= m_spectrum.rows();
    windows.length = m_spectrum.framesOf(windows.length);
    windows.channelNames = featureNames(m_settings, windows.channels);
    windows.sampleRateHz = 1 / m_settings.hopSeconds;
}

std::vector<std::string> featureNames(const FrontEnd& settings, std::int64_t channels)
{
    std::vector<std::string> names;
    for (std::int64_t c = 0; c < channels; ++c)
        names.push_back((settings.kind == FrontEnd::Kind::Mfcc ? "MFCC " : "mel ") + std::to_string(c));
    return names;
}

bool hasSpectralFeatures(const Dataset& dataset)
{
    return !dataset.channelNames.empty() &&
           (dataset.channelNames == featureNames({.kind = FrontEnd::Kind::Mfcc}, dataset.channels) ||
            dataset.channelNames == featureNames({.kind = FrontEnd::Kind::LogMel}, dataset.channels));
}

Dataset applyFrontEnd(const Pipeline& pipeline, Dataset windows, const Progress& progress)
{
    const auto& settings = pipeline.frontEnd;
    if (settings.kind == FrontEnd::Kind::None)
        return windows;
    if (!windows.sampleRateHz)
        throw DatasetError("Data set " + windows.name + ": the front end needs the sample rate, which is not known.");
    const Features features(settings, *windows.sampleRateHz);
    std::vector<float> values;
    for (std::int64_t n = 0; n < windows.size(); ++n) {
        if (n % 64 == 0)
            progress.at(static_cast<double>(n) / static_cast<double>(windows.size()), "Computing features");
        for (std::int64_t c = 0; c < windows.channels; ++c)
            features.append(windows.series(n, c), values);
        if (n == 0)
            values.reserve(values.size() * static_cast<std::size_t>(windows.size()));
    }
    windows.values = std::move(values);
    features.describe(windows);
    return windows;
}

} // namespace pitlane
