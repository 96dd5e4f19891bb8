// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/progress.h"
#include "core/data/readers/binarytools.h"

#include <functional>

/// The .npy format (versions 1 to 3), in a file, in a member of an archive, or in memory.
namespace pitlane::binary {

/// Bytes one after the other.
struct ByteSource
{
    std::string name; ///< for messages: "x.npy", "x.npz: member a.npy"
    /// Bytes there will be; `sizeIsSure`: the file really has them (an archive only says so).
    std::uint64_t size = 0;
    bool sizeIsSure = true;
    /// Up to `count` bytes; fewer only at the end.
    std::function<std::size_t(char* to, std::size_t count)> read;
};

struct NpyHeader
{
    std::vector<std::int64_t> shape;
    ElementType type;
    bool fortranOrder = false;
    std::uint64_t dataOffset = 0;
    std::uint64_t dataBytes = 0;
    std::uint64_t trailingBytes = 0; ///< behind the array; left out
};

/// Reads up to the first number. Throws DatasetError, also where `source` is shorter than the header says.
[[nodiscard]] NpyHeader readNpyHeader(const ByteSource& source);
/// What the header says.
[[nodiscard]] ArrayInfo infoOf(const NpyHeader& header, std::string name);
/// Reads the numbers, of a source that stands behind the header.
[[nodiscard]] Array readNpyData(const ByteSource& source, const NpyHeader& header, std::string arrayName,
                                const Progress& progress);

/// A whole .npy in memory.
[[nodiscard]] Array parseNpy(std::string_view content, const std::string& name);
/// A whole .npz in memory.
[[nodiscard]] std::vector<Array> parseNpz(std::string_view content, const std::string& name);

} // namespace pitlane::binary
