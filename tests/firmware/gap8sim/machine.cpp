// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/gap8sim/machine.h"

#include <algorithm>

namespace pitlane::gap8sim {

namespace {

constexpr std::size_t a0 = 10;
constexpr std::size_t a1 = 11;
constexpr std::size_t a2 = 12;
constexpr std::size_t a7 = 17;

} // namespace

Machine::Machine(const Elf32& program, const Options& options)
    : m_options(options), m_states(static_cast<std::size_t>(options.cores), State::Runs)
{
    memory.fill(0xA5);
    program.load(memory);
    for (int id = 0; id < options.cores; ++id) {
        cores.emplace_back(static_cast<std::uint32_t>(id), options.cycles);
        cores.back().pc = program.entry;
    }
}

std::int32_t Machine::run()
{
    m_exited = false;
    std::uint64_t budget = m_options.longestRun;
    while (!m_exited) {
        for (std::size_t core = 0; core < cores.size() && !m_exited; ++core) {
            while (m_states[core] == State::Runs && !m_exited) {
                if (budget-- == 0) {
                    throw SimulatorError("Core " + std::to_string(core) + " is at " + hex(cores[core].pc) + " after " +
                                         std::to_string(m_options.longestRun) +
                                         " instructions of all cores: expected the end of the program.");
                }
                if (cores[core].step(memory) == Core::Event::Call && !serve(core)) {
                    m_states[core] = State::AtBarrier;
                }
            }
        }
        if (!m_exited) {
            passBarrier();
        }
    }
    return m_code;
}

bool Machine::serve(std::size_t number)
{
    Core& core = cores[number];
    switch (core.x[a7]) {
    case Exit:
        m_exited = true;
        m_code = static_cast<std::int32_t>(core.x[a0]);
        return true;
    case Barrier:
        return false;
    case Print:
        printed += static_cast<char>(core.x[a0]);
        return true;
    case TransferStart: {
        Transfer transfer{.to = core.x[a0], .from = core.x[a1], .bytes = core.x[a2]};
        if (m_options.transfers == TransferTime::AtStart) {
            memory.copy(transfer.to, transfer.from, transfer.bytes);
        }
        const bool external = transfer.from >= Memory::externalBase;
        std::uint64_t& free = external ? m_externalFree : m_engineFree;
        const int setup = external ? m_options.externalSetup : m_options.transferSetup;
        const auto perCycle =
            static_cast<std::uint32_t>(external ? m_options.externalBytesPerCycle : m_options.transferBytesPerCycle);
        free = std::max(free, core.cycles) + static_cast<std::uint64_t>(setup) +
               (transfer.bytes + perCycle - 1) / perCycle;
        transfer.finished = free;
        core.x[a0] = static_cast<std::uint32_t>(m_transfers.size());
        m_transfers.push_back(transfer);
        return true;
    }
    case TransferWait: {
        if (core.x[a0] >= m_transfers.size()) {
            throw SimulatorError("Core " + std::to_string(number) + " waits for transfer " +
                                 std::to_string(core.x[a0]) + ", but " + std::to_string(m_transfers.size()) +
                                 " were started.");
        }
        const Transfer& transfer = m_transfers[core.x[a0]];
        if (m_options.transfers == TransferTime::AtWait) {
            memory.copy(transfer.to, transfer.from, transfer.bytes);
        }
        core.cycles = std::max(core.cycles, transfer.finished);
        return true;
    }
    default:
        throw SimulatorError("Core " + std::to_string(number) + " calls service " + std::to_string(core.x[a7]) +
                             ": expected one of 0 to 4.");
    }
}

void Machine::passBarrier()
{
    const std::uint64_t slowest = cycles();
    for (std::size_t core = 0; core < cores.size(); ++core) {
        cores[core].cycles = slowest;
        m_states[core] = State::Runs;
    }
}

std::uint64_t Machine::cycles() const
{
    return std::ranges::max_element(cores, {}, &Core::cycles)->cycles;
}

} // namespace pitlane::gap8sim
