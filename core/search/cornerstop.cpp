// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/cornerstop.h"

#include "core/base/error.h"

#include <fstream>

namespace pitlane {

namespace {

/// The smallest network that there is belongs on a front, so a search that has come down to it goes on to its fine-tune
/// with a word of advice. One whose masks do not move would give the seed again.
bool endsSearch(const Corner& corner) { return corner.kind == Corner::Kind::NothingMoves; }

} // namespace

CornerStop::CornerStop(const JobSpec& job, std::int64_t stepsPerEpoch, const EventSink& events,
                       const RunControl& control)
    : m_history(job.config, job.lambda, stepsPerEpoch), m_inner{.now = control.now, .afterEpoch = m_stop.get_token()},
      m_user(control.afterEpoch, [this] { m_stop.request_stop(); })
{
    std::ifstream stored(std::filesystem::path(job.projectFolder) / job.runFolder / runfile::events);
    for (std::string line; std::getline(stored, line);) {
        try {
            if (const auto event = jobEventFromJsonLine(line))
                m_history.take(*event);
        } catch (const JsonError&) {
            continue; // half a line of a worker that was killed
        }
    }
    m_sink = [this, &events](const JobEvent& event) {
        m_history.take(event);
        events(event);
        // A search that was told to end, and killed before it had, begins its phase with the corner in its history.
        const auto* phase = std::get_if<PhaseEvent>(&event);
        const bool mayEnd = std::holds_alternative<MasksEvent>(event) || (phase && phase->phase == Phase::Search);
        if (!mayEnd || m_told || !m_history.corner())
            return;
        m_told = true;
        events(LogEvent{reason()});
        if (!endsSearch(*m_history.corner()))
            return;
        m_ended = true;
        m_stop.request_stop();
    };
}

std::string CornerStop::reason() const
{
    const auto& corner = m_history.corner();
    if (!corner)
        return {};
    const auto epoch = std::to_string(m_history.epoch());
    return (endsSearch(*corner) ? "The search was ended after epoch " + epoch + ". " : "In epoch " + epoch + ": ") +
           corner->reason;
}

} // namespace pitlane
