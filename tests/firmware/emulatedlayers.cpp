// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/emulatedlayers.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

namespace pitlane::firmwaretest {

namespace {

const QString compiler = QStringLiteral("arm-none-eabi-gcc");
const QString emulator = QStringLiteral("qemu-system-arm");
const QString firmware = QStringLiteral(PITLANE_SOURCE_DIR "/resources/firmware/");
const QString device = QStringLiteral(PITLANE_SOURCE_DIR "/tests/firmware/device/");

/// All constants of a program in one block, each at a multiple of 8.
class Block
{
public:
    /// Appends the values and returns the C expression of their place.
    template <typename Value> std::string add(const std::vector<Value>& values, const char* type)
    {
        m_bytes.append(-m_bytes.size() & 7, '\0');
        const auto place = m_bytes.size();
        m_bytes.append(reinterpret_cast<const char*>(values.data()),
                       static_cast<qsizetype>(values.size() * sizeof(Value)));
        return std::string("(const ") + type + "*)(block + " + std::to_string(place) + ")";
    }
    [[nodiscard]] const QByteArray& bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

struct Program
{
    std::string table; ///< C
    std::vector<CortexMCore> cores;
    Block block;
};

std::string number(std::int64_t value)
{
    return std::to_string(value);
}

std::string portableInitialiser(const CortexMSource& l, bool linear, Block& block)
{
    std::string text = "{.C_in = " + number(l.C_in) + ", .C_out = " + number(l.C_out);
    if (!linear)
        text += ", .T_in = " + number(l.T_in) + ", .T_out = " + number(l.T_out) + ", .K = " + number(l.K) +
                ", .d = " + number(l.d) + ", .s = " + number(l.s) + ", .pad_left = " + number(l.padLeft);
    return text + ", .zero_in = " + number(l.zeroIn) + ", .zero_out = " + number(l.zeroOut) +
           ", .out_min = " + number(l.outMin) + ", .out_max = " + number(l.outMax) +
           ", .weights = " + block.add(l.weights, "int8_t") + ", .bias = " + block.add(l.bias, "int32_t") +
           ", .multiplier = " + block.add(l.multiplier, "int32_t") + ", .shift = " + block.add(l.shift, "int32_t") +
           "}";
}

Program programFor(const std::vector<EmulatedLayer>& layers)
{
    Program program;
    std::string definitions, rows;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto& [test, kernel, scratchLimit, simple] = layers[i];
        const auto& source = test.layer;
        const auto name = "layer" + std::to_string(i);
        std::string kind = test.linear ? "linear_" : "convolution_";
        std::string type = test.linear ? "linear_layer" : "conv1d_layer";
        std::string initial;
        std::int64_t scratch = 0;
        if (simple) {
            kind = simple->kind + (kernel == Kernel::Portable ? "_portable" : "_packed");
            type = simple->kind == "sum" ? "pl_add_layer" : "pl_pool_layer";
            initial = simple->initialiser;
        } else if (kernel == Kernel::Portable) {
            kind += "portable";
            type = "pl_" + type;
            initial = portableInitialiser(source, test.linear, program.block);
        } else {
            kind += "packed";
            type = "pl_cortexm_" + type;
            const auto take = [&](const auto& packed) {
                initial = initialiser(packed, program.block.add(packed.weights, "uint32_t"),
                                      program.block.add(packed.parameters, "int32_t"));
                scratch = packed.scratchBytes();
            };
            if (test.linear) {
                take(packLinearForCortexM(source).layer.value());
            } else {
                const auto packed = packForCortexM(source, scratchLimit).layer.value();
                program.cores.push_back(packed.core);
                take(packed);
            }
        }
        definitions += "static const " + type + " " + name + " = " + initial + ";\n";
        const auto result = simple ? simple->expected : expected(test);
        const auto second = simple ? program.block.add(simple->second, "int8_t") : std::string("0");
        rows += "    {" + kind + ", &" + name + ", " + program.block.add(simple ? simple->x : test.x, "int8_t") + ", " +
                second + ", " + program.block.add(result, "int8_t") + ", " + std::to_string(result.size()) + ", " +
                number(scratch) + "},\n";
    }
    program.table = "#include \"runlayers.h\"\nextern const char block[];\n" + declarations(program.cores) +
                    definitions + "const run_case run_cases[] = {\n" + rows +
                    "};\nconst int32_t run_case_count = " + std::to_string(layers.size()) + ";\n";
    return program;
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("Writing %s: %s", qPrintable(path), qPrintable(file.errorString()));
}

/// Runs a program to its end and gives its output, standard error included.
std::pair<int, QString> call(const QString& program, const QStringList& arguments, int seconds)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(1000 * seconds)) {
        process.kill();
        process.waitForFinished();
        return {-1, QStringLiteral("%1 did not end in %2 s.").arg(program).arg(seconds)};
    }
    return {process.exitCode(), QString::fromUtf8(process.readAll())};
}

