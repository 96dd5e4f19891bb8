// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/gap8sim/core.h"

#include "tests/firmware/gap8sim/compressed.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <string>

namespace pitlane::gap8sim {

namespace {

std::int32_t asSigned(std::uint32_t value)
{
    return std::bit_cast<std::int32_t>(value);
}

std::uint32_t asWord(std::int64_t value)
{
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(value));
}

} // namespace

/// A word with its fields.
struct Core::Instruction
{
    std::uint32_t word;
    std::uint32_t address;
    [[nodiscard]] std::uint32_t opcode() const { return word & 0x7F; }
    [[nodiscard]] std::uint32_t rd() const { return word >> 7 & 31; }
    [[nodiscard]] std::uint32_t funct3() const { return word >> 12 & 7; }
    [[nodiscard]] std::uint32_t rs1() const { return word >> 15 & 31; }
    [[nodiscard]] std::uint32_t rs2() const { return word >> 20 & 31; }
    [[nodiscard]] std::uint32_t funct7() const { return word >> 25; }
    [[nodiscard]] std::uint32_t immediateI() const { return asWord(asSigned(word) >> 20); }
    [[nodiscard]] std::uint32_t immediateS() const { return (immediateI() & ~31U) | rd(); }
    [[nodiscard]] std::uint32_t immediateB() const
    {
        return asWord(asSigned(word) >> 31 << 12) | (word >> 7 & 1) << 11 | (word >> 25 & 63) << 5 |
               (word >> 8 & 15) << 1;
    }
    [[nodiscard]] std::uint32_t immediateJ() const
    {
        return asWord(asSigned(word) >> 31 << 20) | (word & 0xFF000) | (word >> 20 & 1) << 11 |
               (word >> 21 & 1023) << 1;
    }

    /// The registers that are read, as bits: what a load just before makes wait.
    [[nodiscard]] std::uint32_t reads() const
    {
        const std::uint32_t one = 1U << rs1();
        const std::uint32_t two = one | 1U << rs2();
        switch (opcode()) {
        case 0x03:
        case 0x0B:
            return funct3() == 7 ? two : one;
        case 0x23:
        case 0x63:
            return two;
        case 0x2B:
            return (word & 0x4000) != 0 ? two | 1U << rd() : two;
        case 0x33:
            return funct7() == 0x21 ? two | 1U << rd() : two;
        case 0x57:
            return two | 1U << rd();
        case 0x5B:
            return (word >> 30 & 1) != 0 ? two | 1U << rd() : two;
        case 0x13:
        case 0x67:
        case 0x73:
            return one;
        case 0x7B:
            return funct3() == 2 || funct3() == 4 ? one : 0;
        default:
            return 0;
        }
    }

    [[noreturn]] void refuse(const std::string& why) const
    {
        throw SimulatorError("Executing the instruction " + hex(word) + " at " + hex(address) + ": " + why);
    }
    [[noreturn]] void unknown() const { refuse("expected RV32IMC or one of the Xpulp instructions in core.cpp."); }
};

void Core::write(std::uint32_t rd, std::uint32_t value)
{
    if (rd != 0) {
        x[rd] = value;
    }
}

