// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/firmware/kernelcases.h"

#include <QString>
#include <QStringList>

#include <optional>

/// Builds a program with arm-none-eabi-gcc that runs layers on Cortex-M kernels, and runs it on QEMU.
namespace pitlane::firmwaretest {

/// "" where compiler, C library and emulator are installed, otherwise what to install.
[[nodiscard]] QString missingTools();

/// How a layer is run.
enum class Kernel { Packed, Portable };

struct EmulatedLayer
{
    Case test;
    Kernel kernel = Kernel::Packed;
    std::int64_t scratchLimit = 0;
};

struct LayerRun
{
    std::int64_t wrong = 0;   ///< outputs that differ
    std::int64_t outside = 0; ///< bytes written outside of output and scratch memory
    std::int64_t instructions = 0;
    bool operator==(const LayerRun&) const = default;
};

struct Emulation
{
    std::vector<LayerRun> runs;
    std::vector<CortexMCore> cores;
    std::int64_t coreBytes = 0;         ///< of all cores in the program
    std::int64_t expectedCoreBytes = 0; ///< as CortexMCore::codeBytes() has it
    QString problem;                    ///< what the compiler or emulator said, "" when all went well
};

/// Options of the compiler for a processor and a machine of QEMU.
struct Machine
{
    QString name = QStringLiteral("mps2-an500");
    QStringList processor = {QStringLiteral("-mcpu=cortex-m7"), QStringLiteral("-mfpu=fpv5-d16"),
                             QStringLiteral("-mfloat-abi=hard")};
};

/// Runs the layers; a packed one must be packable. `cmsisNn`: a folder with the sources of CMSIS-NN, whose kernels then
/// run in the place of the portable ones.
[[nodiscard]] Emulation emulate(const std::vector<EmulatedLayer>& layers, const Machine& machine = {},
                                const QString& cmsisNn = {});

} // namespace pitlane::firmwaretest
