// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/firmware/gap8sim/core.h"
#include "tests/firmware/gap8sim/elf32.h"

#include <string>
#include <vector>

namespace pitlane::gap8sim {

/// The cluster of GAP8 as far as the kernels see it: cores with registers, loops and numbers of their own, two
/// memories, a transfer engine, a barrier. The cores run in turn, each up to the next barrier, where the slowest one
/// sets the time of all. Programs speak to it with `ecall`, a7 = one of Call.
class Machine
{
public:
    enum Call : std::uint32_t {
        Exit = 0,          ///< ends the run with a0
        Barrier = 1,       ///< goes on when all cores are here
        Print = 2,         ///< the character a0
        TransferStart = 3, ///< a2 bytes from a1 to a0; its number comes back in a0
        TransferWait = 4,  ///< for the number a0
    };

    /// When a transfer moves its bytes. A program that reads before it waits, or lets a transfer overwrite what is
    /// still in use, gives wrong results with one of them.
    enum class TransferTime { AtStart, AtWait };

    struct Options
    {
        int cores = 8;
        CycleModel cycles;
        TransferTime transfers = TransferTime::AtStart;
        int transferSetup = 30;        ///< cycles before the first byte moves
        int transferBytesPerCycle = 8; ///< one transfer after the other
        int externalSetup = 300;       ///< the external memory has an engine of its own; both are assumptions
        int externalBytesPerCycle = 1;
        std::uint64_t longestRun = 400000000; ///< instructions of a run
    };

    /// Every core starts at the entry of `program`. Memory that the program does not load holds 0xA5.
    Machine(const Elf32& program, const Options& options);
    explicit Machine(const Elf32& program) : Machine(program, Options()) {}

    /// Runs until a core calls Exit; its code. Throws SimulatorError where a core errs, waits forever or takes too
    /// long.
    std::int32_t run();

    Memory memory;
    std::vector<Core> cores;
    std::string printed;

    /// Cycles of the slowest core so far.
    [[nodiscard]] std::uint64_t cycles() const;

private:
    enum class State { Runs, AtBarrier };
    struct Transfer
    {
        std::uint32_t to = 0;
        std::uint32_t from = 0;
        std::uint32_t bytes = 0;
        std::uint64_t finished = 0;
    };

    /// Serves the call of a core; true when it may go on.
    bool serve(std::size_t core);
    void passBarrier();

    Options m_options;
    std::vector<State> m_states;
    std::vector<Transfer> m_transfers;
    std::uint64_t m_engineFree = 0;
    std::uint64_t m_externalFree = 0;
    bool m_exited = false;
    std::int32_t m_code = 0;
};

} // namespace pitlane::gap8sim
