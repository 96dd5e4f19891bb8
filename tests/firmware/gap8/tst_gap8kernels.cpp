// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "resources/firmware/gap8/pl_gap8.h"
#include "tests/firmware/gap8/firmwaretest.h"
#include "tests/firmware/gap8/graphmaker.h"

#include <QtTest>

#include <cstddef>

using namespace pitlane;
using namespace pitlane::gap8test;

namespace {

QString describe(const gap8::Convolution& layer)
{
    return QStringLiteral("%1-%2 T %3 K %4 d %5 s %6 left %7 T_out %8")
        .arg(layer.C_in)
        .arg(layer.C_out)
        .arg(layer.T)
        .arg(layer.K)
        .arg(layer.d)
        .arg(layer.s)
        .arg(layer.padLeft)
        .arg(layer.T_out);
}

/// Scales of powers of two, so that many results lie half way between two integers.
gap8::Convolution convolutionOfHalves()
{
    gap8::Convolution layer = causal(5, 6, 40, 1);
    RandomLayers random(21);
    random.dress(layer, false);
    for (std::size_t o = 0; o < 6; ++o) {
        for (std::size_t c = 0; c < 5; ++c) {
            layer.weights[5 * o + c] = static_cast<std::int8_t>(random.between(-2, 2));
        }
        layer.to.bias[o] = static_cast<std::int32_t>(random.between(-4, 4));
        layer.to.multiplier[o] = o < 3 ? 1 << 30 : 0x7FFFFFFF;
        layer.to.shift[o] = -1 - static_cast<std::int32_t>(o);
    }
    layer.to.zeroOut = 0;
    layer.to.lower = -128;
    layer.to.upper = 127;
    return layer;
}

/// The same channels, one step; the cores share the words of the sums.
gap8::Linear linearOfHalves()
{
    const gap8::Convolution layer = convolutionOfHalves();
    return {.C_in = 5, .C_out = 6, .weights = layer.weights, .to = layer.to};
}

gap8::Graph additionOfHalves(std::int32_t firstShift)
{
    // x + x with x 2^20 2^11 / 2^31 = x as first rounding, then x / 2^shift, x / 4, and a quarter of their sum.
    const gap8::Addition layer{.multiplier = {1 << 11, 1 << 11, 1 << 30}, .shift = {firstShift, -2, -1}};
    return {.T = 64, .C = 4, .layers = {{.op = layer, .inputs = {0, 0}}}};
}

} // namespace

class TestGap8Kernels : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void layoutOfSteps();
    void requantisation();
    void randomConvolutions_data();
    void randomConvolutions();
    void randomLinearLayers();
    void randomAdditions();
    void halves();
    void pools();
    void plainCodeOnEmulator_data();
    void plainCodeOnEmulator();
    void throughput();

private:
    std::unique_ptr<FirmwareRun> m_run;
};

void TestGap8Kernels::initTestCase()
{
    m_run = std::make_unique<FirmwareRun>();
    if (m_run->missing().isEmpty()) {
        QVERIFY2(m_run->problem().isEmpty(), qPrintable(m_run->problem()));
    }
}

void TestGap8Kernels::layoutOfSteps()
{
    QCOMPARE(sizeof(pl_gap8_step), sizeof(gap8::Step));
    QCOMPARE(PL_GAP8_L1_HEAD, static_cast<int>(gap8::L1Head));
#define SAME(field, name) QCOMPARE(offsetof(pl_gap8_step, field), offsetof(gap8::Step, name))
    SAME(kind, kind);
    SAME(x, x);
    SAME(x2, x2);
    SAME(y, y);
    SAME(x_row, xRow);
    SAME(y_row, yRow);
    SAME(x_rows, xRows);
    SAME(w, w);
    SAME(groups, groups);
    SAME(group_bytes, groupBytes);
    SAME(taps, taps);
    SAME(tap_words, tapWords);
    SAME(tap_skip, tapSkip);
    SAME(steps, steps);
    SAME(channels, channels);
    SAME(lower, lower);
    SAME(upper, upper);
    SAME(fill, fill);
    SAME(fill_word, fillWord);
    SAME(scratch, scratch);
    SAME(layer, layer);
    SAME(check, check);
    SAME(check_row, checkRow);
    SAME(check_steps, checkSteps);
    SAME(check_channels, checkChannels);
    SAME(transfers, transfers);
#undef SAME
    QCOMPARE(int{PL_GAP8_MEAN}, int{gap8::Step::Mean});
    QCOMPARE(int{PL_GAP8_RAM_TO_L2}, int{gap8::Step::RamToL2});
    gap8::Step step{.kind = 0x01020304};
    step.transfers.back().bytes = -2;
    const std::vector<std::int8_t> bytes = gap8::bytesOf(std::span(&step, 1));
    QCOMPARE(bytes.size(), sizeof(pl_gap8_step));
    QCOMPARE(bytes.front(), std::int8_t{4});
    QCOMPARE(bytes[bytes.size() - 4], std::int8_t{-2});
}

