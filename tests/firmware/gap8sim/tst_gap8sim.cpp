// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/firmware/gap8sim/compressed.h"
#include "tests/firmware/gap8sim/machine.h"

#include <QtTest>

#include <functional>
#include <initializer_list>

using namespace pitlane::gap8sim;

namespace {

constexpr std::uint32_t codeAt = Memory::L2Base;
constexpr std::uint32_t dataAt = Memory::L1Base;

/// A core with a program of words in L2.
struct Bench
{
    explicit Bench(std::initializer_list<std::uint32_t> words, CycleModel model = {}) : core(3, model)
    {
        std::uint32_t address = codeAt;
        for (const std::uint32_t word : words) {
            memory.store32(address, word);
            address += 4;
        }
        core.pc = codeAt;
    }
    void steps(int count)
    {
        for (int step = 0; step < count; ++step) {
            core.step(memory);
        }
    }
    Memory memory;
    Core core;
};

QString messageOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const SimulatorError& error) {
        return QString::fromStdString(error.what());
    }
    return QStringLiteral("no error");
}

} // namespace

/// Words are written out from the encoding tables of the RISC-V and RI5CY manuals; results are worked out by hand.
/// In the rows rd = a0 (x10), rs1 = a1 (x11), rs2 = a2 (x12).
class TestGap8Sim : public QObject
{
    Q_OBJECT

private slots:
    void arithmetic_data();
    void arithmetic();
    void loads_data();
    void loads();
    void stores_data();
    void stores();
    void branches_data();
    void branches();
    void jumps();
    void compressed_data();
    void compressed();
    void compressedJumps();
    void hardwareLoop();
    void nestedHardwareLoops();
    void forbiddenLoops();
    void controlRegisters();
    void cycles_data();
    void cycles();
    void unknownInstructionNamesAddressAndWord_data();
    void unknownInstructionNamesAddressAndWord();
    void accessOutsideOfMemory();
    void coresMeetAtBarriers();
    void transfers();
    void programThatNeverEnds();
    void elfFiles();
};

