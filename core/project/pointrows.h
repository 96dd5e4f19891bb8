// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/sqlite.h"
#include "core/study/searchpoint.h"

/// SearchPoint as a row of the table points.
namespace pitlane::sqlite {

[[nodiscard]] PointId insertPoint(Connection& connection, const SearchPoint& point, const std::string& referenceKey);
void updatePoint(Connection& connection, const SearchPoint& point);
/// References first, then by sweep and number.
[[nodiscard]] std::vector<SearchPoint> selectPoints(Connection& connection);

} // namespace pitlane::sqlite
