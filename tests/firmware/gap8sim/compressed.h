// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace pitlane::gap8sim {

/// The instruction of 32 bits that a compressed one of RV32C (without floats) stands for; nothing where it is none.
[[nodiscard]] std::optional<std::uint32_t> expandCompressed(std::uint16_t half);

} // namespace pitlane::gap8sim
