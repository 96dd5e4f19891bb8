// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/searchconfig.h"

/// What an edit of the seed means for the rest of a configuration.
namespace pitlane::seededit {

/// Mask choices without those of layers that `seed` does not have.
[[nodiscard]] MaskConfig pruned(const MaskConfig& masks, const NetworkSpec& seed);

/// Mask choices with the layer `from` under its new name.
[[nodiscard]] MaskConfig renamed(const MaskConfig& masks, const std::string& from, const std::string& to);

} // namespace pitlane::seededit
