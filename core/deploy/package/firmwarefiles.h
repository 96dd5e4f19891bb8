// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

/// The files of resources/firmware, and the text of the Apache licence ("Apache-2.0.txt"), compiled in, so that every
/// program can export from wherever it was copied to.
namespace pitlane {

/// Content of a file by its path in resources/firmware: "cortexm/pl_cortexm.c". Throws ExportError.
[[nodiscard]] std::string firmwareFile(const std::string& name);

} // namespace pitlane