void TestGap8Sim::arithmetic_data()
{
    QTest::addColumn<quint32>("word");
    QTest::addColumn<quint32>("a1");
    QTest::addColumn<quint32>("a2");
    QTest::addColumn<quint32>("a0before");
    QTest::addColumn<quint32>("a0");
    const auto row = [](const char* name, quint32 word, quint32 a1, quint32 a2, quint32 before, quint32 after) {
        QTest::newRow(name) << word << a1 << a2 << before << after;
    };
    row("lui", 0x12345537, 0, 0, 0, 0x12345000);
    row("auipc", 0x00001517, 0, 0, 0, 0x1C001000);
    row("addi -1", 0xFFF58513, 5, 0, 0, 4);
    row("slli 7", 0x00759513, 0x81000001, 0, 0, 0x80000080);
    row("slti", 0xFFF5A513, 0xFFFFFFFE, 0, 0, 1);
    row("sltiu", 0xFFF5B513, 0xFFFFFFFE, 0, 0, 1);
    row("xori", 0x0FF5C513, 0x0F0, 0, 0, 0x00F);
    row("srli 4", 0x0045D513, 0x80000010, 0, 0, 0x08000001);
    row("srai 4", 0x4045D513, 0x80000010, 0, 0, 0xF8000001);
    row("ori", 0x0F05E513, 0x00F, 0, 0, 0x0FF);
    row("andi", 0x0F05F513, 0x0FF, 0, 0, 0x0F0);
    row("add", 0x00C58533, 0xFFFFFFFF, 3, 0, 2);
    row("sub", 0x40C58533, 2, 3, 0, 0xFFFFFFFF);
    row("sll", 0x00C59533, 3, 33, 0, 6);
    row("slt", 0x00C5A533, 0x80000000, 1, 0, 1);
    row("sltu", 0x00C5B533, 0x80000000, 1, 0, 0);
    row("xor", 0x00C5C533, 6, 3, 0, 5);
    row("srl", 0x00C5D533, 0x80000000, 31, 0, 1);
    row("sra", 0x40C5D533, 0x80000000, 31, 0, 0xFFFFFFFF);
    row("or", 0x00C5E533, 6, 3, 0, 7);
    row("and", 0x00C5F533, 6, 3, 0, 2);
    row("mul", 0x02C58533, 0xFFFFFFFD, 7, 0, 0xFFFFFFEB);
    row("mulh -2^30 * 6", 0x02C59533, 0xC0000000, 6, 0, 0xFFFFFFFE);
    row("mulh -1 * 1", 0x02C59533, 0xFFFFFFFF, 1, 0, 0xFFFFFFFF);
    row("mulhsu -1 * 2^31", 0x02C5A533, 0xFFFFFFFF, 0x80000000, 0, 0xFFFFFFFF);
    row("mulhu 2^31 * 6", 0x02C5B533, 0x80000000, 6, 0, 3);
    row("div -7 / 2", 0x02C5C533, 0xFFFFFFF9, 2, 0, 0xFFFFFFFD);
    row("div by zero", 0x02C5C533, 5, 0, 0, 0xFFFFFFFF);
    row("div overflow", 0x02C5C533, 0x80000000, 0xFFFFFFFF, 0, 0x80000000);
    row("divu", 0x02C5D533, 0xFFFFFFF9, 2, 0, 0x7FFFFFFC);
    row("rem -7 % 2", 0x02C5E533, 0xFFFFFFF9, 2, 0, 0xFFFFFFFF);
    row("rem by zero", 0x02C5E533, 5, 0, 0, 5);
    row("remu", 0x02C5F533, 0xFFFFFFF9, 2, 0, 1);
    row("p.min", 0x04C5C533, 0xFFFFFFFF, 1, 0, 0xFFFFFFFF);
    row("p.max", 0x04C5E533, 0xFFFFFFFF, 1, 0, 1);
    row("p.mac", 0x42C58533, 0xFFFFFFFE, 3, 100, 94);
    row("p.msu", 0x42C59533, 0xFFFFFFFE, 3, 100, 106);
    row("p.clip 8 above", 0x14859533, 128, 0, 0, 127);
    row("p.clip 8 below", 0x14859533, 0xFFFFFF00, 0, 0, 0xFFFFFF80);
    row("p.clip 8 inside", 0x14859533, 0xFFFFFF80, 0, 0, 0xFFFFFF80);
    row("p.clip 1", 0x14159533, 3, 0, 0, 0);
    row("p.addN 2", 0x04C5A55B, 5, 0xFFFFFFF8, 0, 0xFFFFFFFF); // -3 >> 2 = -1
    row("p.adduN 2", 0x84C5A55B, 5, 0xFFFFFFF8, 0, 0x3FFFFFFF);
    row("p.addRN 6: 31", 0x0CC5E55B, 31, 0, 0, 0);
    row("p.addRN 6: 32", 0x0CC5E55B, 32, 0, 0, 1);
    row("p.addRN 6: -32", 0x0CC5E55B, 0xFFFFFFE0, 0, 0, 0); // (-32 + 32) >> 6
    row("p.addRN 6: -33", 0x0CC5E55B, 0xFFFFFFDF, 0, 0, 0xFFFFFFFF);
    row("p.addRN 6 adds rs2", 0x0CC5E55B, 64, 128, 0, 3);
    row("p.addRN 0 rounds nothing", 0x00C5E55B, 7, 1, 0, 8);
    row("p.subN 1", 0x02C5B55B, 3, 8, 0, 0xFFFFFFFD);  // -5 >> 1 = -3
    row("p.subRN 1", 0x02C5F55B, 3, 8, 0, 0xFFFFFFFE); // (-5 + 1) >> 1
    row("p.addNr", 0x40C5A55B, 3, 2, 7, 2);            // (7 + 3) >> 2
    row("p.addNr shifts by five bits", 0x40C5A55B, 3, 33, 7, 5);
    row("p.addRNr", 0x40C5E55B, 3, 2, 7, 3);                   // (7 + 3 + 2) >> 2
    row("p.subNr", 0x40C5B55B, 3, 2, 0xFFFFFFF9, 0xFFFFFFFD);  // (-7 - 3) >> 2
    row("p.subRNr", 0x40C5F55B, 3, 2, 0xFFFFFFF9, 0xFFFFFFFE); // (-10 + 2) >> 2
    // lanes from the lowest: 1 * 5, -2 * 6, 127 * -128, -128 * -128
    row("pv.sdotsp.b", 0xB8C59557, 0x807FFE01, 0x80800605, 10, 10 + 5 - 12 - 16256 + 16384);
}