Core::Event Core::step(Memory& memory)
{
    Instruction i{.word = memory.load16(pc), .address = pc};
    const bool compressed = (i.word & 3) != 3;
    if (compressed) {
        const auto expanded = expandCompressed(static_cast<std::uint16_t>(i.word));
        if (!expanded) {
            i.unknown();
        }
        i.word = *expanded;
    } else {
        i.word |= static_cast<std::uint32_t>(memory.load16(pc + 2)) << 16;
    }
    for (const Loop& loop : loops) {
        if (compressed && loop.count > 0 && pc >= loop.start && pc <= loop.end) {
            i.refuse("a compressed instruction in a hardware loop.");
        }
    }
    m_next = pc + (compressed ? 2 : 4);
    ++instructions;
    ++cycles;
    if (m_loaded != 0 && (i.reads() >> m_loaded & 1) != 0) {
        cycles += static_cast<std::uint64_t>(m_model.loadUse);
    }
    m_loaded = 0;
    Event event = Event::None;
    switch (i.opcode()) {
    case 0x03:
    case 0x0B:
        load(i, memory);
        break;
    case 0x23:
    case 0x2B:
        store(i, memory);
        break;
    case 0x13:
        immediate(i);
        break;
    case 0x33:
        alu(i);
        break;
    case 0x37:
        write(i.rd(), i.word & 0xFFFFF000);
        break;
    case 0x17:
        write(i.rd(), pc + (i.word & 0xFFFFF000));
        break;
    case 0x63:
        branch(i);
        break;
    case 0x6F: {
        const std::uint32_t link = m_next;
        jumpTo(pc + i.immediateJ());
        write(i.rd(), link);
        break;
    }
    case 0x67: {
        if (i.funct3() != 0) {
            i.unknown();
        }
        const std::uint32_t link = m_next;
        jumpTo((x[i.rs1()] + i.immediateI()) & ~1U);
        write(i.rd(), link);
        break;
    }
    case 0x0F:
        break; // fence: the cores run in turn
    case 0x57:
        vector(i);
        break;
    case 0x5B:
        addNormal(i);
        break;
    case 0x7B:
        hardwareLoop(i);
        break;
    case 0x73:
        event = system(i);
        break;
    default:
        i.unknown();
    }
    for (Loop& loop : loops) {
        if (loop.count > 0 && pc == loop.end) {
            if (--loop.count > 0) {
                m_next = loop.start;
                break;
            }
        }
    }
    pc = m_next;
    return event;
}

void Core::jumpTo(std::uint32_t target)
{
    m_next = target;
    cycles += static_cast<std::uint64_t>(m_model.takenBranch);
}

void Core::branch(const Instruction& i)
{
    const std::uint32_t a = x[i.rs1()];
    const std::uint32_t b = x[i.rs2()];
    bool taken = false;
    switch (i.funct3()) {
    case 0:
        taken = a == b;
        break;
    case 1:
        taken = a != b;
        break;
    case 4:
        taken = asSigned(a) < asSigned(b);
        break;
    case 5:
        taken = asSigned(a) >= asSigned(b);
        break;
    case 6:
        taken = a < b;
        break;
    case 7:
        taken = a >= b;
        break;
    default:
        i.unknown();
    }
    if (taken) {
        jumpTo(pc + i.immediateB());
    }
}

void Core::immediate(const Instruction& i)
{
    const std::uint32_t a = x[i.rs1()];
    const std::uint32_t b = i.immediateI();
    std::uint32_t value = 0;
    switch (i.funct3()) {
    case 0:
        value = a + b;
        break;
    case 1:
        if (i.funct7() != 0) {
            i.unknown();
        }
        value = a << (b & 31);
        break;
    case 2:
        value = asSigned(a) < asSigned(b) ? 1 : 0;
        break;
    case 3:
        value = a < b ? 1 : 0;
        break;
    case 4:
        value = a ^ b;
        break;
    case 5:
        if (i.funct7() != 0 && i.funct7() != 0x20) {
            i.unknown();
        }
        value = i.funct7() == 0 ? a >> (b & 31) : asWord(asSigned(a) >> (b & 31));
        break;
    case 6:
        value = a | b;
        break;
    default:
        value = a & b;
        break;
    }
    write(i.rd(), value);
}

