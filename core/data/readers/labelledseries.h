// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/array.h"

#include <filesystem>

namespace pitlane {

/// Series that are cut and labelled already, as UCR tables, .ts and ARFF files hold them: "values" [N, C, T] of equal
/// length and "label" [N], of text (classes) or numbers (targets). The name comes from the file name. Throws
/// DatasetError when one of the two is missing, or naming the first series that has another length.
[[nodiscard]] Dataset datasetFromArrays(std::vector<Array> arrays, const std::filesystem::path& path);

/// Data set name from a file name: "ECG5000_TRAIN.tsv" gives "ECG5000".
[[nodiscard]] std::string nameFromFile(std::string_view fileStem);

} // namespace pitlane
