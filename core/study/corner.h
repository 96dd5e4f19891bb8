// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/jobevent.h"

#include <optional>
#include <span>
#include <string>

namespace pitlane {

/// A search whose strength is so far off that it finds nothing (TC'23, section 5: when L or lambda R dwarfs the other,
/// the run is in a corner and should be stopped early).
struct Corner
{
    enum class Kind {
        NothingLeft,  ///< lambda R dominates: the masks have closed all that they can
        NothingMoves, ///< L dominates: no mask has closed anything, and the cost term is too weak to
    };
    Kind kind = Kind::NothingLeft;
    std::string reason; ///< what is to be seen, and what to do: sentences for a person
    bool operator==(const Corner&) const = default;
};

/// What a search has shown so far.
struct SearchHistory
{
    std::span<const EpochEvent> epochs; ///< of Phase::Search, in order; others are skipped
    std::span<const LayerShape> shapes; ///< of the searched layers, as the masks read now
    std::int64_t seedParameters = 0;    ///< of the network before the first step
    std::int64_t stepsPerEpoch = 1;
    /// What masks can leave at least: LayerMaskChoice::keepAtLeast where it is the same for all.
    std::int64_t keepAtLeast = 1;
};

/// The corner that a search is in, once that is certain enough to stop it:
///
/// NothingLeft: for three epochs every searched layer is removed or down to its least channels and one tap, and the
/// number of parameters did not change. (The masks can hardly come back: closed channels get no gradient from the
/// loss.)
///
/// NothingMoves: after at least 420 steps (which Adam needs to bring a theta to its threshold, at usual rates) the
/// network has the parameters of the seed, and in the last three epochs lambda R stayed below a hundredth of L.
/// Nothing otherwise: a search that merely has not moved yet goes on.
[[nodiscard]] std::optional<Corner> detectCorner(const SearchHistory& history);

} // namespace pitlane