void Core::alu(const Instruction& i)
{
    const std::uint32_t a = x[i.rs1()];
    const std::uint32_t b = x[i.rs2()];
    const std::int64_t sa = asSigned(a);
    const std::int64_t sb = asSigned(b);
    std::uint32_t value = 0;
    switch (i.funct7() << 3 | i.funct3()) {
    case 0x000:
        value = a + b;
        break;
    case 0x001:
        value = a << (b & 31);
        break;
    case 0x002:
        value = sa < sb ? 1 : 0;
        break;
    case 0x003:
        value = a < b ? 1 : 0;
        break;
    case 0x004:
        value = a ^ b;
        break;
    case 0x005:
        value = a >> (b & 31);
        break;
    case 0x006:
        value = a | b;
        break;
    case 0x007:
        value = a & b;
        break;
    case 0x100:
        value = a - b;
        break;
    case 0x105:
        value = asWord(sa >> (b & 31));
        break;
    case 0x008:
        value = a * b;
        break;
    case 0x009:
        value = asWord(sa * sb >> 32);
        break;
    case 0x00A:
        value = asWord(sa * static_cast<std::int64_t>(b) >> 32);
        break;
    case 0x00B:
        value = static_cast<std::uint32_t>(std::uint64_t{a} * b >> 32);
        break;
    case 0x00C:
        value = b == 0 ? ~0U : asWord(sa / sb);
        break;
    case 0x00D:
        value = b == 0 ? ~0U : a / b;
        break;
    case 0x00E:
        value = b == 0 ? a : asWord(sa % sb);
        break;
    case 0x00F:
        value = b == 0 ? a : a % b;
        break;
    case 0x014:
        value = asWord(std::min(sa, sb));
        break; // p.min
    case 0x016:
        value = asWord(std::max(sa, sb));
        break; // p.max
    case 0x108:
        value = x[i.rd()] + a * b;
        break; // p.mac
    case 0x109:
        value = x[i.rd()] - a * b;
        break;    // p.msu
    case 0x051: { // p.clip
        if (i.rs2() == 0) {
            i.refuse("p.clip to less than one bit.");
        }
        const std::int64_t bound = std::int64_t{1} << (i.rs2() - 1);
        value = asWord(std::clamp(sa, -bound, bound - 1));
        break;
    }
    default:
        i.unknown();
    }
    if (i.funct7() == 1) {
        const int extra = i.funct3() >= 4 ? m_model.division : i.funct3() > 0 ? m_model.highMultiply : 0;
        cycles += static_cast<std::uint64_t>(extra);
    }
    write(i.rd(), value);
}

void Core::load(const Instruction& i, Memory& memory)
{
    const bool post = i.opcode() == 0x0B;
    std::uint32_t kind = i.funct3();
    std::uint32_t offset = i.immediateI();
    if (kind == 7) { // register offset
        if ((i.funct7() & 7) != 0) {
            i.unknown();
        }
        kind = i.funct7() >> 3;
        offset = x[i.rs2()];
    }
    const std::uint32_t base = x[i.rs1()];
    const std::uint32_t address = post ? base : base + offset;
    std::uint32_t value = 0;
    switch (kind) {
    case 0:
        value = asWord(static_cast<std::int8_t>(memory.load8(address)));
        break;
    case 1:
        value = asWord(static_cast<std::int16_t>(memory.load16(address)));
        break;
    case 2:
        value = memory.load32(address);
        break;
    case 4:
        value = memory.load8(address);
        break;
    case 5:
        value = memory.load16(address);
        break;
    default:
        i.unknown();
    }
    if (post) {
        write(i.rs1(), base + offset);
    }
    write(i.rd(), value);
    m_loaded = i.rd();
}

void Core::store(const Instruction& i, Memory& memory)
{
    const bool post = i.opcode() == 0x2B;
    const std::uint32_t base = x[i.rs1()];
    const std::uint32_t address = post ? base : base + i.immediateS();
    switch (i.funct3()) {
    case 0:
        memory.store8(address, static_cast<std::uint8_t>(x[i.rs2()]));
        break;
    case 1:
        memory.store16(address, static_cast<std::uint16_t>(x[i.rs2()]));
        break;
    case 2:
        memory.store32(address, x[i.rs2()]);
        break;
    default:
        i.unknown();
    }
    if (post) {
        write(i.rs1(), base + i.immediateS());
    }
}

/// p.addN, p.subN and their kin: a sum of 32 bits, perhaps rounded, shifted right.
void Core::addNormal(const Instruction& i)
{
    const bool fromRegisters = (i.word >> 30 & 1) != 0;
    const bool isUnsigned = (i.word >> 31) != 0;
    const bool rounded = (i.funct3() & 4) != 0;
    if ((i.funct3() & 3) != 2 && (i.funct3() & 3) != 3) {
        i.unknown();
    }
    const std::uint32_t a = fromRegisters ? x[i.rd()] : x[i.rs1()];
    const std::uint32_t b = fromRegisters ? x[i.rs1()] : x[i.rs2()];
    const std::uint32_t shift = fromRegisters ? x[i.rs2()] & 31 : i.word >> 25 & 31;
    if (fromRegisters && (i.word >> 25 & 31) != 0) {
        i.unknown();
    }
    std::uint32_t sum = (i.funct3() & 1) == 0 ? a + b : a - b;
    if (rounded && shift > 0) {
        sum += 1U << (shift - 1);
    }
    write(i.rd(), isUnsigned ? sum >> shift : asWord(asSigned(sum) >> shift));
}