void TestGap8Sim::arithmetic()
{
    QFETCH(quint32, word);
    QFETCH(quint32, a1);
    QFETCH(quint32, a2);
    QFETCH(quint32, a0before);
    QFETCH(quint32, a0);
    Bench bench({word});
    bench.core.x[10] = a0before;
    bench.core.x[11] = a1;
    bench.core.x[12] = a2;
    bench.steps(1);
    QCOMPARE(bench.core.x[10], a0);
    QCOMPARE(bench.core.pc, codeAt + 4);
    QCOMPARE(bench.core.x[11], a1);
    QCOMPARE(bench.core.x[12], a2);
}

void TestGap8Sim::loads_data()
{
    QTest::addColumn<quint32>("word");
    QTest::addColumn<quint32>("a0");
    QTest::addColumn<quint32>("base"); ///< a1 afterwards, from dataAt + 8
    // At dataAt + 8 lies 0x8182F3F4, at dataAt + 12 0x01020384; a2 = 4.
    QTest::newRow("lb 0") << 0x00058503U << 0xFFFFFFF4U << 8U;
    QTest::newRow("lbu 1") << 0x0015C503U << 0x000000F3U << 8U;
    QTest::newRow("lh 2") << 0x00259503U << 0xFFFF8182U << 8U;
    QTest::newRow("lhu 2") << 0x0025D503U << 0x00008182U << 8U;
    QTest::newRow("lw 4") << 0x0045A503U << 0x01020384U << 8U;
    QTest::newRow("p.lb 1(a1!)") << 0x0015850BU << 0xFFFFFFF4U << 9U;
    QTest::newRow("p.lh 2(a1!)") << 0x0025950BU << 0xFFFFF3F4U << 10U;
    QTest::newRow("p.lw 4(a1!)") << 0x0045A50BU << 0x8182F3F4U << 12U;
    QTest::newRow("p.lw -4(a1!)") << 0xFFC5A50BU << 0x8182F3F4U << 4U;
    QTest::newRow("p.lbu 1(a1!)") << 0x0015C50BU << 0x000000F4U << 9U;
    QTest::newRow("p.lhu 2(a1!)") << 0x0025D50BU << 0x0000F3F4U << 10U;
    QTest::newRow("p.lw a2(a1)") << 0x20C5F503U << 0x01020384U << 8U;
    QTest::newRow("p.lb a2(a1)") << 0x00C5F503U << 0xFFFFFF84U << 8U;
    QTest::newRow("p.lbu a2(a1)") << 0x40C5F503U << 0x00000084U << 8U;
    QTest::newRow("p.lw a2(a1!)") << 0x20C5F50BU << 0x8182F3F4U << 12U;
}

void TestGap8Sim::loads()
{
    QFETCH(quint32, word);
    QFETCH(quint32, a0);
    QFETCH(quint32, base);
    Bench bench({word});
    bench.memory.store32(dataAt + 8, 0x8182F3F4);
    bench.memory.store32(dataAt + 12, 0x01020384);
    bench.core.x[11] = dataAt + 8;
    bench.core.x[12] = 4;
    bench.steps(1);
    QCOMPARE(bench.core.x[10], a0);
    QCOMPARE(bench.core.x[11], dataAt + base);
}

