// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/corner.h"
#include "core/study/searchspace.h"

#include <vector>

namespace pitlane {

/// Follows the events of one search job and says whether it is in a corner, and since which epoch. Depends on the
/// events alone: the stored events of an interrupted search followed by those of its resumed half give the same answer
/// at the same epoch as the events of a search that was never interrupted.
///
/// A search with lambda = 0 (a control run) and one with a limit (its strength adapts) are never in a corner.
class CornerHistory
{
public:
    /// Throws Error when the configuration has no valid seed or method.
    CornerHistory(const SearchConfig& config, double lambda, std::int64_t stepsPerEpoch);

    /// Events in order, those of other phases included. The start of a phase after a resume drops the epochs that the
    /// resumed run repeats. An epoch counts once its masks are known.
    void take(const JobEvent& event);

    /// The first corner that was seen: it stays when the search goes on regardless.
    [[nodiscard]] const std::optional<Corner>& corner() const { return m_corner; }
    [[nodiscard]] int epoch() const { return m_cornerEpoch; } ///< at the end of which corner() was seen; 0: none

private:
    [[nodiscard]] std::vector<LayerShape> shapesOf(const MasksEvent& masks) const;

    SearchSpace m_space;
    std::int64_t m_granularity = 1;
    std::int64_t m_seedParameters = 0;
    std::int64_t m_stepsPerEpoch = 1;
    bool m_watches = true;
    std::vector<EpochEvent> m_epochs;
    std::optional<Corner> m_corner;
    int m_cornerEpoch = 0;
};

} // namespace pitlane