void TestGap8Kernels::requantisation()
{
    // The test's own definition against values worked out by hand: multiplier 2^30 is one half.
    QCOMPARE(requantised(3, 1 << 30, 0), 2);   // 1.5
    QCOMPARE(requantised(-3, 1 << 30, 0), -1); // halves of the first rounding go up
    QCOMPARE(requantised(-5, 1 << 30, 0), -2);
    QCOMPARE(requantised(6, 1 << 30, -1), 2); // 3 / 2, halves of the second go away from zero
    QCOMPARE(requantised(-6, 1 << 30, -1), -2);
    QCOMPARE(requantised(-5, 1 << 30, -2), -1); // -2 / 4
    QCOMPARE(requantised(5, 1 << 30, 3), 20);
    QCOMPARE(requantised(1000, 0x7FFFFFFF, -31), 0);
}

void TestGap8Kernels::randomConvolutions_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::addColumn<qint64>("L1");
    QTest::addColumn<bool>("extremes");
    for (quint32 seed = 0; seed < 100; ++seed) {
        QTest::addRow("%u", seed) << seed << qint64{50000} << false;
    }
    for (quint32 seed = 100; seed < 130; ++seed) {
        QTest::addRow("%u, any scale", seed) << seed << qint64{50000} << true;
    }
    for (quint32 seed = 130; seed < 160; ++seed) {
        QTest::addRow("%u, little L1", seed) << seed << qint64{12000} << false;
    }
}

void TestGap8Kernels::randomConvolutions()
{
    NEED_COMPILER();
    QFETCH(quint32, seed);
    QFETCH(qint64, L1);
    QFETCH(bool, extremes);
    RandomLayers random(seed + 1000);
    const std::int64_t K = random.between(0, 3) == 0 ? random.between(1, 41) : random.between(1, 12);
    const std::int64_t d = random.between(0, 1) == 0 ? 1 : random.between(1, 32);
    const std::int64_t widest = L1 < 50000 ? 16 : K > 12 ? 12 : 37;
    const std::int64_t C_in = random.between(0, 4) == 0 ? 1 : random.between(1, widest);
    const std::int64_t T = random.between(0, 3) == 0 ? random.between(1, 9) : random.between(1, L1 < 50000 ? 250 : 120);
    gap8::Convolution layer = causal(C_in, random.between(1, widest), T, K, d, random.between(1, 3));
    switch (random.between(0, 3)) { // two of four stay causal
    case 0: {                       // explicit padding on both sides
        const std::int64_t right = random.between(0, (K - 1) * d);
        layer.padLeft = random.between(0, (K - 1) * d);
        const std::int64_t rest = T + layer.padLeft + right - (K - 1) * d - 1;
        if (rest >= 0) {
            layer.T_out = rest / layer.s + 1;
        } else {
            layer.padLeft = (K - 1) * d;
        }
        break;
    }
    case 1: // old samples are dropped
        if (T > (K - 1) * d + 3) {
            layer.padLeft = -2;
            layer.T_out = (T - 2 - (K - 1) * d - 1) / layer.s + 1;
        }
        break;
    default:
        break;
    }
    random.dress(layer, extremes);
    layer.to.zeroIn = static_cast<std::int32_t>(random.between(-128, 127));
    try {
        AGREES(graphOf(layer), random.values(T * C_in), {.L1Bytes = L1}, describe(layer));
    } catch (const gap8::PackingError& error) {
        QVERIFY2(L1 < 50000, error.what()); // a window of taps far apart need not fit into little L1
        QVERIFY2((K - 1) * d * gap8::paddedChannels(C_in) > 4000, error.what());
    }
}

void TestGap8Kernels::randomLinearLayers()
{
    NEED_COMPILER();
    for (quint32 seed = 0; seed < 40; ++seed) {
        RandomLayers random(seed + 2000);
        gap8::Linear layer{.T = random.between(0, 1) == 0 ? 1 : random.between(1, 40),
                           .C_in = random.between(1, 40),
                           .C_out = random.between(1, seed % 4 == 0 ? 70 : 12)};
        random.dress(layer, seed % 3 == 0);
        layer.to.zeroIn = static_cast<std::int32_t>(random.between(-128, 127));
        AGREES(graphOf(layer), random.values(layer.T * layer.C_in),
               (gap8::Memories{.L1Bytes = seed % 5 == 0 ? 20000 : 50000, .weightsInRam = seed % 7 == 0}),
               QStringLiteral("linear %1 x %2 - %3").arg(layer.T).arg(layer.C_in).arg(layer.C_out));
    }
}

