// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <utility>
#include <vector>

/// Private to core/deploy: the files of resources/targets, compiled in, so that every program and every worker finds
/// them wherever it was copied to.
namespace pitlane::detail {

/// File name and content, by name.
[[nodiscard]] const std::vector<std::pair<std::string_view, std::string_view>>& builtinTargetFiles();

} // namespace pitlane::detail
