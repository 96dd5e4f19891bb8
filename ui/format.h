// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchpoint.h"

#include <QString>

/// Numbers and states as people read them: one precision per kind, groups split by a narrow no-break space from 1 000
/// up, minus sign U+2212, a unit with a space. Pure functions.
namespace pitlane::format {

[[nodiscard]] QString count(std::int64_t value);                     ///< 24 871
[[nodiscard]] QString shortCount(double value);                      ///< 2.37M, 355.7k, 28
[[nodiscard]] QString percent(double share, int decimals = 1);       ///< 0.941 -> "94.1 %"
[[nodiscard]] QString percentNumber(double share, int decimals = 1); ///< 0.941 -> "94.1" (unit in the header)
[[nodiscard]] QString quality(const Quality& value);                 ///< "93.6 %", "5.31 bpm", "3.05 nats"
[[nodiscard]] QString qualityNumber(const Quality& value);           ///< the same without its unit (unit in the header)
/// How far `a` is above `b`, in the unit of quality(): "+0.3", "−0.12". Both in the same measure.
[[nodiscard]] QString qualityDifference(const Quality& a, const Quality& b);
[[nodiscard]] QString measureTitle(QualityMeasure measure);       ///< "Mean absolute error"
[[nodiscard]] QString measureInSentence(QualityMeasure measure);  ///< "mean absolute error"
[[nodiscard]] QString measureShort(QualityMeasure measure);       ///< "Accuracy", "MAE"
[[nodiscard]] QString difference(double value, int decimals = 1); ///< "+0.3", "−0.3"
[[nodiscard]] QString power(double value, int decimals = 1);      ///< 5.2e-5 -> "5.2×10⁻⁵" (Unicode superscripts)
[[nodiscard]] QString duration(double seconds);                   ///< "1:10", "1:02:03"; "—" when negative
[[nodiscard]] QString bytes(double value);                        ///< "18.0 kB" (1 kB = 1 000 bytes)
[[nodiscard]] QString clock(const QString& isoUtc);               ///< local "14:31", or "18 Nov" when older than a day
[[nodiscard]] QString stateWord(const SearchPoint& point, bool onFront); ///< "front", "search 34/80", "failed" ...
[[nodiscard]] QString phaseWord(Phase phase);                            ///< "warm-up", "search", "fine-tune", "test"

} // namespace pitlane::format
