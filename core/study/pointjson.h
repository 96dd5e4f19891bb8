// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonreader.h"
#include "core/study/searchpoint.h"

/// Private to core/study: the parts of points that events carry too.
namespace pitlane {

[[nodiscard]] nlohmann::json toJson(const Quality& quality);
[[nodiscard]] Quality qualityFromJson(const JsonReader& reader);
[[nodiscard]] nlohmann::json toJson(const Int8Quality& int8);
[[nodiscard]] Int8Quality int8QualityFromJson(const JsonReader& reader);
[[nodiscard]] nlohmann::json toJson(const LayerShape& shape);
[[nodiscard]] LayerShape layerShapeFromJson(const JsonReader& reader);
[[nodiscard]] nlohmann::json toJson(const SnapshotOrigin& origin);
[[nodiscard]] SnapshotOrigin snapshotOriginFromJson(const JsonReader& reader);
[[nodiscard]] SearchPoint searchPointFromJson(const JsonReader& reader);

} // namespace pitlane
