// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace pitlane {

/// SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// SHA-256 of a file's content, read in blocks. Throws FileError.
[[nodiscard]] std::string sha256OfFile(const std::filesystem::path& path);

/// A 64-bit number drawn from a base seed number and a name, e.g. the data order of ("search", epoch 7). Independent of
/// how many numbers were drawn before, so that a resumed run draws the same ones.
[[nodiscard]] std::uint64_t derivedSeed(std::uint64_t seedNumber, std::string_view purpose, std::uint64_t index = 0);

} // namespace pitlane
