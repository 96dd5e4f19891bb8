// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/gap8/firmwarerun.h"

#include "core/base/files.h"

#include <QProcess>
#include <QStandardPaths>

#include <algorithm>

namespace pitlane::gap8test {

namespace {

constexpr std::uint32_t simulatorJob = 0x1C020000;
constexpr std::uint32_t emulatorJob = 0x80200000;
constexpr std::uint32_t emulatorL1 = 0x80800000;

/// A job with all that it points to, as bytes for one address; its weights may lie elsewhere.
class Image
{
public:
    Image(std::uint32_t base, std::uint32_t L1, const gap8::Program& program, const Values& input,
          std::int64_t outputBytes, bool traced, std::uint32_t weightsAt)
        : m_base(base)
    {
        constexpr std::size_t jobBytes = 11 * 4;
        constexpr std::size_t networkBytes = 6 * 4;
        bytes.resize(72);
        static_assert(jobBytes + networkBytes <= 72);
        const std::vector<std::int8_t> stepBytes = gap8::bytesOf(program.steps);
        const std::uint32_t steps = append({stepBytes.begin(), stepBytes.end()});
        if (weightsAt == 0) {
            weightsAt = append({program.weights.begin(), program.weights.end()});
        }
        const std::uint32_t in = append({input.begin(), input.end()});
        output = append(std::vector<std::uint8_t>(static_cast<std::size_t>(outputBytes), 0x5A));
        const std::uint32_t L2 = append(std::vector<std::uint8_t>(static_cast<std::size_t>(program.L2Bytes), 0x5A));
        const std::vector<std::uint8_t> words(static_cast<std::size_t>(4 * program.layers));
        sums = traced ? append(words) : 0;
        cycles = traced ? append(std::vector<std::uint8_t>(words.size() + 4)) : 0;
        // pl_gap8_job, what the runner adds, pl_gap8_network
        const std::uint32_t network = base + jobBytes;
        put({network, L1, L2, in, output, 0, weightsAt, sums, cycles, sizeof(gap8::Step),
             static_cast<std::uint32_t>(outputBytes), steps, static_cast<std::uint32_t>(program.steps.size()),
             weightsAt, static_cast<std::uint32_t>(program.L1Bytes), static_cast<std::uint32_t>(program.L2Bytes),
             static_cast<std::uint32_t>(program.layers)});
    }

    std::vector<std::uint8_t> bytes;
    std::uint32_t output = 0;
    std::uint32_t sums = 0;
    std::uint32_t cycles = 0;

private:
    std::uint32_t append(const std::vector<std::uint8_t>& block)
    {
        bytes.resize((bytes.size() + 7) / 8 * 8);
        const auto address = m_base + static_cast<std::uint32_t>(bytes.size());
        bytes.insert(bytes.end(), block.begin(), block.end());
        return address;
    }

    void put(const std::vector<std::uint32_t>& words)
    {
        std::size_t at = 0;
        for (const std::uint32_t word : words) {
            for (int shift = 0; shift < 32; shift += 8) {
                bytes[at++] = static_cast<std::uint8_t>(word >> shift);
            }
        }
    }

