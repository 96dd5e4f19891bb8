// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchconfig.h"

#include <filesystem>
#include <optional>

namespace pitlane {

/// What the configuration of a run of the published PIT code says about the search: what is searched, which cost
/// counts, strength, granularity, batch size. The seed is that of readNetwork(), all else as by default. Nothing for
/// other files. Throws FileError, JsonError, ExchangeError.
[[nodiscard]] std::optional<SearchConfig> pitSettings(const std::filesystem::path& path);

} // namespace pitlane
