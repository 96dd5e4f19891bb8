// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deploy/package/package.h"

namespace pitlane {

/// Writes a ZIP file whose entries lie in the folder `top`, with one fixed time, in order of their names. `shown` is
/// the name for messages. Throws FileError.
void writeZip(const Package& package, const std::filesystem::path& path, const std::string& top,
              const std::filesystem::path& shown);

} // namespace pitlane
