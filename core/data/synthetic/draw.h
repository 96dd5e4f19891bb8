// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/progress.h"
#include "core/data/random.h"

#include <string>
#include <vector>

/// What the files of this folder share: one function per kind of data.
namespace pitlane::synthetic {

struct Draw
{
    std::uint64_t seed = 1; ///< of the whole data set: people, words and gestures are the same in both parts
    bool isTest = false;
    std::int64_t count = 0; ///< examples
    const Progress& progress;

    /// Draws that differ between the parts.
    [[nodiscard]] Random ofExample(std::string_view purpose, std::int64_t index) const;
    /// Draws that are the same in both.
    [[nodiscard]] Random ofWorld(std::string_view purpose, std::int64_t index) const;
    /// Tells the progress and ends when asked to.
    void at(std::int64_t done) const;
};

[[nodiscard]] Dataset drawActivity(const Draw& draw);
[[nodiscard]] Dataset drawEcg(const Draw& draw);
[[nodiscard]] Dataset drawEmg(const Draw& draw);
[[nodiscard]] Dataset drawGestures(const Draw& draw);
[[nodiscard]] Dataset drawKeywords(const Draw& draw);
[[nodiscard]] Dataset drawPiano(const Draw& draw);
[[nodiscard]] Dataset drawPpg(const Draw& draw);

/// Rounded to 1 / steps, as a converter does: hides the last bits of exp and sin, which differ between mathematics
/// libraries. `steps` is a power of two.
[[nodiscard]] float quantized(double value, double steps);

/// How many of `count` things the cell `index` of `cells` gets when they are dealt evenly.
[[nodiscard]] std::int64_t dealt(std::int64_t count, std::int64_t cells, std::int64_t index);

/// "S1" ... with that prefix.
[[nodiscard]] std::vector<std::string> numberedNames(const std::string& prefix, std::int64_t count);

/// A long signal, [C][T].
using Channels = std::vector<std::vector<float>>;

/// Cuts `windows` windows of data.length samples, `hop` apart, and appends them with their spans and group.
void appendWindows(Dataset& data, const Channels& signal, std::int64_t windows, std::int64_t hop,
                   std::int32_t recording, std::int32_t group);

} // namespace pitlane::synthetic
