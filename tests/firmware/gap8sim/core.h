// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/firmware/gap8sim/memory.h"

#include <array>
#include <cstdint>

namespace pitlane::gap8sim {

/// What an instruction costs beyond one cycle. The defaults are the model in which the project states its figures;
/// hardware loops are free.
struct CycleModel
{
    int loadUse = 1;      ///< an instruction that reads what the one before it has loaded
    int takenBranch = 2;  ///< jumps included
    int highMultiply = 0; ///< mulh and its kin; the manual of the core says 4
    int division = 0;     ///< the manual says 2 to 34
    /// The manual's figures, with a division of middle length: a second opinion.
    static constexpr CycleModel ofManual() { return {.highMultiply = 4, .division = 18}; }
};

/// One RI5CY core: RV32IMC and the part of Xpulp (v2) that the kernels use. What it does not know, and what the manual
/// forbids (compressed instructions in a hardware loop, a loop of no pass or of one instruction, an outer loop that is
/// not number 1 or that ends less than two instructions behind the inner one), throws SimulatorError naming address and
/// word.
class Core
{
public:
    enum class Event { None, Call };

    struct Loop
    {
        std::uint32_t start = 0;
        std::uint32_t end = 0; ///< address of the last instruction of the body
        std::uint32_t count = 0;
    };

    explicit Core(std::uint32_t id = 0, CycleModel model = {}) : m_id(id), m_model(model) {}

    /// Executes one instruction. Event::Call: it was an ecall, whose number is in a7.
    Event step(Memory& memory);

    std::array<std::uint32_t, 32> x{};
    std::uint32_t pc = 0;
    std::uint64_t cycles = 0;
    std::uint64_t instructions = 0;
    std::array<Loop, 2> loops;

    [[nodiscard]] std::uint32_t id() const { return m_id; }

private:
    struct Instruction;

    void alu(const Instruction& i);
    void immediate(const Instruction& i);
    void load(const Instruction& i, Memory& memory);
    void store(const Instruction& i, Memory& memory);
    void branch(const Instruction& i);
    void jumpTo(std::uint32_t target);
    void addNormal(const Instruction& i);
    void vector(const Instruction& i);
    void hardwareLoop(const Instruction& i);
    Event system(const Instruction& i);
    void write(std::uint32_t rd, std::uint32_t value);
    [[nodiscard]] std::uint32_t readCsr(const Instruction& i) const;
    void writeCsr(const Instruction& i, std::uint32_t value);

    std::uint32_t m_id;
    CycleModel m_model;
    std::uint32_t m_next = 0;
    std::uint32_t m_loaded = 0; ///< the register that the last instruction has loaded; 0: none
    std::uint64_t m_counterBase = 0;
};

} // namespace pitlane::gap8sim
