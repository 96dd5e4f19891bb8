// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/projectsession.h"
#include "plots/figureexport.h"
#include "plots/frontmark.h"

#include <QStringList>

#include <set>

namespace pitlane {
class SweepWatch;
}

/// What Explore shows, computed from values: no widgets.
namespace pitlane::explore {

/// "3 · size, 12 λ"
[[nodiscard]] QString sweepTitle(const Sweep& sweep);
/// Layers that the search may not change at all.
[[nodiscard]] QStringList fixedLayers(const SearchConfig& config);
/// Searched convolutions, one list per block (the part of the name before the dot).
[[nodiscard]] std::vector<std::vector<std::string>> searchedBlocks(const SearchConfig& config);
/// Axes of the front of these points: better stays up, whatever the measure.
[[nodiscard]] FrontAxes axes(const std::vector<SearchPoint>& points, bool byMacs, bool inInt8 = false);
/// The points as marks; one measured in another way than the others has no place on the upright axis.
[[nodiscard]] std::vector<FrontMark> marks(const std::vector<SearchPoint>& points, const std::set<PointId>& front,
                                           bool byMacs);
/// What several seed numbers gave for one strength: mean and range in both directions.
[[nodiscard]] std::vector<FrontSpread> spreads(const std::vector<SearchPoint>& points, bool byMacs);
/// Ways of running and broken points down from the seed.
[[nodiscard]] std::vector<FrontTrail> trails(const std::vector<SearchPoint>& points, SweepWatch& watch, bool byMacs);
/// "Suggestion: point 8. From here 3 143 more parameters buy only 0.3 % accuracy." as rich text.
[[nodiscard]] QString suggestion(const SearchPoint& knee, const std::vector<SearchPoint>& frontInOrder, bool byMacs);
/// "Front has a gap between 1.2k and 4.0k parameters: try λ 3.1×10⁻⁵"
[[nodiscard]] QString gapSentence(const NextLambda& next);
/// Title and provenance of an exported figure.
[[nodiscard]] FigureInfo figureInfo(const ProjectSession& session, const std::optional<Sweep>& sweep);

} // namespace pitlane::explore
