// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/gap8sim/compressed.h"

namespace pitlane::gap8sim {

namespace {

using Word = std::uint32_t;

constexpr Word opLoad = 0x03;
constexpr Word opImmediate = 0x13;
constexpr Word opStore = 0x23;
constexpr Word opRegister = 0x33;
constexpr Word opUpper = 0x37;
constexpr Word opBranch = 0x63;
constexpr Word opJumpRegister = 0x67;
constexpr Word opJump = 0x6F;

Word typeI(Word opcode, Word funct3, Word rd, Word rs1, Word immediate)
{
    return opcode | rd << 7 | funct3 << 12 | rs1 << 15 | (immediate & 0xFFF) << 20;
}

Word typeR(Word funct7, Word funct3, Word rd, Word rs1, Word rs2)
{
    return opRegister | rd << 7 | funct3 << 12 | rs1 << 15 | rs2 << 20 | funct7 << 25;
}

Word typeS(Word rs1, Word rs2, Word immediate)
{
    return opStore | (immediate & 31) << 7 | 2 << 12 | rs1 << 15 | rs2 << 20 | (immediate >> 5 & 127) << 25;
}

Word typeB(Word funct3, Word rs1, Word offset)
{
    return opBranch | (offset >> 11 & 1) << 7 | (offset >> 1 & 15) << 8 | funct3 << 12 | rs1 << 15 |
           (offset >> 5 & 63) << 25 | (offset >> 12 & 1) << 31;
}

Word typeJ(Word rd, Word offset)
{
    return opJump | rd << 7 | (offset >> 12 & 255) << 12 | (offset >> 11 & 1) << 20 | (offset >> 1 & 1023) << 21 |
           (offset >> 20 & 1) << 31;
}

/// Bit `from` of the instruction at place `to`.
struct Bits
{
    Word half;
    [[nodiscard]] Word operator()(int high, int low, int to) const
    {
        return (half >> low & ((1U << (high - low + 1)) - 1)) << to;
    }
};

Word signExtended(Word value, int bits)
{
    const Word sign = 1U << (bits - 1);
    return (value ^ sign) - sign;
}

std::optional<Word> arithmetic(Bits bits, Word half)
{
    const Word rd = 8 + (half >> 7 & 7);
    const Word rs2 = 8 + (half >> 2 & 7);
    const Word immediate = signExtended(bits(12, 12, 5) | bits(6, 2, 0), 6);
    const Word shift = bits(6, 2, 0);
    switch (half >> 10 & 3) {
    case 0:
    case 1:
        if ((half >> 12 & 1) != 0) {
            return std::nullopt;
        }
        return typeI(opImmediate, 5, rd, rd, shift | ((half >> 10 & 1) != 0 ? 0x400 : 0));
    case 2:
        return typeI(opImmediate, 7, rd, rd, immediate);
    default:
        break;
    }
    if ((half >> 12 & 1) != 0) {
        return std::nullopt;
    }
    switch (half >> 5 & 3) {
    case 0:
        return typeR(0x20, 0, rd, rd, rs2);
    case 1:
        return typeR(0, 4, rd, rd, rs2);
    case 2:
        return typeR(0, 6, rd, rd, rs2);
    default:
        return typeR(0, 7, rd, rd, rs2);
    }
}

} // namespace

std::optional<Word> expandCompressed(std::uint16_t half)
{
    const Bits bits{half};
    const Word rd = half >> 7 & 31;
    const Word rs2 = half >> 2 & 31;
    const Word rd3 = 8 + (half >> 2 & 7);
    const Word rs3 = 8 + (half >> 7 & 7);
    const Word immediate6 = signExtended(bits(12, 12, 5) | bits(6, 2, 0), 6);
    const Word wordOffset = bits(12, 10, 3) | bits(6, 6, 2) | bits(5, 5, 6);
    const Word jump = signExtended(bits(12, 12, 11) | bits(11, 11, 4) | bits(10, 9, 8) | bits(8, 8, 10) |
                                       bits(7, 7, 6) | bits(6, 6, 7) | bits(5, 3, 1) | bits(2, 2, 5),
                                   12);
    const Word branch =
        signExtended(bits(12, 12, 8) | bits(11, 10, 3) | bits(6, 5, 6) | bits(4, 3, 1) | bits(2, 2, 5), 9);
    constexpr Word sp = 2;
    constexpr Word ra = 1;
    switch ((half & 3) << 3 | half >> 13) {
    case 0: { // c.addi4spn
        const Word immediate = bits(12, 11, 4) | bits(10, 7, 6) | bits(6, 6, 2) | bits(5, 5, 3);
        return immediate == 0 ? std::nullopt : std::optional(typeI(opImmediate, 0, rd3, sp, immediate));
    }
    case 2:
        return typeI(opLoad, 2, rd3, rs3, wordOffset);
    case 6:
        return typeS(rs3, rd3, wordOffset);
    case 8:
        return typeI(opImmediate, 0, rd, rd, immediate6);
    case 9:
        return typeJ(ra, jump);
    case 10:
        return typeI(opImmediate, 0, rd, 0, immediate6);
    case 11:
        if (rd == sp) { // c.addi16sp
            const Word immediate =
                signExtended(bits(12, 12, 9) | bits(6, 6, 4) | bits(5, 5, 6) | bits(4, 3, 7) | bits(2, 2, 5), 10);
            return immediate == 0 ? std::nullopt : std::optional(typeI(opImmediate, 0, sp, sp, immediate));
        }
        return immediate6 == 0 ? std::nullopt : std::optional(opUpper | rd << 7 | immediate6 << 12);
    case 12:
        return arithmetic(bits, half);
    case 13:
        return typeJ(0, jump);
    case 14:
        return typeB(0, rs3, branch);
    case 15:
        return typeB(1, rs3, branch);
    case 16:
        if ((half >> 12 & 1) != 0) {
            return std::nullopt;
        }
        return typeI(opImmediate, 1, rd, rd, bits(6, 2, 0));
    case 18: // c.lwsp
        if (rd == 0) {
            return std::nullopt;
        }
        return typeI(opLoad, 2, rd, sp, bits(12, 12, 5) | bits(6, 4, 2) | bits(3, 2, 6));
    case 20:
        if ((half >> 12 & 1) == 0) {
            if (rs2 != 0) {
                return typeR(0, 0, rd, 0, rs2);
            }
            return rd == 0 ? std::nullopt : std::optional(typeI(opJumpRegister, 0, 0, rd, 0));
        }
        if (rs2 != 0) {
            return typeR(0, 0, rd, rd, rs2);
        }
        return rd == 0 ? Word{0x00100073} : typeI(opJumpRegister, 0, ra, rd, 0);
    case 22:
        return typeS(sp, rs2, bits(12, 9, 2) | bits(8, 7, 6));
    default:
        return std::nullopt;
    }
}

} // namespace pitlane::gap8sim
