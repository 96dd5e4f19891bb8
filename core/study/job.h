// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchconfig.h"
#include "core/study/searchpoint.h"

namespace pitlane {

enum class JobKind
{
    Warmup,    ///< trains the seed once; its result is shared by hash and is the seed's reference point
    Search,    ///< search and fine-tune for one lambda
    Reference, ///< plain training of the hand-tuned network
    Refit,     ///< the fine-tune of a finished point once more, on the rows that train and those that validate
    Test       ///< opens the test part for one finished point
};
[[nodiscard]] std::string nameOf(JobKind kind);

/// One task of a worker: a full snapshot, written as job.json to the run folder before the worker starts.
struct JobSpec
{
    static constexpr int schemaVersion = 1;
    JobId id;
    JobKind kind = JobKind::Search;
    PointId point;             ///< the point that it works on
    SweepId sweep;
    int number = 0;            ///< SearchPoint::number
    SearchConfig config;
    double lambda = 0;         ///< JobKind::Search
    std::string projectFolder; ///< absolute
    std::string runFolder;     ///< relative to it: events.jsonl, checkpoint.pt, network.json, weights.safetensors, result.json
    std::string warmupFolder;  ///< relative: where the warm-up of this configuration lies, or is put by JobKind::Warmup
    bool operator==(const JobSpec&) const = default;
};

[[nodiscard]] nlohmann::json toJson(const JobSpec& job);
[[nodiscard]] JobSpec jobSpecFromJson(const nlohmann::json& json, const std::string& documentName);

/// Names in a run folder.
namespace runfile {
inline constexpr auto job = "job.json";
inline constexpr auto events = "events.jsonl";
inline constexpr auto checkpoint = "checkpoint.pt";
inline constexpr auto network = "network.json";
inline constexpr auto weights = "weights.safetensors";
inline constexpr auto snapshots = "snapshots"; ///< folder: a numbered folder with network and weights for each copy
inline constexpr auto start = "start.safetensors"; ///< weights in front of the fine-tune, for a refit
inline constexpr auto refit = "refit";             ///< folder: run folder of the point's refit
inline constexpr auto result = "result.json"; ///< array of SearchPoint, written last: its presence means Done
inline constexpr auto test = "test.json";
inline constexpr auto lock = "lock"; ///< held (flock) by the worker as long as it works here
} // namespace runfile

} // namespace pitlane
