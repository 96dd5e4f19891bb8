// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/sqlite.h"

namespace pitlane::sqlite {

/// Version of the tables that this program writes, kept in SQLite's user_version.
inline constexpr int schemaVersion = 5;

/// Brings the file forward to schemaVersion, all steps in one transaction. An empty file becomes a project.
void migrate(Connection& connection);

/// Throws StorageError (NewerSchema) when a newer program has written the file.
void requireReadableSchema(Connection& connection);

} // namespace pitlane::sqlite