void Core::vector(const Instruction& i)
{
    if (i.funct3() != 1 || i.funct7() != 0x5C) {
        i.unknown();
    }
    std::uint32_t sum = x[i.rd()]; // pv.sdotsp.b
    for (int lane = 0; lane < 32; lane += 8) {
        const int a = static_cast<std::int8_t>(x[i.rs1()] >> lane);
        const int b = static_cast<std::int8_t>(x[i.rs2()] >> lane);
        sum += asWord(a * b);
    }
    write(i.rd(), sum);
}

void Core::hardwareLoop(const Instruction& i)
{
    if (i.rd() > 1) {
        i.unknown();
    }
    Loop& loop = loops[i.rd()];
    const std::uint32_t far = i.word >> 20;
    switch (i.funct3()) {
    case 0:
        loop.start = pc + 2 * far;
        break;
    case 1:
        loop.end = pc + 2 * far;
        break;
    case 2:
        loop.count = x[i.rs1()];
        break;
    case 3:
        loop.count = far;
        break;
    case 4:
        loop = {.start = pc + 4, .end = pc + 2 * far, .count = x[i.rs1()]};
        break;
    case 5:
        loop = {.start = pc + 4, .end = pc + 2 * i.rs1(), .count = far};
        break;
    default:
        i.unknown();
    }
    if (i.funct3() >= 4) {
        const Loop& other = loops[1 - i.rd()];
        if (loop.count == 0) {
            i.refuse("a hardware loop of no pass; the core would pass once.");
        }
        if (loop.end < loop.start + 4) {
            i.refuse("a hardware loop needs two instructions or more.");
        }
        if (other.count > 0 && i.rd() == 1) {
            i.refuse("the outer of two hardware loops must be number 1, set up first.");
        }
        if (other.count > 0 && other.end < loop.end + 8) {
            i.refuse("the outer hardware loop must end two instructions or more behind the inner one.");
        }
    }
}

std::uint32_t Core::readCsr(const Instruction& i) const
{
    switch (i.word >> 20) {
    case 0xF14:
        return m_id;
    case 0x780:
        return static_cast<std::uint32_t>(cycles - m_counterBase); // cycle counter of the performance unit
    case 0xC00:
    case 0xB00:
        return static_cast<std::uint32_t>(cycles);
    case 0xC02:
    case 0xB02:
        return static_cast<std::uint32_t>(instructions);
    case 0x7A0:
    case 0x7A1:
        return 0;
    default:
        i.unknown();
    }
}

void Core::writeCsr(const Instruction& i, std::uint32_t value)
{
    switch (i.word >> 20) {
    case 0x780:
        m_counterBase = cycles - value;
        break;
    case 0x7A0: // events and mode of the performance unit: cycles are always counted
    case 0x7A1:
        break;
    default:
        i.unknown();
    }
}

Core::Event Core::system(const Instruction& i)
{
    if (i.word == 0x00000073) {
        return Event::Call;
    }
    if ((i.funct3() & 3) == 0) {
        i.unknown();
    }
    const std::uint32_t operand = i.funct3() >= 4 ? i.rs1() : x[i.rs1()];
    const std::uint32_t old = readCsr(i);
    switch (i.funct3() & 3) {
    case 1:
        writeCsr(i, operand);
        break;
    case 2:
        if (i.rs1() != 0) {
            writeCsr(i, old | operand);
        }
        break;
    default:
        if (i.rs1() != 0) {
            writeCsr(i, old & ~operand);
        }
        break;
    }
    write(i.rd(), old);
    return Event::None;
}

} // namespace pitlane::gap8sim