    std::uint32_t m_base;
};

/// What the compiler said when it failed, otherwise nothing.
QString runCompiler(const QString& name, const QStringList& arguments)
{
    QProcess compiler;
    compiler.setProcessChannelMode(QProcess::MergedChannels);
    compiler.start(name, arguments);
    if (!compiler.waitForFinished(120000) || compiler.exitStatus() != QProcess::NormalExit ||
        compiler.exitCode() != 0) {
        return name + QStringLiteral(" has failed: ") + QString::fromLocal8Bit(compiler.readAll());
    }
    return {};
}

Values valuesOf(const std::vector<std::uint8_t>& bytes)
{
    return {bytes.begin(), bytes.end()};
}

} // namespace

QString difference(const Values& found, const Values& expected)
{
    if (found.size() != expected.size()) {
        return QStringLiteral("%1 bytes, expected %2").arg(found.size()).arg(expected.size());
    }
    for (std::size_t index = 0; index < found.size(); ++index) {
        if (found[index] != expected[index]) {
            return QStringLiteral("byte %1 of %2 is %3, expected %4")
                .arg(index)
                .arg(found.size())
                .arg(found[index])
                .arg(expected[index]);
        }
    }
    return {};
}

QString FirmwareRun::disagreement(const gap8::Graph& graph, const Values& input, const gap8::Memories& memories) const
{
    const std::vector<Values> expected = run(graph, input);
    const gap8::Program program = gap8::plan(graph, memories);
    for (const auto when : {gap8sim::Machine::TransferTime::AtStart, gap8sim::Machine::TransferTime::AtWait}) {
        gap8sim::Machine::Options options;
        options.transfers = when;
        const Outcome outcome = onSimulator(program, input, static_cast<std::int64_t>(expected.back().size()), options);
        for (std::size_t layer = 0; layer < expected.size(); ++layer) {
            if (outcome.sums[layer] != checksum(expected[layer])) {
                return QStringLiteral("layer %1 differs").arg(layer);
            }
        }
        if (const QString text = difference(outcome.output, expected.back()); !text.isEmpty()) {
            return text;
        }
    }
    return {};
}

FirmwareRun::FirmwareRun()
{
    compileForHost();
    if (QStandardPaths::findExecutable(QStringLiteral("riscv64-unknown-elf-gcc")).isEmpty()) {
        m_missing = QStringLiteral("gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf");
        return;
    }
    m_emulator = QStandardPaths::findExecutable(QStringLiteral("qemu-system-riscv32"));
    if (m_emulator.isEmpty()) {
        m_missingEmulator = QStringLiteral("qemu-system-misc");
    }
    const QString firmware = QStringLiteral(PITLANE_SOURCE_DIR "/resources/firmware/gap8/");
    const QString simulated = m_folder.filePath(QStringLiteral("simulated.elf"));
    if (!m_problem.isEmpty()) {
        return;
    }
    m_problem = compile(simulated, {firmware + QStringLiteral("pl_gap8_xpulp.S"),
                                    QStringLiteral("-DPL_STANDIN_SIMULATOR"), QStringLiteral("-DRUNNER_JOB=0x1C020000"),
                                    QStringLiteral("-T"), firmware + QStringLiteral("standin/simulator.ld")});
    if (m_problem.isEmpty()) {
        m_problem = compile(m_folder.filePath(QStringLiteral("emulated.elf")),
                            {firmware + QStringLiteral("pl_gap8_plain.c"), QStringLiteral("-DPL_GAP8_CORES=1"),
                             QStringLiteral("-DRUNNER_JOB=0x80200000"), QStringLiteral("-T"),
                             firmware + QStringLiteral("standin/qemu.ld")});
    }
    if (m_problem.isEmpty()) {
        m_program = gap8sim::Elf32::parse(readFile(simulated.toStdString()), "simulated.elf");
        m_codeBytes = m_program.textBytes;
    } else if (m_problem.contains(QStringLiteral("picolibc"))) {
        m_missing = QStringLiteral("picolibc-riscv64-unknown-elf");
    }
}

void FirmwareRun::compileForHost()
{
    if (QStandardPaths::findExecutable(QStringLiteral("gcc")).isEmpty()) {
        m_missingHostCompiler = QStringLiteral("gcc");
        return;
    }
    const QString firmware = QStringLiteral(PITLANE_SOURCE_DIR "/resources/firmware/gap8/");
    QStringList arguments =
        QStringLiteral("-std=c99 -Wall -Wextra -Wpedantic -Werror -O1 -g -fsanitize=address,undefined "
                       "-fno-sanitize-recover=all -DPL_GAP8_CORES=1")
            .split(QLatin1Char(' '));
    arguments += {QStringLiteral("-I") + firmware,
                  QStringLiteral("-I") + firmware + QStringLiteral("standin"),
                  firmware + QStringLiteral("pl_gap8.c"),
                  firmware + QStringLiteral("pl_gap8_plain.c"),
                  firmware + QStringLiteral("standin/pmsis_standin.c"),
                  QStringLiteral(PITLANE_SOURCE_DIR "/tests/firmware/gap8/hostrunner.c"),
                  QStringLiteral("-o"),
                  m_folder.filePath(QStringLiteral("host"))};
    m_problem = runCompiler(QStringLiteral("gcc"), arguments);
}

QString FirmwareRun::compile(const QString& output, const QStringList& arguments)
{
    const QString firmware = QStringLiteral(PITLANE_SOURCE_DIR "/resources/firmware/gap8/");
    QStringList all = QStringLiteral("-std=c99 -Wall -Wextra -Wpedantic -Werror -O3 -march=rv32imc -mabi=ilp32 "
                                     "-misa-spec=2.2 --specs=picolibc.specs -nostartfiles")
                          .split(QLatin1Char(' '));
    all += {QStringLiteral("-I") + firmware, QStringLiteral("-I") + firmware + QStringLiteral("standin")};
    all += {firmware + QStringLiteral("pl_gap8.c"), firmware + QStringLiteral("standin/pmsis_standin.c"),
            firmware + QStringLiteral("standin/start.S"),
            QStringLiteral(PITLANE_SOURCE_DIR "/tests/firmware/gap8/runner.c")};
    all += arguments;
    all += {QStringLiteral("-o"), output};
    return runCompiler(QStringLiteral("riscv64-unknown-elf-gcc"), all);
}

Outcome FirmwareRun::onSimulator(const gap8::Program& program, const Values& input, std::int64_t outputBytes,
                                 const gap8sim::Machine::Options& options, bool traced) const
{
    const bool external = std::ranges::any_of(program.steps, [](const gap8::Step& step) {
        return std::ranges::count(step.transfers, std::int32_t{gap8::Step::RamToL2}, &gap8::Step::Transfer::way) > 0;
    });
    const Image image(simulatorJob, gap8sim::Memory::L1Base, program, input, outputBytes, traced,
                      external ? gap8sim::Memory::externalBase : 0);
    gap8sim::Machine machine(m_program, options);
    if (external) {
        const std::vector<std::uint8_t> weights(program.weights.begin(), program.weights.end());
        machine.memory.write(gap8sim::Memory::externalBase, weights);
    }
    machine.memory.write(simulatorJob, image.bytes);
    if (const std::int32_t code = machine.run(); code != 0) {
        throw Error("The runner ended with " + std::to_string(code) + ", expected 0: a step has another size there.");
    }
    Outcome outcome;
    outcome.output = valuesOf(machine.memory.read(image.output, static_cast<std::uint32_t>(outputBytes)));
    outcome.totalCycles = machine.cycles();
    for (const gap8sim::Core& core : machine.cores) {
        outcome.instructions += static_cast<std::int64_t>(core.instructions);
    }
    for (std::uint32_t layer = 0; traced && layer < static_cast<std::uint32_t>(program.layers); ++layer) {
        outcome.sums.push_back(machine.memory.load32(image.sums + 4 * layer));
        outcome.cycles.push_back(machine.memory.load32(image.cycles + 4 * layer));
    }
    if (traced) {
        outcome.ioCycles = machine.memory.load32(image.cycles + 4 * static_cast<std::uint32_t>(program.layers));
    }
    return outcome;
}

Values FirmwareRun::onHost(const gap8::Program& program, const Values& input, std::int64_t outputBytes) const
{
    const std::vector<std::int8_t> steps = gap8::bytesOf(program.steps);
    std::string job;
    for (const std::int64_t number :
         {static_cast<std::int64_t>(program.steps.size()), static_cast<std::int64_t>(program.weights.size()),
          program.L1Bytes, program.L2Bytes, program.layers, static_cast<std::int64_t>(input.size()), outputBytes}) {
        const auto word = static_cast<std::int32_t>(number);
        job.append(reinterpret_cast<const char*>(&word), sizeof(word));
    }
    for (const auto* bytes : {&steps, &program.weights, &input}) {
        job.append(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    }
    const QString file = m_folder.filePath(QStringLiteral("hostjob.bin"));
    writeFileAtomically(file.toStdString(), job);
    QProcess host;
    host.start(m_folder.filePath(QStringLiteral("host")), {file});
    if (!host.waitForFinished(60000) || host.exitStatus() != QProcess::NormalExit || host.exitCode() != 0) {
        throw Error("The firmware on this computer ended with " + std::to_string(host.exitCode()) + ": " +
                    host.readAllStandardError().toStdString());
    }
    const QByteArray bytes = host.readAllStandardOutput();
    return {bytes.begin(), bytes.end()};
}

Values FirmwareRun::onEmulator(const gap8::Program& program, const Values& input, std::int64_t outputBytes) const
{
    const Image image(emulatorJob, emulatorL1, program, input, outputBytes, false, 0);
    const QString file = m_folder.filePath(QStringLiteral("job.bin"));
    writeFileAtomically(file.toStdString(), {reinterpret_cast<const char*>(image.bytes.data()), image.bytes.size()});
    QProcess emulator;
    emulator.start(m_emulator,
                   {QStringLiteral("-machine"), QStringLiteral("virt"), QStringLiteral("-bios"), QStringLiteral("none"),
                    QStringLiteral("-display"), QStringLiteral("none"), QStringLiteral("-semihosting-config"),
                    QStringLiteral("enable=on,target=native"), QStringLiteral("-device"),
                    QStringLiteral("loader,file=") + file + QStringLiteral(",addr=0x80200000,force-raw=on"),
                    QStringLiteral("-kernel"), m_folder.filePath(QStringLiteral("emulated.elf"))});
    if (!emulator.waitForFinished(60000) || emulator.exitStatus() != QProcess::NormalExit || emulator.exitCode() != 0) {
        throw Error("qemu-system-riscv32 ended with " + std::to_string(emulator.exitCode()) + ": " +
                    emulator.readAll().toStdString() + emulator.readAllStandardError().toStdString());
    }
    const QByteArray text = emulator.readAllStandardError() + emulator.readAllStandardOutput();
    const QByteArray bytes = QByteArray::fromHex(text);
    return {bytes.begin(), bytes.end()};
}

} // namespace pitlane::gap8test
