// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/firmware/gap8sim/memory.h"

#include <map>
#include <string>
#include <string_view>

namespace pitlane::gap8sim {

/// A linked RISC-V program of 32 bits: what is loaded, where it starts, where its symbols lie.
struct Elf32
{
    struct Segment
    {
        std::uint32_t address = 0;
        std::vector<std::uint8_t> bytes; ///< zeros behind what the file holds
    };

    std::uint32_t entry = 0;
    std::vector<Segment> segments;
    std::map<std::string, std::uint32_t, std::less<>> symbols;
    std::uint32_t textBytes = 0; ///< of executable segments

    /// Throws SimulatorError naming `source` when the bytes are no such program.
    [[nodiscard]] static Elf32 parse(std::string_view file, const std::string& source);
    /// Throws SimulatorError when there is no such symbol.
    [[nodiscard]] std::uint32_t symbol(std::string_view name) const;
    void load(Memory& memory) const;
};

} // namespace pitlane::gap8sim
