// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers/binarytools.h"

namespace pitlane::binary {

/// Walks over the variables of a .mat file by their sizes, before matio sees them: matio ends its list without a word
/// where a file was cut off, and makes room for what a header claims. Version 7.3 is left to HDF5. Throws DatasetError.
void checkMat(Bytes& bytes);

/// Whether this may be the start of a version 4 file, which has no signature.
[[nodiscard]] bool looksLikeMat4(std::string_view head);

} // namespace pitlane::binary
