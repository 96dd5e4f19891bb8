// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <filesystem>
#include <optional>
#include <string>

/// Examples on disk, so that workers need not cut and transform them again.
namespace pitlane {

/// The data set that was stored under `key` while the files had this fingerprint; nothing when there is none, or it is
/// damaged (a cache is never a reason to fail).
[[nodiscard]] std::optional<Dataset> cachedDataset(const std::filesystem::path& folder, const std::string& key,
                                                   const std::string& fingerprint);

/// Stores a data set and removes the oldest ones over a handful. A full disk or a read-only folder is no error: the
/// next program computes again.
void storeDataset(const std::filesystem::path& folder, const std::string& key, const std::string& fingerprint,
                  const Dataset& dataset);

} // namespace pitlane