void TestGap8Sim::stores_data()
{
    QTest::addColumn<quint32>("word");
    QTest::addColumn<quint32>("at8");
    QTest::addColumn<quint32>("at12");
    QTest::addColumn<quint32>("base");
    // a2 = 0x11223344 goes to a1 = dataAt + 8; memory holds zeros.
    QTest::newRow("sb 3") << 0x00C581A3U << 0x44000000U << 0U << 8U;
    QTest::newRow("sh 2") << 0x00C59123U << 0x33440000U << 0U << 8U;
    QTest::newRow("sw 4") << 0x00C5A223U << 0U << 0x11223344U << 8U;
    QTest::newRow("p.sb 1(a1!)") << 0x00C580ABU << 0x00000044U << 0U << 9U;
    QTest::newRow("p.sh 2(a1!)") << 0x00C5912BU << 0x00003344U << 0U << 10U;
    QTest::newRow("p.sw 4(a1!)") << 0x00C5A22BU << 0x11223344U << 0U << 12U;
    QTest::newRow("p.sw -8(a1!)") << 0xFEC5AC2BU << 0x11223344U << 0U << 0U;
}

void TestGap8Sim::stores()
{
    QFETCH(quint32, word);
    QFETCH(quint32, at8);
    QFETCH(quint32, at12);
    QFETCH(quint32, base);
    Bench bench({word});
    bench.memory.store32(dataAt + 8, 0);
    bench.memory.store32(dataAt + 12, 0);
    bench.core.x[11] = dataAt + 8;
    bench.core.x[12] = 0x11223344;
    bench.steps(1);
    QCOMPARE(bench.memory.load32(dataAt + 8), at8);
    QCOMPARE(bench.memory.load32(dataAt + 12), at12);
    QCOMPARE(bench.core.x[11], dataAt + base);
}

void TestGap8Sim::branches_data()
{
    QTest::addColumn<quint32>("word");
    QTest::addColumn<quint32>("a1");
    QTest::addColumn<quint32>("a2");
    QTest::addColumn<int>("offset");
    QTest::newRow("beq taken, +2048") << 0x00C580E3U << 7U << 7U << 2048;
    QTest::newRow("beq not taken") << 0x00C580E3U << 7U << 8U << 4;
    QTest::newRow("bne, -16") << 0xFEC598E3U << 7U << 8U << -16;
    QTest::newRow("blt signed") << 0x00C5C463U << 0xFFFFFFFFU << 1U << 8;
    QTest::newRow("bge signed") << 0x00C5D463U << 0xFFFFFFFFU << 1U << 4;
    QTest::newRow("bltu") << 0x00C5E463U << 0xFFFFFFFFU << 1U << 4;
    QTest::newRow("bgeu") << 0x00C5F463U << 0xFFFFFFFFU << 1U << 8;
}

void TestGap8Sim::branches()
{
    QFETCH(quint32, word);
    QFETCH(quint32, a1);
    QFETCH(quint32, a2);
    QFETCH(int, offset);
    Bench bench({word});
    bench.core.x[11] = a1;
    bench.core.x[12] = a2;
    bench.steps(1);
    QCOMPARE(static_cast<int>(bench.core.pc - codeAt), offset);
}

void TestGap8Sim::jumps()
{
    Bench bench({0x0080056F, 0, 0xFF9585E7}); // jal a0, +8; ...; jalr a1, -7(a1)
    bench.steps(1);
    QCOMPARE(bench.core.pc, codeAt + 8);
    QCOMPARE(bench.core.x[10], codeAt + 4);
    bench.core.x[11] = codeAt + 8;
    bench.steps(1);
    QCOMPARE(bench.core.pc, codeAt); // bit 0 is dropped
    QCOMPARE(bench.core.x[11], codeAt + 12);
}

