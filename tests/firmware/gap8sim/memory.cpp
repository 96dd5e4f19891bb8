// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/gap8sim/memory.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace pitlane::gap8sim {

std::string hex(std::uint32_t value)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text = "0x";
    for (int shift = 28; shift >= 0; shift -= 4) {
        text += digits[(value >> shift) & 15];
    }
    return text;
}

const std::uint8_t* Memory::at(std::uint32_t address, std::uint32_t bytes) const
{
    const auto inside = [&](std::uint32_t base, std::uint32_t size) {
        return address >= base && bytes <= size && address - base <= size - bytes;
    };
    if (inside(L1Base, L1Bytes)) {
        return m_L1.data() + (address - L1Base);
    }
    if (inside(L2Base, L2Bytes)) {
        return m_L2.data() + (address - L2Base);
    }
    throw SimulatorError("Access to " + std::to_string(bytes) + " bytes at " + hex(address) +
                         ": expected an address in L1 (64 kB from 0x10000000) or L2 (512 kB from 0x1C000000).");
}

std::uint8_t* Memory::at(std::uint32_t address, std::uint32_t bytes)
{
    return const_cast<std::uint8_t*>(std::as_const(*this).at(address, bytes));
}

const std::uint8_t* Memory::anywhere(std::uint32_t address, std::uint32_t bytes) const
{
    if (address >= externalBase && bytes <= externalBytes && address - externalBase <= externalBytes - bytes) {
        return m_external.data() + (address - externalBase);
    }
    return at(address, bytes);
}

std::uint8_t* Memory::anywhere(std::uint32_t address, std::uint32_t bytes)
{
    return const_cast<std::uint8_t*>(std::as_const(*this).anywhere(address, bytes));
}

void Memory::checkAlignment(std::uint32_t address, std::uint32_t bytes)
{
    if (address % bytes != 0) {
        throw SimulatorError("Access to " + std::to_string(bytes) + " bytes at " + hex(address) + ": not aligned.");
    }
}

std::uint32_t Memory::load32(std::uint32_t address) const
{
    checkAlignment(address, 4);
    std::uint32_t value;
    std::memcpy(&value, at(address, 4), 4);
    return value;
}

std::uint16_t Memory::load16(std::uint32_t address) const
{
    checkAlignment(address, 2);
    std::uint16_t value;
    std::memcpy(&value, at(address, 2), 2);
    return value;
}

void Memory::store32(std::uint32_t address, std::uint32_t value)
{
    checkAlignment(address, 4);
    std::memcpy(at(address, 4), &value, 4);
}

void Memory::store16(std::uint32_t address, std::uint16_t value)
{
    checkAlignment(address, 2);
    std::memcpy(at(address, 2), &value, 2);
}

void Memory::write(std::uint32_t address, std::span<const std::uint8_t> bytes)
{
    std::copy(bytes.begin(), bytes.end(), anywhere(address, static_cast<std::uint32_t>(bytes.size())));
}

std::vector<std::uint8_t> Memory::read(std::uint32_t address, std::uint32_t bytes) const
{
    const std::uint8_t* first = anywhere(address, bytes);
    return {first, first + bytes};
}

void Memory::copy(std::uint32_t to, std::uint32_t from, std::uint32_t bytes)
{
    std::memmove(anywhere(to, bytes), anywhere(from, bytes), bytes);
}

void Memory::fill(std::uint8_t value)
{
    std::ranges::fill(m_L1, value);
    std::ranges::fill(m_L2, value);
    std::ranges::fill(m_external, value);
}

} // namespace pitlane::gap8sim
