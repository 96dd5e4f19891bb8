// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/runjob.h"
#include "core/study/cornerhistory.h"

#include <optional>

namespace pitlane {

/// Ends a search that is in a corner, as RunControl::afterEpoch would, at the end of the epoch in which that becomes
/// certain. Decides in the worker, between two epochs, from the epochs of the run folder and those that follow: so a
/// resumed search ends at the same epoch as an uninterrupted one, and one that nobody listens to ends as well.
class CornerStop
{
public:
    /// Reads the epochs that the run folder of `job` holds already. `events` and `control` must live as long.
    CornerStop(const JobSpec& job, std::int64_t stepsPerEpoch, const EventSink& events, const RunControl& control);
    CornerStop(const CornerStop&) = delete;
    CornerStop& operator=(const CornerStop&) = delete;

    /// What the search is to be given in place of the two.
    [[nodiscard]] const EventSink& events() const { return m_sink; }
    [[nodiscard]] const RunControl& control() const { return m_inner; }
    [[nodiscard]] bool hasEnded() const { return m_ended; }
    /// The corner in words, and whether it ended the search; empty: there was none.
    [[nodiscard]] std::string reason() const;

private:
    CornerHistory m_history;
    std::stop_source m_stop;
    RunControl m_inner;
    EventSink m_sink;
    std::stop_callback<std::function<void()>> m_user; ///< passes on what the user asks for
    bool m_told = false;
    bool m_ended = false;
};

} // namespace pitlane