void TestGap8Sim::compressed_data()
{
    QTest::addColumn<uint>("half");
    QTest::addColumn<uint>("word");
    struct Row
    {
        const char* text;
        uint half;
        uint word;
    };
    // The assembler of binutils, with and without compressed instructions.
    const Row rows[] = {
        {"addi a0,sp,16", 0x0808, 0x01010513},
        {"lw a5,8(s0)", 0x441C, 0x00842783},
        {"lw a2,124(a1)", 0x5DF0, 0x07C5A603},
        {"sw a3,64(a4)", 0xC334, 0x04D72023},
        {"addi s1,s1,-5", 0x14ED, 0xFFB48493},
        {"addi a7,a7,31", 0x08FD, 0x01F88893},
        {"li t3,-32", 0x5E01, 0xFE000E13},
        {"li a0,17", 0x4545, 0x01100513},
        {"addi sp,sp,-64", 0x7139, 0xFC010113},
        {"addi sp,sp,496", 0x617D, 0x1F010113},
        {"lui a5,1", 0x6785, 0x000017B7},
        {"lui s2,0xfffe1", 0x7905, 0xFFFE1937},
        {"srli a4,a4,7", 0x831D, 0x00775713},
        {"srai s1,s1,31", 0x84FD, 0x41F4D493},
        {"andi a2,a2,-8", 0x9A61, 0xFF867613},
        {"sub a0,a0,a5", 0x8D1D, 0x40F50533},
        {"xor s0,s0,s1", 0x8C25, 0x00944433},
        {"or a1,a1,a2", 0x8DD1, 0x00C5E5B3},
        {"and a3,a3,a4", 0x8EF9, 0x00E6F6B3},
        {"slli t6,t6,12", 0x0FB2, 0x00CF9F93},
        {"lw ra,252(sp)", 0x50FE, 0x0FC12083},
        {"lw t0,4(sp)", 0x4292, 0x00412283},
        {"jr t1", 0x8302, 0x00030067},
        {"jalr a5", 0x9782, 0x000780E7},
        {"sw s7,196(sp)", 0xC3DE, 0x0D712223},
        {"nop", 0x0001, 0x00000013},
        {"add t4,t4,s3", 0x9ECE, 0x013E8EB3},
        {"ebreak", 0x9002, 0x00100073},
        {"mv s11,a7 as add", 0x8DC6, 0x01100DB3},
    };
    for (const Row& row : rows) {
        QTest::newRow(row.text) << row.half << row.word;
    }
}

void TestGap8Sim::compressed()
{
    QFETCH(uint, half);
    QFETCH(uint, word);
    const auto expanded = expandCompressed(static_cast<std::uint16_t>(half));
    QVERIFY(expanded.has_value());
    QCOMPARE(*expanded, word);
}

void TestGap8Sim::compressedJumps()
{
    const auto target = [](std::uint32_t half, std::uint32_t s1) {
        Bench bench({half});
        bench.core.x[9] = s1;
        bench.steps(1);
        return static_cast<int>(bench.core.pc - codeAt);
    };
    QCOMPARE(target(0xAADD, 0), 0x1F6);  // c.j
    QCOMPARE(target(0x3511, 0), -0x1FC); // c.jal
    QCOMPARE(target(0xECB5, 1), 0x7C);   // c.bnez s1
    QCOMPARE(target(0xECB5, 0), 2);
    QVERIFY(!expandCompressed(0x0000).has_value());
    QVERIFY(!expandCompressed(0x2000).has_value()); // c.fld
}

void TestGap8Sim::hardwareLoop()
{
    // lp.setup x0, a1, 2 words; addi a0,a0,1; addi a2,a2,2; addi a3,a3,3
    Bench bench({0x0045C07B, 0x00150513, 0x00260613, 0x00368693});
    bench.core.x[11] = 5;
    bench.steps(1 + 5 * 2 + 1);
    QCOMPARE(bench.core.x[10], 5U);
    QCOMPARE(bench.core.x[12], 10U);
    QCOMPARE(bench.core.x[13], 3U);
    QCOMPARE(bench.core.cycles, 12U);

    // lp.setupi x1, 3, 2 words: the end lies in the field of rs1
    Bench fixed({0x0032507B | 1 << 7, 0x00150513, 0x00260613, 0x00368693});
    fixed.steps(1 + 3 * 2 + 1);
    QCOMPARE(fixed.core.x[10], 3U);
    QCOMPARE(fixed.core.x[13], 3U);
}

