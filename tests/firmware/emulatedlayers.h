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

/// A layer without weights: a sum or a pool.
struct SimpleCase
{
    std::string kind;        ///< "sum", "average" or "maximum"
    std::string initialiser; ///< of its pl_add_layer or pl_pool_layer
    std::vector<std::int8_t> x, second, expected;
};

struct EmulatedLayer
{
    Case test; ///< of a simple layer only the name
    Kernel kernel = Kernel::Packed;
    std::int64_t scratchLimit = 0;
    std::optional<SimpleCase> simple = {};
};

/// Random values, and what they have to give by the definition in exact integers.
[[nodiscard]] EmulatedLayer sumLayer(std::int32_t count, Random& random);
/// With scales as TensorFlow Lite chooses them: twice the larger one of the inputs is 1.
[[nodiscard]] EmulatedLayer commonSumLayer(std::int32_t count, Random& random);
/// kind: "average" or "maximum".
[[nodiscard]] EmulatedLayer poolLayer(const std::string& kind, std::int32_t C, std::int32_t T, std::int32_t K,
                                      std::int32_t s, Random& random);

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

/// What a program is built for, and where it runs.
struct Machine
{
    QString name = QStringLiteral("mps2-an500"); ///< QEMU's, or "": the program is built and not run
    QString board = QStringLiteral("board_emulated.c");
    QString linkerScript = QStringLiteral("mps2_an500.ld");
    bool small = false; ///< 128 kB of RAM: 20 kB of outputs, 60 kB of scratch memory
    QStringList processor = {QStringLiteral("-mcpu=cortex-m7"), QStringLiteral("-mfpu=fpv5-d16"),
                             QStringLiteral("-mfloat-abi=hard")};
};

/// Runs the layers; a packed one must be packable. `cmsisNn`: a folder with the sources of CMSIS-NN, whose kernels then
/// run in the place of the portable ones.
[[nodiscard]] Emulation emulate(const std::vector<EmulatedLayer>& layers, const Machine& machine = {},
                                const QString& cmsisNn = {});

} // namespace pitlane::firmwaretest
