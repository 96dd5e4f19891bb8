// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace pitlane {

/// Puts categories into a stable order, whatever order a file shows them in: numbers by value, else by name, or as they
/// are where `keepNames` is set. `indices` follow; NaN stays.
void sortCategories(std::vector<std::string>& categories, std::vector<float>& indices, bool keepNames = false);

} // namespace pitlane
