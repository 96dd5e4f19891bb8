// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace pitlane {

/// What the check program prints as its digest when the first `windows` windows of Check/golden.bin come out right: so
/// the comparison does not rest on the program's own word. Throws ExportError for a file of another form.
[[nodiscard]] std::uint32_t expectedDigest(const std::string& goldenFile, std::int64_t windows);

} // namespace pitlane
