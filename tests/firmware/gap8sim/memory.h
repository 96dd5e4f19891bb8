// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <span>
#include <vector>

namespace pitlane::gap8sim {

/// What a program on the simulator did wrong, or what is wrong with its file.
class SimulatorError : public Error
{
public:
    using Error::Error;
};

/// The two memories of GAP8 that the cores reach, little-endian, and the external one, which only transfers reach. An
/// access outside of them, or of a word across an alignment, throws SimulatorError naming the address.
class Memory
{
public:
    static constexpr std::uint32_t L1Base = 0x10000000;
    static constexpr std::uint32_t L1Bytes = 64 * 1024;
    static constexpr std::uint32_t L2Base = 0x1C000000;
    static constexpr std::uint32_t L2Bytes = 512 * 1024;

    static constexpr std::uint32_t externalBase = 0x80000000;
    static constexpr std::uint32_t externalBytes = 8 * 1024 * 1024;

    Memory() : m_L1(L1Bytes), m_L2(L2Bytes), m_external(externalBytes) {}

    [[nodiscard]] std::uint32_t load32(std::uint32_t address) const;
    [[nodiscard]] std::uint16_t load16(std::uint32_t address) const;
    [[nodiscard]] std::uint8_t load8(std::uint32_t address) const { return *at(address, 1); }
    void store32(std::uint32_t address, std::uint32_t value);
    void store16(std::uint32_t address, std::uint16_t value);
    void store8(std::uint32_t address, std::uint8_t value) { *at(address, 1) = value; }

    // With the external memory:
    void write(std::uint32_t address, std::span<const std::uint8_t> bytes);
    [[nodiscard]] std::vector<std::uint8_t> read(std::uint32_t address, std::uint32_t bytes) const;
    void copy(std::uint32_t to, std::uint32_t from, std::uint32_t bytes);
    /// Fills all memories, so that a test sees what a program reads without having written it.
    void fill(std::uint8_t value);

private:
    [[nodiscard]] const std::uint8_t* at(std::uint32_t address, std::uint32_t bytes) const;
    [[nodiscard]] std::uint8_t* at(std::uint32_t address, std::uint32_t bytes);
    [[nodiscard]] const std::uint8_t* anywhere(std::uint32_t address, std::uint32_t bytes) const;
    [[nodiscard]] std::uint8_t* anywhere(std::uint32_t address, std::uint32_t bytes);
    static void checkAlignment(std::uint32_t address, std::uint32_t bytes);

    std::vector<std::uint8_t> m_L1;
    std::vector<std::uint8_t> m_L2;
    std::vector<std::uint8_t> m_external;
};

/// "0x1C000080", as addresses and instruction words stand in messages.
[[nodiscard]] std::string hex(std::uint32_t value);

} // namespace pitlane::gap8sim
