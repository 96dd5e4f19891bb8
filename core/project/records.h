// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/jobevent.h"
#include "core/study/searchconfig.h"

#include <nlohmann/json_fwd.hpp>

#include <QString>

#include <optional>

/// What a project stores beside its points: value types.
namespace pitlane {

/// A launched search: its configuration as it was at launch, never changed afterwards.
struct Sweep
{
    SweepId id;
    int number = 0;    ///< as shown, from 1 within the project
    QString createdAt; ///< ISO 8601, UTC
    SearchConfig config;
    bool operator==(const Sweep&) const = default;
};

/// A recorded decision about a warning of the data ("no subject id"): who accepted what, when.
struct Decision
{
    QString key; ///< stable: "leak.no-subject-id"
    QString note;
    QString decidedAt; ///< ISO 8601, UTC
    bool operator==(const Decision&) const = default;
};

/// What the user edits before a launch: saved with the project at every change, restored at the next start.
struct Draft
{
    SearchConfig config;
    int workers = 0; ///< 0: one per core
    int repeats = 1; ///< seed numbers for each strength, counted up from that of the configuration
    bool operator==(const Draft&) const = default;
};

[[nodiscard]] nlohmann::json toJson(const Draft& draft);
[[nodiscard]] Draft draftFromJson(const nlohmann::json& json, const std::string& documentName);

/// Everything of one epoch of one point, for curves and trails.
struct EpochRecord
{
    EpochEvent epoch;
    std::optional<MasksEvent> masks; ///< search phase only
    bool operator==(const EpochRecord&) const = default;
};

/// One opening of the test part: written before the test job starts, completed by its result.
struct TestOpening
{
    PointId point;
    QString openedAt;               ///< ISO 8601, UTC
    std::optional<Quality> quality; ///< none: the job did not finish
    bool refit = false;             ///< TestResult::refit
    bool operator==(const TestOpening&) const = default;
};

} // namespace pitlane
