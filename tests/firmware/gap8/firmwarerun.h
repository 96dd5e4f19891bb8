// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/firmware/gap8/plainlayers.h"
#include "tests/firmware/gap8sim/machine.h"

#include <QString>
#include <QTemporaryDir>

/// The GAP8 firmware of resources/firmware/gap8, compiled and run.
namespace pitlane::gap8test {

/// What a run has left.
struct Outcome
{
    Values output;
    std::vector<std::uint32_t> sums;   ///< of each layer
    std::vector<std::uint32_t> cycles; ///< of each layer, core 0
    std::uint32_t ioCycles = 0;        ///< of the network's input and output
    std::uint64_t totalCycles = 0;     ///< of the whole run
    std::int64_t instructions = 0;     ///< of all cores
};

/// The first byte that differs; empty where none does.
[[nodiscard]] QString difference(const Values& found, const Values& expected);

class FirmwareRun
{
public:
    /// Compiles the programs for the simulator, for QEMU and for this computer.
    FirmwareRun();

    [[nodiscard]] QString missing() const { return m_missing; } ///< packages that are not installed
    [[nodiscard]] QString missingEmulator() const { return m_missingEmulator; }
    [[nodiscard]] QString missingHostCompiler() const { return m_missingHostCompiler; }
    [[nodiscard]] QString problem() const { return m_problem; }          ///< what the compiler said
    [[nodiscard]] std::int64_t codeBytes() const { return m_codeBytes; } ///< of the program for the simulator

    [[nodiscard]] Outcome onSimulator(const gap8::Program& program, const Values& input, std::int64_t outputBytes,
                                      const gap8sim::Machine::Options& options = {}, bool traced = true) const;
    /// Output only. Throws Error with what QEMU said.
    [[nodiscard]] Values onEmulator(const gap8::Program& program, const Values& input, std::int64_t outputBytes) const;

    /// Output only, by the plain code compiled for this computer with the sanitizers of GCC, every buffer as large as
    /// the program says. Throws Error with what they said.
    [[nodiscard]] Values onHost(const gap8::Program& program, const Values& input, std::int64_t outputBytes) const;
    /// Plans the graph, runs it on the simulator, with transfers that move their bytes at once and with late ones, and
    /// compares the output and the checksum of every layer with the plain definition. Empty where all agree.
    [[nodiscard]] QString disagreement(const gap8::Graph& graph, const Values& input,
                                       const gap8::Memories& memories = {}) const;

private:
    void compileForHost();
    QString compile(const QString& output, const QStringList& arguments);

    QTemporaryDir m_folder;
    QString m_missing;
    QString m_missingEmulator;
    QString m_missingHostCompiler;
    QString m_problem;
    QString m_emulator;
    gap8sim::Elf32 m_program;
    std::int64_t m_codeBytes = 0;
};

} // namespace pitlane::gap8test