void TestGap8Sim::nestedHardwareLoops()
{
    // lp.setup x1, a1, 6 words; li a3,3; lp.setup x0, a3, 2 words; addi a0,a0,1; addi a2,a2,1; addi a4,a4,1; nop
    Bench bench({0x00C5C0FB, 0x00300693, 0x0046C07B, 0x00150513, 0x00160613, 0x00170713, 0x13, 0x00178793});
    bench.core.x[11] = 4;
    bench.steps(1 + 4 * (2 + 3 * 2 + 2) + 1);
    QCOMPARE(bench.core.x[10], 12U);
    QCOMPARE(bench.core.x[12], 12U);
    QCOMPARE(bench.core.x[14], 4U);
    QCOMPARE(bench.core.x[15], 1U);
}

void TestGap8Sim::forbiddenLoops()
{
    Bench none({0x0045C07B});
    QVERIFY(messageOf([&] { none.steps(1); }).contains(QStringLiteral("no pass")));
    Bench one({0x0025C07B});
    one.core.x[11] = 2;
    QVERIFY(messageOf([&] { one.steps(1); }).contains(QStringLiteral("two instructions or more")));
    for (const std::uint32_t outer : {0x0065C0FBU, 0x0085C0FBU}) { // ends with the inner one, one behind it
        Bench together({outer, 0x0045C07B, 0x00150513, 0x00150513, 0x00150513});
        together.core.x[11] = 2;
        QVERIFY(messageOf([&] { together.steps(2); }).contains(QStringLiteral("behind the inner one")));
    }
    Bench swapped({0x00A5C07B, 0x0045C0FB, 0x00150513, 0x00150513, 0x00150513, 0x00150513});
    swapped.core.x[11] = 2;
    QVERIFY(messageOf([&] { swapped.steps(2); }).contains(QStringLiteral("number 1")));
    Bench compressed({0x0045C07B, 0x00010001, 0x00150513});
    compressed.core.x[11] = 2;
    QVERIFY(messageOf([&] { compressed.steps(2); }).contains(QStringLiteral("compressed")));
}

void TestGap8Sim::controlRegisters()
{
    // csrr a0,mhartid; nop; csrw 0x780,x0; nop; csrr a1,0x780
    Bench bench({0xF1402573, 0x13, 0x78001073, 0x13, 0x780025F3});
    bench.steps(5);
    QCOMPARE(bench.core.x[10], 3U);
    QCOMPARE(bench.core.x[11], 2U); // the nop and the reading itself
    Bench unknown({0x34202573});    // mcause
    QVERIFY(messageOf([&] { unknown.steps(1); }).contains(QStringLiteral("0x34202573")));
}

void TestGap8Sim::cycles_data()
{
    QTest::addColumn<QVector<quint32>>("words");
    QTest::addColumn<int>("cycles");
    const quint32 loadA0 = 0x0005A503;     // lw a0,0(a1)
    const quint32 postLoadA0 = 0x0045A50B; // p.lw a0,4(a1!)
    QTest::newRow("nop") << QVector<quint32>{0x13} << 1;
    QTest::newRow("load, then use") << QVector<quint32>{loadA0, 0x00150613} << 3; // addi a2,a0,1
    QTest::newRow("load, nop, use") << QVector<quint32>{loadA0, 0x13, 0x00150613} << 3;
    QTest::newRow("load, then no use") << QVector<quint32>{loadA0, 0x00158613} << 2; // addi a2,a1,1
    QTest::newRow("load, then stored") << QVector<quint32>{loadA0, 0x00A5A023} << 3; // sw a0,0(a1)
    QTest::newRow("load, then the sum of a dot product")
        << QVector<quint32>{loadA0, 0xB8C59557} << 3; // pv.sdotsp.b a0,a1,a2
    QTest::newRow("load, then p.addNr to it") << QVector<quint32>{loadA0, 0x40C5A55B} << 3;
    QTest::newRow("load, then overwritten") << QVector<quint32>{loadA0, 0x00C58533} << 2;
    QTest::newRow("the address of a post-increment is there at once") << QVector<quint32>{postLoadA0, postLoadA0} << 2;
    QTest::newRow("branch taken") << QVector<quint32>{0x00B58463} << 3;  // beq a1,a1
    QTest::newRow("branch passed") << QVector<quint32>{0x00B59463} << 1; // bne a1,a1
    QTest::newRow("jump") << QVector<quint32>{0x0080006F} << 3;
    QTest::newRow("mulh") << QVector<quint32>{0x02C59533} << 1;
}