void TestGap8Kernels::randomAdditions()
{
    NEED_COMPILER();
    int exact = 0;
    for (quint32 seed = 0; seed < 40; ++seed) {
        RandomLayers random(seed + 3000);
        const gap8::Addition layer = random.addition(seed % 4 == 3);
        gap8::Graph graph{.T = random.between(1, 90), .C = random.between(1, 13), .zeroPoint = layer.zero[0]};
        // x + x has both inputs from one tensor, so the second zero point is free
        graph.layers.push_back({.op = layer, .inputs = {0, 0}});
        exact += gap8::pack(layer).front() == 0 ? 1 : 0;
        AGREES(graph, random.values(graph.T * graph.C), {.L1Bytes = seed % 5 == 0 ? 1700 : 50000},
               QStringLiteral("addition %1").arg(seed));
    }
    QVERIFY2(exact > 0 && exact < 10, qPrintable(QString::number(exact)));
}

void TestGap8Kernels::halves()
{
    NEED_COMPILER();
    RandomLayers random(4);
    const gap8::Graph convolution = graphOf(convolutionOfHalves());
    QCOMPARE(gap8::plan(convolution).exactRecords, std::int64_t{0});
    AGREES(convolution, random.values(200), gap8::Memories(), QStringLiteral("convolution of halves"));
    for (int input = 0; input < 8; ++input) {
        AGREES(graphOf(linearOfHalves()), random.values(5), gap8::Memories(), QStringLiteral("linear layer of halves"));
    }
    Values all;
    for (int value = -128; value < 128; ++value) {
        all.push_back(static_cast<std::int8_t>(value));
    }
    for (const std::int32_t shift : {0, -1, -3}) {
        const gap8::Graph addition = additionOfHalves(shift);
        QCOMPARE(gap8::plan(addition).weights.front(), std::int8_t{1}); // the quick form
        AGREES(addition, all, gap8::Memories(), QStringLiteral("addition of halves, shift %1").arg(shift));
    }
}

void TestGap8Kernels::pools()
{
    NEED_COMPILER();
    for (const bool average : {true, false}) {
        for (const auto& [T, C, K, s] : {std::array<std::int64_t, 4>{64, 8, 2, 2},
                                         {65, 7, 3, 2},
                                         {17, 5, 17, 1},
                                         {9, 1, 4, 3},
                                         {200, 31, 5, 5},
                                         {3, 3, 1, 1}}) {
            GraphMaker net(T, C, static_cast<std::uint32_t>(T));
            net.pool(0, average, K, s);
            for (const std::int64_t L1 : {50000, 1500}) {
                AGREES(net.graph(), net.input(), {.L1Bytes = L1},
                       QStringLiteral("pool %1 x %2, K %3").arg(T).arg(C).arg(K));
            }
        }
    }
    // Sums of 3 and -3 over 2 samples: 1.5 and -1.5 go away from zero.
    gap8::Graph graph{.T = 2, .C = 2};
    graph.layers.push_back({.op = gap8::Pooling{.T = 2, .C = 2}, .inputs = {0}});
    QCOMPARE(m_run->onSimulator(gap8::plan(graph), {1, -1, 2, -2}, 2).output, (Values{2, -2}));
}

void TestGap8Kernels::plainCodeOnEmulator_data()
{
    QTest::addColumn<QString>("network");
    QTest::addColumn<qint64>("L1");
    QTest::addRow("ECG") << QStringLiteral("ecg") << qint64{50000};
    QTest::addRow("ECG, tiles") << QStringLiteral("ecg") << qint64{11000};
    QTest::addRow("heart rate") << QStringLiteral("narrow") << qint64{50000};
    QTest::addRow("halves") << QStringLiteral("halves") << qint64{50000};
    QTest::addRow("sum of halves") << QStringLiteral("sum") << qint64{50000};
    QTest::addRow("any scale") << QStringLiteral("extreme") << qint64{50000};
}

void TestGap8Kernels::plainCodeOnEmulator()
{
    NEED_COMPILER();
    if (!m_run->missingEmulator().isEmpty()) {
        QSKIP(qPrintable(QStringLiteral("Not installed: ") + m_run->missingEmulator()));
    }
    QFETCH(QString, network);
    QFETCH(qint64, L1);
    GraphMaker net = network == QStringLiteral("ecg") ? ecgNetwork() : heartRateNetwork(5);
    gap8::Graph graph = net.graph();
    if (network == QStringLiteral("extreme")) {
        RandomLayers random(77);
        gap8::Convolution layer = causal(7, 21, 33, 5, 3);
        random.dress(layer, true);
        graph = graphOf(layer);
    } else if (network == QStringLiteral("halves")) {
        graph = graphOf(convolutionOfHalves());
    } else if (network == QStringLiteral("sum")) {
        graph = additionOfHalves(-1);
    }
    RandomLayers random(5);
    const Values input = random.values(graph.T * graph.C);
    const Values expected = run(graph, input).back();
    const Values found =
        m_run->onEmulator(gap8::plan(graph, {.L1Bytes = L1}), input, static_cast<std::int64_t>(expected.size()));
    const QString text = difference(found, expected);
    QVERIFY2(text.isEmpty(), qPrintable(text));
}

