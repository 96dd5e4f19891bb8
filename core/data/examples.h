// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/references.h"
#include "core/data/source.h"

namespace pitlane {

/// What to make of the files of a source.
struct ExampleRequest
{
    bool test = false;    ///< the test part; else the train part with what validates
    bool frontEnd = true; ///< run the front end on every window
};

/// Cuts the signals of one part into examples: windows, labels, groups, spans. Classes are those that occur, numbers by
/// value, else in the order that the file declares, else by name. Throws DatasetError naming file, series and what to
/// do.
[[nodiscard]] Dataset makeExamples(const DataSource& source, const ExampleRequest& request,
                                   const std::filesystem::path& projectFolder, const Progress& progress,
                                   const FolderListings& listings = {});

/// Gives `test` the class order of `train`. Throws DatasetError for a class that the train part lacks.
void adoptClasses(Dataset& test, const Dataset& train);

} // namespace pitlane
