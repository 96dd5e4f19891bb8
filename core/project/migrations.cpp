// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/migrations.h"

#include <array>

namespace pitlane::sqlite {

namespace {

/// Project, decisions, sweeps, points, epochs.
void toVersion1(Connection& connection)
{
    connection.execute(QStringLiteral(R"(CREATE TABLE project (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        name TEXT NOT NULL,
        created TEXT NOT NULL,      -- ISO 8601, UTC
        draft TEXT NOT NULL))")); // JSON of Draft
    connection.execute(QStringLiteral(R"(CREATE TABLE decisions (
        key TEXT PRIMARY KEY,
        note TEXT NOT NULL,
        decided TEXT NOT NULL))"));
    connection.execute(QStringLiteral(R"(CREATE TABLE sweeps (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        number INTEGER NOT NULL UNIQUE,
        created TEXT NOT NULL,
        config TEXT NOT NULL))"));        // JSON of SearchConfig at launch
    connection.execute(QStringLiteral(R"(CREATE TABLE points (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sweep INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        number INTEGER NOT NULL,
        lambda REAL NOT NULL,
        seed_number TEXT NOT NULL,  -- 64 bits without a sign
        status TEXT NOT NULL,
        phase TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        epochs INTEGER NOT NULL,
        parameters INTEGER NOT NULL,
        macs INTEGER NOT NULL,
        accuracy REAL,              -- on validation rows, NULL: not known yet
        loss REAL,
        rows INTEGER,
        layers TEXT NOT NULL,       -- JSON
        seconds REAL NOT NULL,
        stopped_early INTEGER NOT NULL,
        message TEXT NOT NULL,
        run_folder TEXT NOT NULL,
        reference_key TEXT NOT NULL))")); // what makes two references the same; empty for found points
    connection.execute(QStringLiteral(R"(CREATE TABLE sweep_references (
        sweep INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
        point INTEGER NOT NULL REFERENCES points (id) ON DELETE CASCADE,
        PRIMARY KEY (sweep, point)) WITHOUT ROWID)"));
    connection.execute(QStringLiteral(R"(CREATE TABLE epochs (
        point INTEGER NOT NULL REFERENCES points (id) ON DELETE CASCADE,
        phase INTEGER NOT NULL,     -- in the order of a run: 0 warm-up, 1 search, 2 fine-tune
        epoch INTEGER NOT NULL,
        event TEXT,                 -- JSON line of EpochEvent; NULL: before the first step
        masks TEXT,                 -- JSON line of MasksEvent
        PRIMARY KEY (point, phase, epoch)) WITHOUT ROWID)"));
    connection.execute(QStringLiteral("CREATE INDEX points_of_sweep ON points (sweep)"));
}

/// Each opening of the test part leaves a row, finished or not.
void toVersion2(Connection& connection)
{
    connection.execute(QStringLiteral(R"(CREATE TABLE test_openings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        point INTEGER NOT NULL REFERENCES points (id) ON DELETE CASCADE,
        opened TEXT NOT NULL,
        accuracy REAL,              -- NULL: the job did not finish
        loss REAL,
        rows INTEGER))"));
}

/// Figures in the project's measure; those from before are shares of right answers.
void toVersion3(Connection& connection)
{
    for (const auto& table : {QStringLiteral("points"), QStringLiteral("test_openings")}) {
        connection.execute(QStringLiteral("ALTER TABLE %1 RENAME COLUMN accuracy TO score").arg(table));
        connection.execute(
            QStringLiteral("ALTER TABLE %1 ADD COLUMN measure TEXT NOT NULL DEFAULT 'accuracy'").arg(table));
        connection.execute(QStringLiteral("ALTER TABLE %1 ADD COLUMN unit TEXT NOT NULL DEFAULT ''").arg(table));
    }
}

/// Points that were copied out of a search on its way.
void toVersion4(Connection& connection)
{
    connection.execute( // JSON of SnapshotOrigin; empty: none
        QStringLiteral("ALTER TABLE points ADD COLUMN snapshot TEXT NOT NULL DEFAULT ''"));
}

/// Openings for the refit of a point; quality in int8.
void toVersion5(Connection& connection)
{
    connection.execute(QStringLiteral("ALTER TABLE test_openings ADD COLUMN refit INTEGER NOT NULL DEFAULT 0"));
    connection.execute(QStringLiteral("ALTER TABLE points ADD COLUMN int8 TEXT NOT NULL DEFAULT ''")); // JSON
}

constexpr std::array steps{&toVersion1, &toVersion2, &toVersion3, &toVersion4, &toVersion5};
static_assert(steps.size() == schemaVersion);

} // namespace

void requireReadableSchema(Connection& connection)
{
    const auto version = connection.userVersion();
    if (version > schemaVersion)
        throw StorageError(StorageError::Kind::NewerSchema,
                           "The project file " + connection.file().string() + " has schema " + std::to_string(version) +
                               ", but Pitlane " PITLANE_VERSION " reads up to " + std::to_string(schemaVersion) +
                               ". Open it with a newer Pitlane.");
}

void migrate(Connection& connection)
{
    requireReadableSchema(connection);
    if (connection.userVersion() == schemaVersion)
        return;
    Transaction transaction(connection);
    for (auto version = connection.userVersion(); version < schemaVersion; ++version)
        steps[static_cast<std::size_t>(version)](connection);
    connection.execute(QStringLiteral("PRAGMA user_version = %1").arg(schemaVersion));
    transaction.commit();
}

} // namespace pitlane::sqlite
