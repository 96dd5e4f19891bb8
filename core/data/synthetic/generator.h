// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace pitlane {

/// Data drawn by a formula: to try a seed at once, and for tests. Labelled as synthetic wherever it is shown.
struct Generator
{
    std::string id = "ecg"; ///< one of generators()
    std::uint64_t seed = 1;
    std::int64_t trainExamples = 500;
    std::int64_t testExamples = 500;
    bool operator==(const Generator&) const = default;
};

} // namespace pitlane
