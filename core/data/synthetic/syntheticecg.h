// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/progress.h"

namespace pitlane {

/// Parameters of synthetic heartbeats: the dynamical model ECGSYN (McSharry, Clifford, Tarassenko, Smith, IEEE Trans.
/// Biomed. Eng. 50(3), 2003), whose P, Q, R, S, T extrema differ by class, cut to one beat, resampled, z-normalised.
struct SyntheticEcgOptions
{
    std::int64_t series = 500;
    std::uint64_t seed = 1;
    std::int64_t length = 140;   ///< T, in samples
    double noise = 0.05;         ///< standard deviation of white noise, relative to the beat's
    double baselineWander = 0.1; ///< amplitude of the slow drift, relative to the beat's standard deviation
    bool operator==(const SyntheticEcgOptions&) const = default;
};

/// Five classes ("normal", "R-on-T PVC", "PVC", "supraventricular", "unclassified") with unequal shares like ECG5000's
/// but at least 4 % each. Same options, same values, on every machine with IEEE arithmetic.
[[nodiscard]] Dataset syntheticEcg(const SyntheticEcgOptions& options, const Progress& progress = {});

} // namespace pitlane
