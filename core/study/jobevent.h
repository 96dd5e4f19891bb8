// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchpoint.h"

#include <functional>
#include <variant>

/// What a worker tells: JSON Lines, one event a line, flushed per line. Events carry numbers; ui finds the words. A
/// reader skips types that it does not know.
namespace pitlane {

/// First line of every job: which protocol follows.
struct HelloEvent
{
    static constexpr int currentProtocol = 2;
    int protocol = currentProtocol;
    std::string program; ///< "pitlane-worker 0.1.0, LibTorch 1.13.1"
    std::int64_t pid = 0;
    bool operator==(const HelloEvent&) const = default;
};

/// A phase begins (or goes on at `epoch` after a resume).
struct PhaseEvent
{
    Phase phase = Phase::Warmup;
    int epoch = 0;  ///< epochs that are done already
    int epochs = 0; ///< planned, at most
    bool operator==(const PhaseEvent&) const = default;
};

/// An epoch is finished.
struct EpochEvent
{
    Phase phase = Phase::Warmup;
    int epoch = 0; ///< from 1
    int epochs = 0;
    double trainLoss = 0;  ///< mean task loss L of the epoch's steps, in the unit of Quality::loss
    double lambdaR = 0;    ///< mean cost term lambda R of the epoch's steps; 0 outside the search
    Quality validation;
    std::int64_t parameters = 0; ///< of the network as the masks read now
    std::int64_t macs = 0;
    double seconds = 0; ///< this epoch took
    bool operator==(const EpochEvent&) const = default;
};

/// Theta of one layer at the end of an epoch, before binarisation; empty where a mask is not searched.
struct LayerMasks
{
    LayerShape shape;
    std::vector<float> alpha; ///< |alpha|, [C_out,seed]
    std::vector<float> beta;  ///< Theta_B before H, [F_seed], tap 0 = newest
    std::vector<float> gamma; ///< Gamma before H, [len]
    bool operator==(const LayerMasks&) const = default;
};

struct MasksEvent
{
    int epoch = 0; ///< of the search, from 0 = before the first step
    std::vector<LayerMasks> layers;
    bool operator==(const MasksEvent&) const = default;
};

/// The job has finished; its point(s) as stored in result.json.
struct DoneEvent
{
    std::vector<SearchPoint> points;
    bool operator==(const DoneEvent&) const = default;
};

struct ErrorEvent
{
    std::string sentence; ///< what happened and what to do
    bool cancelled = false; ///< the user asked for it
    bool operator==(const ErrorEvent&) const = default;
};

struct LogEvent
{
    std::string text;
    bool operator==(const LogEvent&) const = default;
};

using JobEvent = std::variant<HelloEvent, PhaseEvent, EpochEvent, MasksEvent, DoneEvent, ErrorEvent, LogEvent>;

/// Receives events in order, on the thread that runs the job.
using EventSink = std::function<void(const JobEvent&)>;

/// One line without the line end: {"type":"epoch", ...}.
[[nodiscard]] std::string toJsonLine(const JobEvent& event);
/// nullopt for a type that this version does not know. Throws JsonError for a line that is not an event.
[[nodiscard]] std::optional<JobEvent> jobEventFromJsonLine(std::string_view line);

} // namespace pitlane
