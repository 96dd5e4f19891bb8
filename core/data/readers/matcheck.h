// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers/binarytools.h"

namespace pitlane::binary {

enum class MatVersion { V4, V5, V73 };

/// Walks over the variables of a .mat file by their sizes, before matio sees them: matio ends its list without a word
/// where a file was cut off, and makes room for what a header claims. Throws DatasetError.
MatVersion checkMat(Bytes& bytes);

/// Whether this may be the start of a version 4 file, which has no signature.
[[nodiscard]] bool looksLikeMat4(std::string_view head);

} // namespace pitlane::binary
