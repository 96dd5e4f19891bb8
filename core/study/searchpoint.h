// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/ids.h"
#include "core/study/quality.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pitlane {

enum class PointStatus { Queued, Running, Paused, Done, Cancelled, Interrupted, Failed };
[[nodiscard]] std::string nameOf(PointStatus status); ///< lower case, stable in files
[[nodiscard]] PointStatus pointStatusFromName(const std::string& name);
/// Done, Cancelled and Failed do not change by themselves any more.
[[nodiscard]] bool isFinal(PointStatus status);

enum class Phase { Warmup, Search, FineTune, Test };
[[nodiscard]] std::string nameOf(Phase phase);
[[nodiscard]] Phase phaseFromName(const std::string& name);

/// What a point is: found by a search, or one of the references on every front.
enum class PointRole { Found, Seed, HandTuned };
[[nodiscard]] std::string nameOf(PointRole role);
[[nodiscard]] PointRole pointRoleFromName(const std::string& name);

/// What the masks of one layer say: the numbers that are shown, stored and tested.
struct LayerShape
{
    std::string name;
    std::int64_t C_out = 0;
    std::int64_t F = 1;
    std::int64_t d = 1;
    std::int64_t K = 1;
    bool removed = false; ///< vanished with its branch; the other numbers are then 0
    bool operator==(const LayerShape&) const = default;
};

/// How a point came out of "one search, many sizes".
struct SnapshotOrigin
{
    int copy = 1;      ///< from 1 within the search, the largest first
    int epoch = 0;     ///< of the search: the network was copied at its end
    double budget = 0; ///< the smallest budget that it met then; 0: it met none and is the end of the search
    bool operator==(const SnapshotOrigin&) const = default;
};

/// What a network is worth in whole numbers, as a device computes it, quantised after its training.
struct Int8Quality
{
    Quality quality;                  ///< on validation
    std::string ranges;               ///< how activation ranges were chosen, on validation: "min-max"
    std::int64_t calibrationRows = 0; ///< rows of the train part that they were taken from
    bool operator==(const Int8Quality&) const = default;
};

/// What a network was made with. Beside the job file it is what a second run needs to give the same numbers.
struct MadeWith
{
    std::string program;      ///< version: "0.1.0"
    std::string torch;        ///< "LibTorch 1.13.1"
    std::string kernels;      ///< form of the fast path: "AVX-512"
    std::string instructions; ///< what LibTorch's own operators use: "AVX2"
    int threads = 1;
    bool operator==(const MadeWith&) const = default;
};

/// One network: one search with one seed number on one split, or a reference. Never carries test figures.
struct SearchPoint
{
    PointId id;
    SweepId sweep;
    PointRole role = PointRole::Found;
    int number = 0;    ///< as shown to people, from 1 within its sweep; 0 for references
    double lambda = 0; ///< strength; 0 for references
    std::uint64_t seedNumber = 1;
    PointStatus status = PointStatus::Queued;
    Phase phase = Phase::Warmup; ///< where it stands, or stood
    int epoch = 0;               ///< finished epochs of that phase
    int epochs = 0;              ///< planned epochs of that phase
    std::int64_t parameters = 0; ///< of the network as the masks read now; 0: not known yet
    std::int64_t macs = 0;
    std::optional<Quality> validation;
    std::optional<Int8Quality> int8{};
    std::vector<LayerShape> layers;
    double seconds = 0;    ///< computing time so far
    bool stoppedEarly = false; ///< the user ended the search and kept the network of that epoch
    std::string message;   ///< why it failed, was interrupted, or ended in a corner (and is done): sentences
    std::string runFolder; ///< relative to the project folder, "runs/1/3"
    std::optional<SnapshotOrigin> snapshot{}; ///< a copy on the way of a search; the first one is its job's own point
    std::optional<MadeWith> madeWith; ///< in result.json alone
    bool operator==(const SearchPoint&) const = default;
};

[[nodiscard]] nlohmann::json toJson(const SearchPoint& point);
[[nodiscard]] SearchPoint searchPointFromJson(const nlohmann::json& json, const std::string& documentName);

/// Test figures of one point: written by the test job alone, kept apart from SearchPoint.
struct TestResult
{
    PointId point;
    Quality quality;
    std::string openedAt; ///< ISO 8601, UTC
    bool refit = false;   ///< of the point's refit, not of the point itself
    bool operator==(const TestResult&) const = default;
};
[[nodiscard]] nlohmann::json toJson(const TestResult& result);
[[nodiscard]] TestResult testResultFromJson(const nlohmann::json& json, const std::string& documentName);

} // namespace pitlane