void TestGap8Sim::cycles()
{
    QFETCH(QVector<quint32>, words);
    QFETCH(int, cycles);
    Bench bench({});
    for (int index = 0; index < words.size(); ++index) {
        bench.memory.store32(codeAt + 4 * static_cast<quint32>(index), words[index]);
    }
    bench.core.x[11] = dataAt;
    bench.steps(static_cast<int>(words.size()));
    QCOMPARE(static_cast<int>(bench.core.cycles), cycles);
}

void TestGap8Sim::unknownInstructionNamesAddressAndWord_data()
{
    QTest::addColumn<quint32>("word");
    QTest::newRow("float") << 0x00C58553U;
    QTest::newRow("pv.sdotsp.h") << 0xB8C58557U;
    QTest::newRow("pv.dotsp.b") << 0x98C59557U;
    QTest::newRow("p.exths") << 0x1005C533U;
    QTest::newRow("p.muls") << 0x80C5855BU;
    QTest::newRow("p.beqimm") << 0x00C5A463U;
    QTest::newRow("ebreak") << 0x00100073U;
    QTest::newRow("csr") << 0x30002573U;
    QTest::newRow("zeros") << 0U;
}

void TestGap8Sim::unknownInstructionNamesAddressAndWord()
{
    QFETCH(quint32, word);
    Bench bench({0x13, word});
    bench.steps(1);
    const QString message = messageOf([&] { bench.steps(1); });
    QVERIFY2(message.contains(QString::fromStdString(hex(word))), qPrintable(message));
    QVERIFY2(message.contains(QStringLiteral("0x1C000004")), qPrintable(message));
}

void TestGap8Sim::accessOutsideOfMemory()
{
    Memory memory;
    memory.store8(Memory::L1Base + Memory::L1Bytes - 1, 7);
    QCOMPARE(memory.load8(Memory::L1Base + Memory::L1Bytes - 1), std::uint8_t{7});
    QVERIFY(messageOf([&] {
                (void)memory.load8(Memory::L1Base + Memory::L1Bytes);
            }).contains(QStringLiteral("0x10010000")));
    QVERIFY(messageOf([&] {
                (void)memory.load32(Memory::L2Base + Memory::L2Bytes - 2);
            }).contains(QStringLiteral("not aligned")));
    const std::uint8_t bytes[] = {1, 2, 3, 4};
    memory.write(Memory::externalBase + 8, bytes);
    memory.copy(Memory::L2Base, Memory::externalBase + 8, 4);
    QCOMPARE(memory.load32(Memory::L2Base), 0x04030201U);
    QVERIFY(messageOf([&] { (void)memory.load32(Memory::externalBase + 8); }).contains(QStringLiteral("0x80000008")));
    QVERIFY(messageOf([&] { memory.store32(0, 1); }).contains(QStringLiteral("0x00000000")));
}

namespace {

Elf32 programOf(std::initializer_list<std::uint32_t> words)
{
    Elf32 elf;
    elf.entry = codeAt;
    Elf32::Segment segment{.address = codeAt};
    for (const std::uint32_t word : words) {
        for (int shift = 0; shift < 32; shift += 8) {
            segment.bytes.push_back(static_cast<std::uint8_t>(word >> shift));
        }
    }
    elf.segments.push_back(segment);
    return elf;
}

} // namespace

