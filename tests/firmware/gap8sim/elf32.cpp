// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/gap8sim/elf32.h"

namespace pitlane::gap8sim {

namespace {

/// Numbers of an ELF file at byte offsets that are checked against its size.
class Reader
{
public:
    Reader(std::string_view file, const std::string& source) : m_file(file), m_source(source) {}

    [[nodiscard]] std::string_view bytes(std::uint64_t offset, std::uint64_t count) const
    {
        if (offset > m_file.size() || count > m_file.size() - offset) {
            throw SimulatorError("Loading " + m_source + ": bytes " + std::to_string(offset) + " to " +
                                 std::to_string(offset + count) + " are named, but the file has " +
                                 std::to_string(m_file.size()) + ". Build it again.");
        }
        return m_file.substr(offset, count);
    }

    [[nodiscard]] std::uint32_t number(std::uint64_t offset, int count) const
    {
        std::uint32_t value = 0;
        const std::string_view text = bytes(offset, static_cast<std::uint64_t>(count));
        for (int index = count - 1; index >= 0; --index) {
            value = value << 8 | static_cast<std::uint8_t>(text[static_cast<std::size_t>(index)]);
        }
        return value;
    }

    [[nodiscard]] std::string text(std::uint64_t offset) const
    {
        const std::size_t end = m_file.find('\0', offset);
        return end == std::string_view::npos ? std::string() : std::string(bytes(offset, end - offset));
    }

private:
    std::string_view m_file;
    const std::string& m_source;
};

} // namespace

Elf32 Elf32::parse(std::string_view file, const std::string& source)
{
    const Reader reader(file, source);
    constexpr std::uint32_t riscv = 243;
    if (reader.bytes(0, 6) != std::string_view("\177ELF\1\1", 6) || reader.number(18, 2) != riscv) {
        throw SimulatorError("Loading " + source + ": expected a little-endian ELF file of 32 bits for RISC-V.");
    }
    Elf32 elf;
    elf.entry = reader.number(24, 4);
    const std::uint64_t programHeaders = reader.number(28, 4);
    const std::uint64_t sectionHeaders = reader.number(32, 4);
    for (std::uint64_t index = 0; index < reader.number(44, 2); ++index) {
        const std::uint64_t at = programHeaders + index * reader.number(42, 2);
        constexpr std::uint32_t load = 1;
        const std::uint32_t fileBytes = reader.number(at + 16, 4);
        const std::uint32_t memoryBytes = reader.number(at + 20, 4);
        if (reader.number(at, 4) != load || memoryBytes == 0) {
            continue;
        }
        if (memoryBytes > Memory::L2Bytes || fileBytes > memoryBytes) {
            throw SimulatorError("Loading " + source + ": a segment of " + std::to_string(memoryBytes) +
                                 " bytes does not fit into L2, which has 524288.");
        }
        Segment segment{.address = reader.number(at + 12, 4)};
        const std::string_view content = reader.bytes(reader.number(at + 4, 4), fileBytes);
        segment.bytes.assign(content.begin(), content.end());
        segment.bytes.resize(memoryBytes);
        elf.segments.push_back(std::move(segment));
    }
    for (std::uint64_t index = 0; index < reader.number(48, 2); ++index) {
        const std::uint64_t at = sectionHeaders + index * reader.number(46, 2);
        constexpr std::uint32_t symbolTable = 2;
        constexpr std::uint32_t executable = 4;
        if ((reader.number(at + 8, 4) & executable) != 0) {
            elf.textBytes += reader.number(at + 20, 4);
        }
        if (reader.number(at + 4, 4) != symbolTable) {
            continue;
        }
        const std::uint64_t strings = sectionHeaders + reader.number(at + 24, 4) * std::uint64_t{reader.number(46, 2)};
        const std::uint64_t names = reader.number(strings + 16, 4);
        const std::uint64_t first = reader.number(at + 16, 4);
        for (std::uint64_t symbol = first; symbol + 16 <= first + reader.number(at + 20, 4); symbol += 16) {
            if (const std::string name = reader.text(names + reader.number(symbol, 4)); !name.empty()) {
                elf.symbols[name] = reader.number(symbol + 4, 4);
            }
        }
    }
    return elf;
}

std::uint32_t Elf32::symbol(std::string_view name) const
{
    const auto found = symbols.find(name);
    if (found == symbols.end()) {
        throw SimulatorError("The program has no symbol " + std::string(name) + ".");
    }
    return found->second;
}

void Elf32::load(Memory& memory) const
{
    for (const Segment& segment : segments) {
        memory.write(segment.address, segment.bytes);
    }
}

} // namespace pitlane::gap8sim