QStringList cmsisNnSources(const QString& folder)
{
    QStringList sources;
    for (const auto* part : {"BasicMathFunctions", "ConvolutionFunctions", "FullyConnectedFunctions",
                             "NNSupportFunctions", "PoolingFunctions"}) {
        QDirIterator files(folder + QStringLiteral("/Source/") + QLatin1String(part), {QStringLiteral("*s8*.c")});
        while (files.hasNext())
            sources << files.next();
    }
    return sources;
}

/// The sizes of functions named pl_core_... in a program.
std::int64_t coreBytesIn(const QString& elf)
{
    std::int64_t bytes = 0;
    const auto [code, text] = call(QStringLiteral("arm-none-eabi-nm"), {QStringLiteral("-S"), elf}, 60);
    for (const auto& line : text.split(QLatin1Char('\n'))) {
        const auto fields = line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        if (code == 0 && fields.size() == 4 && fields[3].startsWith(QLatin1String("pl_core_")))
            bytes += fields[1].toLongLong(nullptr, 16);
    }
    return bytes;
}

} // namespace

QString missingTools()
{
    QStringList packages;
    const auto found = QStandardPaths::findExecutable(compiler);
    if (found.isEmpty())
        packages << QStringLiteral("gcc-arm-none-eabi");
    else if (!QFileInfo::exists(call(found, {QStringLiteral("-print-file-name=libc.a")}, 60).second.trimmed()))
        packages << QStringLiteral("libnewlib-arm-none-eabi");
    if (QStandardPaths::findExecutable(emulator).isEmpty())
        packages << QStringLiteral("qemu-system-arm");
    return packages.isEmpty() ? QString()
                              : QStringLiteral("Install %1 to run this.").arg(packages.join(QStringLiteral(", ")));
}

namespace {

std::vector<std::int8_t> randomBytes(Random& random, std::int32_t count)
{
    std::vector<std::int8_t> bytes(static_cast<std::size_t>(count));
    for (auto& byte : bytes)
        byte = static_cast<std::int8_t>(draw(random, -128, 127));
    return bytes;
}

/// Scale and zero point of one side of a sum.
struct Side
{
    std::int32_t zero, multiplier, shift;
};

EmulatedLayer sumLayer(std::int32_t count, const Side& a, const Side& b, const Side& out, std::int32_t low,
                       Random& random)
{
    SimpleCase sum{.kind = "sum", .x = randomBytes(random, count), .second = randomBytes(random, count)};
    const auto scaled = [](std::int8_t value, const Side& side) {
        return std::int64_t{requantized((value - side.zero) * std::int64_t{1048576}, side.multiplier, side.shift)};
    };
    for (std::size_t i = 0; i < sum.x.size(); ++i)
        sum.expected.push_back(
            clamped(out.zero + requantized(scaled(sum.x[i], a) + scaled(sum.second[i], b), out.multiplier, out.shift),
                    low, 127));
    const auto side = [](const char* name, const Side& value) {
        return std::string(", .zero_") + name + " = " + number(value.zero) + ", .multiplier_" + name + " = " +
               number(value.multiplier) + ", .shift_" + name + " = " + number(value.shift);
    };
    sum.initialiser = "{.count = " + number(count) + side("a", a) + side("b", b) + side("out", out) +
                      ", .out_min = " + number(low) + ", .out_max = 127}";
    return {.test = {.name = "sum of " + number(count)}, .simple = std::move(sum)};
}

Side randomSide(Random& random, std::int32_t lowestShift, std::int32_t highestShift)
{
    return {draw(random, -128, 127), draw(random, 1 << 30, INT32_MAX), draw(random, lowestShift, highestShift)};
}

} // namespace

EmulatedLayer sumLayer(std::int32_t count, Random& random)
{
    const auto a = randomSide(random, -6, 0);
    const auto b = randomSide(random, -6, 0);
    const auto out = randomSide(random, -21, -17);
    return sumLayer(count, a, b, out, draw(random, 0, 1) == 0 ? -128 : out.zero, random);
}

EmulatedLayer commonSumLayer(std::int32_t count, Random& random)
{
    auto a = randomSide(random, 0, 0);
    a.multiplier = 1 << 30;
    const auto b = randomSide(random, -3, -1);
    const auto out = randomSide(random, -19, -18);
    return draw(random, 0, 1) == 0 ? sumLayer(count, a, b, out, -128, random)
                                   : sumLayer(count, b, a, out, -128, random);
}