void TestGap8Sim::coresMeetAtBarriers()
{
    // csrr a0,mhartid; slli t0,a0,2; lui t1,0x10000; add t1,t1,t0; addi a1,a0,7; sw a1,0(t1)
    // 1: addi a0,a0,-1; bge a0,x0,1b; li a7,1; ecall; lw a0,28(0x10000000) ; li a7,0; ecall
    Machine machine(programOf({0xF1402573, 0x00251293, 0x10000337, 0x00530333, 0x00750593, 0x00B32023, 0xFFF50513,
                               0xFE055EE3, 0x00100893, 0x00000073, 0x10000337, 0x01C32503, 0x00000893, 0x00000073}));
    QCOMPARE(machine.run(), 14); // what core 7 has written, read by core 0 behind the barrier
    for (std::uint32_t core = 0; core < 8; ++core) {
        QCOMPARE(machine.memory.load32(dataAt + 4 * core), core + 7);
    }
    // Core 7 passes its loop 8 times: 6 + 7 (2 + 2) + 2 + 2 = 38 cycles; then core 0 has 4 more.
    QCOMPARE(machine.cores[0].cycles, 42U);
    QCOMPARE(machine.cores[1].cycles, 38U);
    QCOMPARE(machine.cycles(), 42U);
}

void TestGap8Sim::transfers()
{
    // lui a0,0x10000; auipc a1,0; li a2,16; li a7,3; ecall; lui t0,0x10000; lw t1,0(t0); li a7,4; ecall; lw t2,0(t0)
    // li a7,0; ecall
    const Elf32 program = programOf({0x10000537, 0x00000597, 0x01000613, 0x00300893, 0x00000073, 0x100002B7, 0x0002A303,
                                     0x00400893, 0x00000073, 0x0002A383, 0x00000893, 0x00000073});
    for (const auto when : {Machine::TransferTime::AtStart, Machine::TransferTime::AtWait}) {
        Machine::Options options{.cores = 1};
        options.transfers = when;
        Machine machine(program, options);
        machine.run();
        const std::uint32_t moved = 0x00000597;
        QCOMPARE(machine.cores[0].x[6], when == Machine::TransferTime::AtStart ? moved : 0xA5A5A5A5U);
        QCOMPARE(machine.cores[0].x[7], moved);
        QCOMPARE(machine.cycles(), 5U + 30U + 2U + 3U); // start, set-up, 16 bytes, and what follows the wait
    }
}

void TestGap8Sim::programThatNeverEnds()
{
    Machine::Options options;
    options.longestRun = 1000;
    Machine machine(programOf({0x0000006F}), options);
    QVERIFY(messageOf([&] { machine.run(); }).contains(QStringLiteral("1000 instructions")));
}

void TestGap8Sim::elfFiles()
{
    QVERIFY(messageOf([] {
                (void)Elf32::parse("not a program at all, only some text", "x.elf");
            }).contains(QStringLiteral("x.elf")));
    // A header of 52 bytes that names one program header behind the end of the file.
    std::string file("\177ELF\1\1\1", 7);
    file.resize(52);
    file[18] = '\xF3';
    file[28] = 52;
    file[42] = 32;
    file[44] = 1;
    const QString message = messageOf([&] { (void)Elf32::parse(file, "short.elf"); });
    QVERIFY2(message.contains(QStringLiteral("short.elf")) && message.contains(QStringLiteral("52")),
             qPrintable(message));
    // The same with the header: 4 bytes from offset 84 go to L2, 8 bytes are reserved there.
    file.resize(84);
    file[52] = 1;
    file[52 + 4] = 84;
    file[52 + 15] = 0x1C;
    file[52 + 16] = 4;
    file[52 + 20] = 8;
    file += "\x13\x05\x10\x02";
    const Elf32 elf = Elf32::parse(file, "good.elf");
    QCOMPARE(elf.segments.size(), std::size_t{1});
    Memory memory;
    memory.fill(0xFF);
    elf.load(memory);
    QCOMPARE(memory.load32(codeAt), 0x02100513U);
    QCOMPARE(memory.load32(codeAt + 4), 0U);
    QCOMPARE(memory.load32(codeAt + 8), 0xFFFFFFFFU);
    QVERIFY(messageOf([&] { (void)elf.symbol("job"); }).contains(QStringLiteral("job")));
}

QTEST_GUILESS_MAIN(TestGap8Sim)
#include "tst_gap8sim.moc"