void TestGap8Kernels::throughput()
{
    NEED_COMPILER();
    QTextStream out(stdout);
    out << "MAC per cycle and core, 8 cores, everything in L1 (model: 1 per instruction, +1 load-use, +2 taken branch, "
           "hardware loops free; second figure: mulh 5 cycles, division 19)\n";
    const auto row = [&](const QString& name, const gap8::Graph& graph, std::int64_t macs, double least) {
        RandomLayers random(9);
        const Values input = random.values(graph.T * graph.C);
        const gap8::Program program = gap8::plan(graph, {.L1Bytes = 60000});
        const Values expected = run(graph, input).back();
        double figures[2];
        for (const int model : {0, 1}) {
            gap8sim::Machine::Options options;
            options.cycles = model == 0 ? gap8sim::CycleModel{} : gap8sim::CycleModel::ofManual();
            const Outcome outcome =
                m_run->onSimulator(program, input, static_cast<std::int64_t>(expected.size()), options);
            QVERIFY2(outcome.output == expected, qPrintable(name));
            figures[model] = static_cast<double>(macs) / outcome.cycles.front() / 8;
        }
        out << QStringLiteral("%1 %2 %3\n").arg(name, -34).arg(figures[0], 6, 'f', 2).arg(figures[1], 6, 'f', 2);
        out.flush();
        QVERIFY2(figures[0] >= least,
                 qPrintable(QStringLiteral("%1: %2, expected %3 or more").arg(name).arg(figures[0]).arg(least)));
    };
    const auto conv = [&](std::int64_t C_in, std::int64_t C_out, std::int64_t T, std::int64_t K, std::int64_t d,
                          std::int64_t s, double least) {
        gap8::Convolution layer = causal(C_in, C_out, T, K, d, s);
        RandomLayers random(8);
        random.dress(layer, false);
        layer.to.zeroOut = -128;
        layer.to.lower = -128;
        layer.to.upper = 127;
        row(QStringLiteral("conv %1-%2 T %3 K %4 d %5 s %6").arg(C_in).arg(C_out).arg(T).arg(K).arg(d).arg(s),
            graphOf(layer), layer.T_out * C_out * K * C_in, least);
    };
    constexpr double bar = 1.25;
    conv(32, 32, 256, 1, 1, 1, bar);
    conv(32, 64, 128, 1, 1, 1, bar);
    conv(64, 32, 128, 1, 1, 1, bar);
    conv(32, 32, 256, 3, 1, 1, bar);
    conv(32, 32, 256, 3, 2, 1, bar);
    conv(32, 32, 128, 5, 4, 1, bar);
    conv(32, 64, 128, 3, 8, 1, bar);
    conv(64, 64, 128, 3, 1, 1, bar);
    conv(64, 32, 128, 9, 2, 1, bar);
    conv(64, 64, 128, 5, 1, 2, bar);
    conv(64, 128, 64, 3, 16, 1, bar);
    conv(32, 32, 32, 7, 1, 1, bar);
    conv(128, 128, 16, 3, 1, 1, bar);
    for (const auto& [C_in, C_out] : {std::pair<std::int64_t, std::int64_t>{512, 32}, {256, 64}, {512, 64}}) {
        gap8::Linear layer{.C_in = C_in, .C_out = C_out};
        RandomLayers random(8);
        random.dress(layer, false);
        row(QStringLiteral("linear %1-%2").arg(C_in).arg(C_out), graphOf(layer), C_in * C_out,
            C_in * C_out > 16384   ? 1.0
            : C_in * C_out > 16384 ? 0.9
                                   : bar); // more than half of L1 streams: 8 bytes, so 8 MAC, a cycle at most // larger
                                           // than half of L1: a byte of weights a MAC, 8 bytes a cycle
    }
    // Not aligned, or small: no bar but the padding, and never the loop in C.
    conv(11, 11, 140, 11, 1, 1, 0.5);
    conv(1, 2, 140, 11, 1, 1, 0.05);
    conv(5, 5, 140, 7, 4, 1, 0.3);
    conv(33, 35, 100, 3, 1, 1, 1.0);
    conv(32, 32, 13, 9, 1, 1, 1.0);
}

QTEST_GUILESS_MAIN(TestGap8Kernels)
#include "tst_gap8kernels.moc"