EmulatedLayer poolLayer(const std::string& kind, std::int32_t C, std::int32_t T, std::int32_t K, std::int32_t s,
                        Random& random)
{
    SimpleCase pool{.kind = kind, .x = randomBytes(random, C * T)};
    const auto T_out = (T - K) / s + 1;
    const auto low = draw(random, 0, 1) == 0 ? -128 : draw(random, -128, 0);
    const auto high = draw(random, 0, 1) == 0 ? 127 : draw(random, 20, 127);
    for (std::int32_t t = 0; t < T_out; ++t) {
        for (std::int32_t c = 0; c < C; ++c) {
            double sum = 0;
            std::int32_t largest = -128;
            for (std::int32_t k = 0; k < K; ++k) {
                const std::int32_t value = pool.x.at(static_cast<std::size_t>((t * s + k) * C + c));
                sum += value;
                largest = std::max(largest, value);
            }
            pool.expected.push_back(
                clamped(kind == "average" ? std::llround(sum / K) : std::int64_t{largest}, low, high));
        }
    }
    pool.initialiser = "{.C = " + number(C) + ", .T_in = " + number(T) + ", .T_out = " + number(T_out) +
                       ", .K = " + number(K) + ", .s = " + number(s) + ", .out_min = " + number(low) +
                       ", .out_max = " + number(high) + "}";
    return {.test = {.name = kind + " of " + number(K) + ", C " + number(C) + ", T " + number(T) + ", s " + number(s)},
            .simple = std::move(pool)};
}

Emulation emulate(const std::vector<EmulatedLayer>& layers, const Machine& machine, const QString& cmsisNn)
{
    Emulation result;
    const QTemporaryDir folder;
    const auto in = [&](const char* name) { return folder.filePath(QLatin1String(name)); };
    const auto program = programFor(layers);
    result.cores = coresOf(program.cores);
    write(in("table.c"), QByteArray::fromStdString(program.table));
    write(in("cores.S"), QByteArray::fromStdString(assemblerSource(program.cores)));
    write(in("block.bin"), program.block.bytes());
    write(in("block.S"), "    .section .rodata.block,\"a\"\n    .balign 8\n    .global block\nblock:\n    .incbin \"" +
                             in("block.bin").toUtf8() + "\"\n");

    const auto elf = in("layers.elf");
    QStringList arguments = machine.processor;
    arguments << QStringLiteral("-mthumb") << QStringLiteral("-O3") << QStringLiteral("-std=c99")
              << QStringLiteral("-ffunction-sections") << QStringLiteral("-fdata-sections")
              << QStringLiteral("-I") + firmware << QStringLiteral("-I") + firmware + QStringLiteral("cortexm")
              << QStringLiteral("-I") + firmware + QStringLiteral("stm32") << QStringLiteral("-I") + device;
    if (cmsisNn.isEmpty())
        arguments << QStringLiteral("-Wall") << QStringLiteral("-Wextra") << QStringLiteral("-Wpedantic")
                  << QStringLiteral("-Werror");
    else
        arguments << QStringLiteral("-DCMSIS_NN") << QStringLiteral("-I") + cmsisNn + QStringLiteral("/Include")
                  << cmsisNnSources(cmsisNn);
    for (const auto* source : {"pl_portable.c", "cortexm/pl_cortexm.c", "cortexm/pl_cortexm_elementwise.c",
                               "cortexm/pl_cortexm_linear.S", "stm32/startup_cortexm.c", "stm32/pl_put_number.c"})
        arguments << firmware + QLatin1String(source);
    if (machine.small)
        arguments << QStringLiteral("-DMOST_OUTPUTS=20000") << QStringLiteral("-DMOST_SCRATCH=60000");
    arguments << firmware + QStringLiteral("stm32/") + machine.board;
    arguments << device + QStringLiteral("runlayers.c") << in("table.c") << in("cores.S") << in("block.S")
              << QStringLiteral("-nostartfiles") << QStringLiteral("-Wl,--gc-sections") << QStringLiteral("-T")
              << firmware + QStringLiteral("stm32/") + machine.linkerScript << QStringLiteral("-o") << elf;
    if (const auto [code, text] = call(compiler, arguments, 200); code != 0) {
        result.problem = text;
        return result;
    }
    result.coreBytes = coreBytesIn(elf);
    for (const auto& core : result.cores)
        result.expectedCoreBytes += core.codeBytes();

    if (machine.name.isEmpty())
        return result;
    const auto [code, text] =
        call(emulator,
             {QStringLiteral("-M"), machine.name, QStringLiteral("-display"), QStringLiteral("none"),
              QStringLiteral("-icount"), QStringLiteral("shift=6"), QStringLiteral("-semihosting-config"),
              QStringLiteral("enable=on,target=native"), QStringLiteral("-kernel"), elf},
             100);
    for (const auto& line : text.split(QLatin1Char('\n'))) {
        const auto fields = line.split(QLatin1Char(';'));
        if (fields.size() == 4)
            result.runs.push_back({fields[1].toLongLong(), fields[2].toLongLong(), fields[3].toLongLong()});
    }
    if (code != 0 || result.runs.size() != layers.size())
        result.problem = QStringLiteral("The program ended with code %1 and said: %2").arg(code).arg(text.right(2000));
    return result;
}

} // namespace pitlane::firmwaretest
